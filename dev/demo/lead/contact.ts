import { at } from '../../zapier/values.ts';
import type { Shop } from '../shop/shop.ts';
import type { StoryStep } from '../step.ts';

/** Who fills in the form. */
export const LEAD = { name: 'Léa Fontaine', phone: '06 39 98 77 07' };

/** The same form twice: the first time the contact is created, the second time it is found. @returns its id */
export async function findOrCreateLead(story: StoryStep, { connection }: Shop): Promise<string> {
  const { zapier } = story.environment;
  story.lists('picked', [
    ['Name', LEAD.name],
    ['Phone', LEAD.phone],
  ]);
  const first = await zapier.findOrCreate(connection, 'find_contact', { phone: LEAD.phone }, LEAD);
  story.wire();
  story.shows(first.create, ['name', 'phone']);
  story.same('the lead is not there yet, so a contact is created', [first.found, first.outcome], [false, 'success']);
  const second = await zapier.findOrCreate(connection, 'find_contact', { phone: LEAD.phone }, LEAD);
  story.wire();
  story.same(
    'the second time the same contact is found',
    [second.found, at(second.output, 'id')],
    [true, at(first.output, 'id')],
  );

  const again = await story.runs(connection, 'creates.create_contact', LEAD);
  story.same('creating it once more is refused', again.outcome, 'halted');
  story.check('the sentence names the step to use instead', again.message.includes('Update Contact'), again.message);
  return String(at(first.output, 'id'));
}
