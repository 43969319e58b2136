import { expect, test } from '@jest/globals';
import zapierCore from 'zapier-platform-core';
import { start } from './small-app.ts';

const { errors } = zapierCore;

const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

test('header names are the platform’s, and the body is the one that was signed', async () => {
  const { connection, zapier } = await start({ hook: (_z, { rawRequest }) => [{ id: 1, ...rawRequest }] });
  const zap = await zapier.turnOn(connection, 'happened');
  const body = '{ "name" : "Zoë",\n "n": 1.0 }';
  await post(`${zap.hookUrl}?x=%20y`, body, { 'X-MsgFlash-Signature': 'sha256=0a' });
  const [run] = await zap.waitForRuns(1);
  expect(run?.first).toMatchObject({
    ...{ method: 'POST', querystring: 'x=%20y', content: body },
    headers: {
      'Http-X-Msgflash-Signature': 'sha256=0a',
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
    },
  });
});

test('no item means filtered; a halted one is no error; each item goes through the following steps', async () => {
  const { connection, zapier } = await start({
    hook: (_z, { cleanedRequest: { way } }) => {
      if (way === 'none') return [];
      if (way === 'halt') throw new errors.HaltedError('Not signed.');
      return [{ id: 1 }, { id: 2 }];
    },
  });
  const items: unknown[] = [];
  const zap = await zapier.turnOn(connection, 'happened', {}, (item) => void items.push(item));
  for (const way of ['none', 'halt', 'two']) await post(zap.hookUrl, JSON.stringify({ way }));
  const runs = await zap.waitForRuns(3);
  expect(runs.map((run) => run.outcome).sort()).toEqual(['filtered', 'halted', 'success']);
  expect(items).toEqual([{ id: 1 }, { id: 2 }]);
});

test('a ThrottledError is repeated once, after five minutes at most', async () => {
  const waits: number[] = [];
  const { connection, zapier } = await start(
    {
      hook: () => {
        throw new errors.ThrottledError('Later.', 4000);
      },
    },
    { wait: async (ms) => void waits.push(ms) },
  );
  const zap = await zapier.turnOn(connection, 'happened');
  await post(zap.hookUrl, '{}');
  const [run] = await zap.waitForRuns(1);
  expect(run?.attempts).toMatchObject([{ outcome: 'throttled', message: 'Later.' }, { outcome: 'throttled' }]);
  expect(waits).toEqual([300_000]);
});

test('a delivery that comes while subscribing waits for the subscription', async () => {
  const statuses: number[] = [];
  const { connection, zapier } = await start({
    subscribe: async (_z, bundle) => {
      statuses.push((await post(bundle.targetUrl, '{"early":true}')).status);
      return { id: 'late' };
    },
    hook: (_z, bundle) => [{ id: 1, knows: bundle.subscribeData, early: bundle.cleanedRequest.early }],
  });
  const zap = await zapier.turnOn(connection, 'happened');
  const [run] = await zap.waitForRuns(1);
  expect(statuses).toEqual([200]);
  expect(run?.output).toEqual([{ id: 1, knows: { id: 'late' }, early: true }]);
});
