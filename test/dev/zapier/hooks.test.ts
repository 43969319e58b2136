import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import zapierCore from 'zapier-platform-core';
import { type RunRecord, startZapier, type Zapier, type ZapierOptions } from '../../../dev/zapier/index.ts';
import { type Bundle, smallApp } from './small-app.ts';

const { errors } = zapierCore;
let zapier: Zapier;
afterEach(() => zapier.close());

async function start(parts: Parameters<typeof smallApp>[0] = {}, more: Partial<ZapierOptions> = {}) {
  zapier = await startZapier({ app: smallApp(parts), ...more });
  return zapier.connect({ api_key: 'key' });
}

const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

describe('a hook Zap', () => {
  test('subscribes, takes deliveries, and is gone after it was turned off', async () => {
    const subscriptions: Bundle[] = [];
    const connection = await start({
      subscribe: (_z, bundle) => {
        subscriptions.push(bundle);
        return { id: 7, secret: 's' };
      },
      unsubscribe: (_z, bundle) => ({ had: bundle.subscribeData }),
      hook: (_z, { subscribeData, inputData, authData, targetUrl, cleanedRequest }) => [
        { subscribeData, inputData, authData, targetUrl, body: cleanedRequest },
      ],
    });
    const zap = await zapier.turnOn(connection, 'happened', { kind: 'new' });
    expect(zap).toMatchObject({ isOn: true, outcome: 'success', subscribeData: { id: 7, secret: 's' } });
    expect(subscriptions).toMatchObject([
      { targetUrl: zap.hookUrl, inputData: { kind: 'new' }, meta: { zap: { id: zap.id } } },
    ]);

    const answer = await post(`${zap.hookUrl}?a=1&b=2`, '{"id":"e1"}');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'success' });
    const [run] = await zap.waitForRuns(1);
    expect(run).toMatchObject({
      outcome: 'success',
      method: 'triggers.happened.operation.perform',
      output: [
        {
          subscribeData: { id: 7, secret: 's' },
          inputData: { kind: 'new' },
          authData: { api_key: 'key' },
          targetUrl: zap.hookUrl,
          body: { id: 'e1', querystring: { a: '1', b: '2' } },
        },
      ],
    });

    expect((await zap.turnOff()).output).toEqual({ had: { id: 7, secret: 's' } });
    expect(zap.isOn).toBe(false);
    expect((await post(zap.hookUrl, '{}')).status).toBe(410);
    expect((await post(`${zapier.url}/hooks/standard/1/nobody/`, '{}')).status).toBe(404);
    await zapier.settled();
    expect(zap.runs).toHaveLength(1);
    expect(zap.deliveries).toMatchObject([
      { method: 'POST', body: '{"id":"e1"}', status: 200, headers: { 'content-type': 'application/json' } },
      { body: '{}', status: 410 },
    ]);
  });

  test('header names are the platform’s, and the body is the one that was signed', async () => {
    const connection = await start({ hook: (_z, bundle) => [{ id: 1, raw: bundle.rawRequest }] });
    const zap = await zapier.turnOn(connection, 'happened');
    const body = '{ "name" : "Zoë",\n "n": 1.0 }';
    const signature = createHmac('sha256', 's').update(body).digest('hex');
    await post(`${zap.hookUrl}?x=%20y`, body, { 'X-MsgFlash-Signature': signature, 'user-agent': 'Sender/1' });
    const [run] = await zap.waitForRuns(1);
    const items = run?.output as { raw: Bundle['rawRequest'] }[] | undefined;
    const raw = items?.[0]?.raw;
    expect(raw).toMatchObject({ method: 'POST', querystring: 'x=%20y', content: body });
    expect(raw?.headers).toMatchObject({
      'Http-X-Msgflash-Signature': signature,
      'Http-User-Agent': 'Sender/1',
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
    });
    expect(Object.keys(raw?.headers ?? {}).filter((name) => !/^(Http-|Content-(Type|Length)$)/.test(name))).toEqual([]);
    expect(
      createHmac('sha256', 's')
        .update(raw?.content ?? '')
        .digest('hex'),
    ).toBe(signature);
  });

  test('no item means filtered; a halted one is no error; each item goes through the following steps', async () => {
    const connection = await start({
      hook: (_z, { cleanedRequest: { way } }) => {
        if (way === 'none') return [];
        if (way === 'halt') throw new errors.HaltedError('Not signed.');
        return [{ id: 1 }, { id: 2 }];
      },
    });
    const acted: RunRecord[] = [];
    const zap = await zapier.turnOn(connection, 'happened', {}, async (item, { run }) => {
      expect(run.outcome).toBe('success');
      acted.push(await zapier.run(connection, 'creates.act', { of: item.id }));
    });
    await post(zap.hookUrl, '{"way":"none"}');
    await post(zap.hookUrl, '{"way":"halt"}');
    await post(zap.hookUrl, '{"way":"two"}');
    const runs = await zap.waitForRuns(3);
    expect(runs.map((run) => run.outcome).sort()).toEqual(['filtered', 'halted', 'success']);
    expect(acted.map((run) => run.output)).toEqual([
      { id: 1, of: '1' },
      { id: 1, of: '2' },
    ]);
  });

  test('a ThrottledError is repeated once, after five minutes at most', async () => {
    let tries = 0;
    const connection = await start({
      hook: () => {
        tries += 1;
        throw new errors.ThrottledError('Later.', 4000);
      },
    });
    const zap = await zapier.turnOn(connection, 'happened');
    const before = zapier.clock.now();
    await post(zap.hookUrl, '{}');
    const [run] = await zap.waitForRuns(1);
    expect(run).toMatchObject({ outcome: 'throttled', message: 'Later.' });
    expect(tries).toBe(2);
    const passed = zapier.clock.now() - before;
    expect(passed).toBeGreaterThanOrEqual(300_000);
    expect(passed).toBeLessThan(400_000);
  });

  test('a Zap that could not subscribe is not on; a failed unsubscribe is recorded and turns it off anyway', async () => {
    let broken = true;
    const connection = await start({
      subscribe: () => {
        if (broken) throw new errors.Error('No webhook left on your plan.');
        return { id: 1 };
      },
      unsubscribe: () => {
        throw new errors.Error('Unknown webhook.');
      },
    });
    const off = await zapier.turnOn(connection, 'happened');
    expect(off).toMatchObject({ isOn: false, outcome: 'errored', message: 'No webhook left on your plan.' });
    expect((await post(off.hookUrl, '{}')).status).toBe(410);
    broken = false;
    const on = await zapier.turnOn(connection, 'happened');
    expect(await on.turnOff()).toMatchObject({ outcome: 'errored', message: 'Unknown webhook.' });
    expect((await post(on.hookUrl, '{}')).status).toBe(410);
    expect(zapier.zaps).toEqual([off, on]);
  });

  test('a delivery that comes while subscribing waits for the subscription', async () => {
    const statuses: number[] = [];
    const connection = await start({
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

  test('closing lets go of whoever waits', async () => {
    const connection = await start();
    const zap = await zapier.turnOn(connection, 'happened');
    const waiting = expect(zap.waitForRuns(1)).rejects.toThrow('closed');
    await zapier.close();
    await waiting;
  });
});
