import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ZObject } from 'zapier-platform-core';
import { currentInstances, knownInstance, nameInstance } from '../../../../lib/run/cache/instances.ts';
import { answering, failure, forgetAnswers, platform, type Sent } from '../platform.ts';
import { newRun } from '../step.ts';

jest.setTimeout(60_000);

const shop = { id: 'inst_1', name: 'Main Store', waNumber: '+33639980001', status: 'connected' };
const office = { id: 'inst_2', name: 'Office', waNumber: null, status: 'disconnected' };

let z: ZObject;
let now: number;
let sent: Sent[];

beforeAll(async () => {
  z = await platform();
});
beforeEach(() => {
  now = Date.parse('2026-11-22T13:30:00Z');
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  sent = answering({ body: { data: [{ ...shop, webhook: null, createdAt: '2026-04-01T09:00:00.000Z' }] } });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const pass = (seconds: number) => {
  now += seconds * 1000;
};
const broken = () => Promise.reject(new Error('unreachable'));

/** MsgFlash has another list from now on. */
function changeTo(...instances: object[]): void {
  forgetAnswers();
  sent = answering({ body: { data: instances } });
}

describe('the list of a person who is choosing', () => {
  test('costs one request a minute', async () => {
    const run = newRun(z);
    expect(await currentInstances(run)).toEqual([shop]);
    pass(59);
    expect(await currentInstances(run)).toEqual([shop]);
    expect(sent).toHaveLength(1);
    pass(1);
    await currentInstances(run);
    expect(sent).toHaveLength(2);
  });

  test('is kept for a day, for the connection, and nothing of it but what names an instance', async () => {
    const run = newRun(z);
    await currentInstances(run);
    expect(run.standIn.calls.filter(({ method }) => method === 'set')).toEqual([
      { method: 'set', key: 'instances', value: { at: now, items: [shop] }, ttl: 604_800, scope: ['auth'], nx: false },
    ]);
  });

  test('is shared by the runs of a connection', async () => {
    const first = newRun(z);
    await currentInstances(first);
    expect(await currentInstances(newRun(z, { shared: first.standIn }))).toEqual([shop]);
    expect(sent).toHaveLength(1);
  });

  test('is read anew where the cache fails', async () => {
    const run = newRun(z);
    run.standIn.fault = broken;
    expect(await currentInstances(run)).toEqual([shop]);
    expect(await currentInstances(run)).toEqual([shop]);
    expect(sent).toHaveLength(2);
  });

  test.each([['text'], [{ at: 'x', items: [] }], [{ at: 1 }], [{ items: [shop] }], [[shop]]])(
    'is read anew where something else lies in its place: %j',
    async (entry) => {
      const run = newRun(z);
      await run.cache.set('instances', entry, 60);
      expect(await currentInstances(run)).toEqual([shop]);
      expect(sent).toHaveLength(1);
    },
  );

  test('fails where MsgFlash fails, and is not kept', async () => {
    const run = newRun(z);
    forgetAnswers();
    answering({ status: 401, body: { error: { code: 'UNAUTHORIZED' } } });
    expect(await failure(currentInstances(run))).toMatchObject({ status: 401 });
    expect(run.standIn.entries.size).toBe(0);
  });
});

describe('an instance by its id, without a request', () => {
  test('is still known days later: a name seldom changes', async () => {
    const run = newRun(z);
    await currentInstances(run);
    pass(6 * 86_400);
    expect(await knownInstance(run, 'inst_1')).toEqual(shop);
    expect(sent).toHaveLength(1);
  });

  test.each([['inst_9'], [null]])('is not known: %s', async (id) => {
    const run = newRun(z);
    await currentInstances(run);
    expect(await knownInstance(run, id)).toBeNull();
    expect(sent).toHaveLength(1);
  });

  test('is not known without a list, nor without a cache, and none is fetched', async () => {
    const run = newRun(z);
    expect(await knownInstance(run, 'inst_1')).toBeNull();
    run.standIn.fault = broken;
    expect(await knownInstance(run, 'inst_1')).toBeNull();
    expect(sent).toEqual([]);
  });
});

describe('the name for a record of what has been done', () => {
  test('costs one request, and then none for a day', async () => {
    const run = newRun(z);
    expect(await nameInstance(run, 'inst_1')).toEqual(shop);
    pass(86_399);
    expect(await nameInstance(run, 'inst_1')).toEqual(shop);
    expect(sent).toHaveLength(1);
    pass(1);
    expect(await nameInstance(run, 'inst_1')).toEqual(shop);
    expect(sent).toHaveLength(2);
  });

  test('of an instance that is new since then costs one more, and not again within a minute', async () => {
    const run = newRun(z);
    await currentInstances(run);
    expect(await nameInstance(run, 'inst_2')).toBeNull();
    expect(sent).toHaveLength(1);
    changeTo(shop, office);
    pass(60);
    expect(await nameInstance(run, 'inst_2')).toEqual(office);
    expect(sent).toHaveLength(1);
    expect(await nameInstance(run, 'inst_9')).toBeNull();
    expect(sent).toHaveLength(1);
  });

  test('is left out without a cache, and so is the request for it', async () => {
    const run = newRun(z);
    run.standIn.fault = broken;
    expect(await nameInstance(run, 'inst_1')).toBeNull();
    expect(sent).toEqual([]);
  });

  test.each([
    ['MsgFlash refuses', { status: 429, body: { error: { code: 'API_RATE_LIMIT_EXCEEDED' } } }],
    ['MsgFlash is down', { status: 502, body: '' }],
    ['the answer cannot be read', { body: '<html>' }],
  ])('is left out when %s', async (_what, reply) => {
    forgetAnswers();
    answering(reply);
    expect(await nameInstance(newRun(z), 'inst_1')).toBeNull();
  });

  test('is left out when no time is left', async () => {
    expect(await nameInstance(newRun(z, { ms: 0 }), 'inst_1')).toBeNull();
    expect(sent).toEqual([]);
  });
});
