import { listContacts } from '../../lib/msgflash/operations.ts';
import { contactLabel } from '../../lib/records/contact.ts';
import { dropdown } from './choice.ts';
import { cursorPage } from './cursor.ts';

export default dropdown('contact_list', 'Contact', async (step, page) => {
  const contacts = await cursorPage(step, page, (cursor) => listContacts(step.api, { cursor }));
  return Promise.all(contacts.map(async (contact) => ({ id: contact.id, label: await contactLabel(contact) })));
});
