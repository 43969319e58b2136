import { at } from '../../zapier/values.ts';
import type { Shop } from '../shop/shop.ts';
import type { Act } from '../step.ts';

/** Who fills in the form. */
export const LEAD = { name: 'Léa Fontaine', phone: '06 39 98 77 07' };

/** The same form twice: the first time the contact is created, the second time it is found. @returns its id */
export async function findOrCreateLead(act: Act, { connection }: Shop): Promise<string> {
  const { zapier } = act.stage;
  act.lists('picked', [
    ['Name', LEAD.name],
    ['Phone', LEAD.phone],
  ]);
  const first = await zapier.findOrCreate(connection, 'find_contact', { phone: LEAD.phone }, LEAD);
  act.wire();
  act.shows(first.output, ['name', 'phone']);
  act.same('the lead is not there yet, so a contact is created', [first.found, first.outcome], [false, 'success']);
  const second = await zapier.findOrCreate(connection, 'find_contact', { phone: LEAD.phone }, LEAD);
  act.wire();
  act.same(
    'the second time the same contact is found',
    [second.found, at(second.output, 'id')],
    [true, at(first.output, 'id')],
  );

  const again = await act.runs(connection, 'creates.create_contact', LEAD);
  act.same('creating it once more is refused', again.outcome, 'halted');
  act.check('the sentence names the step to use instead', again.message.includes('Update Contact'), again.message);
  return String(at(first.output, 'id'));
}
