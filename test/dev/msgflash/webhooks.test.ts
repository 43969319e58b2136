import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createClock } from '../../../dev/msgflash/clock.ts';
import { demo } from '../../../dev/msgflash/demo.ts';
import type { Api } from './start.ts';
import { receiver, start } from './start.ts';

const { numbers, instances } = demo;

async function subscribe(api: Api, url: string, events: string[]): Promise<{ id: string; secret: string }> {
  const { status, body } = await api.call('POST /webhooks', { url, events });
  expect(status).toBe(201);
  return { id: String(body.data.id), secret: String(body.data.secret) };
}

describe('an endpoint', () => {
  test('answers with its secret once, is listed without it, and can be deleted once', async () => {
    const api = await start();
    const created = await api.call('POST /webhooks', {
      url: 'https://example.com/hook',
      events: ['message.received', 'instance.connected'],
    });
    expect([created.status, created.body.data]).toEqual([
      201,
      {
        id: expect.any(String),
        url: 'https://example.com/hook',
        secret: expect.stringMatching(/^[0-9a-f]{48}$/),
        events: ['message.received', 'instance.connected'],
        active: true,
        createdAt: '2026-11-20T10:00:00.000Z',
      },
    ]);
    const { secret: _secret, ...listed } = JSON.parse(JSON.stringify(created.body.data));
    expect((await api.call('GET /webhooks')).body.data).toEqual([{ ...listed, updatedAt: listed.createdAt }]);
    expect((await api.call('GET /webhooks', undefined, { 'x-api-key': demo.otherKey })).body.data).toEqual([]);
    const remove = () => api.call(`DELETE /webhooks/${created.body.data.id}`);
    expect((await remove()).body.data).toEqual({ deleted: true });
    expect((await remove()).status).toBe(404);
    expect((await api.call('GET /webhooks')).body.data).toEqual([]);
  });
});

describe('a delivery', () => {
  test('is made of what is announced, whether or not it came about', async () => {
    const api = await start();
    const { url, received } = await receiver();
    await subscribe(api, url, ['message.read', 'instance.disconnected']);
    const { id } = api.control.receive({ instance: 'Main Store', from: numbers.awa, text: 'Hello' });
    api.control.announce({ event: 'message.read', id });
    api.control.announce({ event: 'instance.disconnected', id: instances.mainStore });
    await api.control.settle();
    const bodies = received.map(({ body }) => JSON.parse(body));
    expect(bodies).toHaveLength(2);
    expect(bodies).toContainEqual(expect.objectContaining({ event: 'message.read', messageId: id }));
    expect(bodies).toContainEqual(
      expect.objectContaining({ event: 'instance.disconnected', instanceId: instances.mainStore }),
    );
  });

  test('is signed over its bytes and has the documented headers', async () => {
    const api = await start();
    const { url, received } = await receiver();
    const { secret } = await subscribe(api, url, ['message.received']);
    api.control.receive({ instance: 'Main Store', from: numbers.awa, text: 'Ça va ? 👋' });
    await api.control.settle();
    expect(received).toHaveLength(1);
    const [hook] = received;
    const signature = createHmac('sha256', secret)
      .update(Buffer.from(hook?.body ?? '', 'utf8'))
      .digest('hex');
    expect(hook?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-msgflash-event': 'message.received',
      'x-msgflash-signature': `sha256=${signature}`,
    });
  });

  test('follows a message through its life, for subscribed events only', async () => {
    const api = await start();
    const { url, received } = await receiver();
    await subscribe(api, url, ['message.sent', 'message.delivered', 'message.failed']);
    const { body } = await api.send();
    await api.clock.advance(60_000);
    const events = received.map((hook) => JSON.parse(hook.body));
    expect(events).toEqual([
      {
        event: 'message.sent',
        instanceId: instances.mainStore,
        messageId: body.data.id,
        providerMessageId: expect.stringMatching(/^BAE5/),
        to: numbers.stranger,
        status: 'sent',
        timestamp: '2026-11-20T10:00:00.500Z',
      },
      expect.objectContaining({ event: 'message.delivered', timestamp: '2026-11-20T10:00:02.000Z' }),
    ]);
  });

  const thin = ['instanceId', 'messageId', 'providerMessageId', 'to', 'status', 'timestamp'];
  const full = [...thin, 'contactId', 'campaignId', 'direction', 'type', 'from', 'body', 'mediaUrl', 'error'];

  test.each([
    ['flat', 'thin', thin],
    ['flat', 'full', full],
    ['nested', 'thin', thin],
    ['nested', 'full', full],
    ['nested', 'sketch', ['messageId', 'status']],
  ] as const)('comes %s and %s on demand', async (shape, detail, keys) => {
    const api = await start();
    const { url, received } = await receiver();
    await subscribe(api, url, ['message.received']);
    api.control.setPayloads({ shape, detail });
    api.control.receive({ instance: 'Main Store', from: numbers.awa, text: 'Hello' });
    await api.control.settle();
    const { event, ...rest } = JSON.parse(received[0]?.body ?? '{}');
    const fields = shape === 'nested' ? rest.data : rest;
    expect(event).toBe('message.received');
    expect(Object.keys(fields)).toEqual(keys);
    expect(fields.status).toBe('received');
    if (detail === 'full') expect(fields).toMatchObject({ from: numbers.awa, body: 'Hello', direction: 'inbound' });
  });

  test('tells that an instance was linked or unlinked, not that it still is', async () => {
    const api = await start();
    const { url, received } = await receiver();
    await subscribe(api, url, ['instance.connected', 'instance.disconnected']);
    api.control.link({ instance: 'Main Store' });
    api.control.link({ instance: 'Événements Lyon' });
    await api.control.settle();
    api.control.unlink({ instance: instances.events });
    await api.control.settle();
    expect(received.map((hook) => JSON.parse(hook.body))).toEqual([
      {
        event: 'instance.connected',
        instanceId: instances.events,
        status: 'connected',
        timestamp: '2026-11-20T10:00:00.000Z',
      },
      expect.objectContaining({ event: 'instance.disconnected', status: 'disconnected' }),
    ]);
  });

  test('comes by itself on a running clock', async () => {
    const api = await start({ clock: createClock(), steps: { sent: 1, delivered: 1, read: 1 } });
    const { url, received } = await receiver();
    await subscribe(api, url, ['message.sent', 'message.delivered', 'message.read']);
    await api.send();
    while (received.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    await api.control.settle();
    expect(api.control.ledger()).toMatchObject([{ status: 'read' }]);
    expect(api.control.deliveries()).toMatchObject(Array(3).fill({ status: 'delivered' }));
  });

  test('does not reach another account', async () => {
    const api = await start();
    const { url, received } = await receiver();
    await api.call('POST /webhooks', { url, events: ['message.received'] }, { 'x-api-key': demo.otherKey });
    api.control.receive({ instance: 'Main Store', from: numbers.awa, text: 'Hello' });
    await api.control.settle();
    expect(received).toEqual([]);
    api.control.receive({ instance: 'Bakery', from: numbers.awa, text: 'Bread?' });
    await api.control.settle();
    expect(received).toHaveLength(1);
  });

  test.each([410, 500, 302])('is tried five times, ever more slowly, while the answer is %i', async (status) => {
    const api = await start({ deliveries: { backoffMs: 1000 } });
    const { url, received } = await receiver(() => status);
    await subscribe(api, url, ['message.received']);
    api.control.receive({ instance: 'Main Store', from: numbers.awa, text: 'Hello' });
    await api.clock.advance(3_600_000);
    const [delivery] = api.control.deliveries();
    expect(delivery?.status).toBe('failed');
    expect(delivery?.attempts.map(({ at, status: answered }) => [at.slice(11, 19), answered])).toEqual(
      ['10:00:00', '10:00:01', '10:00:03', '10:00:07', '10:00:15'].map((at) => [at, status]),
    );
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(received).toHaveLength(5);
  });

  test('stops being tried once it is taken', async () => {
    const api = await start();
    let calls = 0;
    const { url } = await receiver(() => (++calls < 3 ? 503 : 204));
    await subscribe(api, url, ['message.received']);
    api.control.receive({ instance: 'Main Store', from: numbers.awa, text: 'Hello' });
    await api.clock.advance(3_600_000);
    expect(calls).toBe(3);
    expect(api.control.deliveries()).toMatchObject([{ status: 'delivered', attempts: [{}, {}, { status: 204 }] }]);
  });

  test('is tried again when nobody listens, and ends with the endpoint', async () => {
    const api = await start();
    // Port 1 is never listened on.
    const { id } = await subscribe(api, 'http://127.0.0.1:1/hook', ['message.received']);
    api.control.receive({ instance: 'Main Store', from: numbers.awa, text: 'Hello' });
    await api.clock.advance(1000);
    await api.call(`DELETE /webhooks/${id}`);
    await api.clock.advance(3_600_000);
    expect(api.control.deliveries()).toMatchObject([
      { status: 'failed', attempts: [{ status: null, error: expect.stringContaining('ECONNREFUSED') }, {}] },
    ]);
    expect(api.control.deliveries()[0]?.attempts).toHaveLength(2);
  });

  test('never leaves this machine', async () => {
    const api = await start();
    await subscribe(api, 'https://example.com/hook', ['message.received']);
    api.control.receive({ instance: 'Main Store', from: numbers.awa, text: 'Hello' });
    await api.control.settle();
    expect(api.control.deliveries()).toMatchObject([{ attempts: [{ status: null, error: 'Not on this machine' }] }]);
  });

  test('can be sent again, byte for byte', async () => {
    const api = await start();
    const { url, received } = await receiver();
    await subscribe(api, url, ['message.received']);
    api.control.receive({ instance: 'Main Store', from: numbers.awa, text: 'Hello' });
    await api.clock.advance(10_000);
    const id = api.control.deliveries()[0]?.id ?? '';
    await api.control.redeliver({ id });
    expect(received).toHaveLength(2);
    expect(received[1]?.body).toBe(received[0]?.body);
    expect(received[1]?.headers['x-msgflash-signature']).toBe(received[0]?.headers['x-msgflash-signature']);
  });
});
