import { Problem } from '../problem.ts';

/** A step's values as Zapier passes them. Values of fields made by a function have no static types. */
export type Values = Readonly<Record<string, unknown>>;

/** The text in a field, '' if it is missing or blank. Not trimmed, because spaces in a message may be intended. */
export function textIn(values: Values, key: string): string {
  const text = textOf(values[key]);
  return text.trim() === '' ? '' : text;
}

function textOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
}

/** The same, trimmed: for values that are looked up or parsed, not shown. */
export function wordIn(values: Values, key: string): string {
  return textIn(values, key).trim();
}

/** The texts in a field that takes several: trimmed, without blank ones. */
export function textsIn(values: Values, key: string): string[] {
  const value = values[key];
  const items: unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return items.map((item) => textOf(item).trim()).filter((item) => item !== '');
}

/** Whether a text is a MsgFlash ID (a UUID). */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Whether two whole names are equal, ignoring case, outer spaces and the encoding of accents. */
export function isSameName(a: string | null, b: string | null): boolean {
  const simple = (name: string | null) => (name ?? '').normalize('NFC').trim().toLowerCase();
  return simple(a) === simple(b);
}

/** The text of a required field. @throws Problem `error` naming the field if the text is '' */
export function required(text: string, label: string): string {
  if (text === '') throw emptyField(label);
  return text;
}

/** The error for a required field that is empty. */
export function emptyField(label: string): Problem {
  return new Problem('error', `${label} is empty. Fill in ${label} and try again. Nothing was done.`);
}
