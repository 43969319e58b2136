import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  Metadata,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';
import { parsePhoneNumberFromString as parseMobile } from 'libphonenumber-js/mobile';
import { samePerson, spellingsOf } from '../resources/person.ts';
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
  const plain = plainText(written);
  if (/^\+?\d+(?:[.,]\d+)?e\+?\d+$/i.test(plain.replace(/\s/g, ''))) {
    throw new Problem(
      'halted',
      `${shown} was shortened by a spreadsheet, and its digits are lost. Format that column as text and enter the number again; nothing was done.`,
    );
  }
  if (EXTENSION.test(plain)) {
    throw new Problem('halted', `${shown} has an extension. Write the number without it; nothing was done.`);
  }
  const country = countryIn(values, connection);
  const parts = plain.split(/[,;\n\r/]|:{2,}|(?=\+)/).filter((part) => /[^\s()[\]]/.test(part));
  const people = parts.map((part) => attempt(part, shown, country));
  const [first] = people;
  if (parts.length > 1 && first && people.every((person) => person && samePerson(person, first))) return first;
  if (people.filter(Boolean).length > 1 || hasSecondEnding(plain, shown, country)) {
    throw new Problem('halted', `${shown} is more than one number. Write only one number there; nothing was done.`);
  }
  // A stray comma is left out; slashes may also stand between the digits of one number.
  return numberIn(parts.length === 1 ? (parts[0] ?? plain) : plain, shown, country);
}

/** An extension behind a number: it would become the last digits of a stranger's number. */
const EXTENSION = /\d[\s,;.()-]*(?:x|ext|extn|extension|poste|ramal|durchwahl|#)\s*[.:=]?\s*\d{1,6}\)?\s*$/i;

/** The country for a number without `+`: the code, and whether it was chosen in the step itself. */
interface Chosen {
  code: string | undefined;
  explicit: boolean;
}

function countryIn(values: Values, connection: Connection): Chosen {
  const explicit = wordIn(values, 'country');
  const written = explicit || connection.defaultCountry;
  return { code: written ? countryCode(written) : undefined, explicit: explicit !== '' };
}

/** The number in a part of the text, undefined where there is none. */
function attempt(part: string, shown: string, country: Chosen): string | undefined {
  try {
    return numberIn(part, shown, country);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** `1234567/8` and `1234567-8` are two numbers with the same beginning: what stands before the mark is complete. */
function hasSecondEnding(plain: string, shown: string, country: Chosen): boolean {
  const [, head, mark, tail] = /^(.*\d)\s*(\/|[\p{Pd}\u2212])\s*(\d{1,4})\s*$/su.exec(plain) ?? [];
  if (!head || !tail || (mark !== '/' && tail.length > 2)) return false;
  return attempt(head, shown, country) !== undefined;
}

/** One number. @throws Problem that says why it is none */
function numberIn(text: string, shown: string, country: Chosen): string {
  const digits = digitsOf(text, country.code);
  if (digits === null)
    throw new Problem('halted', `${shown} is not a phone number. Correct it where it comes from; nothing was done.`);
  if (!digits.startsWith('+')) return nationalNumber(digits, shown, country);
  const number = parsePhoneNumberFromString(digits);
  const read = valid(digits) ?? (number?.isPossible() ? number.number : undefined);
  if (read) return read;
  refuseOldIvorian(digits, shown);
  throw new Problem(
    'halted',
    `${shown} is not a complete phone number. Check the digits after the +; nothing was done.`,
  );
}

/** A number without `+`: an explicit country settles how it is read, the connection's default only where nothing else fits. */
function nationalNumber(digits: string, shown: string, { code, explicit }: Chosen): string {
  if (!code) {
    throw new Problem(
      'halted',
      `${shown} has no country. Write it with + and the country code, or choose a Default Country in your connection; nothing was done.`,
    );
  }
  if (!isSupportedCountry(code)) {
    const place = explicit ? 'Country' : 'Default Country of your connection';
    throw new Problem(
      'halted',
      `“${shorten(code, 20)}” is not a country. Choose one from the list in ${place}; nothing was done.`,
    );
  }
  const local = valid(digits, code);
  const ownCode = digits.startsWith(getCountryCallingCode(code));
  const international = explicit && !ownCode ? undefined : valid(`+${digits}`);
  if (local && international && !samePerson(local, international)) {
    const readings = [local, international].filter((number) => ownCode && isMobile(number));
    if (readings.length === 1 && readings[0]) return readings[0];
    throw new Problem(
      'halted',
      `${shown} can be read as ${local} and as ${international}. Write it with a + in front; nothing was done.`,
    );
  }
  const number = local ?? international;
  if (number) return number;
  if (code === 'CI') refuseOldIvorian(`+225${digits}`, shown);
  throw new Problem(
    'halted',
    `${shown} is not a phone number of ${nameOf(code)}. Write it with + and the country code; nothing was done.`,
  );
}

/** Eight digits were enough until 2021, and which two stand in front today depends on the operator. */
function refuseOldIvorian(digits: string, shown: string): void {
  if (!/^\+225\d{8}$/.test(digits)) return;
  throw new Problem(
    'halted',
    `${shown} has eight digits, and numbers in Côte d’Ivoire now have ten. Ask for the new number; nothing was done.`,
  );
}

/** The number where it is valid, in its own spelling or in the one that WhatsApp has for it. */
function valid(digits: string, country?: CountryCode): string | undefined {
  const number = parsePhoneNumberFromString(digits, country);
  if (!number) return undefined;
  return spellingsOf(number.number).find((spelling) => parsePhoneNumberFromString(spelling)?.isValid());
}

/** The metadata of mobiles holds no other numbers. */
function isMobile(number: string): boolean {
  return parseMobile(number)?.isValid() ?? false;
}

/** What CRMs call a country: its code, its English name, `UK` and `USA`. Anything else comes back as it is. */
function countryCode(written: string): string {
  const code = written.toUpperCase();
  if (code === 'UK') return 'GB';
  if (code === 'USA') return 'US';
  const name = foldedName(written);
  return Object.entries(countryChoices).find(([, choice]) => foldedName(choice) === name)?.[0] ?? code;
}

function foldedName(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').replace(/’/g, "'").toLowerCase();
}

function nameOf(country: string): string {
  const names: Readonly<Record<string, string>> = countryChoices;
  return names[country] ?? country;
}

/** What may stand between the digits of one number. */
const SEPARATORS = /[\s\p{Pd}\u2212().[\]/·]/gu;

/**
 * The text with plain digits, and without what nobody sees and without the words in front.
 *
 * Full-width characters become plain by NFKC; digits of other scripts are mapped by their place in their block of ten.
 */
function plainText(written: string): string {
  return (
    written
      .normalize('NFKC')
      .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800\ufffc]/gu, '')
      .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
      .replace(/^\s*['’]?\s*(?:t[eé]l(?:[eé]phone)?|whatsapp|callto|sms|phone|p)\.?\s*:\s*(?:\/\/)?/i, '')
      .replace(/^\s*['’]/, '')
      // A spreadsheet's number: 33639980001.0 must not become a digit longer.
      .replace(/^\s*(\+?\d{6,})[.,]0+\s*$/, '$1')
  );
}

/** The bare digits, with a `+` in front where the number is written internationally; null when it is no single number. */
function digitsOf(text: string, country: string | undefined): string | null {
  const bare = text.replace(SEPARATORS, '');
  const digits = (dialsPlus(bare, country) ? bare.replace(/^00/, '+') : bare)
    // The same number twice, joined: no number has 16 digits.
    .replace(/^(\+?)(\d{8,})\2$/, '$1$2');
  return /^\+?\d+$/.test(digits) ? digits : null;
}

/** `00` is `+`, except where the country has another prefix: `001` in Hong Kong, `0011` in Australia, `011` in the US. */
function dialsPlus(bare: string, country: string | undefined): boolean {
  if (!country || !isSupportedCountry(country)) return true;
  const plan = new Metadata();
  plan.selectNumberingPlan(country);
  const prefix = plan.numberingPlan?.IDDPrefix() ?? '00';
  return prefix === '00' || (prefix.startsWith('00') && !new RegExp(`^(?:${prefix})`).test(bare));
}

/** Decimal digits stand in blocks of ten in Unicode; some blocks follow upon each other, and then zero comes again. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return (code - zero) % 10;
}
