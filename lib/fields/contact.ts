import type { PlainInputField } from 'zapier-platform-core';
import { isId, isSameName, textsIn, type Values, wordIn } from './values.ts';

/** A person of MsgFlash's own list. */
export const contactField = {
  key: 'contact_id',
  label: 'Contact',
  type: 'string',
  dynamic: 'contact_list.id.label',
  search: 'find_contact.id',
  helpText: 'A contact from the list. Its phone number or exact name works too.',
} as const satisfies PlainInputField;

/** Several of them. A list takes no search step: each line can be mapped from one. */
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

/** Every chosen contact once. An earlier step may hand over several in one text. */
export function contactsOf(values: Values): string[] {
  const items = textsIn(values, contactsField.key).flatMap((text) => {
    // Names have spaces in them, ids have not.
    const words = text.split(/[\s,;]+/).filter(Boolean);
    return words.every(isId) ? words : text.split(/[,;\r\n]+/).map((part) => part.trim());
  });
  return [...new Set(items)].filter(Boolean);
}

/** What stands between tags: commas and semicolons of any script, and line breaks. */
const BETWEEN_TAGS = /[,;，；、،؛\r\n\u2028\u2029]+/;

/** Every tag once, as it was first written. A text may hold several, as the output of a step does. */
export function tagsOf(values: Values): string[] {
  const tags = textsIn(values, tagsField.key)
    .flatMap((text) => text.split(BETWEEN_TAGS))
    .map((tag) => tag.trim())
    .filter(Boolean);
  return tags.filter((tag, n) => tags.findIndex((other) => isSameName(other, tag)) === n);
}

/** The custom details with a name and a value. */
export function metaOf(values: Values): Record<string, string> {
  const given: Values = typeof values.meta === 'object' ? { ...values.meta } : {};
  return Object.fromEntries(
    Object.keys(given)
      .map((key) => [key.trim(), wordIn(given, key)] as const)
      .filter(([key, value]) => key !== '' && value !== ''),
  );
}
