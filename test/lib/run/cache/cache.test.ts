import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ZObject } from 'zapier-platform-core';
import { Deadline } from '../../../../lib/msgflash/deadline.ts';
import { oneCampaign } from '../../../../lib/msgflash/schemas.ts';
import { Cache, CacheFault, tokenOf } from '../../../../lib/run/cache/cache.ts';
import { knownCampaigns, rememberCampaign } from '../../../../lib/run/cache/campaigns.ts';
import { currentInstances, knownInstance, nameInstance } from '../../../../lib/run/cache/instances.ts';
import { answering, failure, forgetAnswers, platform, type Reply, type Sent } from '../platform.ts';
import { newRun } from '../step.ts';
import { CacheStandIn } from './stand-in.ts';

let z: ZObject;
beforeAll(async () => {
  z = await platform();
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const broken = () => Promise.reject(new Error('secret of the bundle'));

describe('the cache', () => {
  function start(ms = 25_000) {
    const standIn = new CacheStandIn();
    let text: string | null = null;
    const cursor = {
      get: async () => {
        await standIn.fault?.();
        return JSON.parse(JSON.stringify(text));
      },
      set: async (given: string) => {
        await standIn.fault?.();
        text = given;
        return null;
      },
    };
    return { standIn, cache: new Cache({ ...z, cache: standIn.cache, cursor }, new Deadline(ms)) };
  }

  test('keeps entries for the connection and for nobody else, as long as was said', async () => {
    const { standIn, cache } = start();
    expect(await cache.get('key')).toBeNull();
    await cache.set('key', { a: 1 }, 60);
    await cache.set('key', { a: 2 }, 60);
    expect(await cache.get('key')).toEqual({ a: 2 });
    const set = { method: 'set', key: 'key', ttl: 60, scope: ['auth'], nx: false };
    const get = { method: 'get', key: 'key', scope: ['auth'] };
    expect(standIn.calls).toEqual([get, { ...set, value: { a: 1 } }, { ...set, value: { a: 2 } }, get]);
  });

  test('keeps the cursors of a list as one text', async () => {
    const { cache } = start();
    expect(await cache.getCursors()).toEqual({});
    await cache.setCursors({ 1: 'abc' });
    expect(await cache.getCursors()).toEqual({ 1: 'abc' });
  });

  const mine = { token: 'mine', at: 1 };
  const theirs = { token: 'theirs', at: 0 };

  test('a claim is won by the first, set only if absent; the others lose to the entry, which stays', async () => {
    const { standIn, cache } = start();
    expect(await cache.claim('key', theirs, 600)).toEqual({ result: 'won' });
    expect(standIn.calls).toEqual([{ method: 'set', key: 'key', value: theirs, ttl: 600, scope: ['auth'], nx: true }]);
    expect(await cache.claim('key', mine, 600)).toEqual({ result: 'lost', entry: theirs });
    expect(await cache.get('key')).toEqual(theirs);
  });

  test('a claim is won when it was lost to an own write whose answer got lost', async () => {
    const { standIn, cache } = start();
    standIn.losesAnswers = true;
    expect(await cache.claim('key', mine, 600)).toEqual({ result: 'won' });
    expect(await cache.claim('key', theirs, 600)).toEqual({ result: 'lost', entry: mine });
  });

  test('a claim is nothing when the cache kept nothing', async () => {
    const { standIn, cache } = start();
    standIn.isFull = true;
    expect(await cache.claim('key', mine, 600)).toEqual({ result: 'nothing' });
  });

  test.each([['text'], [7], [[1]], [{ token: 7 }], [{}]])(
    'a claim is lost to an entry that is none: %j',
    async (entry) => {
      const { cache } = start();
      await cache.set('key', entry, 600);
      expect(await cache.claim('key', mine, 600)).toEqual({ result: 'lost', entry });
    },
  );

  test.each<[string, (cache: Cache) => Promise<unknown>]>([
    ['get', (cache) => cache.get('key')],
    ['set', (cache) => cache.set('key', 1, 60)],
    ['claim', (cache) => cache.claim('key', mine, 60)],
    ['getCursors', (cache) => cache.getCursors()],
    ['setCursors', (cache) => cache.setCursors({ 1: 'x' })],
  ])('%s says that the cache failed, and no more, and gives up after 2 s', async (_name, call) => {
    jest.useFakeTimers();
    const { standIn, cache } = start();
    standIn.fault = broken;
    const error = await failure(call(cache));
    expect(error).toBeInstanceOf(CacheFault);
    expect(String(error)).toBe('Error: unreachable');
    standIn.fault = () => {
      throw new TypeError('scope must be an array');
    };
    expect(await failure(call(cache))).toBeInstanceOf(CacheFault);
    standIn.fault = () => new Promise<never>(() => undefined);
    const ended = jest.fn();
    const outcome = failure(call(cache)).finally(ended);
    await jest.advanceTimersByTimeAsync(1_999);
    expect(ended).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(await outcome).toEqual(new CacheFault('time-out'));
    // One that fails after that disturbs nobody.
    standIn.fault = () => new Promise<never>((_, reject) => setTimeout(() => reject(new Error('late')), 5_000));
    const late = failure(call(cache));
    await jest.advanceTimersByTimeAsync(6_000);
    expect(await late).toEqual(new CacheFault('time-out'));
  });

  test('gives up sooner at the end of the run, and leaves no timer behind after an answer', async () => {
    jest.useFakeTimers();
    const { standIn, cache } = start(300);
    await cache.get('key');
    expect(jest.getTimerCount()).toBe(0);
    standIn.fault = () => new Promise<never>(() => undefined);
    const outcome = failure(cache.get('key'));
    await jest.advanceTimersByTimeAsync(300);
    expect(await outcome).toEqual(new CacheFault('time-out'));
  });

  test.each<[unknown, string?]>([
    [{ token: 'mine', at: 1 }, 'mine'],
    [{ token: '' }, ''],
    ...[{ token: 7 }, {}, 'mine', null, undefined, ['token']].map((entry): [unknown] => [entry]),
  ])('the mark in %j is %j', (...[entry, token]) => {
    expect(tokenOf(entry)).toBe(token);
  });
});

describe('the list of instances', () => {
  const shop = { id: 'inst_1', name: 'Main Store', waNumber: '+33639980001', status: 'connected' };
  const office = { id: 'inst_2', name: 'Office', waNumber: null, status: 'disconnected' };
  let now: number;
  let sent: Sent[];
  beforeEach(() => {
    now = Date.parse('2026-11-22T13:30:00Z');
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    sent = answering({ body: { data: [{ ...shop, webhook: null, createdAt: '2026-04-01T09:00:00.000Z' }] } });
  });
  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  /** MsgFlash answers otherwise from now on. */
  function changeTo(reply: Reply): void {
    forgetAnswers();
    sent = answering(reply);
  }

  test('costs a person who is choosing one request a minute, and is shared by the runs of a connection', async () => {
    const run = newRun(z);
    expect(await currentInstances(run)).toEqual([shop]);
    pass(59);
    expect(await currentInstances(newRun(z, { shared: run.standIn }))).toEqual([shop]);
    expect(sent).toHaveLength(1);
    pass(1);
    await currentInstances(run);
    expect(sent).toHaveLength(2);
  });

  test('is kept for the connection, and nothing of it but what names an instance', async () => {
    const run = newRun(z);
    await currentInstances(run);
    const entry = { key: 'instances', value: { at: now, items: [shop] }, ttl: 604_800, scope: ['auth'], nx: false };
    expect(run.standIn.calls.filter(({ method }) => method === 'set')).toEqual([{ method: 'set', ...entry }]);
  });

  test.each([['text'], [{ at: 'x', items: [] }], [{ at: 1 }], [{ items: [shop] }], [[shop]]])(
    'is read anew where something else is in its place: %j',
    async (entry) => {
      const run = newRun(z);
      await run.cache.set('instances', entry, 60);
      expect(await currentInstances(run)).toEqual([shop]);
      expect(sent).toHaveLength(1);
    },
  );

  test('is read anew where the cache fails; fails where MsgFlash fails, and is not kept then', async () => {
    const run = newRun(z);
    run.standIn.fault = broken;
    expect(await currentInstances(run)).toEqual([shop]);
    expect(await currentInstances(run)).toEqual([shop]);
    expect(sent).toHaveLength(2);
    changeTo({ status: 401, body: { error: { code: 'UNAUTHORIZED' } } });
    run.standIn.fault = undefined;
    expect(await failure(currentInstances(run))).toMatchObject({ status: 401 });
    expect(run.standIn.entries.size).toBe(0);
  });

  test('knows an instance by its id for a day, without a request, and none without a list or a cache', async () => {
    const run = newRun(z);
    expect(await knownInstance(run, 'inst_1')).toBeNull();
    expect(sent).toEqual([]);
    await currentInstances(run);
    pass(86_399);
    expect(await knownInstance(run, 'inst_1')).toEqual(shop);
    expect([await knownInstance(run, 'inst_9'), await knownInstance(run, null)]).toEqual([null, null]);
    pass(1);
    expect(await knownInstance(run, 'inst_1')).toBeNull();
    run.standIn.fault = broken;
    expect(await knownInstance(run, 'inst_1')).toBeNull();
    expect(sent).toHaveLength(1);
  });

  test('names what has been done by one request a day, and a new instance by one more, once a minute', async () => {
    const run = newRun(z);
    expect(await nameInstance(run, 'inst_1')).toEqual(shop);
    expect(await nameInstance(run, 'inst_2')).toBeNull();
    pass(86_399);
    expect(await nameInstance(run, 'inst_1')).toEqual(shop);
    expect(sent).toHaveLength(1);
    pass(1);
    expect(await nameInstance(run, 'inst_1')).toEqual(shop);
    expect(sent).toHaveLength(2);
    changeTo({ body: { data: [shop, office] } });
    pass(60);
    expect(await nameInstance(run, 'inst_2')).toEqual(office);
    expect(await nameInstance(run, 'inst_9')).toBeNull();
    expect(sent).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    ['MsgFlash refuses', { status: 429, body: { error: { code: 'API_RATE_LIMIT_EXCEEDED' } } }],
    ['MsgFlash is down', { status: 502, body: '' }],
    ['the answer cannot be read', { body: '<html>' }],
  ])('there is no name when %s', async (_what, reply) => {
    changeTo(reply);
    expect(await nameInstance(newRun(z), 'inst_1')).toBeNull();
  });

  test('there is no name, and no request for it, without a cache or when no time is left', async () => {
    const run = newRun(z);
    run.standIn.fault = broken;
    expect(await nameInstance(run, 'inst_1')).toBeNull();
    expect(await nameInstance(newRun(z, { ms: 0 }), 'inst_1')).toBeNull();
    expect(sent).toEqual([]);
  });
});

describe('the campaigns that this connection created', () => {
  const campaign = (id: string, name: string | null = `Campaign ${id}`) => oneCampaign.parse({ id, name });

  test('are known newest first, each once and by its latest name, for 30 days', async () => {
    const run = newRun(z);
    expect(await knownCampaigns(run)).toEqual([]);
    const made = [campaign('a'), campaign('b'), campaign('c', null), campaign('a', 'Renamed')];
    for (const each of made) await rememberCampaign(run, each);
    expect(await knownCampaigns(run)).toEqual([
      { id: 'a', name: 'Renamed' },
      { id: 'c', name: 'Campaign without a name' },
      { id: 'b', name: 'Campaign b' },
    ]);
    expect(run.standIn.calls.findLast(({ method }) => method === 'set')).toMatchObject({
      ttl: 30 * 86_400,
      scope: ['auth'],
    });
  });

  test('are the last hundred', async () => {
    const run = newRun(z);
    for (let n = 1; n <= 102; n++) await rememberCampaign(run, campaign(String(n)));
    expect((await knownCampaigns(run)).map(({ id }) => id)).toEqual(
      Array.from({ length: 100 }, (_, n) => String(102 - n)),
    );
  });

  test.each([['oops'], [[{ id: 1 }]], [{ a: 1 }]])('%j in their place is none, and is written over', async (value) => {
    const run = newRun(z);
    await rememberCampaign(run, campaign('x'));
    for (const key of run.standIn.entries.keys()) run.standIn.entries.set(key, JSON.stringify(value));
    expect(await knownCampaigns(run)).toEqual([]);
    await rememberCampaign(run, campaign('b'));
    expect(await knownCampaigns(run)).toMatchObject([{ id: 'b' }]);
  });

  test('are none where the cache fails, and nothing else fails', async () => {
    const run = newRun(z);
    run.standIn.fault = broken;
    await rememberCampaign(run, campaign('a'));
    expect(await knownCampaigns(run)).toEqual([]);
    run.standIn.fault = undefined;
    run.standIn.isFull = true;
    await rememberCampaign(run, campaign('a'));
    expect(await knownCampaigns(run)).toEqual([]);
  });
});
