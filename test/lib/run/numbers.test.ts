import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ZObject } from 'zapier-platform-core';
import { lookUpNumber } from '../../../lib/run/numbers.ts';
import { answering, answeringBy, failure, platform, type Sent } from './platform.ts';
import { newRun } from './step.ts';

jest.setTimeout(60_000);

let z: ZObject;
beforeAll(async () => {
  z = await platform();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const NUMBER = '+33639980042';
const entry = { input: NUMBER, normalized: '33639980042' };
const done = (result: object) => ({ data: { mode: 'sync', lookupId: 'l_1', status: 'done', result } });
const pending = (status = 'pending') => ({ data: { mode: 'async', lookupId: 'l_1', status } });

/** Waits take no time. @returns how long they would have been */
function hurry(): number[] {
  const waits: number[] = [];
  const later = globalThis.setTimeout;
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(
    Object.assign(
      (callback: () => void, ms?: number) => {
        if (ms !== 2_000) return later(callback, ms);
        waits.push(ms);
        return later(callback, 0);
      },
      { __promisify__: later.__promisify__ },
    ),
  );
  return waits;
}
const paths = (sent: readonly Sent[]) => sent.map(({ method, path }) => `${method} ${path.replace('/api/v1', '')}`);

describe('a number', () => {
  test.each([
    ['is on WhatsApp', { onWhatsApp: [{ ...entry, jid: 'x' }] }, { isOnWhatsApp: true, reason: null }],
    ['is not', { notOnWhatsApp: [entry] }, { isOnWhatsApp: false, reason: null }],
    ['is none', { invalid: [{ ...entry, reason: 'Too short' }] }, { isOnWhatsApp: false, reason: 'Too short' }],
    ['is in no list', { onWhatsApp: [], notOnWhatsApp: [], invalid: [] }, { isOnWhatsApp: null, reason: null }],
    ['comes with lists that are odd', { onWhatsApp: 1, invalid: 'x' }, { isOnWhatsApp: null, reason: null }],
  ])('%s: one request', async (_what, result, state) => {
    const sent = answering({ body: done(result) });
    expect(await lookUpNumber(newRun(z).api, 'inst_1', NUMBER)).toEqual(state);
    expect(paths(sent)).toEqual(['POST /number-lookups']);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ instanceId: 'inst_1', numbers: [NUMBER] });
  });
});

describe('a check that takes its time', () => {
  test('is asked again every 2 seconds until it is done', async () => {
    const waits = hurry();
    const answers = [pending(), pending('processing'), done({ onWhatsApp: [entry] })];
    const sent = answeringBy(() => ({ body: answers.shift() }));
    expect(await lookUpNumber(newRun(z).api, 'inst_1', NUMBER)).toEqual({ isOnWhatsApp: true, reason: null });
    expect(paths(sent)).toEqual(['POST /number-lookups', 'GET /number-lookups/l_1', 'GET /number-lookups/l_1']);
    expect(waits).toEqual([2_000, 2_000]);
  });

  test('is asked again where its result is there from the start, with nothing in it', async () => {
    hurry();
    const nothing = { onWhatsApp: [], notOnWhatsApp: [], invalid: [] };
    const answers = [
      { data: { ...pending().data, result: nothing } },
      { data: { ...pending('processing').data, result: nothing } },
      done({ notOnWhatsApp: [entry] }),
    ];
    const sent = answeringBy(() => ({ body: answers.shift() }));
    expect(await lookUpNumber(newRun(z).api, 'inst_1', NUMBER)).toEqual({ isOnWhatsApp: false, reason: null });
    expect(sent).toHaveLength(3);
  });

  test.each([['failed'], ['cancelled'], ['done'], ['']])('is not asked again once it is %j', async (status) => {
    const sent = answering({ body: pending(status) });
    expect(await lookUpNumber(newRun(z).api, 'inst_1', NUMBER)).toEqual({ isOnWhatsApp: null, reason: null });
    expect(sent).toHaveLength(1);
  });

  test('is not asked again without its id', async () => {
    const sent = answering({ body: { data: { status: 'pending' } } });
    expect(await lookUpNumber(newRun(z).api, 'inst_1', NUMBER)).toEqual({ isOnWhatsApp: null, reason: null });
    expect(sent).toHaveLength(1);
  });

  test('is given up while there is time for an answer of our own', async () => {
    const waits = hurry();
    const sent = answering({ body: pending() });
    expect(await lookUpNumber(newRun(z, { ms: 3_000 }).api, 'inst_1', NUMBER)).toEqual({
      isOnWhatsApp: null,
      reason: null,
    });
    expect(sent).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  test('says what was refused', async () => {
    answering({ status: 404, body: { error: { code: 'NOT_FOUND', message: 'Instance not found' } } });
    expect(await failure(lookUpNumber(newRun(z).api, 'inst_1', NUMBER))).toMatchObject({ code: 'NOT_FOUND' });
  });
});
