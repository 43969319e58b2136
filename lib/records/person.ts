import { e164 } from './phone.ts';

/**
 * WhatsApp writes some numbers differently from people. Each row: a pattern for the digits (without `+`) in one
 * spelling, and the replacement that makes the other spelling.
 */
const SPELLINGS: readonly (readonly [spelling: RegExp, other: string])[] = [
  // Brazil: mobiles with and without the ninth digit.
  [/^(55\d{2})9([6-9]\d{7})$/, '$1$2'],
  [/^(55\d{2})([6-9]\d{7})$/, '$19$2'],
  // Mexico: mobiles used to have a 1 after the country code.
  [/^521(\d{10})$/, '52$1'],
  [/^52(\d{10})$/, '521$1'],
  // Argentina: mobiles have a 9 after the country code.
  [/^549(\d{10})$/, '54$1'],
  [/^54(\d{10})$/, '549$1'],
  // Benin: eight digits became ten in 2024, with 01 in front.
  [/^22901(\d{8})$/, '229$1'],
  [/^229(\d{8})$/, '22901$1'],
];

/**
 * Every spelling of a person's number.
 *
 * @param number E.164 with `+`
 * @returns the same number first, then its other spelling if there is one
 */
export function spellingsOf(number: string): string[] {
  const digits = number.replace(/^\+/, '');
  // Replaced by hand, because `replace` could read `$19` as group 19.
  for (const [spelling, other] of SPELLINGS) {
    const match = spelling.exec(digits);
    if (match) return [number, `+${other.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '')}`];
  }
  return [number];
}

/** The same text for every spelling of a person's number, for comparing or hashing. @param number E.164 with `+` */
export function personOf(number: string): string {
  return spellingsOf(number).sort()[0] ?? number;
}

/** Whether two numbers belong to the same person. Both are E.164 with `+`. */
export function samePerson(one: string, other: string): boolean {
  return personOf(one) === personOf(other);
}

/**
 * Whether a number is this person's.
 *
 * @param written as MsgFlash or WhatsApp writes it
 * @param person E.164 with `+`; null matches nothing
 */
export function isNumberOf(written: string | null | undefined, person: string | null): boolean {
  const number = e164(written);
  return number !== null && person !== null && samePerson(number, person);
}
