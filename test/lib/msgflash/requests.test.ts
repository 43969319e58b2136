import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import nock from 'nock';
import * as z from 'zod/mini';
import { Deadline, STEP_MS } from '../../../lib/msgflash/deadline.ts';
import { NoAnswer, Refusal } from '../../../lib/msgflash/failures.ts';
import * as ops from '../../../lib/msgflash/operations.ts';
import {
  createContact,
  createWebhook,
  listInstances,
  type Outgoing,
  scheduleMessage,
  sendMessage,
} from '../../../lib/msgflash/operations.ts';
import { apiOrigin, isMsgFlash } from '../../../lib/msgflash/origin.ts';
import { type Api, send } from '../../../lib/msgflash/transport.ts';
import pkg from '../../../package.json' with { type: 'json' };
import { rows, values } from '../rows.ts';
import { answering, api, failure, forgetAnswers, KEY, ORIGIN, type Reply } from '../run/platform.ts';
import { serve, serveRaw, serveSelfSigned, stopServers } from './server.ts';

const ELSEWHERE = 'https://elsewhere.example';
const text: Outgoing = { instanceId: 'i', to: '+33639980042', type: 'text', text: 'Hello' };

afterEach(async () => {
  jest.restoreAllMocks();
  await stopServers();
  Reflect.deleteProperty(process.env, 'MSGFLASH_API_URL');
});

describe('the request', () => {
  test('of a reading: only these headers, with our own agent and the key', async () => {
    const sent = answering({ body: { data: [] } });
    await listInstances(await api());
    const { host, 'user-agent': agent, 'x-api-key': key, accept, ...others } = sent[0]?.headers ?? {};
    expect({ host, agent, key, accept }).toEqual({
      host: 'srv.msgflash.com',
      agent: `MsgFlash-Zapier/${pkg.version}`,
      key: KEY,
      accept: 'application/json',
    });
    // The rest is what the HTTP client itself says about the connection.
    expect(Object.keys(others).sort()).toEqual(['accept-encoding', 'connection']);
  });

  test.each(['{{bundle.authData.api_key}}', '{{process.env.HOME}}'])(
    'takes text with curly braces along untouched: %s',
    async (written) => {
      const sent = answering({ status: 201, body: { data: { id: 'm' } } });
      await sendMessage(await api(), { ...text, text: written });
      expect(sent[0]?.body).toBe(JSON.stringify({ ...text, text: written }));
    },
  );

  test('leaves out of the query what has no value', async () => {
    const sent = answering({});
    const query = { a: null, b: undefined, c: '', d: 0, e: 'é&=' };
    await send(await api(), { method: 'GET', path: '/x', query, answer: () => z.unknown() });
    expect(sent[0]?.path).toBe('/api/v1/x?d=0&e=%C3%A9%26%3D');
  });
});

describe('an answered 4xx', () => {
  const now = Date.UTC(2026, 3, 1, 10, 0, 0);
  const coded = (code: string, message: string, details?: unknown) => ({ error: { code, message, details } });
  const details = [
    ...[{ field: 'to' }, { path: ['buttons', 0, 'url'] }, { path: 'recipients.value' }],
    ...[{ param: 'text', message: 'Required' }, { message: 'no field' }, { field: 7 }, { path: [] }, 'text', null],
  ];
  const fields = ['to', 'buttons', 'recipients', 'text'];
  const LIMIT = 'API_RATE_LIMIT_EXCEEDED';
  type Row = [what: string, status: number, body: unknown, refusal: object, retryAfter?: string];
  const refusals: Row[] = [
    ['with code and sentence', 404, coded('NOT_FOUND', 'Not here'), { code: 'NOT_FOUND', reason: 'Not here' }],
    [
      'with details',
      400,
      coded('VALIDATION_ERROR', 'Bad', details),
      { code: 'VALIDATION_ERROR', reason: 'Bad', fields },
    ],
    ['with details that are no list', 400, coded('X', 'Bad', { field: 'to' }), { code: 'X', reason: 'Bad' }],
    ['with odd types in it', 409, { error: { code: 409, message: ['x'], details: 'x' } }, {}],
    ['with an error that is text', 403, { error: 'Forbidden' }, {}],
    ['in HTML', 403, '<html><h1>Forbidden</h1></html>', {}],
    ['without a body', 401, '', {}],
    ['with null', 422, 'null', {}],
    ['and a time in seconds', 429, coded(LIMIT, 'Wait'), { code: LIMIT, reason: 'Wait', retryAfter: 7 }, '7'],
    ['and a time of nothing', 429, {}, { retryAfter: 0 }, '0'],
    ['and a date', 429, {}, { retryAfter: 90 }, 'Wed, 01 Apr 2026 10:01:30 GMT'],
    ['and a date that has passed', 429, {}, {}, 'Wed, 01 Apr 2020 10:00:00 GMT'],
    ['and nonsense', 429, {}, {}, 'soon'],
    ['and a negative time', 429, {}, {}, '-5'],
    ['and an endless time', 429, {}, {}, '99999999999'],
  ];

  test.each(refusals)('%s', async (...row) => {
    const [, status, body, refusal, retryAfter] = row;
    jest.spyOn(Date, 'now').mockReturnValue(now);
    const sent = answering({ status, body, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } });
    const error = await failure(listInstances(await api()));
    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ status, code: '', reason: '', fields: [], retryAfter: null, ...refusal });
    expect(sent).toHaveLength(1);
  });
});

describe('no usable answer', () => {
  const good = { data: [{ id: 'i' }] };
  const coded = (code: string) => ({ error: { code } });
  test.each<[NoAnswer['silence'], string, ...Reply[]]>([
    ['server', 'INTERNAL_ERROR', { status: 500, body: coded('INTERNAL_ERROR') }],
    ['server', 'PROVIDER_TIMEOUT', { status: 502, body: coded('PROVIDER_TIMEOUT') }],
    [
      'server',
      '',
      { status: 502, body: '<html>Bad gateway</html>' },
      { status: 503, body: good },
      { status: 408, body: '' },
    ],
    [
      ...(['redirect', ''] as const),
      ...[301, 307, 308].map((status) => ({ status, body: '', headers: { location: `${ELSEWHERE}/a` } })),
      ...[302, 304].map((status) => ({ status, body: '', headers: { location: `${ORIGIN}/b` } })),
    ],
    [
      ...(['unreadable', ''] as const),
      ...['<html>Sign in</html>', '{"data":[{"id":"i"', 'null', '', '7'].map((body) => ({ body })),
      ...[{ data: null }, { data: [{ name: 'x' }] }, { data: [{ id: 7 }] }, coded('X')].map((body) => ({ body })),
      { status: 204, body: '' },
      // More than 4 MB.
      { body: { data: [{ id: 'i', name: 'x'.repeat(4_000_001) }] } },
    ],
  ])('%s %s', async (silence, code, ...replies) => {
    for (const reply of replies) {
      forgetAnswers();
      const sent = answering(reply);
      const stranger = answering({ body: good }, ELSEWHERE);
      for (const call of [(a: Api) => listInstances(a), (a: Api) => sendMessage(a, text)]) {
        const error = await failure(call(await api()));
        expect(error).toBeInstanceOf(NoAnswer);
        expect(error).toMatchObject({ silence, code });
      }
      // Neither message nor key is passed on.
      expect([sent.length, stranger]).toEqual([2, []]);
    }
  });

  test('an answer of nearly 4 MB is read', async () => {
    answering({ body: { data: [{ id: 'i', name: 'x'.repeat(3_900_000) }] } });
    expect(await listInstances(await api())).toMatchObject([{ id: 'i' }]);
  });

  const UNREACHED = `
    ECONNREFUSED | ENOTFOUND | EAI_AGAIN | EHOSTUNREACH | ENETUNREACH | CERT_HAS_EXPIRED | CERT_NOT_YET_VALID
    DEPTH_ZERO_SELF_SIGNED_CERT | SELF_SIGNED_CERT_IN_CHAIN | UNABLE_TO_VERIFY_LEAF_SIGNATURE
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY | ERR_TLS_CERT_ALTNAME_INVALID | ERR_TLS_HANDSHAKE_TIMEOUT | EPROTO
    ERR_SSL_WRONG_VERSION_NUMBER | ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE | ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION`;
  /** From a connection that was open: the request may have gone over it. */
  const OPEN = `
    ECONNRESET | EPIPE | ETIMEDOUT | ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC | ERR_SSL_UNEXPECTED_EOF_WHILE_READING
    ERR_SSL_APPLICATION_DATA_AFTER_CLOSE_NOTIFY | ERR_STREAM_PREMATURE_CLOSE`;
  test.each([
    ...values(UNREACHED).map((code) => [code, 'unreached']),
    ...values(OPEN).map((code) => [code, 'connection']),
  ])('%s is %s', async (code, silence) => {
    nock(ORIGIN)
      .post('/api/v1/messages/send')
      .replyWithError(Object.assign(new Error(`broken: ${KEY}`), { code }));
    const error = await failure(sendMessage(await api(), text));
    expect(error).toBeInstanceOf(NoAnswer);
    expect(error).toMatchObject({ silence });
    expect(String(error)).not.toContain(KEY);
  });

  test('something throws what is no error at all', async () => {
    const request = () => Promise.reject('broken');
    const error = await failure(listInstances({ request, deadline: new Deadline() }));
    expect(error).toMatchObject({ silence: 'connection' });
  });
});

// test/faults has connections that break or stall, and a MsgFlash that cannot be reached.
describe('a connection without trusted TLS', () => {
  beforeEach(() => nock.restore());
  afterEach(() => nock.activate());

  test('never carries the request', async () => {
    const seen: unknown[] = [];
    const untrusted = await serveSelfSigned((request) => seen.push(request.url));
    const { port } = await serve((request) => seen.push(request.url));
    const silent = await serveRaw((socket) => socket.once('data', () => socket.end()));
    for (const url of [untrusted.url, `https://127.0.0.1:${port}`, `https://127.0.0.1:${silent.port}`]) {
      process.env.MSGFLASH_API_URL = url;
      const error = await failure(sendMessage(await api(), text));
      expect({ url, ...Object(error) }).toMatchObject({ url, silence: 'unreached' });
    }
    expect(seen).toEqual([]);
  });
});

describe('the clock', () => {
  test.each([
    ['no time is left', 0, (a: Api) => listInstances(a)],
    ['a send would leave too little time to look it up', 6_000, (a: Api) => sendMessage(a, text)],
    ['a schedule would, too', 6_000, (a: Api) => scheduleMessage(a, text, '2027-04-03T15:00:00.000Z')],
  ])('makes no request when %s', async (_what, ms, call) => {
    const sent = answering({ body: { data: [] } });
    expect(await failure(call(await api({ ms })))).toMatchObject({ silence: 'unreached' });
    expect(sent).toEqual([]);
  });

  describe('gives up', () => {
    afterEach(() => {
      jest.useRealTimers();
    });

    /** A request that only the clock can end. */
    function endless() {
      const limits: number[] = [];
      const request = (first: unknown): Promise<never> => {
        const { signal, timeout } = z.parse(
          z.object({ signal: z.instanceof(AbortSignal), timeout: z.number() }),
          first,
        );
        limits.push(timeout);
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(Object.assign(new Error('aborted'), { name: 'AbortError' }))),
        );
      };
      return { request, limits };
    }

    test.each([
      ['reading a list after 5 s', 25_000, 5_000, (a: Api) => listInstances(a)],
      ['a new webhook after 15 s', 25_000, 15_000, (a: Api) => createWebhook(a, 'https://hooks.example', [])],
      ['a new contact after 15 s', 25_000, 15_000, (a: Api) => createContact(a, { name: 'Awa' })],
      ['a send after 10 s', 25_000, 10_000, (a: Api) => sendMessage(a, text)],
      ['a schedule after 10 s', 25_000, 10_000, (a: Api) => scheduleMessage(a, text, '2027-04-03T15:00:00.000Z')],
      ['a late send, 6 s before the end', 12_500, 6_500, (a: Api) => sendMessage(a, text)],
      ['reading at the end of the step', 1_200, 1_200, (a: Api) => listInstances(a)],
    ])('%s', async (_what, left, limit, call) => {
      jest.useFakeTimers();
      const { request, limits } = endless();
      const ended = jest.fn();
      const outcome = failure(call({ request, deadline: new Deadline(left) })).finally(ended);
      await jest.advanceTimersByTimeAsync(0);
      expect(limits).toEqual([limit]);
      await jest.advanceTimersByTimeAsync(limit - 1);
      expect(ended).not.toHaveBeenCalled();
      await jest.advanceTimersByTimeAsync(1);
      expect(await outcome).toMatchObject({ silence: 'timeout' });
    });
  });

  test('leaves no timer behind after an answer', async () => {
    const clear = jest.spyOn(globalThis, 'clearTimeout');
    const set = jest.spyOn(globalThis, 'setTimeout');
    answering({ body: { data: [] } });
    await listInstances(await api());
    const ours = set.mock.results.filter((_, index) => set.mock.calls[index]?.[1] === 5_000);
    expect(ours.length).toBeGreaterThan(0);
    const cleared = clear.mock.calls.flat();
    for (const { value } of ours) expect(cleared).toContain(value);
  });
});

describe('the deadline of a run', () => {
  test('is 25 s, of the 30 that the platform gives a step, and falls to nothing and not below', () => {
    jest.useFakeTimers();
    const deadline = new Deadline();
    expect([STEP_MS, deadline.left()]).toEqual([25_000, 25_000]);
    for (const left of [10_000, 0, 0]) {
      jest.advanceTimersByTime(deadline.left() - left + (left === 0 ? 1 : 0));
      expect(deadline.left()).toBe(left);
    }
    jest.useRealTimers();
  });

  test.each([
    ['no more than the part may take', 10_000, 3_000, undefined, 3_000],
    ['no more than there is', 2_000, 3_000, undefined, 2_000],
    ['without what is kept for later', 10_000, undefined, 6_000, 4_000],
    ['the smaller of both', 10_000, 3_000, 8_000, 2_000],
    ['nothing where more is to be kept than there is', 5_000, 3_000, 6_000, 0],
    ['whole milliseconds', 1_000.5, 999.9, 0.2, 999],
  ])('gives %s', (_what, ms, atMost, keep, left) => {
    expect(new Deadline(ms).left(atMost, keep)).toBe(left);
  });
});

describe('the address of MsgFlash', () => {
  const PRODUCTION = 'https://srv.msgflash.com';
  const configure = (url: string | undefined) => Reflect.set(process.env, 'MSGFLASH_API_URL', url ?? '');

  test.each(
    rows(`
                                                   | ${PRODUCTION}
      https://staging.example                      | https://staging.example
      https://u:p@staging.example:8443/api/v1?x=1  | https://staging.example:8443
      HTTPS://STAGING.EXAMPLE                      | https://staging.example
      http://localhost:4010                        | http://localhost:4010
      http://127.0.0.1:4010/                       | http://127.0.0.1:4010
      http://127.1.2.3                             | http://127.1.2.3
      http://[::1]:4010                            | http://[::1]:4010`),
  )('MSGFLASH_API_URL=%s is %s', (url, origin) => {
    configure(url);
    expect(apiOrigin()).toBe(origin);
  });

  test.each([
    // Plain http goes to this machine only, whatever a name looks like.
    ...values(`
      http://srv.msgflash.com | http://192.168.0.1 | http://127.0.0.1.example.com | http://localhost.example.com
      http://localhost@example.com | http://0.0.0.0 | ftp://localhost | file:///etc/passwd | javascript:alert(1)
      srv.msgflash.com | not a url`),
    ' ',
  ])('MSGFLASH_API_URL=%s is refused', (url) => {
    configure(url);
    const sentence = 'MSGFLASH_API_URL must be an https address, or http on this machine.';
    expect(() => apiOrigin()).toThrow(new Error(sentence));
  });

  test.each([
    [true, `${PRODUCTION}/api/v1/me`, `${PRODUCTION}:443/files/1.jpg`, 'HTTPS://SRV.MSGFLASH.COM/x'],
    [
      ...[false, `${PRODUCTION}:8443/api/v1/me`, 'http://srv.msgflash.com/api/v1/me', 'https://msgflash.com/'],
      ...['https://srv.msgflash.com.example.org/', 'https://srv.msgflash.com@example.org/', '/api/v1/me', ''],
      ...['https://example.org/?https://srv.msgflash.com', 'https://example.org#https://srv.msgflash.com', undefined],
    ],
  ])('is %s for %s and others', (is, ...urls) => {
    for (const url of urls) expect({ url, is: isMsgFlash(url as string | undefined) }).toEqual({ url, is });
  });

  test('is what is configured, and then no longer production', () => {
    configure('http://127.0.0.1:4010');
    expect(isMsgFlash('http://127.0.0.1:4010/api/v1/me')).toBe(true);
    expect(isMsgFlash('http://127.0.0.1:4011/api/v1/me')).toBe(false);
    expect(isMsgFlash(`${PRODUCTION}/api/v1/me`)).toBe(false);
  });
});

describe('operations', () => {
  /** An answer with all that any operation needs of it. */
  const everything = { id: 'x', added: 1, messages: [], templates: [], contacts: [], groups: [] };

  // The other requests are tested with the steps that make them.
  test.each(
    rows(`
      getInstance        | "../me?x=1#é"                               | GET /instances/..%2Fme%3Fx%3D1%23%C3%A9
      getInstanceState   | "i/1"                                       | GET /instances/i%2F1/state
      getInstanceHealth  | "i/1"                                       | GET /instances/i%2F1/health
      sendMessage        | {"to":"+33639980042","text":"Été 👋"}       | POST /messages/send | {"to":"+33639980042","text":"Été 👋"}
      listMessages       | {"status":"read","limit":50,"cursor":"a=&b"} | GET /messages?status=read&limit=50&cursor=a%3D%26b
      listMessages       | {"instanceId":"i","limit":20,"cursor":null} | GET /messages?instanceId=i&limit=20
      getMessage         | "msg/1"                                     | GET /messages/msg%2F1
      listTemplates      | 2                                           | GET /templates?page=2&limit=100
      getTemplate        | "tpl 1"                                     | GET /templates/tpl%201
      listContacts       | {"search":"+33 6","cursor":"c"}             | GET /contacts?limit=100&search=%2B33+6&cursor=c
      listContacts       | {"search":""}                               | GET /contacts?limit=100
      getContact         | "cnt/1"                                     | GET /contacts/cnt%2F1
      updateContact      | "c 1", {"tags":[]}                          | PUT /contacts/c%201 | {"tags":[]}
      listGroups         | {"search":"VIP"}                            | GET /contacts/groups?limit=100&search=VIP
      addMembers         | "g/1", ["a","b"]                            | POST /contacts/groups/g%2F1/members | {"contactIds":["a","b"]}
      removeMembers      | "g/1", ["a"]                                | DELETE /contacts/groups/g%2F1/members | {"contactIds":["a"]}
      getCampaign        | "c/1"                                       | GET /campaigns/c%2F1
      getCampaignStats   | "c/1"                                       | GET /campaigns/c%2F1/stats
      pauseCampaign      | "c/1"                                       | POST /campaigns/c%2F1/pause
      resumeCampaign     | "c/1"                                       | POST /campaigns/c%2F1/resume
      getNumberLookup    | "l/1"                                       | GET /number-lookups/l%2F1
      deleteWebhook      | "wh/1"                                      | DELETE /webhooks/wh%2F1`),
  )('%s(%s) is %s', async (name = '', args = '', request = '', body = '') => {
    const sent = answering({ body: { data: everything } });
    const call: unknown = Reflect.get(ops, name);
    if (typeof call === 'function') await call(await api(), ...JSON.parse(`[${args}]`));
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([request.replace(' ', ' /api/v1')]);
    expect(sent[0]?.headers['content-type']).toBe(body ? 'application/json; charset=utf-8' : undefined);
    expect(sent[0]?.body).toBe(body);
  });

  test('deleting asks nothing of the answer but that MsgFlash gave it', async () => {
    const answers = [{ data: { deleted: true } }, { data: {} }, {}, 'null'].map((body) => ({ body }));
    for (const reply of [...answers, { status: 204, body: '' }]) {
      forgetAnswers();
      answering(reply);
      await expect(ops.deleteWebhook(await api(), 'wh_1')).resolves.toBeUndefined();
    }
    forgetAnswers();
    answering({ body: '<html>Sign in</html>' });
    await expect(ops.deleteWebhook(await api(), 'wh_1')).rejects.toMatchObject({ silence: 'unreadable' });
  });
});
