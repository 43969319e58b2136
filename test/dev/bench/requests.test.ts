import { expect, test } from '@jest/globals';
import { measureRequests, tooDear } from '../../../dev/bench/requests.ts';
import { BUDGET, type Operation } from '../../../dev/reference/budget.ts';
import app from '../../../index.ts';

test('every step of the definition has a budget, and nothing else has', () => {
  const { triggers, creates, searches, searchOrCreates, hydrators } = app;
  const names = Object.entries({ triggers, creates, searches, searchOrCreates, hydrators }).flatMap(([type, steps]) =>
    Object.keys(steps ?? {}).map((key) => `${type}.${key}`),
  );
  expect(Object.keys(BUDGET).sort()).toEqual(['authentication', ...names].sort());
});

/** Dearest cases that come true only in an account with many more messages. */
const RARE: readonly Operation[] = ['lost'];

test('every operation keeps to its budget, and none has room to spare', async () => {
  const rows = await measureRequests(app);
  expect(tooDear(rows)).toEqual([]);
  expect(rows.length).toBe(Object.values(BUDGET).flatMap((costs) => Object.keys(costs)).length);
  const spared = rows.filter(({ allowed, measured, operation }) => measured < allowed && !RARE.includes(operation));
  expect(spared).toEqual([]);
});

test('a step that asks once more than it may is found', async () => {
  const { find_usage: search } = app.searches ?? {};
  if (!search || typeof search.operation.perform !== 'function') throw new Error('Find Plan Usage is gone.');
  const { perform } = search.operation;
  const twice: typeof perform = async (z, bundle) => {
    await perform(z, bundle);
    return perform(z, bundle);
  };
  const changed = { ...search, operation: { ...search.operation, perform: twice } };
  const rows = await measureRequests({ ...app, searches: { find_usage: changed } }, ['searches.find_usage']);
  expect(tooDear(rows)).toEqual(['searches.find_usage (run): 2 instead of 1']);
});
