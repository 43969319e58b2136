import type { PlainInputField } from 'zapier-platform-core';
import { required, type Values, wordIn } from './values.ts';

/** The number that sends a message. */
export const instanceField = {
  key: 'instance_id',
  label: 'Instance',
  type: 'string',
  required: true,
  dynamic: 'instance_list.id.label',
  search: 'find_instance.id',
  helpText: 'The WhatsApp number that sends.',
} as const satisfies PlainInputField;

/** The number whose events trigger a Zap; empty for all. */
export const instanceFilterField = {
  key: 'instance_id',
  label: 'Instance',
  type: 'string',
  required: false,
  dynamic: 'instance_list.id.label',
  helpText: 'Leave empty for all your WhatsApp numbers.',
} as const satisfies PlainInputField;

/** The instance as written: an ID, a name or a number. @throws Problem `error` if it is empty */
export function instanceOf(values: Values): string {
  return required(wordIn(values, 'instance_id'), 'Instance');
}
