import { describe, expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import type { FaultKind } from '../../../dev/msgflash/faults.ts';
import { FAULT_KINDS } from '../../../dev/msgflash/faults.ts';
import type { Api } from './start.ts';
import { START, start } from './start.ts';

const OPERATION = 'POST /messages/send';
const headers = { 'x-api-key': demo.key, 'content-type': 'application/json' };
const body = JSON.stringify({
  instanceId: demo.instances.mainStore,
  to: demo.numbers.stranger,
  type: 'text',
  text: 'Hello',
});

type Raw = { status: number; text: string; headers: Headers } | 'lost' | 'cut' | 'hangs';

/**
 * The raw answer, or `lost` when none came, or `cut` when it broke off. Where it is said to hang, patience ends when the
 * server has had the request and has answered another one in full since.
 */
async function raw(api: Api, isHanging = false): Promise<Raw> {
  const patience = new AbortController();
  const answer = read(api, patience.signal);
  if (isHanging) {
    while (api.control.requests.all().length === 0) await new Promise((resolve) => setImmediate(resolve));
    await api.call('GET /instances');
    patience.abort();
  }
  return answer;
}

async function read(api: Api, signal: AbortSignal): Promise<Raw> {
  let response: Response;
  try {
    response = await fetch(`${api.url}/api/v1/messages/send`, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal,
    });
  } catch {
    return signal.aborted ? 'hangs' : 'lost';
  }
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

const expected: Record<FaultKind, { accepted: boolean; isHanging?: true; check: (answer: Raw) => void }> = {
  reset_before_accepting: { accepted: false, check: (answer) => expect(answer).toBe('lost') },
  reset_after_accepting: { accepted: true, check: (answer) => expect(answer).toBe('lost') },
  reset_mid_answer: { accepted: true, check: (answer) => expect(answer).toBe('cut') },
  no_answer: { accepted: false, isHanging: true, check: (answer) => expect(answer).toBe('hangs') },
  no_answer_after_accepting: { accepted: true, isHanging: true, check: (answer) => expect(answer).toBe('hangs') },
  slow_answer: { accepted: true, isHanging: true, check: (answer) => expect(answer).toBe('hangs') },
  truncated_body: { accepted: true, isHanging: true, check: (answer) => expect(answer).toBe('hangs') },
  error: { accepted: false, check: json(500, { error: { code: 'INTERNAL_ERROR', message: expect.any(String) } }) },
  html_503: { accepted: false, check: text(503, (html) => expect(html).toMatch(/^<!doctype html>/)) },
  html_200: { accepted: true, check: text(200, (html) => expect(html).toMatch(/^<!doctype html>/)) },
  truncated_json: {
    accepted: true,
    check: text(201, (half) => {
      expect(half).toMatch(/^\{"data":\{"id"/);
      expect(isJson(half)).toBe(false);
    }),
  },
  json_null: { accepted: true, check: text(201, (all) => expect(all).toBe('null')) },
  wrong_types: {
    accepted: true,
    check: json(201, { data: { id: expect.any(Number), safety: { score: 'about 92' }, warnings: 'none' } }),
  },
  missing_optional: {
    accepted: true,
    check: text(201, (all) =>
      expect(Object.keys(JSON.parse(all).data).sort()).toEqual(['body', 'id', 'instanceId', 'status', 'to', 'type']),
    ),
  },
  extra_fields: {
    accepted: true,
    check: json(201, { addedEmpty: null, data: { status: 'queued', addedLater: { deeply: ['new'] } } }),
  },
  nested_envelope: { accepted: true, check: json(201, { data: { data: { status: 'queued' } } }) },
  huge_body: {
    accepted: true,
    check: text(201, (all) => {
      expect(all.length).toBeGreaterThan(10 * 1024 * 1024);
      expect(JSON.parse(all)).toMatchObject({ data: { status: 'queued' } });
    }),
  },
  redirect_other_origin: { accepted: false, check: redirect(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/messages\/send$/) },
  redirect_loop: { accepted: false, check: redirect(/^\/loop\/a$/) },
  clock_skew: {
    accepted: true,
    check: (answer) => {
      if (typeof answer === 'string') throw new Error(answer);
      expect(answer.status).toBe(201);
      expect(answer.headers.get('date')).toBe(new Date(START.getTime() + 3_600_000).toUTCString());
    },
  },
};

function text(status: number, check: (text: string) => void) {
  return (answer: Raw) => {
    if (typeof answer === 'string') throw new Error(answer);
    expect(answer.status).toBe(status);
    check(answer.text);
  };
}

function json(status: number, shape: object) {
  return text(status, (all) => expect(JSON.parse(all)).toMatchObject(shape));
}

function redirect(location: RegExp) {
  return (answer: Raw) => {
    if (typeof answer === 'string') throw new Error(answer);
    expect(answer.status).toBe(307);
    expect(answer.headers.get('location')).toMatch(location);
  };
}

describe('a fault', () => {
  test.each(FAULT_KINDS)('%s befalls one call and no more', async (kind) => {
    const api = await start();
    const { accepted, isHanging, check } = expected[kind];
    api.control.fault({ operation: OPERATION, kind });
    check(await raw(api, isHanging));
    expect(api.control.ledger()).toHaveLength(accepted ? 1 : 0);
    expect(api.control.requests.all()[0]).toMatchObject({
      operation: OPERATION,
      fault: kind,
      status: accepted ? 201 : null,
      body: { text: 'Hello' },
    });
    expect(api.control.faults()).toEqual([]);
    expect(await raw(api)).toMatchObject({ status: 201 });
  });

  test.each([
    ['error', true, 1],
    ['html_503', true, 1],
    ['html_200', false, 0],
    ['truncated_json', false, 0],
  ] as const)('%s with accepted: %s', async (kind, accepted, count) => {
    const api = await start();
    api.control.fault({ operation: OPERATION, kind, accepted });
    await raw(api);
    expect(api.control.ledger()).toHaveLength(count);
  });

  test('an error has the status, code, message and Retry-After it was given', async () => {
    const api = await start();
    api.control.fault({
      operation: '*',
      kind: 'error',
      status: 429,
      code: 'API_RATE_LIMIT_EXCEEDED',
      message: 'Slow down',
      retryAfter: 7,
    });
    const answer = await raw(api);
    if (typeof answer === 'string') throw new Error(answer);
    expect([answer.status, answer.headers.get('retry-after'), JSON.parse(answer.text).error]).toEqual([
      429,
      '7',
      { code: 'API_RATE_LIMIT_EXCEEDED', message: 'Slow down', details: [] },
    ]);
  });

  test('a slow answer comes after all', async () => {
    const api = await start();
    api.control.fault({ operation: OPERATION, kind: 'slow_answer', delayMs: 20 });
    expect(await raw(api)).toMatchObject({ status: 201 });
  });

  test('befalls only its operation, as often as it was told, and not before its turn', async () => {
    const api = await start();
    api.control.fault({ operation: 'GET /messages/{id}', kind: 'json_null', times: 'always' });
    api.control.fault({ operation: OPERATION, kind: 'html_503', times: 2, skip: 1 });
    const answers = [];
    for (let index = 0; index < 4; index++) answers.push(await raw(api));
    expect(answers.map((answer) => typeof answer === 'object' && answer.status)).toEqual([201, 503, 503, 201]);
    const id = api.control.ledger()[0]?.messageId;
    for (let index = 0; index < 3; index++) {
      expect((await api.call(`GET /messages/${id}`)).body).toBeNull();
    }
    api.control.clearFaults();
    expect((await api.call(`GET /messages/${id}`)).body.data.id).toBe(id);
  });

  test('befalls one API key and no other, and is taken back for it alone', async () => {
    const api = await start();
    api.control.fault({ operation: '*', kind: 'html_503', times: 'always', key: demo.key });
    api.control.fault({ operation: '*', kind: 'json_null', times: 'always', key: demo.otherKey });
    const status = async (key: string) =>
      (await fetch(`${api.url}/api/v1/instances`, { headers: { 'x-api-key': key } })).status;
    expect([await status(demo.key), await status(demo.otherKey)]).toEqual([503, 200]);
    api.control.clearFaults({ key: demo.key });
    expect(await status(demo.key)).toBe(200);
    expect(api.control.faults()).toMatchObject([{ key: demo.otherKey }]);
  });

  test.each([
    ['POST /messages/send', { ...JSON.parse(body), text: 'marked' }, 'GET /messages'],
    [
      'POST /messages/schedule',
      { ...JSON.parse(body), text: 'marked', scheduledAt: '2031-01-01T10:00:00Z' },
      'GET /messages',
    ],
    ['POST /webhooks', { url: 'https://hooks.example.com/marked', events: ['message.received'] }, 'GET /webhooks'],
    ['POST /contacts', { name: 'marked', phone: '+33639980077' }, 'GET /contacts'],
    ['POST /contacts/groups', { name: 'marked' }, 'GET /contacts/groups'],
    [
      'POST /campaigns',
      {
        instanceId: demo.instances.mainStore,
        name: 'marked',
        schedule: '2031-05-06T17:00:00.000Z',
        recipients: { type: 'all' },
        type: 'text',
        body: 'Hello',
      },
      null,
    ],
  ])('%s is accepted late, after its caller was told of a failure', async (operation, sent, list) => {
    const api = await start();
    // Campaigns have no list: how the request went is all there is to see.
    const count = async () =>
      list === null
        ? api.control.requests.all().filter(({ status }) => status === 201).length
        : JSON.stringify((await api.call(list)).body.data).split('marked').length - 1;
    api.control.fault({ operation, kind: 'html_503', acceptAfterMs: 30_000 });
    const path = operation.split(' ')[1];
    const response = await fetch(`${api.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(sent) });
    expect(response.status).toBe(503);
    await api.control.advance({ ms: 29_000 });
    expect(await count()).toBe(0);
    await api.control.advance({ ms: 1_000 });
    expect(await count()).toBe(1);
    await api.control.advance({ ms: 60_000 });
    expect(await count()).toBe(1);
  });

  test.each([
    [{ recipients: 'device' }, {}, { to: `${demo.numbers.stranger.slice(1)}:12@s.whatsapp.net` }],
    [{ recipients: 'lid' }, {}, { to: expect.stringMatching(/^\d+@lid$/) }],
    [{ recipients: 'without_nine' }, { to: '+5511961234567' }, { to: '+551161234567' }],
    [{ recipients: 'without_nine' }, { to: '+551132345678' }, { to: '+551132345678' }],
    [
      { voiceNotes: 'audio' },
      { type: 'voice_note', mediaUrl: 'https://cdn.example.com/a.ogg', text: undefined },
      { type: 'audio' },
    ],
    [{ texts: 'escaped' }, { text: 'Tea & cake <3' }, { body: 'Tea &amp; cake &lt;3' }],
    [{ texts: 'tidied' }, { text: '12\u00a0€ \n' }, { body: '12 €' }],
    [
      { media: 'own_link' },
      { type: 'image', mediaUrl: 'https://cdn.example.com/a.png' },
      { mediaUrl: expect.stringMatching(/^https:\/\/srv\.msgflash\.com\/media\//) },
    ],
  ] as const)('lists otherwise than sent: %j', async (listing, sent, expected) => {
    const api = await start();
    api.control.setListing(listing);
    const { id } = (await api.send(sent)).body.data;
    expect((await api.call('GET /messages?limit=1')).body.data.messages?.[0]).toMatchObject({ id, ...expected });
    expect((await api.call(`GET /messages/${id}`)).body.data).toMatchObject(expected);
    // What went out is as it was sent.
    expect(api.control.ledger()).toMatchObject([{ messageId: id, to: 'to' in sent ? sent.to : demo.numbers.stranger }]);
  });

  test('a redirect can be followed for ever, and to another origin', async () => {
    const api = await start();
    api.control.fault({ operation: '*', kind: 'redirect_loop' });
    await expect(fetch(`${api.url}/api/v1/instances`, { headers })).rejects.toThrow('fetch failed');
    api.control.fault({ operation: '*', kind: 'redirect_other_origin' });
    const response = await fetch(`${api.url}/api/v1/instances`, { headers });
    expect(await response.json()).toEqual({ elsewhere: true });
    expect(api.control.elsewhere()).toMatchObject([
      { method: 'GET', path: '/api/v1/instances', headers: { 'x-api-key': demo.key } },
    ]);
  });

  test('does not keep the server from closing', async () => {
    const api = await start();
    api.control.fault({ operation: '*', kind: 'no_answer' });
    const pending = fetch(`${api.url}/api/v1/instances`, { headers });
    pending.catch(() => {});
    api.control.fault({ operation: '*', kind: 'slow_answer', delayMs: 3_600_000 });
    const slow = fetch(`${api.url}/api/v1/instances`, { headers });
    slow.catch(() => {});
    while (api.control.requests.all().length < 2) await new Promise((resolve) => setImmediate(resolve));
    await api.close();
    await expect(pending).rejects.toThrow();
  });
});
