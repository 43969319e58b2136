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

const optional = <T extends z.ZodType>(type: T) => type.optional().catch(undefined);

const fieldShape = {
  key: z.string(),
  label: optional(z.string()),
  type: optional(z.string()),
  required: optional(z.boolean()),
  default: optional(z.string()),
  placeholder: optional(z.string()),
  helpText: optional(z.string()),
  list: optional(z.boolean()),
  dict: optional(z.boolean()),
  altersDynamicFields: optional(z.boolean()),
  dynamic: optional(z.string()),
  search: optional(z.string()),
  group: optional(z.string()),
  choices: z.unknown().optional(),
  meta: optional(z.record(z.string(), z.unknown())),
};
const ChildField = z.looseObject(fieldShape);
const Field = z.looseObject({ ...fieldShape, children: optional(z.array(ChildField)) });

/** An input field as the editor gets it, without functions. */
export type PlainField = z.infer<typeof Field>;
type ChildField = z.infer<typeof ChildField>;

/** The valid fields of a step's `inputFields`; anything without a key is left out. */
export function plainFields(found: unknown): PlainField[] {
  if (!Array.isArray(found)) return [];
  return found.flatMap((each) => {
    const field = Field.safeParse(each);
    return field.success ? [field.data] : [];
  });
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
 * The required fields that are empty. A mapped field counts as filled in, because its value is not known in the editor.
 */
export function missingFields(input: Input, fields: readonly PlainField[]): (PlainField | ChildField)[] {
  const raw = rawInput(input);
  const lacks = (row: Dict) => (field: ChildField) =>
    field.required === true && field.type !== 'copy' && !field.default && isEmpty(row[field.key]);
  const inRows = fields.flatMap((field) => {
    const rows = raw[field.key];
    const children = field.children ?? [];
    return Array.isArray(rows) ? rows.filter(isDict).flatMap((row) => children.filter(lacks(row))) : [];
  });
  return [...fields.filter((field) => !field.children?.length && lacks(raw)(field)), ...inRows];
}

/** Zapier's message for required fields that are empty. */
export function missingSentence(fields: readonly { key: string; label?: string | undefined }[]): string {
  return fields.map((field) => `Required field "${field.label ?? field.key}" (${field.key}) is missing.`).join(' ');
}

export interface Typing {
  timezone: string;
  /** Whether empty values are removed. If false, they reach the step as ''. */
  clean: boolean;
  /** Makes a link for text in a file field that is not a link. */
  fileLink(text: string): string;
}

/**
 * Converts text to the types of the step's fields, with the CLI's own emulation of production: it fills in defaults,
 * gives dates the offset of the user's time zone and no milliseconds, reads an unreadable date as now, and `n/a` as 0.
 * Text without a field is passed on unchanged.
 */
export function typedInput(text: Dict, fields: readonly PlainField[], typing: Typing): Dict {
  const typed = typedRow(text, fields, typing);
  return typing.clean ? cleaned(typed) : typed;
}

function typedRow(text: Dict, fields: readonly PlainField[], typing: Typing): Dict {
  const row: Dict = { ...text };
  for (const field of fields) {
    if (isEmpty(row[field.key]) && field.default) row[field.key] = field.default;
    if (row[field.key] !== undefined) row[field.key] = typedValue(row[field.key], field, typing);
  }
  return row;
}

function typedValue(value: unknown, field: PlainField, typing: Typing): unknown {
  if (isEmpty(value)) return Array.isArray(value) || isDict(value) ? value : '';
  if (field.children?.length) {
    const rows = Array.isArray(value) ? value : [value];
    const children = plainFields(field.children);
    return rows.map((row) => (isDict(row) ? typedRow(row, children, typing) : row));
  }
  if (field.dict) return value;
  if (field.list) return (Array.isArray(value) ? value : [value]).map((each) => typedScalar(each, field, typing));
  // Several values mapped into a field for one value arrive joined by commas.
  return typedScalar(Array.isArray(value) ? value.join(',') : value, field, typing);
}

function typedScalar(value: unknown, field: PlainField, typing: Typing): unknown {
  if (typeof value !== 'string' || value === '') return value;
  if (field.type === 'file') return /^https?:\/\//i.test(value) ? value : typing.fileLink(value);
  const { key, type } = field;
  return resolveInputDataTypes({ [key]: value }, [{ key, type }], typing.timezone)[key];
}

function cleaned(row: Dict): Dict {
  return Object.fromEntries(
    Object.entries(row)
      .map(([key, value]): [string, unknown] => [key, isDict(value) ? cleaned(value) : value])
      .map(([key, value]): [string, unknown] => [key, Array.isArray(value) ? value.filter((v) => !isEmpty(v)) : value])
      .filter(([, value]) => !isEmpty(value)),
  );
}

/** `bundle.meta.inputFields`: the `meta` of each field that has one. */
export function fieldMeta(fields: readonly PlainField[]): Dict {
  return Object.fromEntries(fields.flatMap((field) => (field.meta ? [[field.key, field.meta]] : [])));
}
