import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import nock from 'nock';
import * as z from 'zod/mini';
import { Deadline } from '../../../lib/msgflash/deadline.ts';
import { NoAnswer, Refusal } from '../../../lib/msgflash/failures.ts';
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
import { type Api, send, USER_AGENT } from '../../../lib/msgflash/transport.ts';
import pkg from '../../../package.json' with { type: 'json' };
import { answering, api, failure, KEY, ORIGIN, platform, TEAM_ID, TEAM_KEY } from '../run/platform.ts';
import { closedPort, serve, serveRaw, serveSelfSigned, stopServers } from './server.ts';

jest.setTimeout(60_000);

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

  test('names the team with a team key', async () => {
    const sent = answering({ body: { data: [] } });
    await listInstances(await api({ authData: { api_key: TEAM_KEY, team_id: TEAM_ID } }));
    expect(sent[0]?.headers).toMatchObject({ 'x-api-key': TEAM_KEY, 'x-team-id': TEAM_ID });
  });

  test('names no team with a personal key, even where one was filled in', async () => {
    const sent = answering({ body: { data: [] } });
    await listInstances(await api({ authData: { api_key: ` ${KEY}\n`, team_id: TEAM_ID } }));
    expect(sent[0]?.headers['x-api-key']).toBe(KEY);
    expect(sent[0]?.headers).not.toHaveProperty('x-team-id');
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

  test.each([
    ['{{bundle.authData.api_key}}'],
    ['{{process.env.HOME}}'],
    ['Hi {{name}}, {{ }} and {{{x}}}'],
    ['{{bundle.inputData.text'],
  ])('text with curly braces goes out untouched: %s', async (written) => {
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
  interface Row {
    what: string;
    status: number;
    body?: unknown;
    headers?: Record<string, string>;
    refusal: Partial<Pick<Refusal, 'code' | 'reason' | 'fields' | 'retryAfter'>>;
  }
  const coded = (code: string, message: string, details?: unknown) => ({ error: { code, message, details } });
  const rows: Row[] = [
    {
      what: 'with code and sentence',
      status: 404,
      body: coded('NOT_FOUND', 'Message not found'),
      refusal: { code: 'NOT_FOUND', reason: 'Message not found' },
    },
    {
      what: 'with details by field, path, param, nested path; others are ignored',
      status: 400,
      body: coded('VALIDATION_ERROR', 'Invalid request data', [
        { field: 'to' },
        { path: ['buttons', 0, 'url'] },
        { path: 'recipients.value' },
        { param: 'text', message: 'Required' },
        { message: 'no field' },
        { field: 7 },
        { path: [] },
        'text',
        null,
      ]),
      refusal: {
        code: 'VALIDATION_ERROR',
        reason: 'Invalid request data',
        fields: ['to', 'buttons', 'recipients', 'text'],
      },
    },
    {
      what: 'with details that are no list',
      status: 400,
      body: coded('VALIDATION_ERROR', 'Bad', { field: 'to' }),
      refusal: { code: 'VALIDATION_ERROR', reason: 'Bad' },
    },
    {
      what: 'with odd types in it',
      status: 409,
      body: { error: { code: 409, message: ['x'], details: 'x' } },
      refusal: {},
    },
    { what: 'with an error that is text', status: 403, body: { error: 'Forbidden' }, refusal: {} },
    { what: 'in HTML', status: 403, body: '<html><h1>Forbidden</h1></html>', refusal: {} },
    { what: 'without a body', status: 401, body: '', refusal: {} },
    { what: 'with null', status: 422, body: 'null', refusal: {} },
    {
      what: '429 with Retry-After in seconds',
      status: 429,
      body: coded('API_RATE_LIMIT_EXCEEDED', 'Too many API requests'),
      headers: { 'retry-after': '7' },
      refusal: { code: 'API_RATE_LIMIT_EXCEEDED', reason: 'Too many API requests', retryAfter: 7 },
    },
    { what: '429 with Retry-After 0', status: 429, headers: { 'retry-after': '0' }, refusal: { retryAfter: 0 } },
    {
      what: '429 with Retry-After as a date',
      status: 429,
      headers: { 'retry-after': 'Wed, 01 Apr 2026 10:01:30 GMT' },
      refusal: { retryAfter: 90 },
    },
    {
      what: '429 with a date gone by',
      status: 429,
      headers: { 'retry-after': 'Wed, 01 Apr 2020 10:00:00 GMT' },
      refusal: {},
    },
    { what: '429 with Retry-After nonsense', status: 429, headers: { 'retry-after': 'soon' }, refusal: {} },
    { what: '429 with Retry-After below nothing', status: 429, headers: { 'retry-after': '-5' }, refusal: {} },
    { what: '429 with an endless Retry-After', status: 429, headers: { 'retry-after': '99999999999' }, refusal: {} },
  ];

  test.each(rows)('$status $what', async ({ status, body = {}, headers = {}, refusal }) => {
    jest.spyOn(Date, 'now').mockReturnValue(now);
    const sent = answering({ status, body, headers });
    const error = await failure(listInstances(await api()));
    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ status, code: '', reason: '', fields: [], retryAfter: null, ...refusal });
    expect(sent).toHaveLength(1);
  });
});

describe('no usable answer', () => {
  const good = { data: [{ id: 'i' }] };
  test.each([
    {
      what: '500 with a code',
      reply: { status: 500, body: { error: { code: 'INTERNAL_ERROR' } } },
      is: ['server', 'INTERNAL_ERROR'],
    },
    {
      what: '502 with a code',
      reply: { status: 502, body: { error: { code: 'PROVIDER_TIMEOUT' } } },
      is: ['server', 'PROVIDER_TIMEOUT'],
    },
    { what: '502 in HTML', reply: { status: 502, body: '<html>Bad gateway</html>' }, is: ['server', ''] },
    { what: '503 with good data', reply: { status: 503, body: good }, is: ['server', ''] },
    { what: '408', reply: { status: 408, body: '' }, is: ['server', ''] },
    {
      what: '301 elsewhere',
      reply: { status: 301, body: '', headers: { location: `${ELSEWHERE}/a` } },
      is: ['redirect', ''],
    },
    {
      what: '302 on the same origin',
      reply: { status: 302, body: '', headers: { location: `${ORIGIN}/b` } },
      is: ['redirect', ''],
    },
    {
      what: '307 elsewhere',
      reply: { status: 307, body: '', headers: { location: `${ELSEWHERE}/a` } },
      is: ['redirect', ''],
    },
    { what: '304', reply: { status: 304, body: '' }, is: ['redirect', ''] },
    { what: '200 in HTML', reply: { body: '<html>Sign in</html>' }, is: ['unreadable', ''] },
    { what: '200 with JSON cut off', reply: { body: '{"data":[{"id":"i"' }, is: ['unreadable', ''] },
    { what: '200 with null', reply: { body: 'null' }, is: ['unreadable', ''] },
    { what: '200 with data null', reply: { body: { data: null } }, is: ['unreadable', ''] },
    { what: '200 without a body', reply: { body: '' }, is: ['unreadable', ''] },
    { what: '200 with a number', reply: { body: '7' }, is: ['unreadable', ''] },
    { what: '200 with an item without an id', reply: { body: { data: [{ name: 'x' }] } }, is: ['unreadable', ''] },
    { what: '200 with an id that is a number', reply: { body: { data: [{ id: 7 }] } }, is: ['unreadable', ''] },
    { what: '200 with an error in it', reply: { body: { error: { code: 'X' } } }, is: ['unreadable', ''] },
    { what: '204', reply: { status: 204, body: '' }, is: ['unreadable', ''] },
    {
      what: 'more than 4 MB',
      reply: { body: { data: [{ id: 'i', name: 'x'.repeat(4_000_001) }] } },
      is: ['unreadable', ''],
    },
  ])('$what', async ({ reply, is: [silence, code] }) => {
    const sent = answering(reply);
    const stranger = answering({ body: good }, ELSEWHERE);
    const error = await failure(listInstances(await api()));
    expect(error).toBeInstanceOf(NoAnswer);
    expect(error).toMatchObject({ silence, code });
    expect(sent).toHaveLength(1);
    expect(stranger).toEqual([]);
  });

  test('an answer of nearly 4 MB is read', async () => {
    answering({ body: { data: [{ id: 'i', name: 'x'.repeat(3_900_000) }] } });
    expect(await listInstances(await api())).toMatchObject([{ id: 'i' }]);
  });

  test('a redirect of a sending is not followed, and neither message nor key is handed on', async () => {
    const sent = answering({ status: 308, body: '', headers: { location: `${ELSEWHERE}/api/v1/messages/send` } });
    const stranger = answering({ status: 201, body: { data: { id: 'm' } } }, ELSEWHERE);
    expect(await failure(sendMessage(await api(), text))).toMatchObject({ silence: 'redirect' });
    expect(sent).toHaveLength(1);
    expect(stranger).toEqual([]);
  });

  test.each([
    ['ECONNREFUSED', 'unreached'],
    ['ENOTFOUND', 'unreached'],
    ['EAI_AGAIN', 'unreached'],
    ['EHOSTUNREACH', 'unreached'],
    ['ENETUNREACH', 'unreached'],
    ['ECONNRESET', 'connection'],
    ['EPIPE', 'connection'],
    ['ETIMEDOUT', 'connection'],
    ['CERT_HAS_EXPIRED', 'unreached'],
    ['CERT_NOT_YET_VALID', 'unreached'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unreached'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'unreached'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unreached'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unreached'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'unreached'],
    ['ERR_TLS_HANDSHAKE_TIMEOUT', 'unreached'],
    ['EPROTO', 'unreached'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'unreached'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'unreached'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'unreached'],
    // These come from a connection that stood: the request may have gone over it.
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'connection'],
    ['ERR_SSL_UNEXPECTED_EOF_WHILE_READING', 'connection'],
    ['ERR_SSL_APPLICATION_DATA_AFTER_CLOSE_NOTIFY', 'connection'],
    ['ERR_STREAM_PREMATURE_CLOSE', 'connection'],
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
    expect(await failure(listInstances({ request, deadline: new Deadline() }))).toMatchObject({
      silence: 'connection',
    });
  });
});

describe('a real connection', () => {
  beforeEach(() => nock.restore());
  afterEach(() => nock.activate());

  test('nobody listens', async () => {
    process.env.MSGFLASH_API_URL = `http://127.0.0.1:${await closedPort()}`;
    expect(await failure(sendMessage(await api(), text))).toMatchObject({ silence: 'unreached' });
  });

  test('a certificate that nobody trusts: the request never gets there', async () => {
    const seen: unknown[] = [];
    const { url } = await serveSelfSigned((request, response) => {
      seen.push(request.url);
      response.end();
    });
    process.env.MSGFLASH_API_URL = url;
    expect(await failure(sendMessage(await api(), text))).toMatchObject({ silence: 'unreached' });
    expect(seen).toEqual([]);
  });

  test('a server without TLS where TLS is expected: the request never gets there', async () => {
    const seen: unknown[] = [];
    const { port } = await serve((request) => seen.push(request.url));
    process.env.MSGFLASH_API_URL = `https://127.0.0.1:${port}`;
    expect(await failure(sendMessage(await api(), text))).toMatchObject({ silence: 'unreached' });
    expect(seen).toEqual([]);
  });

  test('the connection ends within the handshake: the request never gets there', async () => {
    const { port } = await serveRaw((socket) => socket.once('data', () => socket.end()));
    process.env.MSGFLASH_API_URL = `https://127.0.0.1:${port}`;
    expect(await failure(sendMessage(await api(), text))).toMatchObject({ silence: 'unreached' });
  });

  test('the connection breaks before an answer', async () => {
    const { url } = await serve((request) => request.socket.destroy());
    process.env.MSGFLASH_API_URL = url;
    expect(await failure(sendMessage(await api(), text))).toMatchObject({ silence: 'connection' });
  });

  test('the connection breaks within the answer, which the HTTP client does not notice by itself', async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"data":{"id":"m"', () => request.socket.destroy());
    });
    process.env.MSGFLASH_API_URL = url;
    expect(await failure(listInstances(await api({ ms: 200 })))).toMatchObject({ silence: 'timeout' });
  });

  test('nothing comes back', async () => {
    const { url } = await serve(() => undefined);
    process.env.MSGFLASH_API_URL = url;
    expect(await failure(listInstances(await api({ ms: 200 })))).toMatchObject({ silence: 'timeout' });
  });

  test('an answer shorter than it says, on a connection that stays open', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"data":[]}');
    });
    process.env.MSGFLASH_API_URL = url;
    expect(await failure(listInstances(await api({ ms: 200 })))).toMatchObject({ silence: 'timeout' });
  });
});

describe('the clock', () => {
  test.each([
    ['no time is left', 0, (a: Api) => listInstances(a)],
    ['a sending would leave too little to find out what became of it', 6_000, (a: Api) => sendMessage(a, text)],
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
      ['a reading after 5 s', 25_000, 5_000, (a: Api) => listInstances(a)],
      ['a page of messages after 5 s', 25_000, 5_000, (a: Api) => listMessages(a, { limit: 50 })],
      ['one message after 5 s', 25_000, 5_000, (a: Api) => getMessage(a, 'm')],
      ['a page of templates after 5 s', 25_000, 5_000, (a: Api) => listTemplates(a, 1)],
      ['a new webhook after 15 s', 25_000, 15_000, (a: Api) => createWebhook(a, 'https://hooks.example', [])],
      ['a new contact after 15 s', 25_000, 15_000, (a: Api) => createContact(a, { name: 'Awa' })],
      ['a sending after 10 s', 25_000, 10_000, (a: Api) => sendMessage(a, text)],
      ['a schedule after 10 s', 25_000, 10_000, (a: Api) => scheduleMessage(a, text, '2027-04-03T15:00:00.000Z')],
      ['a sending in a late hour, 6 s before the end', 12_500, 6_500, (a: Api) => sendMessage(a, text)],
      ['a reading at the end of the step', 1_200, 1_200, (a: Api) => listInstances(a)],
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

test('the agent names the connector and its version', () => {
  expect(USER_AGENT).toBe(`MsgFlash-Zapier/${pkg.version}`);
});
