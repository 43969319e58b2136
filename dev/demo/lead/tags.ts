import { at } from '../../zapier/values.ts';
import type { Shop } from '../shop/shop.ts';
import type { Act } from '../step.ts';

const STEP = 'creates.update_contact';

/** MsgFlash replaces tags as a whole; the step adds and removes single ones. */
export async function tagLead(act: Act, { connection }: Shop, contact: string): Promise<void> {
  act.stage.labels.set(contact, 'Léa Fontaine · +33 6 39 98 77 07');
  const tagged = await act.runs(connection, STEP, {
    contact_id: contact,
    tags: ['lead', 'spring'],
    meta: { city: 'Lyon' },
  });
  act.shows(tagged.output, ['tags', 'meta']);
  act.same('the tags are there', at(tagged.output, 'tags'), 'lead\nspring');
  const more = await act.runs(connection, STEP, { contact_id: contact, tags: ['vip'] });
  act.same('one more joins them', at(more.output, 'tags'), 'lead\nspring\nvip');
  const fewer = await act.runs(connection, STEP, { contact_id: contact, tags: ['spring'], tags_mode: 'remove' });
  act.same('one is taken away, the others stay', at(fewer.output, 'tags'), 'lead\nvip');
  act.same('the metadata stayed as it was', at(fewer.output, 'meta'), 'city: Lyon');
}
