import http from 'node:http';
import { expect, test } from '@jest/globals';
import type { Connection, ZapierOptions } from '../../../dev/zapier/index.ts';
import { type Perform, start } from './small-app.ts';

/** Runs a piece of code in a step, and gives what it returned, or the message of its error. */
async function inSteps(more: Partial<ZapierOptions> = {}) {
  let code: Perform = () => null;
  const started = await start({ act: async (z, bundle) => ({ id: 1, got: await code(z, bundle) }) }, more);
  const { zapier } = started;
  const inStep = async (next: Perform, connection: Connection = started.connection) => {
    code = next;
    const run = await zapier.run(connection, 'creates.act', {});
    return run.outcome === 'success' ? (run.output as { got: unknown }).got : run.message;
  };
  return { zapier, inStep };
}

test('a cache entry expires by the clock, and is set only where there is none if told so', async () => {
  let now = 1_000_000;
  const { inStep, zapier } = await inSteps({ now: () => now });
  const claim: Perform = (z) => z.cache.set('a', { deep: [1] }, 60, null, true);
  expect([await inStep(claim), await inStep(claim)]).toEqual([true, null]);
  now += 59_999;
  expect(await inStep((z) => z.cache.get('a'))).toEqual({ deep: [1] });
  now += 1;
  expect([await inStep((z) => z.cache.get('a')), zapier.cache.entries()]).toEqual([null, []]);
  expect(await inStep(claim)).toBe(true);
  const remove: Perform = (z) => z.cache.delete('a');
  expect([await inStep(remove), await inStep(remove)]).toEqual([true, false]);
});

test('the cache keeps connections apart by scope, and scoped entries from those without', async () => {
  const { inStep, zapier } = await inSteps();
  const other = await zapier.connect({ api_key: 'key' });
  await inStep((z) => z.cache.set('k', 'auth', null, ['auth']));
  const both: Perform = (z) => Promise.all([z.cache.get('k'), z.cache.get('k', ['auth'])]);
  expect([await inStep(both), await inStep(both, other)]).toEqual([
    [null, 'auth'],
    [null, null],
  ]);
  await inStep((z) => z.cache.set('k', 'all'));
  expect([await inStep(both), await inStep(both, other)]).toEqual([
    ['all', 'auth'],
    ['all', null],
  ]);
});

test('a full cache stores nothing; one that is gone fails; one that hangs never answers', async () => {
  const { inStep, zapier } = await inSteps();
  await inStep((z) => z.cache.set('old', 1));
  zapier.cache.misbehave('full');
  expect([await inStep((z) => z.cache.set('new', 2)), await inStep((z) => z.cache.get('old'))]).toEqual([null, 1]);
  zapier.cache.misbehave('gone');
  expect(await inStep((z) => z.cache.get('old'))).toContain('RPC request failed after 3 attempts');
  zapier.cache.misbehave('hang');
  expect(await inStep((z) => z.cache.get('old'))).toContain('did not respond in-time');
});

test('when a cache loses the answer, the set happened, and the retry of a set-if-absent loses to itself', async () => {
  const { inStep, zapier } = await inSteps();
  zapier.cache.misbehave('lost_answer');
  expect(await inStep((z) => z.cache.set('a', 'own token', 60, ['auth'], true))).not.toBe(true);
  expect(await inStep((z) => z.cache.get('a', ['auth']))).toBe('own token');
});

test('the process has the environment of the app while one is open, and its own again afterwards', async () => {
  process.env.SMALL_APP_MODE = 'before';
  const { request } = http;
  const first = await start({}, { env: { SMALL_APP_OTHER: 'too' } });
  const { act, zapier } = await start(
    { act: () => ({ id: 1, mode: process.env.SMALL_APP_MODE }) },
    { env: { SMALL_APP_MODE: 'inside' } },
  );
  expect((await act()).output).toMatchObject({ mode: 'inside' });
  expect(http.request).not.toBe(request);
  await first.zapier.close();
  await zapier.close();
  const { SMALL_APP_MODE, SMALL_APP_OTHER } = process.env;
  expect([SMALL_APP_MODE, SMALL_APP_OTHER, http.request]).toEqual(['before', undefined, request]);
  delete process.env.SMALL_APP_MODE;
});
