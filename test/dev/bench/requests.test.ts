import { expect, test } from '@jest/globals';
import { measureRequests } from '../../../dev/bench/requests.ts';
import { BUDGET } from '../../../dev/reference/budget.ts';
import app from '../../../index.ts';

test('every step of the definition has a budget, and nothing else has', () => {
  const { triggers, creates, searches, searchOrCreates, hydrators } = app;
  const names = Object.entries({ triggers, creates, searches, searchOrCreates, hydrators }).flatMap(([type, steps]) =>
    Object.keys(steps ?? {}).map((key) => `${type}.${key}`),
  );
  expect(Object.keys(BUDGET).sort()).toEqual(['authentication', ...names].sort());
});

test('every operation keeps to its budget, and none has room to spare', async () => {
  const rows = await measureRequests(app);
  expect(rows.length).toBe(Object.values(BUDGET).flatMap((costs) => Object.keys(costs)).length);
  expect(rows.filter(({ allowed, measured }) => measured > allowed)).toEqual([]);
  // A lost answer costs the most only in an account with many more messages.
  const spared = rows.filter(({ allowed, measured, operation }) => measured < allowed && operation !== 'lost');
  expect(spared).toEqual([]);
});
