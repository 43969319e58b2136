import type { PlainInputField } from 'zapier-platform-core';
import { Problem } from '../problem.ts';
import { choicesOf } from './choice.ts';
import { countryField } from './recipient.ts';
import { type Values, wordIn } from './values.ts';

/** What most people never need, folded away at the end of a form. */
export const moreOptions = { key: 'more_options', label: 'More Options', emphasize: false } as const;

/** The country of a number, folded away as well. */
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

/** What is to be true before a message goes out. */
export type Check = 'instance_connected' | 'recipient_on_whatsapp';

/** The checks that were chosen. @throws Problem for anything else: a check that was asked for is never skipped */
export function checksOf(values: Values): Check[] {
  return choicesOf(checksField, values);
}

/**
 * What the message may be sent only once for; '' when nothing is protected.
 *
 * @param raw the same fields before Zapier filled them in: what is mapped is `{{…}}` there
 * @throws Problem `halted` when it is mapped, and empty in this run: protection was asked for
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
