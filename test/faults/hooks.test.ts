import { expect, jest, test } from '@jest/globals';
import app from '../../index.ts';
import { run } from './hooks.ts';

jest.setTimeout(120_000);

test('every genuine event comes out once, and nothing else does', async () => {
  const part = await run('small', app);
  expect(part.breaches).toEqual([]);
  const [arrived, each, speed] = part.tables;
  // Full, thin, repeated, forged, odd.
  expect(arrived?.rows.map(([, sent, out]) => [sent, out])).toEqual([
    [45, 45],
    [45, 45],
    [15, 0],
    [30, 0],
    [15, 0],
  ]);
  const hooks = Object.values(app.triggers ?? {}).filter(({ operation }) => operation.type === 'hook');
  expect(each?.rows.map(([trigger]) => trigger)).toEqual(hooks.map(({ key }) => key));
  // Each form of its event, once; and every forgery before it and after it.
  for (const [, events, , forged, , , out] of each?.rows ?? []) expect([events, forged, out]).toEqual([2, 96, 2]);
  expect(speed?.isMeasured).toBe(true);
  expect(speed?.rows.map(([, deliveries]) => deliveries)).toEqual([150, 150, 150]);
});
