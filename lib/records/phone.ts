const PERSON = /^(?:tel:|whatsapp:)?\+?([1-9]\d{6,14})(?:(?::\d+)?@(?:s\.whatsapp\.net|c\.us))?$/i;

/**
 * The number of a person, from what MsgFlash or WhatsApp writes for one.
 *
 * @param number digits with or without `+`, or WhatsApp's id of a phone (`33639980001:12@s.whatsapp.net`)
 * @returns E.164; null for everything that is no number of a person, such as `…@lid` (a sender whose number WhatsApp
 *   keeps to itself), a group, a status or a newsletter: their digits would be a stranger's number
 */
export function e164(number: string | null | undefined): string | null {
  const written = number?.trim() ?? '';
  const plain = written.startsWith('+') ? written.replace(/[\s().-]/g, '') : written;
  const digits = PERSON.exec(plain)?.[1];
  return digits ? `+${digits}` : null;
}

/** A number as people write it: `+33 6 39 98 00 01`. Unknown forms stay as they are, none is ''. */
export async function readableNumber(number: string | null | undefined): Promise<string> {
  const plus = e164(number);
  if (!plus) return '';
  const { parsePhoneNumberFromString } = await import('./phone-library.ts');
  return parsePhoneNumberFromString(plus)?.formatInternational() ?? plus;
}
