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
  async play(step) {
    const connection = await step('A wrong key, then the right one', connect);
    const shop = await step('Pick a number from the list', (story) => pickInstance(story, connection));
    const contact = await step('A lead is found or created', (story) => findOrCreateLead(story, shop));
    await step('The lead is tagged', (story) => tagLead(story, shop, contact));
    const group = await step('The lead joins a group', (story) => joinGroup(story, shop, contact));
    const campaign = await step('A campaign goes to that group', (story) => createForGroup(story, shop, group));
    await step('The campaign is paused and resumed', (story) => pauseAndResume(story, shop, campaign));
    await step('Its progress is read', (story) => readProgress(story, shop, campaign));
    await step('The quota is checked', (story) => checkQuota(story, shop));
  },
};
