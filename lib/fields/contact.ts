import type { PlainInputField } from 'zapier-platform-core';
import { isId, isSameName, textsIn, type Values, wordIn } from './values.ts';

/** A contact in MsgFlash. */
export const contactField = {
  key: 'contact_id',
  label: 'Contact',
  type: 'string',
  dynamic: 'contact_list.id.label',
  search: 'find_contact.id',
  helpText: 'A contact from the list. Its phone number or exact name works too.',
} as const satisfies PlainInputField;

/** Several contacts. A list field cannot have a search step, but each line can be mapped from one. */
export const contactsField = {
  key: 'contact_ids',
  label: 'Contacts',
  type: 'string',
  required: true,
  list: true,
  dynamic: 'contact_list.id.label',
  helpText: 'Contacts from the list. Phone numbers or exact names work too.',
} as const satisfies PlainInputField;

export const tagsField = {
  key: 'tags',
  label: 'Tags',
  type: 'string',
  required: false,
  list: true,
  helpText: 'One tag per line. Commas separate tags too.',
} as const satisfies PlainInputField;

export const metaField = {
  key: 'meta',
  label: 'Custom Details',
  type: 'string',
  required: false,
  dict: true,
  helpText: 'Your own details, such as `city`. A template shows them as `contact.meta.city`.',
} as const satisfies PlainInputField;

/** The chosen contacts, without duplicates. A text mapped from an earlier step may hold several. */
export function contactsOf(values: Values): string[] {
  const items = textsIn(values, contactsField.key).flatMap((text) => {
    // IDs may be separated by spaces. Names may contain spaces, so they are split at commas and lines only.
    const words = text.split(/[\s,;]+/).filter(Boolean);
    return words.every(isId) ? words : text.split(/[,;\r\n]+/).map((part) => part.trim());
  });
  return [...new Set(items)].filter(Boolean);
}

/** What separates tags: commas and semicolons of any script, and line breaks. */
const BETWEEN_TAGS = /[,;，；、،؛\r\n\u2028\u2029]+/;

/** The tags without duplicates, each as first written. A text may hold several, as in the output of a step. */
export function tagsOf(values: Values): string[] {
  const tags = textsIn(values, tagsField.key)
    .flatMap((text) => text.split(BETWEEN_TAGS))
    .map((tag) => tag.trim())
    .filter(Boolean);
  return tags.filter((tag, n) => tags.findIndex((other) => isSameName(other, tag)) === n);
}

/** The custom details that have both a name and a value. */
export function metaOf(values: Values): Record<string, string> {
  const given: Values = typeof values.meta === 'object' ? { ...values.meta } : {};
  return Object.fromEntries(
    Object.keys(given)
      .map((key) => [key.trim(), wordIn(given, key)] as const)
      .filter(([key, value]) => key !== '' && value !== ''),
  );
}
