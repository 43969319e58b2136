const PERSON = /^(?:tel:|whatsapp:)?\+?([1-9]\d{6,14})(?:(?::\d+)?@(?:s\.whatsapp\.net|c\.us))?$/i;

/**
 * A person's number, in any form that MsgFlash or WhatsApp writes it.
 *
 * @param number digits with or without `+`, or WhatsApp's ID of a phone (`33639980001:12@s.whatsapp.net`)
 * @returns E.164 with `+`; null for anything that is not a person's number, such as `…@lid` (a sender whose number
 *   WhatsApp hides), a group, a status or a newsletter: their digits would be a stranger's number
 */
export function e164(number: string | null | undefined): string | null {
  const written = number?.trim() ?? '';
  const plain = written.startsWith('+') ? written.replace(/[\s().-]/g, '') : written;
  const digits = PERSON.exec(plain)?.[1];
  return digits ? `+${digits}` : null;
}

/** A number as people write it: `+33 6 39 98 00 01`. E.164 if its country is unknown, '' if it is not a number. */
export async function readableNumber(number: string | null | undefined): Promise<string> {
  const plus = e164(number);
  if (!plus) return '';
  const { parsePhoneNumberFromString } = await import('./phone-library.ts');
  return parsePhoneNumberFromString(plus)?.formatInternational() ?? plus;
}
