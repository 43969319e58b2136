import { expect, jest, test } from '@jest/globals';
import app from '../../index.ts';
import { run } from '../../reliability/hooks.ts';

jest.setTimeout(120_000);

test('every genuine event comes out once, and nothing else does', async () => {
  const part = await run('small', app);
  expect(part.breaches).toEqual([]);
  const [arrived, speed] = part.tables;
  // Full, thin, repeated, forged, odd.
  expect(arrived?.rows.map(([, sent, out]) => [sent, out])).toEqual([
    [45, 45],
    [45, 45],
    [15, 0],
    [30, 0],
    [15, 0],
  ]);
  expect(speed?.rows.map(([, deliveries]) => deliveries)).toEqual([150, 150, 150]);
});
