import type { OutputField } from '../definition.ts';
import type { Item, Step } from '../subject.ts';
import { ISO, looksLikeDate } from '../texts.ts';

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  datetime: (value) => typeof value === 'string' && ISO.test(value),
  file: (value) => typeof value === 'string',
  // A field without a type may be an object with any keys, each of which can be mapped.
  object: () => true,
};

/** How a record differs from its output fields: a required key is missing, or a type is wrong. */
export function misfits(outputFields: readonly OutputField[], record: Item): string[] {
  return outputFields.flatMap(({ key, type: declared, required }) => {
    const value = record[key];
    const type = declared ?? (value?.constructor === Object ? 'object' : 'string');
    if (value === undefined || value === null) return required ? [`${key} is required and missing`] : [];
    return TYPES[type]?.(value) ? [] : [`${key} is no ${type}: ${JSON.stringify(value)}`];
  });
}

/** The dates of a record that are not ISO 8601 with an offset. */
export function badDates(outputFields: readonly OutputField[], record: Item): string[] {
  const isDate = (key: string) => outputFields.some((field) => field.key === key && field.type === 'datetime');
  return Object.entries(record)
    .filter(([key, value]) => value !== null && (isDate(key) || (typeof value === 'string' && looksLikeDate(value))))
    .filter(([, value]) => !(typeof value === 'string' && ISO.test(value)))
    .map(([key, value]) => `${key} is no ISO 8601 date with an offset: ${JSON.stringify(value)}`);
}

/** The keys that identify the records of a polling trigger. */
export function primaryKeys({ outputFields }: Step): string[] {
  const marked = outputFields.filter(({ primary }) => primary).map(({ key }) => key);
  return marked.length > 0 ? marked : ['id'];
}

/** The keys that are missing or empty in a record. */
export function lacking(keys: readonly string[], record: Item): string[] {
  return keys.filter((key) => record[key] === undefined || record[key] === null || record[key] === '');
}

/** The keys that are not in a record at all. */
export function absent(keys: readonly string[], record: Item): string[] {
  return keys.filter((key) => !(key in record));
}

/** The sentences without duplicates. */
export function once(findings: readonly string[]): string[] {
  return [...new Set(findings)];
}
