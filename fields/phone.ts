import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Connection } from '../runtime/connection.ts';
import { Problem, shorten } from '../runtime/problem.ts';
import { countryChoices } from './countries.ts';
import { type Values, wordIn } from './values.ts';

/** Reads a number, see `phoneOf`. */
export function readPhone(values: Values, key: string, label: string, connection: Connection): string {
  const written = wordIn(values, key);
  if (written === '')
    throw new Problem('halted', `${label} is empty: there is no phone number. Fill in ${label}; nothing was done.`);
  const shown = `“${shorten(written, 40)}” in ${label}`;
  const digits = digitsOf(written);
  if (digits === null)
    throw new Problem('halted', `${shown} is not a phone number. Correct it where it comes from; nothing was done.`);
  if (digits.startsWith('+')) {
    const number = parsePhoneNumberFromString(digits);
    if (!number?.isPossible()) {
      throw new Problem(
        'halted',
        `${shown} is not a complete phone number. Check the digits after the +; nothing was done.`,
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
      `${shown} has no country. Write it with + and the country code, or choose a Default Country in your connection; nothing was done.`,
    );
  }
  if (!isSupportedCountry(country)) {
    const place = explicit ? 'Country' : 'Default Country of your connection';
    throw new Problem(
      'halted',
      `“${shorten(country, 20)}” is not a country. Choose one from the list in ${place}; nothing was done.`,
    );
  }
  const local = valid(digits, country);
  const international = explicit ? undefined : valid(`+${digits}`);
  if (local && international && local !== international) {
    throw new Problem(
      'halted',
      `${shown} can be read as ${local} and as ${international}. Write it with a + in front; nothing was done.`,
    );
  }
  const number = local ?? international;
  if (!number) {
    throw new Problem(
      'halted',
      `${shown} is not a phone number of ${nameOf(country)}. Write it with + and the country code; nothing was done.`,
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
