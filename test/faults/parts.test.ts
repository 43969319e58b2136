import { expect, jest, test } from '@jest/globals';
import app from '../../index.ts';
import { HOOKS } from './cases.ts';
import { run as attackHooks } from './hooks.ts';
import { run as sendOnce } from './once.ts';
import { run as readText } from './properties.ts';

jest.setTimeout(120_000);

test('whatever goes wrong, a message goes out once', async () => {
  const { figures, breaches } = await sendOnce('small', app);
  expect(breaches).toEqual([]);
  // Each fault ends with one message.
  expect(figures['messages around a fault']).toBe(figures['faults at a call']);
  for (const end of ['success', 'throttled', 'halted', 'reconnect', 'crashed']) {
    expect(figures[`${end} around a fault`]).toBeGreaterThan(0);
  }
});

test('every genuine event comes out once, and nothing else does', async () => {
  const hooks = Object.values(app.triggers ?? {}).filter(({ operation }) => operation.type === 'hook');
  expect(HOOKS.map(({ key }) => key)).toEqual(hooks.map(({ key }) => key));
  const { figures, breaches } = await attackHooks('small', app);
  expect(breaches).toEqual([]);
  expect(figures).toEqual({ triggers: hooks.length, deliveries: 2 * (40 + (hooks.length - 1) * 4) });
});

test('whatever arrives is read as it was written, or refused with a plain sentence', async () => {
  const { figures, breaches } = await readText('small', app);
  expect(breaches).toEqual([]);
  expect(Object.values(figures)).toEqual(Array(4).fill(100));
});
