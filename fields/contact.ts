import type { PlainInputField } from 'zapier-platform-core';
import { textsIn, type Values, wordIn } from './values.ts';

/** A person of MsgFlash's own list. */
export const contactField = {
  key: 'contact_id',
  label: 'Contact',
  type: 'string',
  dynamic: 'contact_list.id.label',
  search: 'find_contact.id',
} as const satisfies PlainInputField;

/** Several of them. A list takes no search step: each line can be mapped from one. */
export const contactsField = {
  key: 'contact_ids',
  label: 'Contacts',
  type: 'string',
  required: true,
  list: true,
  dynamic: 'contact_list.id.label',
} as const satisfies PlainInputField;

export const tagsField = {
  key: 'tags',
  label: 'Tags',
  type: 'string',
  required: false,
  list: true,
} as const satisfies PlainInputField;

export const metaField = {
  key: 'meta',
  label: 'Metadata',
  type: 'string',
  required: false,
  dict: true,
  helpText: 'Details of your own, such as `city`. A template shows them as `contact.meta.city`.',
} as const satisfies PlainInputField;

/** Every chosen contact once. An earlier step may hand over several in one text. */
export function contactsOf(values: Values): string[] {
  return [...new Set(textsIn(values, contactsField.key).flatMap((text) => text.split(/[\s,;]+/)))].filter(Boolean);
}

/** Every tag once, in their order. */
export function tagsOf(values: Values): string[] {
  return [...new Set(textsIn(values, tagsField.key))];
}

/** The metadata with a name and a value. */
export function metaOf(values: Values): Record<string, string> {
  const given: Values = typeof values.meta === 'object' ? { ...values.meta } : {};
  return Object.fromEntries(
    Object.keys(given)
      .map((key) => [key.trim(), wordIn(given, key)] as const)
      .filter(([key, value]) => key !== '' && value !== ''),
  );
}
