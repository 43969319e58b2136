import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import type { FaultInput } from '../../dev/msgflash/faults.ts';
import { MESSAGE_EVENT_KEYS } from '../support/contract.ts';
import { deliver, receiveMessage, sendMessage, switchOn, type TriggerCase, triggerCases } from '../support/hooks.ts';
import { startWorld, type World } from '../support/world.ts';

const { instances, numbers } = demo;
const LOAD = 'GET /messages/{id}';

const caseOf = (key: string): TriggerCase => {
  const found = triggerCases.find((each) => each.key === key);
  if (!found) throw new Error(`There is no trigger ${key}`);
  return found;
};

describe('how many requests an event costs', () => {
  type Row = [trigger: string, input: object, costs: { thin: number; full: number; sketch: number }];
  const loading = { load_message: 'true' };
  const filter = { instance_id: instances.mainStore };
  const rows: Row[] = [
    ['message_received', {}, { thin: 1, full: 0, sketch: 1 }],
    ['message_received', filter, { thin: 1, full: 0, sketch: 1 }],
    ['message_failed', {}, { thin: 1, full: 0, sketch: 1 }],
    ['message_failed', { load_message: 'false' }, { thin: 1, full: 0, sketch: 1 }],
    ['message_failed', loading, { thin: 1, full: 0, sketch: 1 }],
    ...['message_sent', 'message_delivered', 'message_read', 'message_status_updated'].flatMap((key): Row[] => [
      [key, {}, { thin: 0, full: 0, sketch: 0 }],
      [key, { load_message: 'false' }, { thin: 0, full: 0, sketch: 0 }],
      [key, loading, { thin: 1, full: 0, sketch: 1 }],
      // Whether it is the chosen instance's, a sketch does not say.
      [key, filter, { thin: 0, full: 0, sketch: 1 }],
    ]),
  ];
  const cases = rows.flatMap(([key, input, costs]) =>
    (['thin', 'full', 'sketch'] as const).map((detail) => ({
      key,
      input,
      detail,
      cost: costs[detail],
      text: JSON.stringify(input),
    })),
  );

  test.each(cases)('$key with $text, $detail payload: $cost', async ({ key, input, detail, cost }) => {
    const world = await startWorld();
    world.control.setPayloads({ shape: 'nested', detail });
    const { happens, input: base } = caseOf(key);
    const { out } = await switchOn(world, key, { ...base, ...input });
    world.mark();
    await happens(world, instances.mainStore);
    expect(world.requests()).toEqual(cost === 0 ? {} : { [LOAD]: cost });
    expect(out).toHaveLength(1);
    expect(out[0]?.details_loaded).toBe(cost > 0 || detail === 'full');
  });

  test('message_status_updated asks for the reason of a failure only', async () => {
    const world = await startWorld();
    const { out } = await switchOn(world, 'message_status_updated', { statuses: ['sent', 'delivered', 'failed'] });
    world.mark();
    await sendMessage(world);
    expect(world.requests()).toEqual({});
    await sendMessage(world, instances.mainStore, { to: numbers.failing });
    expect(world.requests()).toEqual({ [LOAD]: 1 });
    expect(out.map(({ event, status, error }) => [event, status, error])).toEqual([
      ['message.sent', 'sent', null],
      ['message.delivered', 'delivered', null],
      ['message.failed', 'failed', 'The recipient could not be reached'],
    ]);
  });

  test.each(['thin', 'full'] as const)('an instance of a list that was read costs nothing (%s)', async (detail) => {
    const world = await startWorld();
    world.control.setPayloads({ detail });
    const { out } = await switchOn(world, 'instance_disconnected');
    await world.zapier.dropdown(world.connection, 'triggers.instance_disconnected', 'instance_id');
    world.mark();
    await caseOf('instance_disconnected').happens(world);
    expect(world.requests()).toEqual({});
    expect(out).toMatchObject([
      {
        id: instances.mainStore,
        name: 'Main Store',
        number: '+33639980001',
        status: 'disconnected',
        is_connected: false,
      },
    ]);
  });

  test.each([
    ['thin', { 'GET /instances/{id}': 1 }],
    ['full', {}],
  ] as const)('an instance that nobody knows is read once, unless the event names it (%s)', async (detail, cost) => {
    const world = await startWorld();
    world.control.setPayloads({ detail });
    const { out } = await switchOn(world, 'instance_connected');
    world.mark();
    await caseOf('instance_connected').happens(world);
    expect(world.requests()).toEqual(cost);
    expect(out).toMatchObject([
      {
        id: instances.events,
        name: 'Événements Lyon',
        number: '+33639980003',
        status: 'connected',
        is_connected: true,
      },
    ]);
  });
});

describe('what a record tells', () => {
  const AT = '2026-11-20T10:00:00.000Z';

  test.each(['thin', 'full', 'sketch'] as const)('of an inbound message (%s)', async (detail) => {
    const world = await startWorld();
    world.control.setPayloads({ detail });
    const { out } = await switchOn(world, 'message_received');
    await world.zapier.dropdown(world.connection, 'triggers.message_received', 'instance_id');
    const id = await receiveMessage(world, instances.mainStore, {
      text: 'Ça va ? 👋\nÀ 5 h {{bundle.authData.api_key}}',
    });
    const loaded = detail !== 'full';
    expect(out).toEqual([
      {
        id: `message.received:${id}`,
        message_id: id,
        direction: 'inbound',
        status: 'received',
        type: 'text',
        from: numbers.awa,
        to: '+33639980001',
        text: 'Ça va ? 👋\nÀ 5 h {{bundle.authData.api_key}}',
        media_url: null,
        media_file: null,
        contact_id: demo.contacts.awa,
        campaign_id: null,
        instance_id: instances.mainStore,
        instance_name: 'Main Store',
        instance_number: '+33639980001',
        provider_message_id: expect.stringMatching(/^BAE5/),
        error: null,
        warnings: null,
        safety_decision: null,
        safety_risk_level: null,
        safety_score: null,
        sender_name: null,
        created_at: loaded ? AT : null,
        updated_at: loaded ? AT : null,
        event: 'message.received',
        // A sketch has no time of its own.
        occurred_at: AT,
        details_loaded: true,
      },
    ]);
  });

  test('of a thin event of an outbound message, nothing is made up', async () => {
    const world = await startWorld();
    const { out } = await switchOn(world, 'message_delivered');
    const id = await sendMessage(world);
    const told = {
      id: `message.delivered:${id}`,
      message_id: id,
      direction: 'outbound',
      status: 'delivered',
      to: numbers.awa,
      instance_id: instances.mainStore,
      provider_message_id: expect.stringMatching(/^BAE5/),
      event: 'message.delivered',
      occurred_at: '2026-11-20T10:00:02.000Z',
      details_loaded: false,
    };
    expect(out).toEqual([{ ...Object.fromEntries(MESSAGE_EVENT_KEYS.map((key) => [key, null])), ...told }]);
  });

  test('a status is that of the event, also where the message has moved on since', async () => {
    const world = await startWorld({ msgflash: { steps: { sent: 1, delivered: 1, read: 1 } } });
    const { out } = await switchOn(world, 'message_status_updated', {
      statuses: ['sent', 'delivered', 'read'],
      load_message: 'true',
    });
    const { zap } = await switchOn(world, 'message_sent', { load_message: 'true' });
    await sendMessage(world);
    const late = zap.deliveries[0]?.body ?? '';
    expect(JSON.parse(late).status).toBe('sent');
    expect(out.map(({ event, status, text }) => [event, status, text])).toEqual([
      ['message.sent', 'sent', 'Hello Awa'],
      ['message.delivered', 'delivered', 'Hello Awa'],
      ['message.read', 'read', 'Hello Awa'],
    ]);
    expect(new Set(out.map(({ id }) => id)).size).toBe(3);
  });

  test('numbers without a plus, and of WhatsApp’s own form, come out as E.164', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    const payload = { event: 'message.received', messageId: 'm1', instanceId: instances.mainStore, body: 'Hi' };
    await deliver(zap, { ...payload, direction: 'inbound', from: '33639981001@s.whatsapp.net', to: '33639980001' });
    expect(out).toMatchObject([{ from: '+33639981001', to: '+33639980001', text: 'Hi', details_loaded: true }]);
    expect(world.requests()).toEqual({ 'POST /webhooks': 1 });
  });
});

describe('a message that cannot be read', () => {
  const faults: (Omit<FaultInput, 'operation'> & { note?: string })[] = [
    { kind: 'error', status: 401, code: 'UNAUTHORIZED' },
    { kind: 'error', status: 403, code: 'SUBSCRIPTION_INACTIVE' },
    { kind: 'error', status: 404, code: 'NOT_FOUND' },
    { kind: 'error', status: 429, code: 'API_RATE_LIMIT_EXCEEDED', retryAfter: 30 },
    { kind: 'error', status: 429, code: 'MONTHLY_API_REQUEST_QUOTA_EXCEEDED' },
    { kind: 'error', status: 500 },
    { kind: 'html_503' },
    { kind: 'html_200' },
    { kind: 'truncated_json' },
    { kind: 'json_null' },
    { kind: 'wrong_types' },
    { kind: 'huge_body' },
    { kind: 'redirect_other_origin' },
    { kind: 'redirect_loop' },
    { kind: 'reset_before_accepting' },
    { kind: 'reset_mid_answer' },
    { kind: 'no_answer' },
    { kind: 'truncated_body' },
  ];

  async function eventUnder(world: World, key: string, input: object, fault: Omit<FaultInput, 'operation'>) {
    const trigger = caseOf(key);
    const { zap, out } = await switchOn(world, key, { ...trigger.input, ...input });
    world.mark();
    world.control.fault({ operation: LOAD, times: 'always', ...fault });
    const id = await trigger.happens(world, instances.mainStore);
    return { zap, out, id };
  }

  test.each(faults)('goes out all the same: $kind $status $code', async (fault) => {
    const world = await startWorld();
    const { zap, out, id } = await eventUnder(world, 'message_received', {}, fault);
    expect(zap.runs).toMatchObject([{ outcome: 'success', attempts: [{}] }]);
    expect(out).toMatchObject([
      {
        id,
        event: 'message.received',
        direction: 'inbound',
        status: 'received',
        to: '+33639980001',
        from: null,
        text: null,
        instance_id: instances.mainStore,
        details_loaded: false,
      },
    ]);
    expect(Object.keys(out[0] ?? {}).sort()).toEqual([...MESSAGE_EVENT_KEYS].sort());
    // Without a direction, only the own number tells whether it is one of ours.
    expect(world.requests()).toEqual({ [LOAD]: 1, 'GET /instances': 1 });
    expect(world.control.elsewhere()).toEqual([]);
  });

  test.each([
    ['message_failed', {}],
    ['message_read', { load_message: 'true' }],
    ['message_status_updated', { load_message: 'true' }],
  ])('goes out all the same: %s', async (key, input) => {
    const world = await startWorld();
    const { out, id } = await eventUnder(world, key, input, { kind: 'error', status: 401, code: 'UNAUTHORIZED' });
    expect(out).toMatchObject([{ id, text: null, instance_id: instances.mainStore, details_loaded: false }]);
  });

  test('goes out to a limited Zap too, where nothing tells whose it is', async () => {
    const world = await startWorld();
    world.control.setPayloads({ detail: 'sketch' });
    const input = { instance_id: instances.support };
    const { out, id } = await eventUnder(world, 'message_received', input, { kind: 'error', status: 500 });
    expect(out).toMatchObject([{ id, instance_id: null, details_loaded: false }]);
  });

  test('an instance that cannot be read goes out without its name', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'instance_connected');
    world.control.fault({ operation: 'GET /instances/{id}', kind: 'error', status: 401, code: 'UNAUTHORIZED' });
    await caseOf('instance_connected').happens(world);
    expect(zap.runs).toMatchObject([{ outcome: 'success' }]);
    expect(out).toMatchObject([
      { id: instances.events, name: null, number: null, status: 'connected', is_connected: true },
    ]);
  });

  test('a short answer is completed by what the event said', async () => {
    const world = await startWorld();
    world.control.setGeneration({ objects: 'partial' });
    const { out } = await switchOn(world, 'message_received');
    const id = await receiveMessage(world);
    expect(out).toMatchObject([
      { id: `message.received:${id}`, to: '+33639980001', instance_id: instances.mainStore, from: null, text: null },
    ]);
  });
});

describe('own messages never pass New Message Received', () => {
  const about = (messageId: string, more: object = {}) => ({
    event: 'message.received',
    instanceId: instances.mainStore,
    messageId,
    timestamp: '2026-11-20T10:00:00.000Z',
    ...more,
  });

  test('loaded: the API says that it is outbound', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    const id = await sendMessage(world);
    expect(await deliver(zap, about(id))).toMatchObject({ outcome: 'filtered' });
    expect(await deliver(zap, { event: 'message.received', data: about(id) })).toMatchObject({ outcome: 'filtered' });
    expect(out).toEqual([]);
  });

  test('complete: the event says so', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    world.mark();
    const own = about('m1', { direction: 'outbound', from: '+33639980001', to: numbers.awa, body: 'Hello Awa' });
    expect(await deliver(zap, own)).toMatchObject({ outcome: 'filtered' });
    expect(world.requests()).toEqual({});
    expect(out).toEqual([]);
  });

  test('complete, without a direction: it comes from the number of the instance itself', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    await world.zapier.dropdown(world.connection, 'triggers.message_received', 'instance_id');
    const own = { from: '33639980001', to: numbers.awa, body: 'Hello Awa' };
    expect(await deliver(zap, about('m1', own))).toMatchObject({ outcome: 'filtered' });
    expect(await deliver(zap, about('m2', { ...own, from: numbers.awa }))).toMatchObject({ outcome: 'success' });
    expect(out).toMatchObject([{ message_id: 'm2' }]);
  });
});
