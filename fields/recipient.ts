import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { PlainInputField } from 'zapier-platform-core';
import type { Connection } from '../runtime/connection.ts';
import { Problem, shorten } from '../runtime/problem.ts';
import { countryChoices } from './countries.ts';
import { type Values, wordIn } from './values.ts';

/** Who gets the message. */
export const recipientField = {
  key: 'to',
  label: 'To',
  type: 'string',
  required: true,
  helpText:
    'The phone number, with `+` and the country where you have it: `+33 6 39 98 00 01`. A number without `+` is read as one of the country under More Options, or else of the default country of your connection.',
} as const satisfies PlainInputField;

/** How to read a number without `+`. */
export const countryField = {
  key: 'country',
  label: 'Country',
  type: 'string',
  required: false,
  choices: countryChoices,
  helpText: 'For a phone number written without `+`. Leave empty to use the default country of your connection.',
} as const satisfies PlainInputField;

/** @throws Problem `halted` when To holds no number that can be read in one way only */
export function recipientOf(values: Values, connection: Connection): string {
  return phoneOf(values, 'to', 'To', connection);
}

/**
 * A phone number as CRMs hold it, as E.164 with `+`.
 *
 * @param key of the field with the number; its country may stand beside it under `country`
 * @param label of that field, for the sentence
 * @throws Problem `halted`: what is in the field is one row's data, and the next row may be right
 */
export function phoneOf(values: Values, key: string, label: string, connection: Connection): string {
  const written = wordIn(values, key);
  if (written === '') throw new Problem('halted', `${label} is empty: there is no phone number, so nothing was sent.`);
  const shown = `“${shorten(written, 40)}” in ${label}`;
  const digits = digitsOf(written);
  if (digits === null) throw new Problem('halted', `${shown} is not a phone number. Nothing was sent.`);
  if (digits.startsWith('+')) {
    const number = parsePhoneNumberFromString(digits);
    if (!number?.isPossible()) {
      throw new Problem(
        'halted',
        `${shown} is not a complete phone number. Check the digits after the +; nothing was sent.`,
      );
    }
    return number.number;
  }
  return nationalNumber(digits, shown, countryOf(values), connection.defaultCountry);
}

/** A number without `+`: an explicit country settles how it is read, the connection's default only where nothing else fits. */
function nationalNumber(digits: string, shown: string, explicit: string, fallback: string | undefined): string {
  const country = explicit || fallback;
  if (!country) {
    throw new Problem(
      'halted',
      `${shown} has no country. Write it with + and the country code, or choose a Default Country in your connection; nothing was sent.`,
    );
  }
  if (!isSupportedCountry(country)) {
    throw new Problem(
      'halted',
      `“${shorten(country, 20)}” is not a country. Choose one from the list in Country; nothing was sent.`,
    );
  }
  const local = valid(digits, country);
  const international = explicit ? undefined : valid(`+${digits}`);
  if (local && international && local !== international) {
    throw new Problem(
      'halted',
      `${shown} can be read as ${local} and as ${international}. Write it with a + in front; nothing was sent.`,
    );
  }
  const number = local ?? international;
  if (!number) {
    throw new Problem(
      'halted',
      `${shown} is not a phone number of ${nameOf(country)}. Write it with + and the country code; nothing was sent.`,
    );
  }
  return number;
}

function valid(digits: string, country?: CountryCode): string | undefined {
  const number = parsePhoneNumberFromString(digits, country);
  return number?.isValid() ? number.number : undefined;
}

function countryOf(values: Values): string {
  return wordIn(values, 'country').toUpperCase();
}

function nameOf(country: string): string {
  const names: Readonly<Record<string, string>> = countryChoices;
  return names[country] ?? country;
}

/** What may stand between the digits of one number, and the direction marks that come along when it is copied. */
const SEPARATORS = /[\s\p{Pd}\p{Cf}().[\]/·]/gu;

/**
 * The bare digits, with a `+` in front where the number is written internationally; null when it is no single number.
 *
 * Full-width characters become plain by NFKC; digits of other scripts are mapped by their place in their block of ten.
 */
function digitsOf(written: string): string | null {
  const plain = written
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
    .replace(/^\s*['’]?\s*(?:tel|whatsapp|callto|sms)\s*:\s*(?:\/\/)?/i, '')
    .replace(/^\s*['’]/, '')
    // A spreadsheet's number: 33639980001.0 must not become a digit longer.
    .replace(/^(\+?\d{6,})[.,]0+$/, '$1')
    .replace(SEPARATORS, '')
    .replace(/^00/, '+');
  return /^\+?\d+$/.test(plain) ? plain : null;
}

/** Decimal digits stand in blocks of ten in Unicode; some blocks follow upon each other, and then zero comes again. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return (code - zero) % 10;
}
