import { createForGroup } from './lead/campaign.ts';
import { findOrCreateLead } from './lead/contact.ts';
import { joinGroup } from './lead/group.ts';
import { pauseAndResume } from './lead/pause.ts';
import { readProgress } from './lead/progress.ts';
import { checkQuota } from './lead/quota.ts';
import { tagLead } from './lead/tags.ts';
import { connect } from './shop/connect.ts';
import { pickInstance } from './shop/pick.ts';
import type { Story } from './story.ts';

/** What marketers do: a lead comes in, and a campaign goes out. */
export const lead: Story = {
  name: 'lead',
  about: 'A form brings a lead, who becomes a contact, is tagged, joins a group and gets its campaign.',
  async play(act) {
    const connection = await act('A wrong key, then the right one', connect);
    const shop = await act('Pick a number from the list', (each) => pickInstance(each, connection));
    const contact = await act('A lead is found or created', (each) => findOrCreateLead(each, shop));
    await act('The lead is tagged', (each) => tagLead(each, shop, contact));
    const group = await act('The lead joins a group', (each) => joinGroup(each, shop, contact));
    const campaign = await act('A campaign goes to that group', (each) => createForGroup(each, shop, group));
    await act('The campaign is paused and resumed', (each) => pauseAndResume(each, shop, campaign));
    await act('Its progress is read', (each) => readProgress(each, shop, campaign));
    await act('The quota is checked', (each) => checkQuota(each, shop));
  },
};
