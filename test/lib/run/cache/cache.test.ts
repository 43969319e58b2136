import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ZObject } from 'zapier-platform-core';
import { Deadline } from '../../../../lib/msgflash/deadline.ts';
import { Cache, CacheFault, tokenOf } from '../../../../lib/run/cache/cache.ts';
import { failure, platform } from '../platform.ts';
import { CacheStandIn } from './stand-in.ts';

jest.setTimeout(60_000);

let z: ZObject;
beforeAll(async () => {
  z = await platform();
});
afterEach(() => {
  jest.useRealTimers();
});

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
  const cache = new Cache({ ...z, cache: standIn.cache, cursor }, new Deadline(ms));
  return { standIn, cache };
}
const never = () => new Promise<never>(() => undefined);
const broken = () => Promise.reject(new Error('rpc is not available'));

describe('entries', () => {
  test('are shared by the connection and by nobody else, and live as long as was said', async () => {
    const { standIn, cache } = start();
    await cache.set('key', { a: 1 }, 60);
    expect(await cache.get('key')).toEqual({ a: 1 });
    expect(standIn.calls).toEqual([
      { method: 'set', key: 'key', value: { a: 1 }, ttl: 60, scope: ['auth'], nx: false },
      { method: 'get', key: 'key', scope: ['auth'] },
    ]);
  });

  test('written again are written over', async () => {
    const { cache } = start();
    await cache.set('key', 1, 60);
    await cache.set('key', 2, 60);
    expect(await cache.get('key')).toBe(2);
  });

  test('that are not there are null', async () => {
    expect(await start().cache.get('key')).toBeNull();
  });
});

describe('a claim', () => {
  const mine = { token: 'mine', at: 1 };
  const theirs = { token: 'theirs', at: 0 };

  test('is won by the first, set only if absent', async () => {
    const { standIn, cache } = start();
    expect(await cache.claim('key', mine, 600)).toEqual({ result: 'won' });
    expect(standIn.calls).toEqual([{ method: 'set', key: 'key', value: mine, ttl: 600, scope: ['auth'], nx: true }]);
  });

  test('is lost to whoever holds the place, and their entry stays', async () => {
    const { cache } = start();
    await cache.claim('key', theirs, 600);
    expect(await cache.claim('key', mine, 600)).toEqual({ result: 'lost', entry: theirs });
    expect(await cache.get('key')).toEqual(theirs);
  });

  test('is won when the place was lost to an own write whose answer got lost', async () => {
    const { standIn, cache } = start();
    standIn.losesAnswers = true;
    expect(await cache.claim('key', mine, 600)).toEqual({ result: 'won' });
    expect(await cache.claim('key', theirs, 600)).toEqual({ result: 'lost', entry: mine });
  });

  test('is nothing when the cache kept nothing', async () => {
    const { standIn, cache } = start();
    standIn.isFull = true;
    expect(await cache.claim('key', mine, 600)).toEqual({ result: 'nothing' });
  });

  test.each([['text'], [7], [[1]], [{ token: 7 }], [{}]])('is lost to an entry that is no claim: %j', async (entry) => {
    const { cache } = start();
    await cache.set('key', entry, 600);
    expect(await cache.claim('key', mine, 600)).toEqual({ result: 'lost', entry });
  });

  test('is a fault when nobody can tell', async () => {
    const { standIn, cache } = start();
    standIn.fault = broken;
    expect(await failure(cache.claim('key', mine, 600))).toBeInstanceOf(CacheFault);
  });
});

describe('the cursor of a list', () => {
  test('is one text', async () => {
    const { cache } = start();
    expect(await cache.getCursors()).toEqual({});
    await cache.setCursors({ 1: 'abc' });
    expect(await cache.getCursors()).toEqual({ 1: 'abc' });
  });
});

const calls: readonly (readonly [string, (cache: Cache) => Promise<unknown>])[] = [
  ['get', (cache) => cache.get('key')],
  ['set', (cache) => cache.set('key', 1, 60)],
  ['claim', (cache) => cache.claim('key', { token: 'mine' }, 60)],
  ['getCursors', (cache) => cache.getCursors()],
  ['setCursors', (cache) => cache.setCursors({ 1: 'x' })],
];

describe('a cache that fails', () => {
  test.each(calls)('%s says no more than that', async (_name, call) => {
    const { standIn, cache } = start();
    standIn.fault = () => Promise.reject(new Error('secret of the bundle'));
    const error = await failure(call(cache));
    expect(error).toBeInstanceOf(CacheFault);
    expect(String(error)).toBe('Error: unreachable');
  });

  test.each(calls)('%s, thrown at once', async (_name, call) => {
    const { standIn, cache } = start();
    standIn.fault = () => {
      throw new TypeError('scope must be an array');
    };
    expect(await failure(call(cache))).toBeInstanceOf(CacheFault);
  });

  test.each(calls)('%s gives up on one that hangs after 2 s', async (_name, call) => {
    jest.useFakeTimers();
    const { standIn, cache } = start();
    standIn.fault = never;
    const ended = jest.fn();
    const outcome = failure(call(cache)).finally(ended);
    await jest.advanceTimersByTimeAsync(1_999);
    expect(ended).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(await outcome).toEqual(new CacheFault('time-out'));
  });

  test('gives up sooner at the end of the run', async () => {
    jest.useFakeTimers();
    const { standIn, cache } = start(300);
    standIn.fault = never;
    const outcome = failure(cache.get('key'));
    await jest.advanceTimersByTimeAsync(300);
    expect(await outcome).toEqual(new CacheFault('time-out'));
  });

  test('a fault that comes after the time-out disturbs nobody', async () => {
    jest.useFakeTimers();
    const { standIn, cache } = start();
    standIn.fault = () => new Promise<never>((_, reject) => setTimeout(() => reject(new Error('late')), 5_000));
    const outcome = failure(cache.get('key'));
    await jest.advanceTimersByTimeAsync(6_000);
    expect(await outcome).toEqual(new CacheFault('time-out'));
  });

  test('leaves no timer behind after an answer', async () => {
    jest.useFakeTimers();
    const { cache } = start();
    await cache.get('key');
    expect(jest.getTimerCount()).toBe(0);
  });
});

test.each([
  [{ token: 'mine' }, 'mine'],
  [{ token: 'mine', at: 1 }, 'mine'],
  [{ token: '' }, ''],
  [{ token: 7 }, undefined],
  [{}, undefined],
  ['mine', undefined],
  [null, undefined],
  [undefined, undefined],
  [['token'], undefined],
])('the mark in %j is %j', (entry, token) => {
  expect(tokenOf(entry)).toBe(token);
});
