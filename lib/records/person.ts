import { e164 } from './phone.ts';

/**
 * WhatsApp writes some numbers otherwise than people do. Each row: how the digits without `+` look in the two spellings,
 * and how the other spelling is made from them.
 */
const SPELLINGS: readonly (readonly [spelling: RegExp, other: string])[] = [
  // Brazil: mobiles with and without their ninth digit.
  [/^(55\d{2})9([6-9]\d{7})$/, '$1$2'],
  [/^(55\d{2})([6-9]\d{7})$/, '$19$2'],
  // Mexico: mobiles once had a 1 behind the country code.
  [/^521(\d{10})$/, '52$1'],
  [/^52(\d{10})$/, '521$1'],
  // Argentina: mobiles have a 9 there.
  [/^549(\d{10})$/, '54$1'],
  [/^54(\d{10})$/, '549$1'],
  // Benin: eight digits became ten in 2024, with 01 in front.
  [/^22901(\d{8})$/, '229$1'],
  [/^229(\d{8})$/, '22901$1'],
];

/**
 * Every way that the number of one person is written, the given one first.
 *
 * @param number E.164 with `+`
 * @returns the same number, and the spelling that means the same person where there is one
 */
export function spellingsOf(number: string): string[] {
  const digits = number.replace(/^\+/, '');
  // `$19` would be the nineteenth group: the replacement is made by a function.
  for (const [spelling, other] of SPELLINGS) {
    const match = spelling.exec(digits);
    if (match) return [number, `+${other.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '')}`];
  }
  return [number];
}

/** One spelling for all that a person's number may have, to compare or to hash. @param number E.164 with `+` */
export function personOf(number: string): string {
  return spellingsOf(number).sort()[0] ?? number;
}

/** Whether two numbers reach the same person. @param one E.164 with `+` @param other the same */
export function samePerson(one: string, other: string): boolean {
  return personOf(one) === personOf(other);
}

/**
 * Whether the number in a record is this person's.
 *
 * @param written a number as MsgFlash or WhatsApp writes it
 * @param person E.164 with `+`; null for nobody
 */
export function isNumberOf(written: string | null | undefined, person: string | null): boolean {
  const number = e164(written);
  return number !== null && person !== null && samePerson(number, person);
}
