import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import type { PlainInputField } from 'zapier-platform-core';
import * as z from 'zod/mini';

// The platform's own schema, which has no types. Core does not apply it to fields that come from a function.
const schema: unknown = createRequire(import.meta.url)('zapier-platform-schema/lib/schemas/PlainInputFieldSchema.js');
const { validate } = z.parse(
  z.object({ validate: z.custom<(field: unknown) => unknown>((value) => typeof value === 'function') }),
  schema,
);
const verdict = z.object({ errors: z.array(z.unknown()) });

/** Expects fields to be what the platform calls input fields, with keys of their own. */
export function expectInputFields(fields: readonly PlainInputField[]): void {
  for (const field of fields) {
    expect({ field, errors: z.parse(verdict, validate(field)).errors.map(String) }).toEqual({ field, errors: [] });
  }
  const keys = fields.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
}
