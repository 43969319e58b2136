/** An output field of a step. */
export interface OutputField {
  key: string;
  label: string;
  /** Left out for an object, because its keys are not known before a run. */
  type?: 'string' | 'number' | 'boolean' | 'datetime' | 'file';
}

/** Overrides for generated labels and types. */
export interface Wording<T> {
  labels?: Partial<Record<keyof T, string>>;
  types?: Partial<Record<keyof T, NonNullable<OutputField['type']>>>;
}

/** Words that are not simply capitalised in a label. */
const SPELLED: Readonly<Record<string, string>> = { id: 'ID', api: 'API', in: 'in', on: 'on', whatsapp: 'WhatsApp' };
const DATE = /^\d{4}-\d{2}-\d{2}T/;

/** The output fields of a record, in the order of its sample: labels from the keys, types from the sample's values. */
export function outputFields<T extends object>(sample: T, { labels, types }: Wording<T> = {}): OutputField[] {
  const ownLabels: Readonly<Record<string, string | undefined>> = { ...labels };
  const ownTypes: Readonly<Record<string, OutputField['type']>> = { ...types };
  return Object.entries(sample).map(([key, value]) => {
    const type = ownTypes[key] ?? typeOf(value);
    return { key, label: ownLabels[key] ?? inWords(key), ...(type && { type }) };
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

/**
 * Several items as text, one per line; null if there are none. A list would become line items, which few steps can map.
 */
export function lines(items: readonly string[] | null | undefined): string | null {
  return items?.join('\n') || null;
}

/** The entries of an object that have a value: neither null nor undefined. Completes one source from another. */
export function withValues<T extends object>(object: T): Partial<T> {
  const entries: [string, unknown][] = Object.entries(object).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(entries) as Partial<T>;
}
