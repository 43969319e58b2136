import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Bundle, ZObject } from 'zapier-platform-core';
import * as z from 'zod/mini';
import type { Consequence } from '../../../lib/msgflash/errors.ts';
import { NoAnswer, Refusal } from '../../../lib/msgflash/failures.ts';
import { listInstances } from '../../../lib/msgflash/operations.ts';
import { Problem } from '../../../lib/problem.ts';
import { run } from '../../../lib/run/run.ts';
import type { Run } from '../../../lib/run/types.ts';
import { answering, failure, KEY, onPlatform, TEAM_ID, TEAM_KEY } from './platform.ts';

jest.setTimeout(60_000);

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
  return onPlatform(
    (tools: ZObject, bundle: Bundle) =>
      run(
        tools,
        bundle,
        async (given) => {
          await listInstances(given.api);
          return body(given);
        },
        setting,
      ),
    { inputData: { text: PRIVATE }, subscribeData, ...parts },
  );
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

describe('a problem becomes the error of the platform that means the same', () => {
  test.each([
    ['halted', 'live', { name: 'HaltedError', message: 'Because.' }],
    ['halted', 'editor', { name: 'HaltedError', message: 'Because.' }],
    ['error', 'live', app('Because.')],
    ['error', 'editor', app('Because.')],
    ['throttled', 'live', waits('Because.', 60)],
    ['throttled', 'editor', waits('Because.', 60)],
    ['reconnect', 'live', { name: 'ExpiredAuthError', message: 'Because.' }],
    ['reconnect', 'editor', { name: 'ExpiredAuthError', message: 'Because.' }],
    ['reconnect', 'connecting', app('Because.', 'AuthenticationError', 401)],
    ['error', 'connecting', app('Because.')],
  ] satisfies [Consequence, Setting, { name: string; message: string }][])(
    '%s, %s',
    async (consequence, setting, error) => {
      expect(await ending(new Problem(consequence, 'Because.', 60), setting)).toEqual(error);
    },
  );

  test('live is what is meant where nothing is said', async () => {
    expect(await ending(new NoAnswer('timeout'))).toMatchObject({ name: 'ThrottledError' });
  });

  test('its text is made plain, whatever was put into it', async () => {
    const text = `{"a": "${KEY}"} <b>%20</b>\n${'x'.repeat(300)}`;
    const { message } = await ending(new Problem('halted', text));
    expect(message).toBe(`a : (key) ${'x'.repeat(239)}…`);
    expect([...message]).toHaveLength(250);
  });
});

describe('a refusal', () => {
  const INSTANCE_GONE =
    'MsgFlash no longer has this instance, or it belongs to another account. Choose the instance again from its list.';
  test.each([
    [{ status: 404, code: 'NOT_FOUND', reason: 'Instance not found' }, app(INSTANCE_GONE)],
    [
      { status: 422, code: 'INVALID_DESTINATION' },
      {
        name: 'HaltedError',
        message: 'WhatsApp cannot deliver to this number. Check the phone number. Nothing was done.',
      },
    ],
    [
      { status: 403, code: 'TEAM_KEY_REQUIRED' },
      app(
        'This connection has a personal key and a Team ID. Reconnect with the Team ID left empty, or with a team key (msgf_team_…).',
      ),
    ],
    [
      { status: 429, code: 'API_RATE_LIMIT_EXCEEDED', retryAfter: 7 },
      waits('Too many requests at once: MsgFlash allows 10 per second. Zapier tries this step again automatically.', 7),
    ],
    [
      { status: 429, code: 'MONTHLY_OUTBOUND_QUOTA_EXCEEDED', retryAfter: 7 },
      app(
        "This month's messages are used up. See Usage in MsgFlash; upgrade, or wait for the new month and replay this run.",
      ),
    ],
    [
      { status: 400, code: 'BRAND_NEW', reason: `{"why": "${KEY}"}` },
      app("MsgFlash did not accept this ( why : (key) ). Check the step's fields and try again."),
    ],
  ])('%j', async (refusal, error) => {
    expect(await ending(new Refusal(refusal))).toEqual(error);
  });

  const REFUSED =
    'MsgFlash did not accept the API key. Copy a personal key (msgf_live_…) again from MsgFlash under API Keys, or a team key (msgf_team_…) together with its Team ID, and reconnect.';
  test('of the key, in a step', async () => {
    expect(await ending(new Refusal({ status: 401, code: 'UNAUTHORIZED' }))).toEqual({
      name: 'ExpiredAuthError',
      message: REFUSED,
    });
  });

  test('of the key, while connecting', async () => {
    expect(await ending(new Refusal({ status: 401, code: 'UNAUTHORIZED' }), 'connecting')).toEqual(
      app(REFUSED, 'AuthenticationError', 401),
    );
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

  test('with a time to come back that is now waits two seconds', async () => {
    const { message } = await ending(new Refusal({ status: 429, code: 'API_RATE_LIMIT_EXCEEDED', retryAfter: 0 }));
    expect(JSON.parse(message)).toMatchObject({ delay: 2 });
  });
});

describe('no answer', () => {
  const silences = [
    ['unreached', '', 'MsgFlash did not answer.'],
    ['timeout', '', 'MsgFlash did not answer.'],
    ['connection', '', 'MsgFlash did not answer.'],
    ['server', '', 'MsgFlash answered with an error.'],
    ['server', 'INTERNAL_ERROR', 'MsgFlash answered with an error: it has a temporary problem.'],
    ['server', 'PROVIDER_UNAVAILABLE', 'MsgFlash answered that it cannot reach WhatsApp at the moment.'],
  ] as const;

  test.each(silences)('%s %s: a live run comes back by itself', async (silence, code, sentence) => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    expect(await ending(new NoAnswer(silence, code), 'live')).toEqual(
      waits(`${sentence} Zapier tries this step again automatically.`, 6),
    );
  });

  test.each(silences)('%s %s: in the editor nobody repeats it', async (silence, code, sentence) => {
    const error = app(`${sentence} Try again in a minute.`);
    expect(await ending(new NoAnswer(silence, code), 'editor')).toEqual(error);
    expect(await ending(new NoAnswer(silence, code), 'connecting')).toEqual(error);
    expect(await ending(new NoAnswer(silence, code), 'live', { meta: { isLoadingSample: true } })).toEqual(error);
  });

  test.each(['unreadable', 'redirect'] as const)('%s is an error anywhere', async (silence) => {
    const error = app('MsgFlash gave an answer that could not be read. Try again in a few minutes.');
    expect(await ending(new NoAnswer(silence), 'live')).toEqual(error);
    expect(await ending(new NoAnswer(silence), 'editor')).toEqual(error);
  });
});

describe('a fault of our own', () => {
  /** What is logged, instead of being written. */
  let lines: string[];
  beforeEach(() => {
    lines = [];
    jest.spyOn(console, 'error').mockImplementation((line) => lines.push(String(line).trim()));
  });

  test.each([
    ['a TypeError', new TypeError(`Cannot read ${KEY} of ${PRIVATE}`)],
    ['text', `${KEY} ${PRIVATE}`],
    ['nothing', undefined],
    ['an error of the platform', new Error(`{"status":500,"content":"${PRIVATE}"}`)],
  ])('%s is one sentence', async (_what, error) => {
    expect(await ending(error)).toEqual(
      app('Something went wrong in this step. Try again. If it happens again, write to support@msgflash.com.'),
    );
  });

  test.each([
    ['of one line', `${KEY} ${PRIVATE}`],
    ['of several lines', `first\n${KEY}\n${PRIVATE}\nlast`],
    ['that looks like a place', `x\n    at ${KEY} (${PRIVATE})`],
    ['of JSON', JSON.stringify({ key: KEY, text: PRIVATE }, null, 2)],
  ])('is logged by its kind and its place, without its message %s', async (_what, message) => {
    await ending(new RangeError(message));
    expect(lines).toEqual([expect.stringMatching(/^Unexpected fault: RangeError .*run\.test/)]);
    expect(lines.join()).not.toContain(KEY);
    expect(lines.join()).not.toContain(PRIVATE);
  });

  test('is logged by its type when it is no error', async () => {
    await ending(`${KEY} ${PRIVATE}`);
    expect(lines).toEqual(['Unexpected fault: string']);
  });
});

describe('a connection that cannot be used', () => {
  test.each([
    ['live', { name: 'ExpiredAuthError' }],
    ['connecting', { name: 'AppError' }],
  ] as const)('ends a step before its body begins (%s)', async (setting, error) => {
    const sent = answering({ body: { data: [] } });
    const body = jest.fn(async () => undefined);
    const found = await failure(
      onPlatform((tools, bundle) => run(tools, bundle, body, setting), { authData: { api_key: ' ' } }),
    );
    expect(found).toMatchObject(error);
    expect(String(found)).toContain('The API Key is empty.');
    expect(body).not.toHaveBeenCalled();
    expect(sent).toEqual([]);
  });
});

describe('what a step gets', () => {
  test('its connection, its clock, its cache and whether it is a test', async () => {
    const authData = { api_key: TEAM_KEY, team_id: TEAM_ID, default_country: 'fr' };
    await step(
      async ({ connection, deadline, isTest, cache, api }) => {
        expect(connection).toEqual({ apiKey: TEAM_KEY, teamId: TEAM_ID, defaultCountry: 'FR' });
        expect(deadline.left()).toBeGreaterThan(20_000);
        expect(deadline.left()).toBeLessThanOrEqual(25_000);
        expect(api.deadline).toBe(deadline);
        expect(isTest).toBe(true);
        await cache.set('key', 1, 60);
        expect(await cache.get('key')).toBe(1);
      },
      'live',
      { authData, meta: { isLoadingSample: true } },
    );
  });

  test('a live run is no test, also where the platform gives no meta', async () => {
    await step(({ isTest }) => expect(isTest).toBe(false));
    await step(({ isTest }) => expect(isTest).toBe(false), 'live', { meta: { isLoadingSample: false } });
  });

  test('what the body returns is handed on', async () => {
    expect(await step(() => ({ id: 'x' }))).toEqual({ id: 'x' });
  });
});
