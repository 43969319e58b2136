/** A number as MsgFlash gives it, with or without `+`, or as WhatsApp writes it (`33…@s.whatsapp.net`), as E.164. */
export function e164(number: string | null | undefined): string | null {
  const digits = number?.replace(/[:@].*$/, '').replace(/\D/g, '');
  return digits ? `+${digits}` : null;
}

/** A number as people write it: `+33 6 39 98 00 01`. Unknown forms stay as they are, none is ''. */
export async function readableNumber(number: string | null | undefined): Promise<string> {
  const plus = e164(number);
  if (!plus) return '';
  const { parsePhoneNumberFromString } = await import('./phone-library.ts');
  return parsePhoneNumberFromString(plus)?.formatInternational() ?? plus;
}
