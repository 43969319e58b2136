import type { PlainInputField } from 'zapier-platform-core';
import { Problem } from '../problem.ts';
import { choicesOf } from './choice.ts';
import { countryField } from './recipient.ts';
import { type Values, wordIn } from './values.ts';

/** The collapsed group at the end of a form, for fields that most people never need. */
export const moreOptions = { key: 'more_options', label: 'More Options', emphasize: false } as const;

/** The country of a number, in the same group. */
export const countryOptionField = { ...countryField, group: moreOptions.key } as const satisfies PlainInputField;

const checksField = {
  key: 'checks',
  label: 'Check Before Sending',
  type: 'string',
  required: false,
  list: true,
  choices: {
    instance_connected: 'The instance is connected (1 API request)',
    recipient_on_whatsapp: 'The recipient is on WhatsApp (1 API request)',
  },
  helpText: 'If a check fails, the run stops and nothing is sent.',
  group: moreOptions.key,
} as const satisfies PlainInputField;

const onceField = {
  key: 'send_once_per',
  label: 'Prevent Duplicates By',
  type: 'string',
  required: false,
  helpText:
    'A value that differs for each order, appointment or lead, such as the order number. A repeated run with the same value sends nothing, for up to 7 days.',
  group: moreOptions.key,
} as const satisfies PlainInputField;

export const moreOptionFields = [countryOptionField, checksField, onceField] as const satisfies PlainInputField[];

/** What a step can check before it sends a message. */
export type Check = 'instance_connected' | 'recipient_on_whatsapp';

/** The chosen checks. @throws Problem `error` for anything else: a requested check must not be skipped */
export function checksOf(values: Values): Check[] {
  return choicesOf(checksField, values);
}

/**
 * The value of Prevent Duplicates By; '' if the field is not used.
 *
 * @param raw the same fields before Zapier filled them in: a mapped field is `{{…}}` there
 * @throws Problem `halted` if the field is mapped but empty in this run: the user wants protection, so nothing is sent
 */
export function onceOf(values: Values, raw: Values = {}): string {
  const value = wordIn(values, onceField.key);
  if (value === '' && wordIn(raw, onceField.key) !== '') {
    throw new Problem(
      'halted',
      `${onceField.label} is mapped to a field that is empty in this run, so nothing was sent. Map a field that is always filled in, such as the order number.`,
    );
  }
  return value;
}
