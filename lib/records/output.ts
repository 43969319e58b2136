/** An output field of a record. */
export interface OutputField {
  key: string;
  label: string;
  /** Left out for an object, whose keys are not known before a run. */
  type?: 'string' | 'number' | 'boolean' | 'datetime' | 'file';
}

/** What neither the keys of a record nor its sample tell of its output fields. */
export interface Wording<T> {
  labels?: Partial<Record<keyof T, string>>;
  types?: Partial<Record<keyof T, NonNullable<OutputField['type']>>>;
}

/** Words of keys that are not written as a title is. */
const SPELLED: Readonly<Record<string, string>> = { id: 'ID', api: 'API', in: 'in', on: 'on', whatsapp: 'WhatsApp' };
const DATE = /^\d{4}-\d{2}-\d{2}T/;

/** The output fields of a record: its keys in words, with the types of its sample, in the order of the sample. */
export function outputFields<T extends object>(sample: T, { labels, types }: Wording<T> = {}): OutputField[] {
  const told: Readonly<Record<string, string | undefined>> = { ...labels };
  const given: Readonly<Record<string, OutputField['type']>> = { ...types };
  return Object.entries(sample).map(([key, value]) => {
    const type = given[key] ?? typeOf(value);
    return { key, label: told[key] ?? inWords(key), ...(type && { type }) };
  });
}

function inWords(key: string): string {
  const words = key.split('_').map((word) => SPELLED[word] ?? `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return words.join(' ');
}

function typeOf(value: unknown): OutputField['type'] {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'object' && value !== null) return undefined;
  return typeof value === 'string' && DATE.test(value) ? 'datetime' : 'string';
}

/** Several things as text, one a line; null when there are none. Lists would become line items, which few steps can map. */
export function lines(items: readonly string[] | null | undefined): string | null {
  return items?.join('\n') || null;
}
