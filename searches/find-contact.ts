import { defineInputFields, defineSearch, type SearchPerform } from 'zapier-platform-core';
import { countryOptionField, moreOptions } from '../lib/fields/options.ts';
import { phoneOf } from '../lib/fields/recipient.ts';
import { wordIn } from '../lib/fields/values.ts';
import { contactByName, contactByPhone } from '../lib/finding/exact.ts';
import type { Contact } from '../lib/msgflash/schemas.ts';
import { Problem } from '../lib/problem.ts';
import { type ContactRecord, contactOutputFields, contactRecord, contactSample } from '../lib/records/contact.ts';
import { run } from '../lib/run/run.ts';

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
  countryOptionField,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async ({ api, connection }) => {
    const name = wordIn(bundle.inputData, 'name');
    if (wordIn(bundle.inputData, 'phone')) {
      return found(await contactByPhone(api, await phoneOf(bundle.inputData, 'phone', 'Phone', connection)));
    }
    if (!name) throw new Problem('error', 'Phone and Name are both empty. Fill in one of them and try again.');
    return found(await contactByName(api, name));
  })) satisfies SearchPerform<typeof inputFields, ContactRecord>;

function found(contact: Contact | null): ContactRecord[] {
  return contact ? [contactRecord(contact)] : [];
}

export default defineSearch({
  key: 'find_contact',
  noun: 'Contact',
  display: {
    label: 'Find Contact',
    description: 'Finds a contact by its phone number or its name.',
  },
  operation: {
    inputFields,
    inputFieldGroups: [moreOptions],
    perform,
    sample: contactSample,
    outputFields: contactOutputFields,
  },
});
