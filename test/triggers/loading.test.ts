import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import type { FaultInput } from '../../dev/msgflash/faults.ts';
import { startFrozen } from '../lib/sending/frozen.ts';
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

  test.each([
    ['The number is not on WhatsApp', 'The number is not on WhatsApp', 0],
    [{ code: 131026, message: 'Message undeliverable' }, '131026: Message undeliverable', 0],
    [{ code: 131026, description: 'Message undeliverable' }, '131026: Message undeliverable', 0],
    [{ reason: 'blocked' }, 'blocked', 0],
    [[{ code: 131026, message: 'Message undeliverable' }], '131026: Message undeliverable', 0],
    [{}, 'The recipient could not be reached', 1],
    ['', 'The recipient could not be reached', 1],
    [null, 'The recipient could not be reached', 1],
  ])('a failure whose error is %j costs a request only where that says nothing', async (error, text, cost) => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_failed');
    await caseOf('message_failed').happens(world);
    const failed = String(out[0]?.message_id);
    const other = await switchOn(world, 'message_failed');
    world.mark();
    await deliver(other.zap, { event: 'message.failed', messageId: failed, instanceId: instances.mainStore, error });
    expect(other.out).toMatchObject([{ error: text, message_id: failed }]);
    expect(world.requests()).toEqual(cost === 0 ? {} : { [LOAD]: cost });
    expect(zap.runs).toHaveLength(1);
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

  test.each(['message_received', 'message_read', 'message_failed'])(
    'of %s: the name of the instance, day after day, for one request a day',
    async (key) => {
      const world = await startFrozen();
      const { zap, out } = await switchOn(world, key);
      await world.zapier.dropdown(world.connection, `triggers.${key}`, 'instance_id');
      const event = {
        event: key.replace('_', '.'),
        instanceId: instances.mainStore,
        direction: 'inbound',
        error: 'No',
      };
      world.mark();
      for (const day of [1, 2, 3]) {
        for (const time of ['morning', 'evening']) {
          await deliver(zap, { ...event, messageId: `${day} ${time}`, from: numbers.awa, body: 'Hi' });
        }
        await world.pass(86_400_000);
      }
      expect(out.map(({ instance_name }) => instance_name)).toEqual(Array(6).fill('Main Store'));
      expect(world.requests()).toEqual({ 'GET /instances': 2 });
    },
  );

  test('numbers without a plus, and of WhatsApp’s own form, come out as E.164', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    const payload = { event: 'message.received', messageId: 'm1', instanceId: instances.mainStore, body: 'Hi' };
    await deliver(zap, { ...payload, direction: 'inbound', from: '33639981001@s.whatsapp.net', to: '33639980001' });
    expect(out).toMatchObject([{ from: '+33639981001', to: '+33639980001', text: 'Hi', details_loaded: true }]);
    expect(world.requests()).toEqual({ 'POST /webhooks': 1 });
  });
});

describe('who wrote', () => {
  const message = { event: 'message.received', messageId: 'm1', instanceId: instances.mainStore, direction: 'inbound' };
  const awa = '33639981001@s.whatsapp.net';
  const lid = '154417159582282@lid';
  const rows: [name: string, payload: object, from: string | null][] = [
    ['digits', { from: '33639981001' }, numbers.awa],
    ['a number with spaces', { from: '+33 6 39 98 10 01' }, numbers.awa],
    ['tel:', { from: 'tel:+33639981001' }, numbers.awa],
    ['whatsapp:', { from: 'whatsapp:+33639981001' }, numbers.awa],
    ['a phone id', { from: awa }, numbers.awa],
    ['a phone id with its device', { from: '33639981001:12@s.whatsapp.net' }, numbers.awa],
    ['a phone id of older clients', { from: '33639981001@c.us' }, numbers.awa],
    ['remoteJid in key', { key: { remoteJid: awa, fromMe: false, id: '3EB0C1' } }, numbers.awa],
    ['remoteJid beside the text', { remoteJid: awa }, numbers.awa],
    ['an empty from beside remoteJid', { from: '', key: { remoteJid: awa } }, numbers.awa],
    ['chatId', { chatId: awa }, numbers.awa],
    ['an id in parts', { id: { fromMe: false, remote: '33639981001@c.us', id: '3EB0C1' } }, numbers.awa],
    ['a lid', { from: lid }, null],
    ['a lid that looks like a number', { from: '15551234567@lid' }, null],
    ['a lid with its device', { from: '154417159582282:3@lid' }, null],
    ['a lid in key', { key: { remoteJid: lid, fromMe: false } }, null],
    ['a lid beside another lid', { key: { remoteJid: lid, remoteJidAlt: '15551234567@lid' } }, null],
    ['a hosted number', { from: '33639981001@hosted' }, null],
    ['a name', { from: 'Awa Doe' }, null],
    ['digits that are too many', { from: '3363998100133639981001' }, null],
    ['digits that begin with 0', { from: '0639981001' }, null],
    ['a lid with senderPn', { from: lid, senderPn: awa }, numbers.awa],
    ['a lid with senderPn of bare digits', { from: lid, senderPn: '33639981001' }, numbers.awa],
    [
      'a lid with remoteJidAlt in key',
      { key: { remoteJid: lid, remoteJidAlt: awa, addressingMode: 'lid' } },
      numbers.awa,
    ],
    ['a lid with senderPn in key', { key: { remoteJid: lid, senderPn: awa, fromMe: false } }, numbers.awa],
    ['a lid with participantPn', { from: lid, participantPn: awa }, numbers.awa],
    ['a lid with an empty senderPn and remoteJidAlt', { from: lid, senderPn: '', remoteJidAlt: awa }, numbers.awa],
    ['a lid with a lid and a phone beside it', { from: lid, senderPn: lid, key: { remoteJidAlt: awa } }, numbers.awa],
    ['a phone id with a lid beside it', { key: { remoteJid: awa, remoteJidAlt: lid } }, numbers.awa],
    ['a Brazilian number without its 9', { from: '553187654321@s.whatsapp.net' }, '+553187654321'],
    ['a Mexican number with a 1', { from: '5215512345678@s.whatsapp.net' }, '+5215512345678'],
  ];

  test.each(rows)('%s', async (_name, payload, from) => {
    for (const body of [
      { ...message, ...payload, body: 'Hello' },
      { event: message.event, data: { ...message, event: undefined, ...payload, message: { conversation: 'Hello' } } },
    ]) {
      const world = await startWorld();
      const { zap, out } = await switchOn(world, 'message_received');
      world.mark();
      expect(await deliver(zap, body)).toMatchObject({ outcome: 'success' });
      expect(out).toMatchObject([{ from, text: 'Hello', message_id: 'm1', details_loaded: true }]);
      expect(world.requests()).toEqual({});
      await world.close();
    }
  });

  test.each(['senderName', 'pushName', 'fromName'])('%s is the name of the sender', async (key) => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    await deliver(zap, { ...message, from: awa, body: 'Hello', [key]: 'Awa 🌸' });
    await deliver(zap, { ...message, messageId: 'm2', data: { from: lid, text: 'Hello', [key]: 'Awa' } });
    expect(out.map(({ sender_name }) => sender_name)).toEqual(['Awa 🌸', 'Awa']);
  });

  const group = '120363168033477807@g.us';
  const nobody: [name: string, payload: object][] = [
    ['a group', { from: group }],
    ['an older group', { from: '33639981001-1607000000@g.us' }],
    ['a group in capitals', { from: '120363168033477807@G.US' }],
    ['a group with spaces around it', { from: ` ${group} ` }],
    ['a group without its ending', { from: '120363168033477807' }],
    ['an older group without its ending', { from: '33639981001-1607000000' }],
    ['a group beside its member', { from: awa, chatId: group }],
    ['a group in key, with its member', { key: { remoteJid: group, participant: awa, fromMe: false } }],
    ['a group in key, with a lid and its phone', { key: { remoteJid: group, participant: lid, participantPn: awa } }],
    ['a group in an id of parts', { id: { fromMe: false, remote: group, id: '3EB0C1' } }],
    ['a group as the recipient', { from: awa, to: group }],
    ['a status', { from: 'status@broadcast' }],
    ['a status beside its author', { key: { remoteJid: 'status@broadcast', participant: awa } }],
    ['a broadcast list', { from: '1607000000@broadcast' }],
    ['a newsletter', { from: '120363168033477807@newsletter' }],
    ['a newsletter in key', { key: { remoteJid: '120363168033477807@newsletter' } }],
    ['WhatsApp itself', { from: '0@s.whatsapp.net' }],
    ['WhatsApp itself, with a device', { from: '0:0@s.whatsapp.net' }],
    ['WhatsApp itself, of older clients', { from: '0@c.us' }],
  ];

  test.each(nobody)('%s is no message to this business', async (_name, payload) => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    world.mark();
    for (const body of [
      { ...message, ...payload, body: 'Hello' },
      { ...message, ...payload },
      { event: message.event, data: { ...message, event: undefined, ...payload, message: { conversation: 'Hello' } } },
    ]) {
      expect(await deliver(zap, body)).toMatchObject({ outcome: 'filtered' });
    }
    expect(out).toEqual([]);
    expect(world.requests()).toEqual({});
  });

  test('the number beside a lid is the sender’s, never that of somebody we wrote to', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_sent');
    await deliver(zap, { event: 'message.sent', messageId: 'm1', key: { remoteJid: awa, senderPn: '33639980001' } });
    await deliver(zap, { event: 'message.sent', messageId: 'm2', key: { remoteJid: lid, remoteJidAlt: awa } });
    expect(out.map(({ from, to }) => [from, to])).toEqual([
      [null, numbers.awa],
      [null, null],
    ]);
  });

  test.each([
    group,
    '33639981001-1607000000@g.us',
    'status@broadcast',
    '1607000000@broadcast',
    '120363168033477807@newsletter',
    '0@s.whatsapp.net',
  ])('a thin event is filtered once the message is read: from %s', async (from) => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    world.mark();
    await receiveMessage(world, instances.mainStore, { from });
    expect(zap.runs).toMatchObject([{ outcome: 'filtered' }]);
    expect(out).toEqual([]);
    expect(world.requests()).toEqual({ [LOAD]: 1 });
  });

  test.each([
    [lid, null],
    [awa, numbers.awa],
    ['33639981001:12@s.whatsapp.net', numbers.awa],
    ['33639981001@c.us', numbers.awa],
    [numbers.awa, numbers.awa],
  ])('a thin event goes out once the message is read: from %s', async (written, from) => {
    const world = await startWorld();
    const { out } = await switchOn(world, 'message_received');
    await receiveMessage(world, instances.mainStore, { from: written });
    expect(out).toMatchObject([{ from, text: 'Hello shop', details_loaded: true }]);
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

  const outgoing = { from: '+33639980001', to: numbers.awa, body: 'Hello Awa' };
  const own: [name: string, payload: object][] = [
    ['direction outbound', { ...outgoing, direction: 'outbound' }],
    ['direction OUTBOUND', { ...outgoing, direction: 'OUTBOUND' }],
    ['direction out', { ...outgoing, direction: 'out' }],
    ['direction Outgoing, with a space', { ...outgoing, direction: ' Outgoing' }],
    ['direction outbound, from somebody else', { from: numbers.awa, direction: 'outbound', body: 'Hello' }],
    ['direction outbound and nothing else', { direction: 'outbound' }],
    ['fromMe true', { fromMe: true, from: numbers.awa, body: 'Hello' }],
    ['fromMe as text', { fromMe: 'true', from: numbers.awa, body: 'Hello' }],
    ['fromMe as text in capitals', { fromMe: 'TRUE', from: numbers.awa, body: 'Hello' }],
    ['fromMe 1', { fromMe: 1, from: numbers.awa, body: 'Hello' }],
    ['fromMe 1 as text', { fromMe: '1', from: numbers.awa, body: 'Hello' }],
    ['from_me true', { from_me: true, from: numbers.awa, body: 'Hello' }],
    ['isFromMe true', { isFromMe: true, from: numbers.awa, body: 'Hello' }],
    ['fromMe in key', { key: { fromMe: true, remoteJid: '33639981001@s.whatsapp.net' }, body: 'Hello' }],
    ['fromMe as text in key', { key: { fromMe: 'true', remoteJid: '33639981001@s.whatsapp.net' }, body: 'Hello' }],
    ['fromMe in an id of parts', { id: { fromMe: true, remote: '33639981001@c.us' }, body: 'Hello' }],
    ['fromMe in key, and not beside it', { fromMe: false, key: { fromMe: true }, from: numbers.awa, body: 'Hello' }],
    ['fromMe true and nothing else', { fromMe: true }],
  ];

  test.each(own)('complete: %s', async (_name, payload) => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    world.mark();
    const nested = { event: 'message.received', data: { ...about('m1', payload), event: undefined } };
    for (const body of [about('m1', payload), nested]) {
      expect(await deliver(zap, body)).toMatchObject({ outcome: 'filtered' });
    }
    expect(world.requests()).toEqual({});
    expect(out).toEqual([]);
  });

  test.each([
    ['fromMe false', { fromMe: false }],
    ['fromMe false as text', { fromMe: 'false' }],
    ['fromMe 0', { fromMe: 0 }],
    ['from_me null', { from_me: null }],
    ['fromMe false in key', { key: { fromMe: false } }],
    ['direction inbound', { direction: 'inbound' }],
    ['direction in', { direction: 'IN' }],
  ])('somebody else’s passes: %s', async (_name, payload) => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    await deliver(zap, about('m1', { from: numbers.awa, body: 'Hello', ...payload }));
    expect(out).toMatchObject([{ from: numbers.awa, direction: 'inbound' }]);
  });

  test.each([
    ['+33639980001', '33639980001'],
    ['+33639980001', '+33 6 39 98 00 01'],
    ['+33639980001', '33639980001:7@s.whatsapp.net'],
    ['33639980001', '33639980001@c.us'],
    ['+5531987654321', '553187654321@s.whatsapp.net'],
    ['+525512345678', '5215512345678@s.whatsapp.net'],
    ['+541123456789', '5491123456789@s.whatsapp.net'],
    ['+2290197123456', '22997123456@s.whatsapp.net'],
  ])('from the number of the instance, %s, written %s', async (waNumber, from) => {
    const world = await startWorld();
    world.control.setInstance({ instance: 'Main Store', waNumber });
    const { zap, out } = await switchOn(world, 'message_received');
    world.mark();
    // Nothing is cached: the list is read once, and not again for the next.
    expect(await deliver(zap, about('m1', { from, body: 'Hello' }))).toMatchObject({ outcome: 'filtered' });
    expect(await deliver(zap, about('m2', { from, body: 'Hello' }))).toMatchObject({ outcome: 'filtered' });
    expect(world.requests()).toEqual({ 'GET /instances': 1 });
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
