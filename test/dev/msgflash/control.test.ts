import { describe, expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import { START, start } from './start.ts';

const { instances, numbers, contacts } = demo;

describe('control over HTTP', () => {
  test('does what the object does', async () => {
    const api = await start();
    const received = await api.call('POST /control/receive', {
      instance: 'Support',
      from: numbers.awa,
      text: 'Hello?',
    });
    expect(received.body.data).toMatchObject({ direction: 'inbound', body: 'Hello?', instanceId: instances.support });
    await api.call('POST /control/setPlan', { plan: 'free' });
    await api.call('POST /control/setUsage', { messages: 7, apiRequests: 9 });
    expect((await api.call('GET /billing/usage')).body.data).toMatchObject({
      plan: { code: 'free' },
      limits: { maxWebhookEndpoints: 3 },
      usage: { messagesCount: 7, apiRequestsCount: 10 },
    });
    await api.call('POST /control/fault', { operation: 'GET /instances', kind: 'html_503' });
    expect((await api.call('GET /control/faults')).body.data).toMatchObject([{ kind: 'html_503', remaining: 1 }]);
    await api.call('POST /control/clearFaults');
    expect((await api.call('GET /instances')).status).toBe(200);
    await api.send();
    await api.call('POST /control/advance', { ms: 500 });
    expect((await api.call('GET /control/ledger')).body.data).toMatchObject([{ status: 'sent', text: 'Hello' }]);
    expect((await api.call('GET /control/overview')).body.data).toMatchObject({
      now: '2026-11-20T10:00:00.500Z',
      accounts: [{ plan: 'free', instances: [{ name: 'Main Store' }, {}, {}, {}] }, {}],
    });
  });

  test.each([
    ['receive', { instance: 'Nobody', from: numbers.awa }, 404, 'NOT_FOUND'],
    ['receive', { instance: 'Événements Lyon', from: numbers.awa, text: 'Hi' }, 400, 'BAD_REQUEST'],
    ['receive', { instance: 'Support', from: 'Awa' }, 400, 'VALIDATION_ERROR'],
    ['fault', { operation: 'GET /instances', kind: 'meteor' }, 400, 'VALIDATION_ERROR'],
    ['fault', { operation: 'instances', kind: 'error' }, 400, 'VALIDATION_ERROR'],
    ['setPlan', { plan: 'starter' }, 400, 'VALIDATION_ERROR'],
    ['redeliver', { id: 'x' }, 404, 'NOT_FOUND'],
    ['failMessage', { id: 'x' }, 404, 'NOT_FOUND'],
    ['announce', { event: 'message.read', id: 'x' }, 404, 'NOT_FOUND'],
    ['announce', { event: 'message.eaten', id: 'x' }, 400, 'VALIDATION_ERROR'],
  ])('refuses what makes no sense: %s %j', async (action, input, status, code) => {
    const api = await start();
    const result = await api.call(`POST /control/${action}`, input);
    expect([result.status, result.body.error.code]).toEqual([status, code]);
    expect(result.headers.get('date')).toBe(START.toUTCString());
  });
});

describe('the request log', () => {
  test('has every call as it came, with its documented path, and can be counted from a mark', async () => {
    const api = await start();
    await api.call('GET /me');
    const mark = api.control.requests.mark();
    await api.call(`GET /contacts/${contacts.awa}?a=1`);
    await api.call(`GET /contacts/groups/${demo.groups.vip}`);
    await api.call('POST /messages/send', '{"to":');
    await api.call('GET /nowhere');
    expect(api.control.requests.since(mark)).toMatchObject([
      {
        method: 'GET',
        path: `/api/v1/contacts/${contacts.awa}`,
        operation: 'GET /contacts/{id}',
        query: { a: '1' },
        headers: { 'x-api-key': demo.key },
        status: 200,
        at: '2026-11-20T10:00:00.000Z',
      },
      { operation: 'GET /contacts/groups/{groupId}', status: 200 },
      { operation: 'POST /messages/send', status: 400, body: '{"to":' },
      { operation: null, status: 404 },
    ]);
    const over = await api.call(`GET /control/requests?since=${mark + 2}`);
    expect(over.body.data).toMatchObject([{ status: 400 }, { status: 404 }]);
  });
});

describe('messages made to fail', () => {
  test('fail with the reason, and once', async () => {
    const api = await start();
    const { body } = await api.send();
    const id = String(body.data.id);
    await api.clock.advance(500);
    api.control.failMessage({ id, reason: 'Blocked by the recipient' });
    expect((await api.call(`GET /messages/${id}`)).body.data).toMatchObject({
      status: 'failed',
      error: 'Blocked by the recipient',
    });
    await api.clock.advance(60_000);
    expect(api.control.ledger()).toMatchObject([{ status: 'failed' }]);
    expect(() => api.control.failMessage({ id })).toThrow('cannot fail');
  });

  test('numbers get other rules', async () => {
    const api = await start();
    api.control.setNumbers({ unsupported: [], failing: [{ prefix: numbers.stranger, reason: 'Busy' }] });
    expect((await api.send({ to: numbers.unsupported })).status).toBe(201);
    await api.send();
    await api.clock.advance(500);
    expect(api.control.ledger().map(({ error }) => error)).toEqual([null, 'Busy']);
  });
});

describe('media', () => {
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]);
  const receive = (api: Awaited<ReturnType<typeof start>>, access: 'key' | 'redirect' | 'open') =>
    String(
      api.control.receive({
        instance: 'Main Store',
        from: numbers.awa,
        media: { base64: png.toString('base64'), contentType: 'image/png', fileName: 'Été 1.png', access },
      }).mediaUrl,
    );
  const key = { headers: { 'x-api-key': demo.key } };

  test('come with the key only, and to their own account only', async () => {
    const api = await start();
    const url = receive(api, 'key');
    const [message] = Object.values((await api.call('GET /messages?limit=1')).body.data.messages ?? {});
    expect(message).toMatchObject({ type: 'image', mediaUrl: url, body: null });
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { 'x-api-key': demo.otherKey } })).status).toBe(404);
    const response = await fetch(url, key);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('Été 1.png'));
    expect(Buffer.from(await response.arrayBuffer())).toEqual(png);
  });

  test('redirect to another origin, which takes no key', async () => {
    const api = await start();
    const url = receive(api, 'redirect');
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(401);
    const hop = await fetch(url, { ...key, redirect: 'manual' });
    const location = hop.headers.get('location') ?? '';
    expect(hop.status).toBe(302);
    expect(new URL(location).origin).not.toBe(api.url);
    expect(Buffer.from(await (await fetch(location)).arrayBuffer())).toEqual(png);
    expect(api.control.elsewhere()).toHaveLength(1);
    expect(api.control.elsewhere()[0]?.headers).not.toHaveProperty('x-api-key');
  });

  test('may lie open elsewhere, and can be spoiled like any answer', async () => {
    const api = await start();
    expect((await fetch(receive(api, 'open'))).status).toBe(200);
    api.control.fault({ operation: 'GET /media/{id}', kind: 'html_200' });
    const spoiled = await fetch(receive(api, 'key'), key);
    expect(spoiled.headers.get('content-type')).toMatch(/^text\/html/);
  });

  test('do not count as API requests', async () => {
    const api = await start();
    await fetch(receive(api, 'key'), key);
    expect((await api.call('GET /billing/usage')).body.data.usage?.apiRequestsCount).toBe(1);
  });
});
