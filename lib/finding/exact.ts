import { isSameName } from '../fields/values.ts';
import { listContacts, listGroups } from '../msgflash/operations.ts';
import type { Contact, Group } from '../msgflash/schemas.ts';
import type { Api } from '../msgflash/transport.ts';
import { isNumberOf, spellingsOf } from '../records/person.ts';
import { findInPages, searchText } from './pages.ts';

/** The contact with this very number, in any spelling of it; one list for each. @param phone E.164 with `+` */
export async function contactByPhone(api: Api, phone: string): Promise<Contact | null> {
  for (const spelling of spellingsOf(phone)) {
    // Without the +, since some generations of the API keep numbers without.
    const found = await contactAmong(api, spelling.slice(1), (contact) => isNumberOf(contact.phone, phone));
    if (found) return found;
  }
  return null;
}

/** The contact with this very name. */
export function contactByName(api: Api, name: string): Promise<Contact | null> {
  return contactAmong(api, name, (contact) => isSameName(contact.name, name));
}

/** The group with this very name. */
export function groupByName(api: Api, name: string): Promise<Group | null> {
  return findInPages(
    (cursor) => listGroups(api, { search: searchText(name), cursor }),
    (group) => isSameName(group.name, name),
  );
}

/** MsgFlash finds every contact that holds the text somewhere. Only the one that is meant is good enough. */
function contactAmong(api: Api, search: string, isMeant: (contact: Contact) => boolean): Promise<Contact | null> {
  return findInPages((cursor) => listContacts(api, { search: searchText(search), cursor }), isMeant);
}
