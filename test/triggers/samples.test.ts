import { describe, expect, test } from '@jest/globals';
import { demo, demoSeed } from '../../dev/msgflash/demo.ts';
import type { Seed } from '../../dev/msgflash/records.ts';
import { switchOn, triggerCases } from '../support/hooks.ts';
import { listOf, startWorld, type World } from '../support/world.ts';

const { instances, numbers } = demo;

/** What the editor shows as examples, and what that cost. */
async function samplesOf(world: World, key: string, input: object = {}) {
  const { zap } = await switchOn(world, key, { ...input });
  world.mark();
  const run = await zap.sampleList();
  return { run, list: listOf(run.output), wire: world.wire(), zap };
}

const LIST = '/api/v1/messages';

describe('examples in the editor', () => {
  type Row = [key: string, input: object, query: object, records: [event: string, text: string][]];
  const order = 'Your order 1042 is ready.';
  const answer = 'We have answered your question by e-mail.';
  const appointment = 'Your appointment is tomorrow at 10.';
  const parcel = 'Your parcel has arrived.';
  const { support: supportId } = instances;
  const rows: Row[] = [
    ['message_received', {}, { status: 'received' }, [['message.received', 'Thank you, I will come at five.']]],
    ['message_sent', {}, {}, [appointment, answer, order].map((text) => ['message.sent', text])],
    ['message_delivered', {}, {}, [answer, order].map((text) => ['message.delivered', text])],
    ['message_read', {}, { status: 'read' }, [['message.read', order]]],
    ['message_failed', {}, { status: 'failed' }, [['message.failed', parcel]]],
    ['message_status_updated', { statuses: ['failed'] }, { status: 'failed' }, [['message.failed', parcel]]],
    [
      'message_status_updated',
      { statuses: ['failed', 'sent', 'read'] },
      {},
      [
        ['message.failed', parcel],
        ['message.sent', appointment],
        ['message.sent', answer],
        ['message.read', order],
      ],
    ],
    ['message_sent', { instance_id: supportId }, { instanceId: supportId }, [['message.sent', answer]]],
    ['message_sent', { instance_id: ' support ' }, { instanceId: supportId }, [['message.sent', answer]]],
    ['message_sent', { instance_id: '06 39 98 00 02' }, { instanceId: supportId }, [['message.sent', answer]]],
    ['message_read', { instance_id: supportId }, { instanceId: supportId, status: 'read' }, []],
  ];

  test.each(rows)('of %s %j are real messages that have come to that state', async (key, input, query, records) => {
    const world = await startWorld();
    const { run, list, wire } = await samplesOf(world, key, input);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(wire).toMatchObject([{ method: 'GET', path: LIST }]);
    expect(wire[0]?.query).toEqual({ ...query, limit: '50' });
    expect(list.map(({ event, text }) => [event, text])).toEqual(records);
    for (const record of list) {
      expect(record).toMatchObject({
        id: `${record.event}:${record.message_id}`,
        status: String(record.event).replace('message.', ''),
        direction: record.event === 'message.received' ? 'inbound' : 'outbound',
        occurred_at: record.updated_at,
        details_loaded: true,
      });
    }
  });

  test.each([
    ['instance_connected', {}, ['Main Store', 'Support']],
    ['instance_disconnected', {}, ['Événements Lyon', 'Pop-up Store']],
    ['instance_connected', { instance_id: supportId }, ['Support']],
    ['instance_connected', { instance_id: 'SUPPORT' }, ['Support']],
    ['instance_connected', { instance_id: instances.events }, []],
  ])('of %s %j are the instances in that state', async (key, input, names) => {
    const world = await startWorld();
    const { list } = await samplesOf(world, key, input);
    expect(world.requests()).toEqual({ 'GET /instances': 1 });
    expect(list.map(({ name }) => name)).toEqual(names);
    for (const record of list) {
      expect(record).toMatchObject({
        event: key.replace('_', '.'),
        status: key.replace('instance_', ''),
        is_connected: key === 'instance_connected',
        occurred_at: record.updated_at,
      });
    }
  });

  test.each(triggerCases)('of $key have the keys of a live event', async ({ key, input, keys, happens, here }) => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, key, input);
    await happens(world, here);
    const listed = listOf((await zap.sampleList()).output);
    const own = listed.find(({ id }) => id === out[0]?.id);
    expect(own).toBeDefined();
    for (const record of [...listed, ...out]) expect(Object.keys(record).sort()).toEqual([...keys].sort());
    for (const same of ['id', 'event', 'status']) expect([same, own?.[same]]).toEqual([same, out[0]?.[same]]);
  });

  test('are read without the filter where MsgFlash does not know it', async () => {
    const world = await startWorld();
    world.control.setGeneration({ receivedFilter: 'refused' });
    const { list, wire } = await samplesOf(world, 'message_received', { instance_id: instances.mainStore });
    const query = { instanceId: instances.mainStore, limit: '50' };
    expect(wire.map((request) => [request.status, request.query])).toEqual([
      [400, { ...query, status: 'received' }],
      [200, query],
    ]);
    expect(list).toMatchObject([{ text: 'Thank you, I will come at five.', direction: 'inbound', from: numbers.awa }]);
  });

  test.each(['120363168033477807@g.us', '33639981001-1607000000@g.us', 'status@broadcast', '0@s.whatsapp.net'])(
    'are messages from people, none from %s',
    async (from) => {
      const world = await startWorld();
      world.control.receive({ instance: 'Main Store', from, text: 'Hello all' });
      world.control.receive({ instance: 'Main Store', from: '154417159582282@lid', text: 'Hello shop' });
      const { list } = await samplesOf(world, 'message_received');
      expect(list.map(({ text, from: sender }) => [text, sender])).toEqual([
        ['Hello shop', null],
        ['Thank you, I will come at five.', numbers.awa],
      ]);
    },
  );

  test('are at most ten', async () => {
    const messages = Array.from({ length: 30 }, (_, index): NonNullable<Seed['messages']>[number] => ({
      instanceId: instances.mainStore,
      direction: 'inbound',
      peer: numbers.awa,
      body: `Message ${index}`,
      status: 'received',
      minutesAgo: 30 - index,
    }));
    const world = await startWorld({ msgflash: { data: { ...demoSeed, messages } } });
    const { list } = await samplesOf(world, 'message_received');
    expect(list.map(({ text }) => text)).toEqual(
      messages
        .slice(-10)
        .reverse()
        .map(({ body }) => body),
    );
    expect(world.requests()).toEqual({ 'GET /messages': 1 });
  });

  test.each(triggerCases)('of $key are none where nothing has happened', async ({ key, input }) => {
    const world = await startWorld({ msgflash: { data: { ...demoSeed, instances: [], teams: [], messages: [] } } });
    const { run } = await samplesOf(world, key, input);
    expect(run).toMatchObject({ outcome: 'success', output: [] });
  });

  test('with a file have a pointer that leads to it', async () => {
    const world = await startWorld();
    world.control.receive({ instance: 'Main Store', from: numbers.awa, media: { text: 'bytes', fileName: 'a.png' } });
    const { list } = await samplesOf(world, 'message_received');
    const { file } = await world.zapier.hydrate(String(list[0]?.media_file));
    expect(file?.bytes.toString()).toBe('bytes');
  });

  test('name their instance where its name is known, and make no request for it', async () => {
    const world = await startWorld();
    const before = await samplesOf(world, 'message_read');
    expect(before.list).toMatchObject([{ instance_name: null, instance_number: null }]);
    await world.zapier.dropdown(world.connection, 'triggers.message_read', 'instance_id');
    world.mark();
    expect(listOf((await before.zap.sampleList()).output)).toMatchObject([
      { instance_id: instances.mainStore, instance_name: 'Main Store', instance_number: '+33639980001' },
    ]);
    expect(world.requests()).toEqual({ 'GET /messages': 1 });
  });

  test('are the same from a plain array', async () => {
    const world = await startWorld();
    const usual = await samplesOf(world, 'message_sent');
    world.control.setGeneration({ lists: 'arrays' });
    expect(listOf((await usual.zap.sampleList()).output)).toEqual(usual.list);
    expect(usual.list).toHaveLength(3);
  });

  test.each([
    ['message_read', 'GET /messages', 401, 'UNAUTHORIZED', 'reconnect', /^MsgFlash did not accept the API key\. /],
    [
      'message_received',
      'GET /messages',
      500,
      'INTERNAL_ERROR',
      'errored',
      /^MsgFlash answered with an error: it has a temporary problem\. Try again in a minute\.$/,
    ],
    [
      'message_received',
      'GET /messages',
      403,
      'SUBSCRIPTION_INACTIVE',
      'errored',
      /^Your MsgFlash subscription is not active\. /,
    ],
    [
      'instance_connected',
      'GET /instances',
      502,
      'PROVIDER_TIMEOUT',
      'errored',
      /^MsgFlash answered that WhatsApp did not respond in time\. Try again in a minute\.$/,
    ],
  ] as const)('of %s: a fault of %s %i %s is a sentence', async (key, operation, status, code, outcome, sentence) => {
    const world = await startWorld();
    world.control.fault({ operation, kind: 'error', status, code });
    const { run } = await samplesOf(world, key);
    expect(run).toMatchObject({ outcome, message: expect.stringMatching(sentence) });
    expect(world.requests()).toEqual({ [operation]: 1 });
  });
});
