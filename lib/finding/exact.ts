import { isSameName } from '../fields/values.ts';
import { listContacts, listGroups } from '../msgflash/operations.ts';
import type { Contact, Group } from '../msgflash/schemas.ts';
import type { Api } from '../msgflash/transport.ts';
import { isNumberOf, spellingsOf } from '../records/person.ts';
import { findInPages, searchText } from './pages.ts';

/**
 * The contact with exactly this number, in any of its spellings. Each spelling costs a request.
 *
 * @param phone E.164 with `+`
 */
export async function contactByPhone(api: Api, phone: string): Promise<Contact | null> {
  for (const spelling of spellingsOf(phone)) {
    // Without the +, because some versions of the API store numbers without it.
    const found = await contactAmong(api, spelling.slice(1), (contact) => isNumberOf(contact.phone, phone));
    if (found) return found;
  }
  return null;
}

/** The contact with exactly this name, null if there is none. */
export function contactByName(api: Api, name: string): Promise<Contact | null> {
  return contactAmong(api, name, (contact) => isSameName(contact.name, name));
}

/** The group with exactly this name, null if there is none. */
export function groupByName(api: Api, name: string): Promise<Group | null> {
  return findInPages(
    (cursor) => listGroups(api, { search: searchText(name), cursor }),
    (group) => isSameName(group.name, name),
  );
}

/** MsgFlash's search returns every contact that contains the text, so the exact match is picked here. */
function contactAmong(api: Api, search: string, isMeant: (contact: Contact) => boolean): Promise<Contact | null> {
  return findInPages((cursor) => listContacts(api, { search: searchText(search), cursor }), isMeant);
}
