import { type CreatePerform, defineCreate, defineInputFields, type PlainInputField } from 'zapier-platform-core';
import { choiceOf } from '../lib/fields/choice.ts';
import { contactField, metaField, metaOf, tagsField, tagsOf } from '../lib/fields/contact.ts';
import { countryOptionField, moreOptions } from '../lib/fields/options.ts';
import { phoneOf } from '../lib/fields/recipient.ts';
import { isSameName, required, type Values, wordIn } from '../lib/fields/values.ts';
import { idOf } from '../lib/finding/ids.ts';
import { type ContactInput, getContact, updateContact } from '../lib/msgflash/operations.ts';
import type { Contact } from '../lib/msgflash/schemas.ts';
import { Problem } from '../lib/problem.ts';
import {
  type ContactRecord,
  contactOutputFields,
  contactRecord,
  contactSample,
  withAnswer,
} from '../lib/records/contact.ts';
import { repeatable } from '../lib/run/confirmed.ts';
import type { Connection } from '../lib/run/connection.ts';
import { run } from '../lib/run/run.ts';

const tagsModeField = {
  key: 'tags_mode',
  label: 'Tags: Add, Remove or Replace',
  type: 'string',
  required: false,
  default: 'add',
  choices: { add: 'Add these tags', remove: 'Remove these tags', replace: 'Replace all tags' },
  helpText: 'What to do with the tags above.',
} as const satisfies PlainInputField;

const metaModeField = {
  key: 'meta_mode',
  label: 'Custom Details: Add or Replace',
  type: 'string',
  required: false,
  default: 'merge',
  choices: { merge: 'Add to the existing details', replace: 'Replace all details' },
  helpText: 'What to do with the custom details above.',
} as const satisfies PlainInputField;

const inputFields = defineInputFields([
  { ...contactField, required: true },
  { key: 'name', label: 'Name', type: 'string', required: false, helpText: 'Leave empty to keep the name.' },
  { key: 'phone', label: 'Phone', type: 'string', required: false, helpText: 'Leave empty to keep the number.' },
  tagsField,
  tagsModeField,
  metaField,
  metaModeField,
  countryOptionField,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) => {
    const { api, connection } = step;
    const values = bundle.inputData;
    const written = required(wordIn(values, 'contact_id'), 'Contact');
    const wanted = await wantedOf(values, connection);
    const contactId = await idOf(step, 'contact', written, values);
    // MsgFlash replaces tags and metadata as a whole, so merging needs the existing ones first.
    const before = wanted.isMerged ? await getContact(api, contactId) : null;
    const changes = changesOf(wanted, before);
    const response = await repeatable(step, updateContact(api, contactId, changes));
    return contactRecord(withAnswer({ ...before, ...changes }, { ...response, id: contactId }));
  })) satisfies CreatePerform<typeof inputFields, ContactRecord>;

/** What the user asked for, before the existing contact is read. */
interface Wanted {
  name: string;
  phone: string;
  tags: string[];
  tagsMode: string;
  meta: Record<string, string>;
  metaMode: string;
  isMerged: boolean;
}

async function wantedOf(values: Values, connection: Connection): Promise<Wanted> {
  const name = wordIn(values, 'name');
  const phone = wordIn(values, 'phone') && (await phoneOf(values, 'phone', 'Phone', connection));
  const tags = tagsOf(values);
  const meta = metaOf(values);
  const tagsMode = choiceOf(tagsModeField, values) ?? tagsModeField.default;
  const metaMode = choiceOf(metaModeField, values) ?? metaModeField.default;
  const hasMeta = Object.keys(meta).length > 0;
  if (!name && !phone && tags.length === 0 && !hasMeta) {
    throw new Problem(
      'error',
      'There is nothing to change. Fill in Name, Phone, Tags or Custom Details and try again.',
    );
  }
  const isMerged = (tags.length > 0 && tagsMode !== 'replace') || (hasMeta && metaMode !== 'replace');
  return { name, phone, tags, tagsMode, meta, metaMode, isMerged };
}

function changesOf({ name, phone, tags, tagsMode, meta, metaMode }: Wanted, before: Contact | null): ContactInput {
  return {
    ...(name && { name }),
    ...(phone && { phone }),
    ...(tags.length > 0 && { tags: tagsMode === 'replace' ? tags : mergedTags(tags, tagsMode, before) }),
    ...(Object.keys(meta).length > 0 && { meta: metaMode === 'replace' ? meta : { ...metaBefore(before), ...meta } }),
  };
}

function mergedTags(tags: string[], mode: string, before: Contact | null): string[] {
  if (before?.tags === undefined) throw unknown('tags', tagsModeField.label);
  const existing = before.tags ?? [];
  const isNamed = (tag: string) => tags.some((named) => isSameName(named, tag));
  if (mode === 'remove') return existing.filter((tag) => !isNamed(tag));
  return [...existing, ...tags.filter((tag) => !existing.some((old) => isSameName(old, tag)))];
}

function metaBefore(before: Contact | null): Record<string, unknown> {
  if (before?.meta === undefined) throw unknown('custom details', metaModeField.label);
  return before.meta ?? {};
}

/** What the API did not return is unknown, not empty: merging as if it were empty would delete what the contact has. */
function unknown(what: string, label: string): Problem {
  return new Problem(
    'error',
    `MsgFlash did not return this contact's ${what}, so none were changed. Choose to replace all under ${label}.`,
  );
}

export default defineCreate({
  key: 'update_contact',
  noun: 'Contact',
  display: { label: 'Update Contact', description: 'Updates the name, number, tags or custom details of a contact.' },
  operation: {
    inputFields,
    inputFieldGroups: [moreOptions],
    perform,
    sample: contactSample,
    outputFields: contactOutputFields,
  },
});
