import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';

/**
 * Whether a number is a mobile: this edition of the library contains only mobile numbers.
 *
 * @param number E.164 with `+`
 */
export function isMobile(number: string): boolean {
  return parsePhoneNumberFromString(number)?.isValid() ?? false;
}
