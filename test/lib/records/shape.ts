import { expect } from '@jest/globals';

interface Field {
  key: string;
  label: string;
  /** None for an object. */
  type?: string | undefined;
}

const TYPES = new Map([
  ['string', 'string'],
  ['file', 'string'],
  ['datetime', 'string'],
  ['number', 'number'],
  ['boolean', 'boolean'],
]);
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:\d{2})$/;

/** Expects a record to have every output field and no other, each of its type or null: flat, no lists. */
export function expectShape(record: object, fields: readonly Field[]): void {
  expect(Object.keys(record).sort()).toEqual(fields.map(({ key }) => key).sort());
  const values = new Map(Object.entries(record));
  for (const { key, type } of fields) {
    const value: unknown = values.get(key);
    expect(value).not.toBeUndefined();
    if (value === null) continue;
    expect({ key, type: typeof value }).toEqual({ key, type: type === undefined ? 'object' : TYPES.get(type) });
    if (type === 'datetime') expect(value).toMatch(MOMENT);
  }
}

/** The same for a sample and its fields themselves: keys in snake_case, labels, nothing twice, not all of it null. */
export function expectSample(sample: object, fields: readonly Field[]): void {
  expectShape(sample, fields);
  const keys = fields.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  for (const { key, label } of fields) {
    expect(key).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    expect(label).toMatch(/^[A-Z]/);
  }
  const text = JSON.stringify(sample);
  // Only numbers that nobody has.
  for (const [number] of text.matchAll(/\+\d{6,}/g)) expect(number).toMatch(/^\+3363998\d{4}$/);
}
