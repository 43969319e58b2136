import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { metaField, metaOf, tagsField, tagsOf } from '../fields/contact.ts';
import { countryField, phoneOf } from '../fields/recipient.ts';
import { required, wordIn } from '../fields/values.ts';
import { Refusal } from '../msgflash/failures.ts';
import { createContact } from '../msgflash/operations.ts';
import {
  type ContactRecord,
  contactOutputFields,
  contactRecord,
  contactSample,
  withAnswer,
} from '../resources/contact.ts';
import { confirmed } from '../runtime/confirmed.ts';
import { Problem } from '../runtime/problem.ts';
import { run } from '../runtime/run.ts';

const inputFields = defineInputFields([
  { key: 'name', label: 'Name', type: 'string', required: true },
  {
    key: 'phone',
    label: 'Phone',
    type: 'string',
    required: true,
    helpText: 'Best with `+` and the country: `+33 6 39 98 00 42`.',
  },
  countryField,
  tagsField,
  metaField,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async ({ api, connection }) => {
    const values = bundle.inputData;
    const tags = tagsOf(values);
    const meta = metaOf(values);
    const contact = {
      name: required(wordIn(values, 'name'), 'Name'),
      phone: await phoneOf(values, 'phone', 'Phone', connection),
      ...(tags.length > 0 && { tags }),
      ...(Object.keys(meta).length > 0 && { meta }),
    };
    const answer = await confirmed(
      createContact(api, contact).catch((error: unknown) => {
        throw isTaken(error) ? new Problem('halted', taken(contact.phone)) : error;
      }),
      'the contact may have been created',
      'Contacts',
    );
    return contactRecord(withAnswer(contact, answer));
  })) satisfies CreatePerform<typeof inputFields, ContactRecord>;

function isTaken(error: unknown): boolean {
  return error instanceof Refusal && error.status === 409;
}

function taken(phone: string): string {
  return `A contact with ${phone} exists already. Use Find Contact to get it, or Update Contact to change it.`;
}

export default defineCreate({
  key: 'create_contact',
  noun: 'Contact',
  display: { label: 'Create Contact', description: 'Creates a contact.' },
  operation: { inputFields, perform, sample: contactSample, outputFields: contactOutputFields },
});
