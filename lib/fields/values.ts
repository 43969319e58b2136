import { Problem } from '../problem.ts';

/** A step's values as the platform hands them over; fields made by a function have no types of their own. */
export type Values = Readonly<Record<string, unknown>>;

/** The text in a field, '' when it is missing or blank. Text of people's own is never trimmed, only found blank. */
export function textIn(values: Values, key: string): string {
  const text = textOf(values[key]);
  return text.trim() === '' ? '' : text;
}

function textOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
}

/** The same for what is looked up or parsed rather than shown: without blanks around it. */
export function wordIn(values: Values, key: string): string {
  return textIn(values, key).trim();
}

/** The texts in a field that takes several, blank ones left out. */
export function textsIn(values: Values, key: string): string[] {
  const value = values[key];
  const items: unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return items.map((item) => textOf(item).trim()).filter((item) => item !== '');
}

/** Whether a text is an id of MsgFlash's. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Whether two names are the same: whole, but without regard to case, spaces around them or how accents are encoded. */
export function isSameName(a: string | null, b: string | null): boolean {
  const simple = (name: string | null) => (name ?? '').normalize('NFC').trim().toLowerCase();
  return simple(a) === simple(b);
}

/** A field that nothing can be done without. @throws Problem `error` naming it */
export function required(text: string, label: string): string {
  if (text === '') throw emptyField(label);
  return text;
}

/** What a field that must be filled in says when it is empty. */
export function emptyField(label: string): Problem {
  return new Problem('error', `${label} is empty. Fill in ${label} and try again. Nothing was done.`);
}
