import type { PlainInputField } from 'zapier-platform-core';
import type { Connection } from '../run/connection.ts';
import { countryChoices } from './countries.ts';
import type { Values } from './values.ts';

/** The recipient of the message. */
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

/** The recipient as E.164 with `+`. @throws Problem `halted` if To does not hold exactly one unambiguous number */
export function recipientOf(values: Values, connection: Connection): Promise<string> {
  return phoneOf(values, recipientField.key, recipientField.label, connection);
}

/**
 * Reads a phone number in any form that CRMs use. Returns E.164 with `+`.
 *
 * @param key of the field with the number; `values` may also have its country under `country`
 * @param label of that field, for the error
 * @throws Problem `halted`, not `error`: the field holds the data of one row, and the next row may be fine
 */
export async function phoneOf(values: Values, key: string, label: string, connection: Connection): Promise<string> {
  // The numbering plans are larger than all the rest of the code, so only runs that read a number load them.
  const { MobilesNeeded, readPhone } = await import('./phone.ts');
  try {
    return readPhone(values, key, label, connection);
  } catch (error) {
    if (!(error instanceof MobilesNeeded)) throw error;
    const { isMobile } = await import('./mobile.ts');
    return readPhone(values, key, label, connection, isMobile);
  }
}
