import type { RequestListener } from 'node:http';
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import nock from 'nock';
import * as z from 'zod/mini';
import { Deadline, STEP_MS } from '../../../lib/msgflash/deadline.ts';
import { NoAnswer, Refusal } from '../../../lib/msgflash/failures.ts';
import * as ops from '../../../lib/msgflash/operations.ts';
import {
  createContact,
  createWebhook,
  getMessage,
  listInstances,
  listMessages,
  listTemplates,
  type Outgoing,
  scheduleMessage,
  sendMessage,
} from '../../../lib/msgflash/operations.ts';
import { apiOrigin, isMsgFlash } from '../../../lib/msgflash/origin.ts';
import { type Api, send } from '../../../lib/msgflash/transport.ts';
import pkg from '../../../package.json' with { type: 'json' };
import { record, rows, values } from '../rows.ts';
import {
  answering,
  api,
  failure,
  forgetAnswers,
  KEY,
  ORIGIN,
  platform,
  type Reply,
  TEAM_ID,
  TEAM_KEY,
} from '../run/platform.ts';
import { closedPort, serve, serveRaw, serveSelfSigned, stopServers } from './server.ts';

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

  test('of a writing: JSON as we serialised it, byte for byte', async () => {
    const seen: { body: string; type: string | undefined; length: string | undefined }[] = [];
    const { url } = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const { 'content-type': type, 'content-length': length } = request.headers;
      seen.push({ body: Buffer.concat(chunks).toString('utf8'), type, length });
      response.writeHead(201, { 'content-type': 'application/json' }).end('{"data":{"id":"m"}}');
    });
    process.env.MSGFLASH_API_URL = url;
    await sendMessage(await api(), { ...text, text: 'Été 👋 \n "ok"' });
    const body = '{"instanceId":"i","to":"+33639980042","type":"text","text":"Été 👋 \\n \\"ok\\""}';
    expect(seen).toEqual([
      { body, type: 'application/json; charset=utf-8', length: String(Buffer.byteLength(body, 'utf8')) },
    ]);
  });

  test('names the team with a team key, and none with a personal key, even where one was filled in', async () => {
    const sent = answering({ body: { data: [] } });
    await listInstances(await api({ authData: { api_key: TEAM_KEY, team_id: TEAM_ID } }));
    await listInstances(await api({ authData: { api_key: ` ${KEY}\n`, team_id: TEAM_ID } }));
    expect(sent[0]?.headers).toMatchObject({ 'x-api-key': TEAM_KEY, 'x-team-id': TEAM_ID });
    expect(sent[1]?.headers['x-api-key']).toBe(KEY);
    expect(sent[1]?.headers).not.toHaveProperty('x-team-id');
  });

  test('the key goes to no other origin, and other requests keep their own headers', async () => {
    const sent = answering({ body: {} }, ELSEWHERE);
    const { request } = await platform();
    await request({ url: `${ELSEWHERE}/file`, headers: { accept: 'image/png' } });
    await request({ url: `${ELSEWHERE}/https://srv.msgflash.com/api/v1/instances` });
    expect(sent).toHaveLength(2);
    expect(sent[0]?.headers.accept).toBe('image/png');
    for (const { headers } of sent) {
      expect(headers).not.toHaveProperty('x-api-key');
      expect(JSON.stringify(headers)).not.toContain(KEY);
    }
  });

  test.each(
    values(
      '{{bundle.authData.api_key}} | {{process.env.HOME}} | Hi {{name}}, {{ }} and {{{x}}} | {{bundle.inputData.text',
    ),
  )('text with curly braces goes out untouched: %s', async (written) => {
    const sent = answering({ status: 201, body: { data: { id: 'm' } } });
    await sendMessage(await api(), { ...text, text: written });
    expect(sent[0]?.body).toBe(JSON.stringify({ ...text, text: written }));
  });

  test('leaves out of the query what has no value', async () => {
    const sent = answering({});
    const query = { a: null, b: undefined, c: '', d: 0, e: 'é&=' };
    await send(await api(), { method: 'GET', path: '/x', query, answer: () => z.unknown() });
    expect(sent[0]?.path).toBe('/api/v1/x?d=0&e=%C3%A9%26%3D');
  });

  test('goes where MSGFLASH_API_URL says, key included', async () => {
    process.env.MSGFLASH_API_URL = 'https://staging.example/ignored?x=1';
    const sent = answering({ body: { data: [] } }, 'https://staging.example');
    await listInstances(await api());
    expect(sent).toMatchObject([{ path: '/api/v1/instances', headers: { 'x-api-key': KEY } }]);
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

describe('a real connection', () => {
  beforeEach(() => nock.restore());
  afterEach(() => nock.activate());

  /** How a call to a server fails. */
  const fail = async (url: string, ms?: number) => {
    process.env.MSGFLASH_API_URL = url;
    return failure(sendMessage(await api(ms === undefined ? {} : { ms }), text));
  };

  test('a closed port, a certificate that is not trusted, no TLS at all: the request never gets there', async () => {
    const seen: unknown[] = [];
    const untrusted = await serveSelfSigned((request) => seen.push(request.url));
    const { port } = await serve((request) => seen.push(request.url));
    const silent = await serveRaw((socket) => socket.once('data', () => socket.end()));
    for (const url of [untrusted.url, `https://127.0.0.1:${port}`, `https://127.0.0.1:${silent.port}`]) {
      expect({ url, ...Object(await fail(url)) }).toMatchObject({ url, silence: 'unreached' });
    }
    expect(await fail(`http://127.0.0.1:${await closedPort()}`)).toMatchObject({ silence: 'unreached' });
    expect(seen).toEqual([]);
  });

  test('an answer that breaks off, never comes, or stops short', async () => {
    const head = { 'content-type': 'application/json', 'content-length': '1000' };
    const servers: [NoAnswer['silence'], RequestListener][] = [
      ['connection', (request) => request.socket.destroy()],
      ['timeout', () => undefined],
      ['timeout', (_request, response) => response.writeHead(200, head).write('{"data":[]}')],
      // The HTTP client does not notice by itself that the connection broke.
      ['timeout', ({ socket }, response) => response.writeHead(201, head).write('{"data":', () => socket.destroy())],
    ];
    for (const [silence, listener] of servers) {
      const { url } = await serve(listener);
      // 6 s of it are kept for looking the message up.
      expect(await fail(url, 6_200)).toMatchObject({ silence });
    }
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
      ['a page of messages after 5 s', 25_000, 5_000, (a: Api) => listMessages(a, { limit: 50 })],
      ['one message after 5 s', 25_000, 5_000, (a: Api) => getMessage(a, 'm')],
      ['a page of templates after 5 s', 25_000, 5_000, (a: Api) => listTemplates(a, 1)],
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
    ['all of it', 10_000, undefined, undefined, 10_000],
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
  let api: Api;
  beforeAll(async () => {
    const { request } = await platform();
    api = { request, deadline: new Deadline(600_000) };
  });

  const instanceId = '7c0e5a52-54bb-4b0c-9e7e-0f0a3f0c1a01';
  const to = '+33639980042';
  const text = { instanceId, to, type: 'text', text: 'Bonjour Awa' } as const;

  /** An answer with all that any operation needs of it. */
  const lists = { instances: [], messages: [], templates: [], contacts: [], groups: [], webhooks: [] };
  const everything = { id: 'x', secret: 'not-a-real-secret', added: 1, usage: { apiRequestsCount: 1 }, ...lists };

  /** Each operation, what it is called with, its request, and the body of that. */
  const calls = rows(`
    getAccount         |                                                  | GET /me
    listInstances      |                                                  | GET /instances
    getInstance        | "i"                                              | GET /instances/i
    getInstance        | "../me?x=1#é"                                    | GET /instances/..%2Fme%3Fx%3D1%23%C3%A9
    getInstanceState   | "i"                                              | GET /instances/i/state
    getInstanceHealth  | "i"                                              | GET /instances/i/health
    sendMessage        | {"to":"+33639980042","type":"text","text":"Hi"}  | POST /messages/send | {"to":"+33639980042","type":"text","text":"Hi"}
    sendMessage        | {"templateId":"t","variables":{"code":"X"}}      | POST /messages/send | {"templateId":"t","variables":{"code":"X"}}
    scheduleMessage    | {"text":"Hi"}, "2027-04-03T15:00:00Z"            | POST /messages/schedule | {"text":"Hi","scheduledAt":"2027-04-03T15:00:00Z"}
    listMessages       | {"status":"read","limit":50,"cursor":"a=&b"}     | GET /messages?status=read&limit=50&cursor=a%3D%26b
    listMessages       | {"instanceId":"i","limit":20,"cursor":null}      | GET /messages?instanceId=i&limit=20
    getMessage         | "msg/1"                                          | GET /messages/msg%2F1
    listTemplates      | 2                                                | GET /templates?page=2&limit=100
    getTemplate        | "tpl 1"                                          | GET /templates/tpl%201
    listContacts       | {"search":"+33 6","cursor":"c"}                  | GET /contacts?limit=100&search=%2B33+6&cursor=c
    listContacts       | {"search":""}                                    | GET /contacts?limit=100
    getContact         | "cnt/1"                                          | GET /contacts/cnt%2F1
    createContact      | {"name":"Awa","meta":{"city":"Lyon"}}            | POST /contacts | {"name":"Awa","meta":{"city":"Lyon"}}
    updateContact      | "c 1", {"tags":[]}                               | PUT /contacts/c%201 | {"tags":[]}
    listGroups         | {"search":"VIP"}                                 | GET /contacts/groups?limit=100&search=VIP
    createGroup        | {"name":"VIP"}                                   | POST /contacts/groups | {"name":"VIP"}
    addMembers         | "g/1", ["a","b"]                                 | POST /contacts/groups/g%2F1/members | {"contactIds":["a","b"]}
    removeMembers      | "g/1", ["a"]                                     | DELETE /contacts/groups/g%2F1/members | {"contactIds":["a"]}
    createCampaign     | {"name":"News","recipients":{"type":"all"}}      | POST /campaigns | {"name":"News","recipients":{"type":"all"}}
    getCampaign        | "c/1"                                            | GET /campaigns/c%2F1
    getCampaignStats   | "c/1"                                            | GET /campaigns/c%2F1/stats
    pauseCampaign      | "c/1"                                            | POST /campaigns/c%2F1/pause
    resumeCampaign     | "c/1"                                            | POST /campaigns/c%2F1/resume
    getUsage           |                                                  | GET /billing/usage
    getNumberLookup    | "l/1"                                            | GET /number-lookups/l%2F1
    createNumberLookup | "i", ["+33639980042"]                            | POST /number-lookups | {"instanceId":"i","numbers":["+33639980042"]}
    listWebhooks       |                                                  | GET /webhooks
    createWebhook      | "https://a.example", ["message.read"]            | POST /webhooks | {"url":"https://a.example","events":["message.read"]}
    deleteWebhook      | "wh/1"                                           | DELETE /webhooks/wh%2F1`);

  test('each has a row', () => {
    expect([...new Set(calls.map(([name]) => name))].sort()).toEqual(Object.keys(ops).sort());
  });

  test.each(calls)('%s(%s) is %s', async (name = '', args = '', request = '', body = '') => {
    const sent = answering({ body: { data: everything } });
    const call: unknown = Reflect.get(ops, name);
    if (typeof call === 'function') await call(api, ...JSON.parse(`[${args}]`));
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([request.replace(' ', ' /api/v1')]);
    expect(sent[0]?.headers['x-api-key']).toBe(KEY);
    expect(sent[0]?.headers['content-type']).toBe(body ? 'application/json; charset=utf-8' : undefined);
    expect(sent[0]?.body).toBe(body);
  });

  const fullMessage = {
    ...record(`
    id: msg_1 | instanceId: ${instanceId} | contactId: null | campaignId: null | direction: outbound | type: text
    from: null | body: Bonjour | mediaUrl: null | status: queued | error: null | providerMessageId: null
    createdAt: 2026-04-01T10:00:00.000Z | updatedAt: 2026-04-01T10:00:00.000Z`),
    ...{ to, warnings: ['This instance is still in the warmup phase.'] },
    safety: { decision: 'warn', riskLevel: 'medium', score: 56 },
    meta: { templateId: 'tpl_1', workerSafety: { decision: 'allow', riskLevel: 'low', score: 72 } },
  };

  describe('answers', () => {
    test('a message loses the keys nobody reads, at every depth', async () => {
      const { safety, meta } = fullMessage;
      const workerSafety = { ...meta.workerSafety, state: 'stable' };
      const more = {
        safety: { ...safety, reasons: ['…'] },
        meta: { ...meta, providerResult: { jid: 'x' }, workerSafety },
      };
      answering({ status: 201, body: { data: { ...fullMessage, userId: 'user_1', ...more } } });
      expect(await ops.sendMessage(api, text)).toEqual(fullMessage);
    });

    test('an odd optional value is left out, or read as text, and takes nothing else along', async () => {
      const odd = { body: 7, warnings: 'careful', safety: [], meta: 'none', error: { code: 1 } };
      answering({ body: { data: { ...fullMessage, ...odd } } });
      // A code alone is better than no reason.
      const read = { body: null, warnings: null, safety: null, meta: null, error: '1' };
      expect(await ops.getMessage(api, 'msg_1')).toEqual({ ...fullMessage, ...read });
    });

    test.each([
      ['Wed, 01 Apr 2026 10:00:05 GMT', Date.UTC(2026, 3, 1, 10, 0, 5)],
      ['yesterday', null],
      ['', null],
    ])('the clock of the server comes with a page of messages: %j is %j', async (date, time) => {
      answering({ body: { data: { messages: [] } }, headers: { date } });
      expect((await ops.listMessages(api, { limit: 1 })).serverTime).toBe(time);
    });

    test('deleting asks nothing of the answer but that MsgFlash gave it', async () => {
      const answers = [{ data: { deleted: true } }, { data: {} }, {}, 'null'].map((body) => ({ body }));
      for (const reply of [...answers, { status: 204, body: '' }]) {
        forgetAnswers();
        answering(reply);
        await expect(ops.deleteWebhook(api, 'wh_1')).resolves.toBeUndefined();
      }
      forgetAnswers();
      answering({ body: '<html>Sign in</html>' });
      await expect(ops.deleteWebhook(api, 'wh_1')).rejects.toMatchObject({ silence: 'unreadable' });
    });
  });
});
