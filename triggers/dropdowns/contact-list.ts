import { listContacts } from '../../msgflash/operations.ts';
import { contactLabel } from '../../resources/contact.ts';
import { dropdown } from './choice.ts';
import { cursorPage } from './cursor.ts';

export default dropdown('contact_list', 'Contact', async (step, page) => {
  const contacts = await cursorPage(step, page, (cursor) => listContacts(step.api, { cursor }));
  return contacts.map((contact) => ({ id: contact.id, label: contactLabel(contact) }));
});
