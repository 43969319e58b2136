import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Bundle, ZObject } from 'zapier-platform-core';
import * as z from 'zod/mini';
import type { Consequence } from '../../../lib/msgflash/errors.ts';
import { NoAnswer, Refusal } from '../../../lib/msgflash/failures.ts';
import { createContact, listInstances } from '../../../lib/msgflash/operations.ts';
import { Problem } from '../../../lib/problem.ts';
import { confirmed } from '../../../lib/run/confirmed.ts';
import { isTeam, readConnection } from '../../../lib/run/connection.ts';
import { lookUpNumber } from '../../../lib/run/numbers.ts';
import { run } from '../../../lib/run/run.ts';
import type { Run } from '../../../lib/run/types.ts';
import { expectProblem } from '../fields/problem.ts';
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

/** Runs a body as a step of a hook would run, after a request, with everything in the bundle that must not get out. */
function step<T>(body: (run: Run) => Promise<T> | T, setting?: Setting, parts: Parts = {}): Promise<T> {
  answering({ body: { data: [] } });
  const subscribeData: Bundle['subscribeData'] = Object.assign({ id: 'wh_1' }, { secret: SECRET });
  const whole = async (given: Run) => {
    await listInstances(given.api);
    return body(given);
  };
  const bundle = { inputData: { text: PRIVATE }, subscribeData, ...parts };
  return onPlatform((tools: ZObject, given: Bundle) => run(tools, given, whole, setting), bundle);
}

const thrown = z.object({ name: z.string(), message: z.string(), doNotContextify: z.optional(z.boolean()) });

/** The platform's error that a step ends in. */
async function ending(error: unknown, setting?: Setting, parts?: Parts) {
  const found = await failure(step(() => Promise.reject(error), setting, parts));
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
    ['halted', 'editor', halted('Because.')],
    ['error', 'live', app('Because.')],
    ['error', 'editor', app('Because.')],
    ['throttled', 'live', waits('Because.', 60)],
    ['throttled', 'editor', waits('Because.', 60)],
    ['reconnect', 'live', reconnect('Because.')],
    ['reconnect', 'editor', reconnect('Because.')],
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

describe('a refusal', () => {
  const LIMIT = 'Too many requests at once: MsgFlash allows 10 per second.';
  const REFUSED =
    'MsgFlash did not accept the API key. Copy a personal key (msgf_live_…) again from MsgFlash under API Keys, or a team key (msgf_team_…) together with its Team ID, and reconnect.';
  const DELIVERY = 'WhatsApp cannot deliver to this number. Check the phone number. Nothing was done.';
  const why = `{"why": "${KEY}"}`;
  test.each([
    [{ status: 409, code: 'INVITE_DUPLICATE_MEMBER' }, app('This person is already in the team.')],
    [{ status: 422, code: 'INVALID_DESTINATION' }, halted(DELIVERY)],
    [{ status: 429, code: 'API_RATE_LIMIT_EXCEEDED', retryAfter: 7 }, waits(`${LIMIT} ${AGAIN}`, 7)],
    [{ status: 429, code: 'API_RATE_LIMIT_EXCEEDED', retryAfter: 0 }, waits(`${LIMIT} ${AGAIN}`, 2)],
    [
      { status: 400, code: 'BRAND_NEW', reason: why },
      app("MsgFlash did not accept this ( why : (key) ). Check the step's fields and try again."),
    ],
    [{ status: 401, code: 'UNAUTHORIZED' }, reconnect(REFUSED)],
  ])('%j', async (refusal, error) => {
    expect(await ending(new Refusal(refusal))).toEqual(error);
  });

  test('of the key, while connecting', async () => {
    const error = await ending(new Refusal({ status: 401, code: 'UNAUTHORIZED' }), 'connecting');
    expect(error).toEqual(app(REFUSED, 'AuthenticationError', 401));
  });

  test.each([
    [0, 2],
    [0.5, 6],
    [0.999, 10],
  ])('of too many requests, without a time to come back: soon, and not all at once (%f)', async (random, delay) => {
    jest.spyOn(Math, 'random').mockReturnValue(random);
    const { message } = await ending(new Refusal({ status: 429, code: 'API_RATE_LIMIT_EXCEEDED' }));
    expect(JSON.parse(message)).toMatchObject({ delay });
  });
});

describe('no answer', () => {
  test.each([
    ['unreached', '', 'MsgFlash did not answer.'],
    ['timeout', '', 'MsgFlash did not answer.'],
    ['connection', '', 'MsgFlash did not answer.'],
    ['server', '', 'MsgFlash answered with an error.'],
    ['server', 'PROVIDER_UNAVAILABLE', 'MsgFlash answered that it cannot reach WhatsApp at the moment.'],
  ] as const)('%s %s: a live run is repeated; in the editor nobody repeats it', async (silence, code, sentence) => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const end = (...how: [Setting?, Parts?]) => ending(new NoAnswer(silence, code), ...how);
    expect(await end('live')).toEqual(waits(`${sentence} ${AGAIN}`, 6));
    expect(await end()).toEqual(waits(`${sentence} ${AGAIN}`, 6));
    const error = app(`${sentence} Try again in a minute.`);
    expect(await end('editor')).toEqual(error);
    expect(await end('connecting')).toEqual(error);
    expect(await end('live', { meta: { isLoadingSample: true } })).toEqual(error);
  });

  test.each(['unreadable', 'redirect'] as const)('%s is an error anywhere', async (silence) => {
    const error = app('MsgFlash gave an answer that could not be read. Try again in a few minutes.');
    expect(await ending(new NoAnswer(silence), 'live')).toEqual(error);
    expect(await ending(new NoAnswer(silence), 'editor')).toEqual(error);
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
    ['of several lines', new TypeError(`first\n${KEY}\n${PRIVATE}\nlast`), place],
    ['that looks like a place', new RangeError(`x\n    at ${KEY} (${PRIVATE})`), place],
    ['of JSON', new RangeError(JSON.stringify({ key: KEY, text: PRIVATE }, null, 2)), place],
    ['that is text', `${KEY} ${PRIVATE}`, 'Unexpected fault: string'],
    ['that is nothing', undefined, 'Unexpected fault: undefined'],
  ])('%s is one sentence, logged by its kind and its place without its message', async (_what, error, line) => {
    const sentence =
      'Something went wrong in this step. Try again. If it happens again, write to support@msgflash.com.';
    expect(await ending(error)).toEqual(app(sentence));
    expect(lines).toEqual([line]);
    for (const hidden of [KEY, PRIVATE]) expect(lines.join()).not.toContain(hidden);
  });
});

test.each([
  ['live', { name: 'ExpiredAuthError' }],
  ['connecting', { name: 'AppError' }],
] as const)('a connection that cannot be used ends a step before its body begins (%s)', async (setting, error) => {
  const sent = answering({ body: { data: [] } });
  const body = jest.fn(async () => undefined);
  const authData = { api_key: ' ' };
  const found = await failure(onPlatform((tools, bundle) => run(tools, bundle, body, setting), { authData }));
  expect(found).toMatchObject(error);
  expect(String(found)).toContain('The API Key is empty.');
  expect(body).not.toHaveBeenCalled();
  expect(sent).toEqual([]);
});

test('a step gets its connection, its clock, its cache and whether it is a test; what it returns is passed on', async () => {
  const authData = { api_key: TEAM_KEY, team_id: TEAM_ID, default_country: 'fr' };
  const body = async ({ connection, deadline, isTest, cache, api }: Run) => {
    expect(connection).toEqual({ apiKey: TEAM_KEY, teamId: TEAM_ID, defaultCountry: 'FR' });
    expect(deadline.left()).toBeGreaterThan(20_000);
    expect(deadline.left()).toBeLessThanOrEqual(25_000);
    expect(api.deadline).toBe(deadline);
    await cache.set('key', 1, 60);
    expect(await cache.get('key')).toBe(1);
    return { isTest };
  };
  const parts = (meta?: object) => ({ authData, ...(meta && { meta }) });
  expect(await step(body, 'live', parts({ isLoadingSample: true }))).toEqual({ isTest: true });
  expect(await step(body, 'live', parts({ isLoadingSample: false }))).toEqual({ isTest: false });
  expect(await step(body, undefined, parts())).toEqual({ isTest: false });
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
    ['the placeholder of the platform', { api_key: '{{api_key}}' }, { ...personal, apiKey: '{{api_key}}' }],
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

  test('a MsgFlash that cannot be reached saw nothing: the run is repeated', async () => {
    // The port of no service: whatever connects is refused.
    process.env.MSGFLASH_API_URL = 'http://127.0.0.1:1';
    const create = ({ api }: Run) => wait(createContact(api, { name: 'Awa' }));
    try {
      const end = await failure(onPlatform((tools, bundle) => run(tools, bundle, create)));
      expect(end).toMatchObject({ name: 'ThrottledError' });
      expect(String(end)).toContain(`MsgFlash did not answer. ${AGAIN}`);
    } finally {
      Reflect.deleteProperty(process.env, 'MSGFLASH_API_URL');
    }
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

  test('gives up while there is time for an answer of our own, and says what was refused', async () => {
    const sent = answering({ body: pending() });
    expect(await check(3_000)).toEqual({ isOnWhatsApp: null, reason: null });
    expect(paths(sent)).toEqual([ASK]);
    answering({ status: 404, body: { error: { code: 'NOT_FOUND' } } }, 'https://refusing.example');
    process.env.MSGFLASH_API_URL = 'https://refusing.example';
    expect(await failure(check())).toMatchObject({ code: 'NOT_FOUND' });
    Reflect.deleteProperty(process.env, 'MSGFLASH_API_URL');
  });
});
