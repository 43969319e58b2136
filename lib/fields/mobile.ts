import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';

/** Whether a number is one of a mobile: this edition of the library knows no others. @param number E.164 with `+` */
export function isMobile(number: string): boolean {
  return parsePhoneNumberFromString(number)?.isValid() ?? false;
}
