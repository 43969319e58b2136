import type { PlainInputField } from 'zapier-platform-core';
import type { Connection } from '../run/connection.ts';
import { countryChoices } from './countries.ts';
import type { Values } from './values.ts';

/** Who gets the message. */
export const recipientField = {
  key: 'to',
  label: 'To',
  type: 'string',
  required: true,
  helpText:
    "The phone number, best with `+`: `+33 6 39 98 00 01`. Without `+`, the country under More Options is used, or your connection's default country.",
} as const satisfies PlainInputField;

/** How to read a number without `+`. */
export const countryField = {
  key: 'country',
  label: 'Country',
  type: 'string',
  required: false,
  choices: countryChoices,
  helpText: "For a phone number without `+`. If empty, your connection's default country is used.",
} as const satisfies PlainInputField;

/** @throws Problem `halted` when To holds no number that can be read in one way only */
export function recipientOf(values: Values, connection: Connection): Promise<string> {
  return phoneOf(values, recipientField.key, recipientField.label, connection);
}

/**
 * A phone number as CRMs hold it, as E.164 with `+`.
 *
 * @param key of the field with the number; its country may stand beside it under `country`
 * @param label of that field, for the sentence
 * @throws Problem `halted`: what is in the field is one row's data, and the next row may be right
 */
export async function phoneOf(values: Values, key: string, label: string, connection: Connection): Promise<string> {
  // The numbering plans of the world weigh more than all the rest: loaded by the steps that read a number.
  const { MobilesNeeded, readPhone } = await import('./phone.ts');
  try {
    return readPhone(values, key, label, connection);
  } catch (error) {
    if (!(error instanceof MobilesNeeded)) throw error;
    const { isMobile } = await import('./mobile.ts');
    return readPhone(values, key, label, connection, isMobile);
  }
}
