import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  Metadata,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';
import { Problem, shorten } from '../problem.ts';
import { samePerson, spellingsOf } from '../records/person.ts';
import { e164 } from '../records/phone.ts';
import type { Connection } from '../run/connection.ts';
import { countryChoices, countryName } from './countries.ts';
import { twoLetters } from './country-codes.ts';
import { type Values, wordIn } from './values.ts';

/** Thrown if the numbering plans of mobiles, not yet loaded, are needed to decide between two readings of a number. */
export class MobilesNeeded extends Error {}

/** Whether a number (E.164 with `+`) is a mobile. */
type IsMobile = (number: string) => boolean;

function mobilesUnknown(): never {
  throw new MobilesNeeded();
}

/**
 * Reads a number, see `phoneOf`.
 *
 * @throws MobilesNeeded if it has to be called again with `isMobile`
 */
export function readPhone(
  values: Values,
  key: string,
  label: string,
  connection: Connection,
  isMobile: IsMobile = mobilesUnknown,
): string {
  const written = wordIn(values, key);
  if (written === '')
    throw new Problem('halted', `${label} is empty: it needs a phone number. Fill in ${label}. Nothing was done.`);
  const shown = `“${shorten(written, 40)}” in ${label}`;
  const plain = plainText(written);
  if (/^\+?\d+(?:[.,]\d+)?e\+?\d+$/i.test(plain.replace(/\s/g, ''))) {
    throw new Problem(
      'halted',
      `${shown} was shortened by a spreadsheet, and its digits are lost. Format that column as text and enter the number again. Nothing was done.`,
    );
  }
  if (/chat\.whatsapp\.com\/|@g\.us\b/i.test(plain)) {
    throw new Problem(
      'halted',
      `${label} holds a WhatsApp group, and messages go to one person only. Enter a phone number. Nothing was done.`,
    );
  }
  if (EXTENSION.test(plain)) {
    throw new Problem('halted', `${shown} has an extension. Write the number without it. Nothing was done.`);
  }
  const country = { ...countryIn(values, connection), isMobile };
  const parts = plain.split(/[,;\n\r]|:{2,}|(?=\+)/).filter((part) => /[^\s()[\]/]/.test(part));
  const people = parts.map((part) => attempt(() => oneNumberIn(part, shown, country)));
  const [first] = people;
  if (parts.length > 1 && people.some(Boolean)) {
    if (first && people.every((person) => person && samePerson(person, first))) return first;
    throw parts.every((part) => /\d/.test(part)) ? severalNumbers(shown) : noNumber(shown);
  }
  return oneNumberIn(parts[0] ?? plain, shown, country);
}

function severalNumbers(shown: string): Problem {
  return new Problem('halted', `${shown} holds more than one number. Enter one number only. Nothing was done.`);
}

function noNumber(shown: string): Problem {
  return new Problem(
    'halted',
    `${shown} is not a phone number. Nothing was done. Correct it in the app it comes from.`,
  );
}

/** An extension after a number: read as part of it, it would make the number of a stranger. */
const EXTENSION = /\d[\s,;.()-]*(?:x|ext|extn|extension|poste|ramal|durchwahl|#)\s*[.:=]?\s*\d{1,6}\)?\s*$/i;

/** The country for a number without `+`: its code, and whether it was chosen in the step itself. */
interface Chosen {
  code: string | undefined;
  explicit: boolean;
}

/** The same, with a function that recognises mobiles. */
interface Country extends Chosen {
  isMobile: IsMobile;
}

function countryIn(values: Values, connection: Connection): Chosen {
  const explicit = wordIn(values, 'country');
  const written = explicit || connection.defaultCountry;
  return { code: written ? countryCode(written) : undefined, explicit: explicit !== '' };
}

/** The result of a reading, undefined if it throws a Problem. */
function attempt(reading: () => string): string | undefined {
  try {
    return reading();
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** One number, which may have slashes and dashes between its digits. @throws Problem `halted` */
function oneNumberIn(text: string, shown: string, country: Country): string {
  const parts = text.split('/').filter((part) => /\d/.test(part));
  const people = parts.length > 1 ? parts.map((part) => attempt(() => numberIn(part, shown, country))) : [];
  const [first] = people;
  if (first && people.every((person) => person && samePerson(person, first))) return first;
  if (people.filter(Boolean).length > 1 || hasSecondEnding(text, country)) throw severalNumbers(shown);
  return numberIn(text, shown, country);
}

/** `1234567/8` and `1234567-8` are two numbers with the same start: the part before the slash or dash is complete. */
function hasSecondEnding(text: string, country: Country): boolean {
  const slashes = [...text.matchAll(/\/\s*(?=\d)/g)];
  if (slashes.some(({ index }) => isComplete(text.slice(0, index), country))) return true;
  const [, head, tail] = /^(.*\d)\s*[\p{Pd}\u2212]\s*(\d{1,2})\s*$/su.exec(text) ?? [];
  return head !== undefined && isComplete(head, country) && !(tail?.length === 2 && isLastGroup(tail, text, country));
}

/** Whether the text is a complete number. */
function isComplete(text: string, country: Country): boolean {
  return readingsOf(text, country).length > 0;
}

/** Whether the number is usually written with these digits as its last group, as in Belarus: `491-19-11`. */
function isLastGroup(tail: string, text: string, country: Country): boolean {
  return readingsOf(text, country).some((number) => number.formatInternational().split(/\D/).at(-1) === tail);
}

/** The valid numbers that the text can mean: a number of the country, and an international one whose `+` was lost. */
function readingsOf(text: string, { code }: Country): PhoneNumber[] {
  const digits = digitsOf(text, code);
  if (digits === null) return [];
  const national = code && isSupportedCountry(code) ? parsePhoneNumberFromString(digits, code) : undefined;
  const international = parsePhoneNumberFromString(digits.replace(/^\+?/, '+'));
  return [national, international].filter((number) => number !== undefined).filter((number) => number.isValid());
}

/** One number as E.164 with `+`. @throws Problem `halted` that says why it cannot be read */
function numberIn(text: string, shown: string, country: Country): string {
  const digits = digitsOf(text, country.code);
  if (digits === null) throw noNumber(shown);
  if (!digits.startsWith('+')) {
    const local = nationalNumber(digits, shown, country);
    const plus = digits.startsWith('00') ? valid(digits.replace(/^00/, '+')) : undefined;
    // 005 is a prefix in Uganda, but 0058 may also be Venezuela. Only a separator after the prefix makes it clear.
    const prefix = digits.length - (local.length - 1);
    if (!plus || samePerson(plus, local) || new RegExp(`^\\s*\\d{${prefix}}\\D`).test(text)) return local;
    throw new Problem(
      'halted',
      `${shown} can be read as ${local} and as ${plus}. Write it with a + in front. Nothing was done.`,
    );
  }
  const number = parsePhoneNumberFromString(digits);
  const read = valid(digits) ?? (number?.isPossible() ? number.number : undefined);
  if (read) return read;
  refuseOldIvorian(digits, shown);
  throw new Problem(
    'halted',
    `${shown} is not a complete phone number. Check the digits after the +. Nothing was done.`,
  );
}

/**
 * A number without `+`. A country chosen in the step decides how it is read. The connection's default country does so
 * only if the number cannot be an international one.
 */
function nationalNumber(digits: string, shown: string, { code, explicit, isMobile }: Country): string {
  if (!code) {
    throw new Problem(
      'halted',
      `${shown} has no country. Write it with + and the country code, or choose a Default Country in your connection. Nothing was done.`,
    );
  }
  if (!isSupportedCountry(code)) {
    const place = explicit ? 'Country' : 'Default Country of your connection';
    throw new Problem(
      'halted',
      `“${shorten(code, 20)}” is not a country. Choose one from the list in ${place}. Nothing was done.`,
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
      `${shown} can be read as ${local} and as ${international}. Write it with a + in front. Nothing was done.`,
    );
  }
  const number = local ?? international;
  if (number) return number;
  if (code === 'CI') refuseOldIvorian(`+225${digits.replace(/^225(?=\d{8}$)/, '')}`, shown);
  throw new Problem(
    'halted',
    `${shown} is not a phone number of ${countryName(code)}. Write it with + and the country code. Nothing was done.`,
  );
}

/** Until 2021, numbers in Côte d'Ivoire had eight digits. The two that were added in front depend on the operator. */
function refuseOldIvorian(digits: string, shown: string): void {
  if (!/^\+225\d{8}$/.test(digits)) return;
  throw new Problem(
    'halted',
    `${shown} has eight digits, but numbers in Côte d’Ivoire now have ten. Ask for the new number. Nothing was done.`,
  );
}

/**
 * The number if it is valid, as written or in WhatsApp's other spelling of it (`spellingsOf`); else undefined.
 *
 * For national numbers, the other spelling is tried only for Benin, where people still use it. Elsewhere it would turn
 * invalid digits into a number.
 */
function valid(digits: string, country?: CountryCode): string | undefined {
  const number = parsePhoneNumberFromString(digits, country);
  if (number?.isValid()) return number.number;
  if (!number || (country && country !== 'BJ')) return undefined;
  // Not the same text again: a second parse could drop one more zero, and find another number.
  const [, other] = spellingsOf(number.number);
  return other && parsePhoneNumberFromString(other)?.isValid() ? other : undefined;
}

/**
 * The two-letter code of a country as CRMs write it: a code of two or three letters, the English name, our label, or
 * `UK`. Anything else is returned in capitals.
 */
function countryCode(written: string): string {
  const code = written.toUpperCase();
  if (Object.hasOwn(countryChoices, code)) return code;
  if (code === 'UK') return 'GB';
  if (/^[A-Z]{3}$/.test(code)) return twoLetters(code) ?? code;
  const name = foldedName(written);
  const isMeant = ([two, label]: [string, string]) =>
    [label, countryName(two)].some((each) => foldedName(each) === name);
  return Object.entries(countryChoices).find(isMeant)?.[0] ?? code;
}

function foldedName(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').replace(/’/g, "'").toLowerCase();
}

/** What may separate the digits of one number. */
const SEPARATORS = /[\s\p{Pd}\u2212().[\]/·]/gu;

/** What people and apps write in front of a number. */
const LABEL =
  /^\s*['’]?\s*(?:p\s*:|(?:t[eé]l(?:[eé](?:phone|fono)|efone)?|fone|phone|mobile|m[oó]vil|portable|cel(?:ular|l)?|whatsapp|callto|sms)\b\.?\s*:?)\s*(?:\/\/)?(?=[+(\d])/i;

/** A link that opens a chat: its digits always start with the calling code. */
const CHAT_LINK = /^\s*(?:https?:\/\/)?(?:wa\.me\/|api\.whatsapp\.com\/send\/?\?phone=)\+?(\d+)(?:[?&]\S*)?\s*$/i;

/**
 * The text with ASCII digits, without invisible characters and without a label such as `Tel:` in front.
 *
 * NFKC converts full-width characters. Digits of other scripts are converted by their position in their block of ten.
 */
function plainText(written: string): string {
  const ascii = written
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800\ufffc]/gu, '')
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
  // WhatsApp's own ID of a person.
  const fromId = ascii.includes('@') ? e164(ascii) : null;
  if (fromId) return fromId;
  return (
    ascii
      .replace(CHAT_LINK, '+$1')
      .replace(LABEL, '')
      .replace(/^\s*['’]/, '')
      // Spreadsheets write 33639980001.0, whose 0 must not become a digit of the number.
      .replace(/^\s*(\+?\d{6,})[.,]0+\s*$/, '$1')
  );
}

/** The digits alone, with a `+` in front if the number is written internationally; null if it is not one number. */
function digitsOf(text: string, country: string | undefined): string | null {
  const bare = text.replace(SEPARATORS, '');
  const digits = (dialsPlus(bare, country) ? bare.replace(/^00/, '+') : bare)
    // The same number twice in a row. No number has 16 digits, so this cannot be one number.
    .replace(/^(\+?)(\d{8,})\2$/, '$1$2');
  return /^\+?\d+$/.test(digits) ? digits : null;
}

/**
 * Whether `00` means `+`. Some countries have another prefix: `001` in Hong Kong, `0011` in Australia, `011` in the US.
 */
function dialsPlus(bare: string, country: string | undefined): boolean {
  if (!country || !isSupportedCountry(country)) return true;
  const plan = new Metadata();
  plan.selectNumberingPlan(country);
  const prefix = plan.numberingPlan?.IDDPrefix() ?? '00';
  return prefix === '00' || (prefix.startsWith('00') && !new RegExp(`^(?:${prefix})`).test(bare));
}

/**
 * The value of a digit of any script. Unicode has digits in blocks of ten, and some blocks follow each other directly.
 */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return (code - zero) % 10;
}
