import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import { EVENTS } from '../../../dev/msgflash/webhooks.ts';
import { type Api, receiver, start } from './start.ts';

const { numbers, instances } = demo;

async function subscribed(events: readonly string[], status?: () => number) {
  const api = await start();
  const { url, received } = await receiver(status);
  const { id, secret } = (await api.call('POST /webhooks', { url, events })).body.data;
  return { api, received, id, secret: String(secret) };
}
const customerWrites = (api: Api, text = 'Hello') =>
  api.control.receive({ instance: 'Main Store', from: numbers.awa, text });

describe('a delivery', () => {
  test('is signed over its bytes, and can be sent again byte for byte', async () => {
    const { api, received, secret } = await subscribed(['message.received']);
    customerWrites(api, 'Ça va ? 👋');
    await api.control.settle();
    await api.control.redeliver({ id: api.control.deliveries()[0]?.id ?? '' });
    const [first, again] = received;
    const signature = createHmac('sha256', secret)
      .update(Buffer.from(first?.body ?? '', 'utf8'))
      .digest('hex');
    expect(first?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-msgflash-event': 'message.received',
      'x-msgflash-signature': `sha256=${signature}`,
    });
    expect([received.length, again?.body, again?.headers['x-msgflash-signature']]).toEqual([
      2,
      first?.body,
      first?.headers['x-msgflash-signature'],
    ]);
  });

  test('is sent for subscribed events of its own account only', async () => {
    const { api, received } = await subscribed(EVENTS.filter((event) => event !== 'message.read'));
    const { id } = (await api.send()).body.data;
    await api.clock.advance(60_000);
    api.control.link({ instance: 'Main Store' });
    api.control.unlink({ instance: instances.support });
    api.control.receive({ instance: 'Bakery', from: numbers.awa, text: 'Bread?' });
    api.control.announce({ event: 'instance.connected', id: instances.mainStore });
    await api.control.settle();
    const events = received.map(({ body }) => JSON.parse(body));
    expect(events.slice(0, 2)).toEqual([
      {
        event: 'message.sent',
        instanceId: instances.mainStore,
        messageId: id,
        providerMessageId: expect.stringMatching(/^BAE5/),
        to: numbers.stranger,
        status: 'sent',
        timestamp: '2026-11-20T10:00:00.500Z',
      },
      expect.objectContaining({ event: 'message.delivered', timestamp: '2026-11-20T10:00:02.000Z' }),
    ]);
    expect(events.slice(2).map(({ event, instanceId }) => [event, instanceId])).toEqual([
      ['instance.disconnected', instances.support],
      ['instance.connected', instances.mainStore],
    ]);
  });

  const thin = ['instanceId', 'messageId', 'providerMessageId', 'to', 'status', 'timestamp'];
  const full = [...thin, 'contactId', 'campaignId', 'direction', 'type', 'from', 'body', 'mediaUrl', 'error'];
  test.each([
    ['flat', 'full', full],
    ['nested', 'thin', thin],
    ['nested', 'sketch', ['messageId', 'status']],
  ] as const)('is %s and %s on demand', async (shape, detail, keys) => {
    const { api, received } = await subscribed(['message.received']);
    api.control.setPayloads({ shape, detail });
    customerWrites(api);
    await api.control.settle();
    const { event, ...rest } = JSON.parse(received[0]?.body ?? '{}');
    expect([event, Object.keys(shape === 'nested' ? rest.data : rest)]).toEqual(['message.received', keys]);
  });

  test('is tried five times with doubling pauses, until it is accepted or the endpoint is deleted', async () => {
    let status = 410;
    const { api, received, id } = await subscribed(['message.received'], () => status);
    customerWrites(api);
    await api.clock.advance(3_600_000);
    expect(api.control.deliveries()[0]?.attempts.map(({ at }) => at.slice(17, 19))).toEqual([
      '00',
      '01',
      '03',
      '07',
      '15',
    ]);
    customerWrites(api);
    await api.clock.advance(1_000);
    status = 204;
    await api.clock.advance(3_600_000);
    status = 500;
    customerWrites(api);
    await api.control.settle();
    await api.call(`DELETE /webhooks/${id}`);
    await api.clock.advance(3_600_000);
    expect(api.control.deliveries().map(({ attempts, status: ended }) => [attempts.length, ended])).toEqual([
      [5, 'failed'],
      [3, 'delivered'],
      [1, 'failed'],
    ]);
    expect(received).toHaveLength(9);
  });

  test('never leaves this machine', async () => {
    const api = await start();
    await api.call('POST /webhooks', { url: 'https://example.com/hook', events: ['message.received'] });
    customerWrites(api);
    await api.control.settle();
    expect(api.control.deliveries()).toMatchObject([{ attempts: [{ status: null, error: 'Not on this machine' }] }]);
  });
});

test('control works over HTTP, and refuses invalid input', async () => {
  const api = await start();
  const control = async (name: string, input?: object) => {
    const { status, body } = await api.call(`POST /control/${name}`, input);
    return [status, status === 200 ? body.data : body.error.code];
  };
  await api.send();
  await control('advance', { ms: 500 });
  expect(await control('ledger')).toMatchObject([200, [{ status: 'sent', text: 'Hello' }]]);
  expect(await control('mark')).toEqual([200, 1]);
  expect(await control('receive', { instance: 'Nobody', from: numbers.awa })).toEqual([404, 'NOT_FOUND']);
  expect(await control('receive', { instance: 'Événements Lyon', from: numbers.awa })).toEqual([400, 'BAD_REQUEST']);
  expect(await control('fault', { operation: 'GET /instances', kind: 'meteor' })).toEqual([400, 'VALIDATION_ERROR']);
  expect(await control('redeliver', { id: 'x' })).toEqual([404, 'NOT_FOUND']);
});
