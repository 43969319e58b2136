import type { PlainInputField } from 'zapier-platform-core';

/** A person of MsgFlash's own list. */
export const contactField = {
  key: 'contact_id',
  label: 'Contact',
  type: 'string',
  dynamic: 'contact_list.id.label',
  search: 'find_contact.id',
} as const satisfies PlainInputField;
