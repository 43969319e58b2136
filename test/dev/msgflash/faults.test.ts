import { expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import { FAULT_KINDS, type FaultKind } from '../../../dev/msgflash/faults.ts';
import { type Api, START, start } from './start.ts';

const SEND = 'POST /messages/send';
const headers = { 'x-api-key': demo.key, 'content-type': 'application/json' };
const message = { instanceId: demo.instances.mainStore, to: demo.numbers.stranger, type: 'text', text: 'Hello' };

/** How a call ended: `lost` without an answer, `cut` in the middle of one, `hangs` if the caller gave up waiting. */
type Ending = 'lost' | 'cut' | 'hangs' | { status: number; text: string; headers: Headers };

/** Sends a message. A caller that waits for ever gives up once the server has the request and answered another since. */
async function sent(api: Api, isHanging = false): Promise<Ending> {
  const patience = new AbortController();
  const ending = read(api, patience.signal);
  if (isHanging) {
    while (api.control.requests.all().length === 0) await new Promise((resolve) => setImmediate(resolve));
    await api.call('GET /instances');
    patience.abort();
  }
  return ending;
}

async function read({ url }: Api, signal: AbortSignal): Promise<Ending> {
  const body = JSON.stringify(message);
  const request = { method: 'POST', headers, body, redirect: 'manual', signal } as const;
  const response = await fetch(`${url}/api/v1/messages/send`, request).catch(() => null);
  if (!response) return signal.aborted ? 'hangs' : 'lost';
  try {
    return { status: response.status, text: await response.text(), headers: response.headers };
  } catch {
    return signal.aborted ? 'hangs' : 'cut';
  }
}

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
const body = (shape: object) => ({ json: expect.objectContaining(shape) });
const HTML = { text: expect.stringMatching(/^<!doctype html>/) };

// Whether the message is taken, and what its sender gets.
const KINDS: Record<FaultKind, [isAccepted: boolean, ending: string | [status: number, answer: object]]> = {
  reset_before_accepting: [false, 'lost'],
  reset_after_accepting: [true, 'lost'],
  reset_mid_answer: [true, 'cut'],
  no_answer: [false, 'hangs'],
  no_answer_after_accepting: [true, 'hangs'],
  slow_answer: [true, 'hangs'],
  truncated_body: [true, 'hangs'],
  error: [false, [500, body({ error: { code: 'INTERNAL_ERROR', message: expect.any(String), details: [] } })]],
  html_503: [false, [503, HTML]],
  html_200: [true, [200, HTML]],
  truncated_json: [true, [201, { text: expect.stringMatching(/^\{"data":\{"id"/), json: null }]],
  json_null: [true, [201, { text: 'null' }]],
  wrong_types: [true, [201, body({ data: expect.objectContaining({ id: expect.any(Number), warnings: 'none' }) })]],
  missing_optional: [
    true,
    [
      201,
      body({
        data: {
          body: 'Hello',
          id: expect.any(String),
          instanceId: message.instanceId,
          status: 'queued',
          to: message.to,
          type: 'text',
        },
      }),
    ],
  ],
  extra_fields: [
    true,
    [201, body({ addedEmpty: null, data: expect.objectContaining({ addedLater: { deeply: ['new'] } }) })],
  ],
  nested_envelope: [true, [201, body({ data: { data: expect.objectContaining({ status: 'queued' }) } })]],
  huge_body: [true, [201, { isHuge: true }]],
  redirect_other_origin: [false, [307, { location: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1\//) }]],
  redirect_loop: [false, [307, { location: '/loop' }]],
  clock_skew: [true, [201, { date: new Date(START.getTime() + 3_600_000).toUTCString() }]],
};

test.each(FAULT_KINDS)('%s affects one call and no more', async (kind) => {
  const api = await start();
  const [isAccepted, expected] = KINDS[kind];
  api.control.fault({ operation: SEND, kind });
  const ending = await sent(api, expected === 'hangs');
  if (typeof ending === 'string') expect(ending).toBe(expected);
  else {
    const { status, text } = ending;
    const [location, date] = ['location', 'date'].map((name) => ending.headers.get(name));
    const seen = {
      text,
      json: isJson(text) ? JSON.parse(text) : null,
      isHuge: text.length > 10 * 1024 ** 2,
      location,
      date,
    };
    expect([status, seen]).toEqual([expected[0], expect.objectContaining(Object(expected[1]))]);
  }
  expect(api.control.ledger()).toHaveLength(isAccepted ? 1 : 0);
  const [logged] = api.control.requests.all();
  expect(logged).toMatchObject({ operation: SEND, fault: kind, status: isAccepted ? 201 : null, body: message });
  expect(await sent(api)).toMatchObject({ status: 201 });
});

test('an error has the given status and text, a slow answer still comes, and `accepted` overrides the default', async () => {
  const api = await start();
  const given = { status: 429, code: 'API_RATE_LIMIT_EXCEEDED', message: 'Slow down', retryAfter: 7 };
  api.control.fault({ operation: '*', kind: 'error', ...given, accepted: true });
  const ending = await sent(api);
  if (typeof ending === 'string') throw new Error(ending);
  expect([ending.status, ending.headers.get('retry-after'), JSON.parse(ending.text)]).toEqual([
    429,
    '7',
    { error: { code: given.code, message: given.message, details: [] } },
  ]);
  api.control.fault({ operation: SEND, kind: 'slow_answer', delayMs: 20 });
  expect(await sent(api)).toMatchObject({ status: 201 });
  api.control.fault({ operation: SEND, kind: 'html_200', accepted: false });
  await sent(api);
  expect(api.control.ledger()).toHaveLength(2);
});

test('affects its operation and key only, as often as it says, after the calls that it skips', async () => {
  const api = await start();
  const status = async (operation: string, key = demo.key) =>
    (await api.call(operation, undefined, { 'x-api-key': key })).status;
  const always = { operation: 'GET /messages', kind: 'error', times: 'always' } as const;
  api.control.fault({ ...always, key: demo.key });
  api.control.fault({ ...always, key: demo.otherKey, status: 502 });
  api.control.fault({ operation: SEND, kind: 'html_503', times: 2, skip: 1 });
  const endings = [await sent(api), await sent(api), await sent(api), await sent(api)];
  expect(endings).toMatchObject([{ status: 201 }, { status: 503 }, { status: 503 }, { status: 201 }]);
  expect([await status('GET /messages'), await status('GET /messages', demo.otherKey)]).toEqual([500, 502]);
  api.control.clearFaults({ key: demo.key });
  expect([await status('GET /messages'), await status('GET /messages', demo.otherKey)]).toEqual([200, 502]);
  api.control.clearFaults();
  expect(await status('GET /messages', demo.otherKey)).toBe(200);
});

test('a request can be carried out late, after its caller got an error', async () => {
  const api = await start();
  api.control.fault({ operation: SEND, kind: 'html_503', acceptAfterMs: 30_000 });
  expect(await sent(api)).toMatchObject({ status: 503 });
  const counts: number[] = [];
  for (const ms of [29_000, 1_000, 60_000]) {
    await api.control.advance({ ms });
    counts.push(api.control.ledger().length);
  }
  expect(counts).toEqual([0, 1, 1]);
});
