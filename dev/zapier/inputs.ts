import * as z from 'zod';
import { resolveInputDataTypes } from './core.ts';
import { type Dict, isDict } from './values.ts';

/** A value that the user mapped from an earlier step instead of typing it. */
export class Mapped {
  readonly value: unknown;
  /** The text in the editor's field and in `inputDataRaw`. */
  readonly placeholder: string;

  constructor(value: unknown, placeholder: string) {
    this.value = value;
    this.placeholder = placeholder;
  }
}

/**
 * Marks a value as mapped from an earlier step. `inputData` has the value; `inputDataRaw` and the editor have the
 * placeholder. If there is text around the mapping, give the whole text twice: `mapped('Hi Ann', 'Hi {{123__name}}')`.
 */
export function mapped(value: unknown, placeholder = '{{123__field}}'): Mapped {
  return new Mapped(value, placeholder);
}

/** What a user fills in: values that are text in the editor, mapped values, and lists and dicts of these. */
export type Input = Readonly<Record<string, unknown>>;

/** A value that a definition has in another form counts as missing. */
const maybe = <T extends z.ZodType>(type: T) => type.optional().catch(undefined);

/** An input field, or a field of the connection, without functions. */
export const plainField = z.looseObject({
  key: z.string(),
  label: maybe(z.string()),
  type: maybe(z.string()),
  required: maybe(z.boolean()),
  default: maybe(z.string()),
  placeholder: maybe(z.string()),
  helpText: maybe(z.string()),
  list: maybe(z.boolean()),
  dict: maybe(z.boolean()),
  altersDynamicFields: maybe(z.boolean()),
  dynamic: maybe(z.string()),
  search: maybe(z.string()),
  group: maybe(z.string()),
  choices: maybe(z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())])),
  children: maybe(z.array(z.unknown())),
});
export type PlainField = z.infer<typeof plainField>;

/** The valid fields of a step's `inputFields`; anything without a key is left out. */
export function plainFields(found: unknown): PlainField[] {
  const fields: unknown[] = Array.isArray(found) ? found : [];
  return fields.flatMap((each) => plainField.safeParse(each).data ?? []);
}

/** The input as it is in the editor: text, with placeholders for mapped values. */
export function rawInput(input: Input): Dict {
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, toText(value, 'raw')]));
}

/** The input as text, with mapped values filled in, as Zapier has it when a step starts to run. */
export function filledInput(input: Input): Dict {
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, toText(value, 'filled')]));
}

function toText(value: unknown, as: 'raw' | 'filled'): unknown {
  if (value instanceof Mapped) return as === 'raw' ? value.placeholder : toText(value.value, as);
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((each) => toText(each, as));
  if (isDict(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toText(each, as)]));
  return String(value);
}

const isEmpty = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (isDict(value) && Object.keys(value).length === 0);

/**
 * Zapier's message for required fields that are empty, '' if there are none. A mapped field counts as filled in, because
 * its value is not known in the editor.
 */
export function missingSentence(input: Input, fields: readonly PlainField[]): string {
  const raw = rawInput(input);
  return fields
    .filter(({ key, required, type, default: preset }) => required && type !== 'copy' && !preset && isEmpty(raw[key]))
    .map(({ key, label = key }) => `Required field "${label}" (${key}) is missing.`)
    .join(' ');
}

/**
 * Converts text to the types of the step's fields, with the CLI's own emulation of production: it fills in defaults,
 * gives dates the offset of the user's time zone and no milliseconds, reads an unreadable date as now, and `n/a` as 0.
 * Text without a field is passed on unchanged. Empty values reach the step as '': the app sets `cleanInputData` to false.
 *
 * @param fileLink makes a link for text in a file field that is not a link
 */
export function typedInput(
  text: Dict,
  fields: readonly PlainField[],
  timezone: string,
  fileLink: (text: string) => string,
): Dict {
  const one = (value: unknown, { key, type }: PlainField) => {
    if (typeof value !== 'string' || value === '') return value;
    if (type === 'file') return /^https?:\/\//i.test(value) ? value : fileLink(value);
    return resolveInputDataTypes({ [key]: value }, [{ key, type }], timezone)[key];
  };
  const typed: Dict = { ...text };
  for (const field of fields) {
    const value = isEmpty(text[field.key]) && field.default ? field.default : text[field.key];
    if (value === undefined || field.dict) continue;
    const values: unknown[] = Array.isArray(value) ? value : [value];
    // Several values mapped into a field for one value arrive joined by commas.
    if (field.list && !isEmpty(value)) typed[field.key] = values.map((each) => one(each, field));
    else typed[field.key] = one(Array.isArray(value) ? value.join(',') : value, field);
  }
  return typed;
}
