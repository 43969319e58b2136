/** An output field of a record: its keys can be no others than the record's. */
export interface OutputField<T> {
  key: Extract<keyof T, string>;
  label: string;
  type: 'string' | 'number' | 'boolean' | 'datetime' | 'file';
}

/** Several things as text, one a line; null when there are none. Lists would become line items, which few steps can map. */
export function lines(items: readonly string[] | null | undefined): string | null {
  return items?.join('\n') || null;
}
