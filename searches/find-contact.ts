import { defineInputFields, defineSearch, type SearchPerform } from 'zapier-platform-core';
import { countryField, phoneOf } from '../fields/recipient.ts';
import { wordIn } from '../fields/values.ts';
import { listContacts } from '../msgflash/operations.ts';
import type { Contact } from '../msgflash/schemas.ts';
import type { Api } from '../msgflash/transport.ts';
import { type ContactRecord, contactOutputFields, contactRecord, contactSample } from '../resources/contact.ts';
import { samePerson, spellingsOf } from '../resources/person.ts';
import { e164 } from '../resources/phone.ts';
import { Problem } from '../runtime/problem.ts';
import { run } from '../runtime/run.ts';
import { findInPages, folded, searchText } from './pages.ts';

const inputFields = defineInputFields([
  {
    key: 'phone',
    label: 'Phone',
    type: 'string',
    required: false,
    helpText: 'Fill in Phone or Name. With a phone number, only the contact with exactly that number is found.',
  },
  {
    key: 'name',
    label: 'Name',
    type: 'string',
    required: false,
    helpText: 'The whole name; used only when Phone is empty.',
  },
  countryField,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async ({ api, connection }) => {
    const name = wordIn(bundle.inputData, 'name');
    if (wordIn(bundle.inputData, 'phone')) {
      const phone = await phoneOf(bundle.inputData, 'phone', 'Phone', connection);
      for (const spelling of spellingsOf(phone)) {
        // Without the +, since some generations of the API keep numbers without.
        const found = await find(api, spelling.slice(1), (contact) => isNumberOf(contact, phone));
        if (found.length > 0) return found;
      }
      return [];
    }
    if (!name) throw new Problem('error', 'Phone and Name are both empty. Fill in one of them and try again.');
    return find(api, name, (contact) => folded(contact.name) === folded(name));
  })) satisfies SearchPerform<typeof inputFields, ContactRecord>;

function isNumberOf(contact: Contact, phone: string): boolean {
  const number = e164(contact.phone);
  return number !== null && samePerson(number, phone);
}

/** MsgFlash finds every contact that holds the text somewhere; only the one that is meant is good enough. */
async function find(api: Api, search: string, isMeant: (contact: Contact) => boolean): Promise<ContactRecord[]> {
  const found = await findInPages((cursor) => listContacts(api, { search: searchText(search), cursor }), isMeant);
  return found ? [contactRecord(found)] : [];
}

export default defineSearch({
  key: 'find_contact',
  noun: 'Contact',
  display: {
    label: 'Find Contact',
    description: 'Finds a contact by its phone number or its name.',
  },
  operation: { inputFields, perform, sample: contactSample, outputFields: contactOutputFields },
});
