import type { PlainInputField } from 'zapier-platform-core';
import { Problem } from '../problem.ts';
import { contactsField, contactsOf } from './contact.ts';
import { required, type Values, wordIn } from './values.ts';

/** A group of contacts in MsgFlash. */
export const groupField = {
  key: 'group_id',
  label: 'Group',
  type: 'string',
  required: true,
  dynamic: 'group_list.id.label',
  search: 'find_group.id',
  helpText: 'A list of contacts in MsgFlash, not a WhatsApp group. Its exact name works too.',
} as const satisfies PlainInputField;

const MAX_MEMBERS = 10_000;

/** A group and the contacts to add or remove, as written: IDs, names or numbers. @throws Problem naming the field */
export function membersOf(values: Values): { groupId: string; contactIds: string[] } {
  const groupId = required(wordIn(values, groupField.key), groupField.label);
  const written = contactsOf(values);
  if (written.length === 0) {
    throw new Problem('error', `${contactsField.label} is empty. Choose at least one contact and try again.`);
  }
  if (written.length > MAX_MEMBERS) {
    throw new Problem(
      'error',
      `${contactsField.label} holds ${written.length} contacts, and MsgFlash allows 10 000 at once. Split them over several steps. Nothing was changed.`,
    );
  }
  return { groupId, contactIds: written };
}
