import { at } from '../../zapier/values.ts';
import type { Shop } from '../shop/shop.ts';
import type { StoryStep } from '../step.ts';

const STEP = 'creates.update_contact';

/** MsgFlash replaces tags as a whole; the step adds and removes single ones. */
export async function tagLead(story: StoryStep, { connection }: Shop, contact: string): Promise<void> {
  story.environment.labels.set(contact, 'Léa Fontaine · +33 6 39 98 77 07');
  const tagged = await story.runs(connection, STEP, {
    contact_id: contact,
    tags: ['lead', 'spring'],
    meta: { city: 'Lyon' },
  });
  story.shows(tagged, ['tags', 'metadata']);
  story.same('the tags are there', at(tagged.output, 'tags'), 'lead\nspring');
  const more = await story.runs(connection, STEP, { contact_id: contact, tags: ['vip'] });
  story.same('one more joins them', at(more.output, 'tags'), 'lead\nspring\nvip');
  const fewer = await story.runs(connection, STEP, { contact_id: contact, tags: ['spring'], tags_mode: 'remove' });
  story.same('one is taken away, the others stay', at(fewer.output, 'tags'), 'lead\nvip');
  story.same('the custom details stayed as they were', at(fewer.output, 'metadata'), { city: 'Lyon' });
}
