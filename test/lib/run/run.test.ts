import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ZObject } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { Deadline } from '../../../lib/msgflash/deadline.ts';
import type { Consequence } from '../../../lib/msgflash/errors.ts';
import { NoAnswer, Refusal } from '../../../lib/msgflash/failures.ts';
import { listInstances } from '../../../lib/msgflash/operations.ts';
import { oneCampaign } from '../../../lib/msgflash/schemas.ts';
import { Problem } from '../../../lib/problem.ts';
import { Cache, CacheFault, tokenOf } from '../../../lib/run/cache/cache.ts';
import { knownCampaigns, rememberCampaign } from '../../../lib/run/cache/campaigns.ts';
import { currentInstances, knownInstance } from '../../../lib/run/cache/instances.ts';
import { confirmed } from '../../../lib/run/confirmed.ts';
import { isTeam, readConnection } from '../../../lib/run/connection.ts';
import { lookUpNumber } from '../../../lib/run/numbers.ts';
import { run } from '../../../lib/run/run.ts';
import type { Run } from '../../../lib/run/types.ts';
import { expectProblem } from '../fields/problem.ts';
import { CacheStandIn } from './cache/stand-in.ts';
import {
  answering,
  answeringBy,
  failure,
  KEY,
  onPlatform,
  platform,
  type Sent,
  TEAM_ID,
  TEAM_KEY,
} from './platform.ts';
import { newRun } from './step.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

const SECRET = 'not-a-real-secret';
const PRIVATE = 'what nobody else may read';

type Setting = 'live' | 'editor' | 'connecting';
type Parts = NonNullable<Parameters<typeof onPlatform>[1]>;

const thrown = z.object({ name: z.string(), message: z.string(), doNotContextify: z.optional(z.boolean()) });

/** The platform's error that a step of a hook ends in after a request, with a bundle full of what must not get out. */
async function ending(error: unknown, setting?: Setting, parts?: Parts) {
  answering({ body: { data: [] } });
  const body = async ({ api }: Run) => {
    await listInstances(api);
    throw error;
  };
  const subscribeData = { id: 'wh_1', secret: SECRET };
  const bundle = { inputData: { text: PRIVATE }, subscribeData, ...parts };
  const found = await failure(onPlatform((tools, given) => run(tools, given, body, setting), bundle));
  const { name, message, doNotContextify } = z.parse(thrown, found);
  // Whatever the error is, it takes nothing along.
  expect(doNotContextify).toBe(true);
  for (const hidden of [KEY, TEAM_KEY, SECRET, PRIVATE, 'What happened', 'subscribeData']) {
    expect(message).not.toContain(hidden);
  }
  return { name, message };
}

const app = (message: string, code = 'InvalidStep', status = 400) => ({
  name: 'AppError',
  message: JSON.stringify({ message, code, status }),
});
const waits = (message: string, delay: number) => ({
  name: 'ThrottledError',
  message: JSON.stringify({ message, delay }),
});
const halted = (message: string) => ({ name: 'HaltedError', message });
const reconnect = (message: string) => ({ name: 'ExpiredAuthError', message });
const AGAIN = 'Zapier tries this step again automatically.';

describe('a problem becomes the error of the platform that means the same', () => {
  test.each<[Consequence, Setting, { name: string; message: string }]>([
    ['halted', 'live', halted('Because.')],
    ['error', 'live', app('Because.')],
    ['throttled', 'live', waits('Because.', 60)],
    ['throttled', 'editor', waits('Because.', 60)],
    ['reconnect', 'live', reconnect('Because.')],
    ['reconnect', 'connecting', app('Because.', 'AuthenticationError', 401)],
    ['error', 'connecting', app('Because.')],
  ])('%s, %s', async (consequence, setting, error) => {
    expect(await ending(new Problem(consequence, 'Because.', 60), setting)).toEqual(error);
  });

  test('its text is made plain, whatever was put into it', async () => {
    const text = `{"a": "${KEY}"} <b>%20</b>\n${'x'.repeat(300)}`;
    const { message } = await ending(new Problem('halted', text));
    expect(message).toBe(`a : (key) ${'x'.repeat(239)}…`);
    expect([...message]).toHaveLength(250);
  });
});

describe('too many requests', () => {
  const delayOf = async (retryAfter: number | null) => {
    const { message } = await ending(new Refusal({ status: 429, code: 'API_RATE_LIMIT_EXCEEDED', retryAfter }));
    return JSON.parse(message).delay;
  };

  test.each([
    [0, 2],
    [604_800, 3_600],
  ])('Retry-After of %i: the step comes back after %i s', async (retryAfter, delay) => {
    expect(await delayOf(retryAfter)).toBe(delay);
  });

  test.each([
    [0, 2],
    [0.5, 6],
    [0.999, 10],
  ])('without a time to come back: soon, and not all at once (%f)', async (random, delay) => {
    jest.spyOn(Math, 'random').mockReturnValue(random);
    expect(await delayOf(null)).toBe(delay);
  });
});

describe('no answer', () => {
  test.each([
    ['timeout', '', 'MsgFlash did not answer.'],
    ['server', '', 'MsgFlash answered with an error.'],
    ['server', 'PROVIDER_UNAVAILABLE', 'MsgFlash answered that it cannot reach WhatsApp at the moment.'],
  ] as const)('%s %s: a live run is retried, a test in the editor is not', async (silence, code, sentence) => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const end = (...how: [Setting?, Parts?]) => ending(new NoAnswer(silence, code), ...how);
    expect(await end('live')).toEqual(waits(`${sentence} ${AGAIN}`, 6));
    expect(await end()).toEqual(waits(`${sentence} ${AGAIN}`, 6));
    const error = app(`${sentence} Try again in a minute.`);
    expect(await end('editor')).toEqual(error);
    expect(await end('connecting')).toEqual(error);
    expect(await end('live', { meta: { isLoadingSample: true } })).toEqual(error);
  });
});

describe('an error of the code', () => {
  /** What is logged, instead of being written. */
  let lines: string[];
  beforeEach(() => {
    lines = [];
    jest.spyOn(console, 'error').mockImplementation((line) => lines.push(String(line).trim()));
  });
  const place = expect.stringMatching(/^Unexpected fault: \w+Error .*run\.test/);

  test.each([
    ['of one line', new RangeError(`${KEY} ${PRIVATE}`), place],
    ['that looks like a place', new RangeError(`x\n    at ${KEY} (${PRIVATE})`), place],
    ['of JSON', new RangeError(JSON.stringify({ key: KEY, text: PRIVATE }, null, 2)), place],
    ['that is text', `${KEY} ${PRIVATE}`, 'Unexpected fault: string'],
  ])('%s is one sentence, logged by its kind and its place without its message', async (_what, error, line) => {
    const sentence =
      'Something went wrong in this step. Try again. If it happens again, write to support@msgflash.com.';
    expect(await ending(error)).toEqual(app(sentence));
    expect(lines).toEqual([line]);
    for (const hidden of [KEY, PRIVATE]) expect(lines.join()).not.toContain(hidden);
  });
});

test('a connection that cannot be used ends a step before its body begins', async () => {
  const sent = answering({ body: { data: [] } });
  const body = jest.fn(async () => undefined);
  const found = await failure(onPlatform((tools, bundle) => run(tools, bundle, body), { authData: { api_key: ' ' } }));
  expect(found).toMatchObject({ name: 'ExpiredAuthError' });
  expect(String(found)).toContain('The API Key is empty.');
  expect(body).not.toHaveBeenCalled();
  expect(sent).toEqual([]);
});

describe('a connection', () => {
  const personal = { apiKey: KEY, teamId: undefined, defaultCountry: undefined };
  test.each([
    ['a personal key', { api_key: KEY }, personal],
    ['spaces and line breaks around it', { api_key: ` \n${KEY}\t ` }, personal],
    ['empty optional fields', { api_key: KEY, team_id: '', default_country: ' ' }, personal],
    ['a team beside a personal key, which MsgFlash would refuse', { api_key: KEY, team_id: TEAM_ID }, personal],
    ['a team key', { api_key: TEAM_KEY, team_id: ` ${TEAM_ID} ` }, { ...personal, apiKey: TEAM_KEY, teamId: TEAM_ID }],
    ['a country', { api_key: KEY, default_country: ' fr' }, { ...personal, defaultCountry: 'FR' }],
    ['a key of a form nobody knows yet', { api_key: 'key-of-2030' }, { ...personal, apiKey: 'key-of-2030' }],
  ])('%s', (_what, authData, connection) => {
    expect(readConnection(authData)).toEqual(connection);
    expect(isTeam(readConnection(authData))).toBe(connection.teamId !== undefined);
  });

  const EMPTY = 'The API Key is empty. Copy your key from MsgFlash under API Keys and reconnect.';
  const SPACES =
    'The API Key has spaces or line breaks in it. Copy it again from MsgFlash under API Keys and reconnect.';
  const NO_TEAM =
    'This is a team key (msgf_team_…), which works only together with its Team ID. Reconnect and fill in Team ID.';
  test.each<[string, ...unknown[]]>([
    [EMPTY, undefined, {}, { api_key: '' }, { api_key: ' \n' }, { api_key: 7 }],
    [
      SPACES,
      ...['_01 23', '_01\n23', '_01\u00a023', '_01\u000023', 'x\r\nx-team-id: y'].map((api_key) => ({ api_key })),
    ],
    [NO_TEAM, { api_key: TEAM_KEY }, { api_key: TEAM_KEY, team_id: ' ' }],
  ])('%s', (sentence, ...all) => {
    for (const authData of all) {
      expectProblem(() => readConnection(authData as Parameters<typeof readConnection>[0]), 'reconnect', sentence);
    }
  });
});

describe('a write that cannot be looked up', () => {
  const wait = <T>(call: Promise<T>) => confirmed(call, 'the contact may have been created', 'Contacts');
  const SENTENCE =
    'MsgFlash did not answer, and the contact may have been created. Look under Contacts in MsgFlash before you try again.';

  test.each(['timeout', 'connection', 'unreadable', 'redirect', 'server'] as const)(
    'nobody can tell whether it was done, %s: the run halts, and says where to look',
    async (silence) => {
      const end = await failure(wait(Promise.reject(new NoAnswer(silence))));
      expect(end).toMatchObject({ name: 'Problem', consequence: 'halted', message: SENTENCE });
    },
  );

  test.each([
    new NoAnswer('unreached'),
    new Refusal({ status: 409, code: 'CONFLICT' }),
    new Problem('error', 'Name is empty.'),
    new TypeError('of ours'),
  ])('it is certain that nothing was done: %s goes on as it is', async (error) => {
    expect(await failure(wait(Promise.reject(error)))).toBe(error);
    expect(await wait(Promise.resolve('done'))).toBe('done');
  });
});

describe('the check of a number', () => {
  let tools: ZObject;
  beforeAll(async () => {
    tools = await platform();
  });
  const NUMBER = '+33639980042';
  const entry = { input: NUMBER, normalized: '33639980042' };
  const done = (result: object) => ({ data: { mode: 'sync', lookupId: 'l_1', status: 'done', result } });
  const pending = (status = 'pending', more = {}) => ({ data: { mode: 'async', lookupId: 'l_1', status, ...more } });
  const nothing = { onWhatsApp: [], notOnWhatsApp: [], invalid: [] };
  const check = (ms = 25_000) => lookUpNumber(newRun(tools, { ms }).api, 'inst_1', NUMBER);
  const paths = (sent: readonly Sent[]) => sent.map(({ method, path }) => `${method} ${path.replace('/api/v1', '')}`);
  const [ASK, POLL] = ['POST /number-lookups', 'GET /number-lookups/l_1'];

  test.each([
    ['is on WhatsApp', done({ onWhatsApp: [{ ...entry, jid: 'x' }] }), true, null],
    ['is not', done({ notOnWhatsApp: [entry] }), false, null],
    ['is none', done({ invalid: [{ ...entry, reason: 'Too short' }] }), false, 'Too short'],
    ['is in no list', done(nothing), null, null],
    ['comes with lists that are odd', done({ onWhatsApp: 1, invalid: 'x' }), null, null],
    ...['failed', 'cancelled', 'done', ''].map(
      (each) => [`is ${each}, without a result`, pending(each), null, null] as const,
    ),
    ['is checked without an id to ask again with', { data: { status: 'pending' } }, null, null],
  ])('that %s is one request', async (_what, body, isOnWhatsApp, reason) => {
    const sent = answering({ body });
    expect(await check()).toEqual({ isOnWhatsApp, reason });
    expect(paths(sent)).toEqual([ASK]);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ instanceId: 'inst_1', numbers: [NUMBER] });
  });

  test.each([{}, { result: nothing }])('asks again every 2 seconds until it is done, with %j so far', async (more) => {
    const answers = [pending('pending', more), pending('processing', more), done({ onWhatsApp: [entry] })];
    const sent = answeringBy(() => ({ body: answers.shift() }));
    const begun = performance.now();
    expect(await check()).toEqual({ isOnWhatsApp: true, reason: null });
    expect(paths(sent)).toEqual([ASK, POLL, POLL]);
    expect(Math.abs(performance.now() - begun - 4_000)).toBeLessThan(200);
  });

  test('gives up while there is time for an answer of our own', async () => {
    const sent = answering({ body: pending() });
    expect(await check(3_000)).toEqual({ isOnWhatsApp: null, reason: null });
    expect(paths(sent)).toEqual([ASK]);
  });
});

describe('what is kept in the cache', () => {
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
      const cursor = {
        get: () => standIn.cache.get('cursor'),
        set: () => standIn.cache.get('cursor'),
      };
      return { standIn, cache: new Cache({ ...z, cache: standIn.cache, cursor }, new Deadline(ms)) };
    }

    test.each<[string, (cache: Cache) => Promise<unknown>]>([
      ['get', (cache) => cache.get('key')],
      ['set', (cache) => cache.set('key', 1, 60)],
      ['claim', (cache) => cache.claim('key', { token: 'mine' }, 60)],
      ['getCursors', (cache) => cache.getCursors()],
      ['setCursors', (cache) => cache.setCursors({ 1: 'x' })],
    ])('%s says that the cache failed, and no more, and gives up after 2 s', async (_name, call) => {
      jest.useFakeTimers();
      const { standIn, cache } = start();
      standIn.fault = broken;
      const error = await failure(call(cache));
      expect(error).toBeInstanceOf(CacheFault);
      expect(String(error)).toBe('Error: unreachable');
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
    let now: number;
    let sent: Sent[];
    beforeEach(() => {
      now = Date.parse('2026-11-22T13:30:00Z');
      jest.spyOn(Date, 'now').mockImplementation(() => now);
      sent = answering({ body: { data: [{ ...shop, webhook: null, createdAt: '2026-04-01T09:00:00.000Z' }] } });
    });

    test('is kept for the connection, and nothing of it but what names an instance', async () => {
      const run = newRun(z);
      await currentInstances(run);
      const entry = { key: 'instances', value: { at: now, items: [shop] }, ttl: 604_800, scope: ['auth'], nx: false };
      expect(run.standIn.calls.filter(({ method }) => method === 'set')).toEqual([{ method: 'set', ...entry }]);
    });

    test.each([['text'], [{ at: 'x', items: [] }], [{ at: 1 }], [[shop]]])(
      'is read anew where something else is in its place: %j',
      async (entry) => {
        const run = newRun(z);
        await run.cache.set('instances', entry, 60);
        expect(await currentInstances(run)).toEqual([shop]);
        expect(sent).toHaveLength(1);
      },
    );

    test('knows an instance by its id days later, without a request, and none without a cache', async () => {
      const run = newRun(z);
      expect(await knownInstance(run, 'inst_1')).toBeNull();
      expect(sent).toEqual([]);
      await currentInstances(run);
      now += 6 * 86_400_000;
      expect(await knownInstance(run, 'inst_1')).toEqual(shop);
      expect([await knownInstance(run, 'inst_9'), await knownInstance(run, null)]).toEqual([null, null]);
      run.standIn.fault = broken;
      expect(await knownInstance(run, 'inst_1')).toBeNull();
      expect(sent).toHaveLength(1);
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

    test.each([['oops'], [[{ id: 1 }]], [{ a: 1 }]])(
      '%j in their place is none, and is written over',
      async (value) => {
        const run = newRun(z);
        await rememberCampaign(run, campaign('x'));
        for (const key of run.standIn.entries.keys()) run.standIn.entries.set(key, JSON.stringify(value));
        expect(await knownCampaigns(run)).toEqual([]);
        await rememberCampaign(run, campaign('b'));
        expect(await knownCampaigns(run)).toMatchObject([{ id: 'b' }]);
      },
    );
  });
});
