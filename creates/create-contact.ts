import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { metaField, metaOf, tagsField, tagsOf } from '../lib/fields/contact.ts';
import { countryOptionField, moreOptions } from '../lib/fields/options.ts';
import { phoneOf } from '../lib/fields/recipient.ts';
import { required, wordIn } from '../lib/fields/values.ts';
import { contactByPhone } from '../lib/finding/exact.ts';
import { createContact } from '../lib/msgflash/operations.ts';
import { Problem } from '../lib/problem.ts';
import {
  type ContactRecord,
  contactOutputFields,
  contactRecord,
  contactSample,
  withAnswer,
} from '../lib/records/contact.ts';
import { createdOnce } from '../lib/run/confirmed.ts';
import { run } from '../lib/run/run.ts';

const inputFields = defineInputFields([
  { key: 'name', label: 'Name', type: 'string', required: true, helpText: 'The full name of the contact.' },
  {
    key: 'phone',
    label: 'Phone',
    type: 'string',
    required: true,
    helpText: 'Best with `+` and the country: `+33 6 39 98 00 42`.',
  },
  tagsField,
  metaField,
  countryOptionField,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) => {
    const values = bundle.inputData;
    const tags = tagsOf(values);
    const meta = metaOf(values);
    const contact = {
      name: required(wordIn(values, 'name'), 'Name'),
      phone: await phoneOf(values, 'phone', 'Phone', step.connection),
      ...(tags.length > 0 && { tags }),
      ...(Object.keys(meta).length > 0 && { meta }),
    };
    const outcome = await createdOnce(
      step,
      `contact ${contact.phone}`,
      Boolean(bundle.meta?.withSearch),
      () => createContact(step.api, contact),
      () => contactByPhone(step.api, contact.phone),
    );
    if (outcome) return contactRecord('found' in outcome ? outcome.found : withAnswer(contact, outcome.created));
    throw new Problem(
      'halted',
      `A contact with ${contact.phone} already exists. Use Find Contact to get it, or Update Contact to change it.`,
    );
  })) satisfies CreatePerform<typeof inputFields, ContactRecord>;

export default defineCreate({
  key: 'create_contact',
  noun: 'Contact',
  display: { label: 'Create Contact', description: 'Creates a contact.' },
  operation: {
    inputFields,
    inputFieldGroups: [moreOptions],
    perform,
    sample: contactSample,
    outputFields: contactOutputFields,
  },
});
