import { expect, jest, test } from '@jest/globals';
import app from '../../index.ts';
import { run } from './properties.ts';

jest.setTimeout(120_000);

test('whatever is read is read as it was written, or refused with a word', async () => {
  const part = await run('small', app);
  expect(part.breaches).toEqual([]);
  const [cases] = part.tables;
  expect(cases?.rows).toHaveLength(14);
  for (const [, count] of cases?.rows ?? []) expect(count).toBe(150);
  expect(part.intro).toMatch(/examples for 24\d countries/);
});
