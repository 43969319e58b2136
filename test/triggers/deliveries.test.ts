/** What becomes of a delivery. Each trigger is tried once; what all share is tried for one message and one instance trigger. */
import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import type { Misbehaviour, Zap } from '../../dev/zapier/index.ts';
import { type Environment, listOf, sharedEnvironment, startEnvironment } from '../support/environment.ts';
import {
  deliver,
  receiveMessage,
  redeliver,
  secretOf,
  sendMessage,
  signature,
  triggerCase,
  triggerCases,
  turnOn,
} from '../support/hooks.ts';
import { unknownId } from '../support/refused.ts';

const { instances, numbers } = demo;
const LOAD = 'GET /messages/{id}';
const LIST = 'GET /instances';
const [MINUTE, DAY] = [60_000, 86_400_000];
const AT = '2026-11-20T10:00:00.000Z';
const awa = '33639981001@s.whatsapp.net';
const lid = '154417159582282@lid';
const group = '120363168033477807@g.us';
/** An inbound message of Awa's, complete. */
const wrote = { event: 'message.received', from: numbers.awa, body: 'Hello' };
const inbound = { ...wrote, instanceId: instances.mainStore, direction: 'inbound' };
const received = (messageId: string, more: object = {}) => ({ ...inbound, messageId, ...more });

const start = async (key: string, input: object = {}, environment?: Environment) => {
  const used = environment ?? (await sharedEnvironment());
  const on = await turnOn(used, key, { ...input });
  used.mark();
  return { ...used, ...on, environment: used };
};
/** What became of each delivery. */
async function outcomes(zap: Zap, bodies: readonly object[]): Promise<string[]> {
  const found: string[] = [];
  for (const body of bodies) found.push((await deliver(zap, body)).outcome);
  return found;
}
/** The same event, flat and nested, and each a message of its own. */
const bothWays = (payload: object, name: string): object[] => {
  const { event, ...rest } = { ...inbound, from: undefined, ...payload };
  const { body, ...bare } = rest;
  const nested = { ...bare, ...(body && { message: { conversation: body } }) };
  return [
    { event, ...rest, messageId: name },
    { event, data: { ...nested, messageId: `${name}, nested` } },
  ];
};

describe.each(triggerCases)('$key', ({ key, input, events, event, keys, elsewhere, happens }) => {
  test('takes one endpoint for its events, outputs each event once, and gives the endpoint back', async () => {
    const { control, environment, mark, out, requests, wire, zap } = await start(key, input, await startEnvironment());
    const [endpoint, ...others] = control.webhooks();
    expect([endpoint?.url, endpoint?.events, others]).toEqual([zap.hookUrl, events, []]);
    expect(zap.subscribeData).toEqual({ id: endpoint?.id, secret: endpoint?.secret });

    const id = await happens(environment);
    expect(out).toEqual([expect.objectContaining({ id, event })]);
    expect(Object.keys(out[0] ?? {}).sort()).toEqual([...keys].sort());
    // Alike, where the editor shows it as a sample.
    const { output } = await zap.sampleList();
    const listed = listOf(output).find((record) => record.id === id);
    expect(Object.keys(listed ?? {}).sort()).toEqual([...keys].sort());
    expect(listed).toMatchObject({ event, status: out[0]?.status });

    mark();
    expect(await redeliver(environment, zap)).toMatchObject({ outcome: 'filtered', message: '', output: [] });
    expect(requests()).toEqual({});
    expect(await zap.turnOff()).toMatchObject({ outcome: 'success' });
    expect(wire().map(({ method, path }) => [method, path])).toEqual([['DELETE', `/api/v1/webhooks/${endpoint?.id}`]]);
    expect(control.webhooks()).toEqual([]);
    expect((await fetch(zap.hookUrl, { method: 'POST', body: '{}' })).status).toBe(410);
    await happens(environment, elsewhere);
    expect(zap.runs).toHaveLength(2);
    expect(out).toHaveLength(1);
  });
});

describe.each(['message_received', 'message_read', 'instance_connected'].map(triggerCase))(
  '$key, from every payload that is documented',
  ({ key, input, event, keys, here, elsewhere, happens }) => {
    test('has the same flat keys, is limited to its instance, and each of two Zaps gets the event once', async () => {
      const environment = await startEnvironment();
      const limited = await turnOn(environment, key, { ...input, instance_id: here });
      const all = await turnOn(environment, key, input);
      for (const shape of ['flat', 'nested'] as const) {
        for (const detail of ['thin', 'full', 'sketch'] as const) {
          environment.control.setPayloads({ shape, detail });
          for (const { out } of [limited, all]) out.splice(0);
          const other = await happens(environment, elsewhere);
          const own = await happens(environment, here);
          const ids = [limited, all].map(({ out }) => out.map((record) => [record.event, record.id]));
          const [first, second] = [other, own].map((id) => [event, id]);
          expect([shape, detail, ids]).toEqual([shape, detail, [[second], [first, second]]]);
          for (const record of all.out) {
            expect(Object.keys(record).sort()).toEqual([...keys].sort());
            expect(Object.values(record).filter((value) => typeof value === 'object' && value !== null)).toEqual([]);
          }
          for (const { zap } of [limited, all]) {
            expect(await redeliver(environment, zap)).toMatchObject({ outcome: 'filtered' });
          }
          await environment.pass(MINUTE);
        }
      }
    });
  },
);

describe('what is no event of this Zap', () => {
  const MISSING = 'A delivery without a signature was ignored: nothing shows that it came from MsgFlash.';
  const MALFORMED = 'A delivery whose signature has a wrong form was ignored: it does not come from MsgFlash.';
  const WRONG =
    'A delivery with a wrong signature was ignored. If this happens to every message, turn the Zap off and on again.';
  const NO_EVENT = 'MsgFlash sent an event that could not be read. Write to support@msgflash.com.';

  // test/faults/hooks sends every forgery to every trigger.
  test('forged, it stops the run and says why, and does not use up the genuine one', async () => {
    const { out, requests, zap } = await start('message_received');
    const payload = received('m1');
    const body = JSON.stringify(payload);
    const genuine = signature(secretOf(zap), body);
    const forgeries: [body: string, header: string | null, sentence: string][] = [
      [body, null, MISSING],
      [body, `${genuine}, ${genuine}`, MALFORMED],
      [body, signature('', body), WRONG],
      [`${body} `, genuine, WRONG],
    ];
    for (const [forged, header, message] of forgeries) {
      const run = await deliver(zap, forged, header === null ? {} : { 'x-msgflash-signature': header });
      expect({ header, ...run }).toMatchObject({ header, outcome: 'halted', message, rawMessage: message });
    }
    expect([out, requests(), zap.isOn]).toEqual([[], {}, true]);
    expect(zap.runs.map(({ rawMessage }) => rawMessage).join()).not.toContain(secretOf(zap));
    expect(await outcomes(zap, [payload, payload])).toEqual(['success', 'filtered']);
  });

  test('signed and yet no event, it stops the run; another event is passed over', async () => {
    const { out, zap } = await start('message_status_updated', { statuses: ['sent', 'read'] });
    for (const body of ['', 'null', '{"messageId":"m1"}']) {
      expect([body, await deliver(zap, body)]).toMatchObject([body, { outcome: 'halted', message: NO_EVENT }]);
    }
    for (const event of ['message.queued', 'instance.renamed', 'message', 'MESSAGE.READ']) {
      expect([event, ...(await outcomes(zap, [{ event, messageId: 'x' }]))]).toEqual([event, 'filtered']);
    }
    expect(out).toEqual([]);
  });

  test.each(['off', '', 'on', 'OFF', 'false'])('MSGFLASH_SIGNATURE_CHECK=%j', async (value) => {
    const environment = await startEnvironment({ zapier: { env: { MSGFLASH_SIGNATURE_CHECK: value } } });
    const { zap } = await turnOn(environment, 'message_received');
    const unsigned = await deliver(zap, received('m1'), {});
    expect(unsigned.outcome).toBe(value === 'off' ? 'success' : 'halted');
    expect((await deliver(zap, received('m1'))).outcome).toBe(value === 'off' ? 'filtered' : 'success');
  });
});

describe('a Zap that is limited to an instance by name or number', () => {
  const limited = async (written = 'Main Store') =>
    start('message_received', { instance_id: written }, await startEnvironment());
  const here = (messageId: string) => received(messageId);

  test.each([' main STORE ', '06 39 98 00 01', '33639980001', 'Main Store · +33 6 39 98 00 01 · connected'])(
    '%j: its messages and no others, without a request',
    async (written) => {
      const { environment, out, pass, requests, zap } = await start('message_received', { instance_id: written });
      await pass(60 * MINUTE);
      const bodies = [instances.support, instances.mainStore, instances.events].map((instanceId, index) =>
        received(`m${index}`, { instanceId }),
      );
      expect(await outcomes(zap, bodies)).toEqual(['filtered', 'success', 'filtered']);
      expect(out).toMatchObject([{ message_id: 'm1', instance_id: instances.mainStore }]);
      expect(requests()).toEqual({});
      // What was not for this Zap is not remembered either.
      expect(environment.zapier.cache.entries().filter(({ key }) => key.startsWith('seen:'))).toHaveLength(1);
    },
  );

  test('only the message, once it is read, says whose it is', async () => {
    const { control, environment, out, zap } = await start('message_read', { instance_id: 'main store' });
    control.setPayloads({ detail: 'sketch' });
    await sendMessage(environment, instances.support);
    const id = await sendMessage(environment);
    expect(zap.runs.map(({ outcome }) => outcome)).toEqual(['filtered', 'success']);
    expect(out).toMatchObject([{ message_id: id, instance_id: instances.mainStore }]);
  });

  test('a list of yesterday is read again, once; an instance that it does not have, once a minute', async () => {
    const { out, pass, requests, zap } = await limited();
    await pass(DAY);
    await outcomes(zap, ['m1', 'm2'].map(here));
    expect([out.length, requests()]).toEqual([2, { [LIST]: 1 }]);
    const unknown = ['m3', 'm4'].map((id) => received(id, { instanceId: unknownId(1) }));
    expect(await outcomes(zap, unknown)).toEqual(['filtered', 'filtered']);
    await pass(MINUTE);
    expect(await outcomes(zap, unknown)).toEqual(['filtered', 'filtered']);
    expect(requests()).toEqual({ [LIST]: 2 });
  });

  test('a name that no instance has any more: the run fails and says so, and no message passes', async () => {
    const { control, out, pass, zap } = await limited();
    control.setInstance({ instance: 'Main Store', name: 'Lyon' });
    await pass(DAY);
    const message =
      'No instance in MsgFlash fits “Main Store” in Instance. Choose one from the list, or leave it empty for all your WhatsApp numbers. Nothing was done.';
    expect(await deliver(zap, here('m1'))).toMatchObject({ outcome: 'errored', message });
    expect(out).toEqual([]);
  });

  test('a list that cannot be read costs no message; without a cache it is read each time', async () => {
    const { control, environment, out, pass, requests, zap } = await limited();
    await pass(DAY);
    control.fault({ operation: LIST, kind: 'error', status: 500, times: 'always' });
    expect(await outcomes(zap, [here('m1')])).toEqual(['success']);
    control.clearFaults();
    environment.zapier.cache.misbehave('gone');
    environment.mark();
    const elsewhere = received('m2', { instanceId: instances.support });
    expect(await outcomes(zap, [elsewhere, here('m3')])).toEqual(['filtered', 'success']);
    expect(requests()).toEqual({ [LIST]: 2 });
    expect(out).toHaveLength(2);
  });
});

describe('how many requests an event costs', () => {
  const loading = { load_message: 'true' };
  const filter = { instance_id: instances.mainStore };
  type Row = [key: string, input: object, thin: number, full: number, sketch: number];
  test.each<Row>([
    ['message_received', {}, 1, 0, 1],
    ['message_failed', {}, 1, 0, 1],
    ['message_sent', {}, 0, 0, 0],
    ['message_delivered', {}, 0, 0, 0],
    ['message_read', {}, 0, 0, 0],
    ['message_read', loading, 1, 0, 1],
    // Whether it is the chosen instance's, a sketch does not say.
    ['message_read', filter, 0, 0, 1],
    ['message_status_updated', {}, 0, 0, 0],
    ['message_status_updated', loading, 1, 0, 1],
  ])('%s with %j: %i from a thin payload, %i from a full one, %i from a sketch', async (key, input, ...costs) => {
    const { happens, input: base } = triggerCase(key);
    const { control, environment, mark, out, requests } = await start(key, { ...base, ...input });
    // Otherwise the name of the instance is looked up.
    await environment.zapier.dropdown(environment.connection, 'triggers.message_read', 'instance_id');
    for (const [index, detail] of (['thin', 'full', 'sketch'] as const).entries()) {
      control.setPayloads({ shape: 'nested', detail });
      mark();
      await happens(environment);
      expect([detail, requests()]).toEqual([detail, costs[index] ? { [LOAD]: costs[index] } : {}]);
      expect(out.at(-1)?.details_loaded).toBe(costs[index] === 1 || detail === 'full');
    }
    expect(out).toHaveLength(3);
  });

  test('message_status_updated reads the reason of a failure only', async () => {
    const statuses = ['sent', 'delivered', 'failed'];
    const { environment, out, requests } = await start('message_status_updated', { statuses });
    await sendMessage(environment);
    expect(requests()).toEqual({});
    await sendMessage(environment, instances.mainStore, { to: numbers.failing });
    expect(requests()).toEqual({ [LOAD]: 1 });
    expect(out.map(({ status, error }) => [status, error])).toEqual([
      ['sent', null],
      ['delivered', null],
      ['failed', 'The recipient could not be reached'],
    ]);
  });

  test.each([
    [{ code: 131026, message: 'Message undeliverable' }, '131026: Message undeliverable', {}],
    ['The number is not on WhatsApp', 'The number is not on WhatsApp', {}],
    [{}, 'The recipient could not be reached', { [LOAD]: 1 }],
    [null, 'The recipient could not be reached', { [LOAD]: 1 }],
  ])('a failure whose error is %j', async (error, text, cost) => {
    const environment = await sharedEnvironment();
    const messageId = await sendMessage(environment, instances.mainStore, { to: numbers.failing });
    const { out, requests, zap } = await start('message_failed', {}, environment);
    await deliver(zap, { event: 'message.failed', messageId, instanceId: instances.mainStore, error });
    expect(out).toMatchObject([{ error: text, message_id: messageId }]);
    expect(requests()).toEqual(cost);
  });

  test.each([
    ['thin', false, { 'GET /instances/{id}': 1 }],
    ['thin', true, {}],
    ['full', false, {}],
  ] as const)('an instance in a %s payload, its list known: %s', async (detail, isKnown, cost) => {
    const { control, environment, mark, out, requests } = await start('instance_connected');
    control.setPayloads({ detail });
    if (isKnown) await environment.zapier.dropdown(environment.connection, 'creates.send_message', 'instance_id');
    mark();
    await triggerCase('instance_connected').happens(environment);
    expect(requests()).toEqual(cost);
    const named = { id: instances.events, name: 'Événements Lyon', number: '+33639980003' };
    expect(out).toMatchObject([{ ...named, status: 'connected', is_connected: true }]);
  });
});

describe('what a record holds', () => {
  const nothing = Object.fromEntries(triggerCase('message_received').keys.map((key) => [key, null]));
  const provider_message_id = expect.stringMatching(/^BAE5/);

  test.each(['thin', 'full', 'sketch'] as const)('of an inbound message (%s)', async (detail) => {
    const environment = await startEnvironment();
    environment.control.setPayloads({ detail });
    const { out } = await turnOn(environment, 'message_received');
    await environment.zapier.dropdown(environment.connection, 'triggers.message_received', 'instance_id');
    const text = 'Ça va ? 👋\nÀ 5 h {{bundle.authData.api_key}}';
    const message_id = await receiveMessage(environment, instances.mainStore, { text });
    const loaded = detail === 'full' ? {} : { created_at: AT, updated_at: AT };
    const people = { from: numbers.awa, to: '+33639980001', contact_id: demo.contacts.awa };
    const instance = { instance_id: instances.mainStore, instance_name: 'Main Store', instance_number: '+33639980001' };
    const event = { event: 'message.received', occurred_at: AT, details_loaded: true };
    const ids = { id: `message.received:${message_id}`, message_id, provider_message_id };
    const message = { direction: 'inbound', status: 'received', type: 'text', text };
    expect(out).toEqual([{ ...nothing, ...ids, ...message, ...people, ...instance, ...event, ...loaded }]);
  });

  test('of a thin event of an outbound message, nothing is made up', async () => {
    const { environment, out } = await start('message_delivered', {}, await startEnvironment());
    const message_id = await sendMessage(environment);
    const ids = { id: `message.delivered:${message_id}`, message_id, provider_message_id };
    const message = { direction: 'outbound', status: 'delivered', to: numbers.awa, instance_id: instances.mainStore };
    const event = { event: 'message.delivered', occurred_at: '2026-11-20T10:00:02.000Z', details_loaded: false };
    expect(out).toEqual([{ ...nothing, ...ids, ...message, ...event }]);
  });

  test('the status is that of the event, also where the message has moved on since', async () => {
    const input = { statuses: ['sent', 'delivered', 'read'], load_message: 'true' };
    const environment = await startEnvironment({ msgflash: { steps: { sent: 1, delivered: 1, read: 1 } } });
    const { out } = await turnOn(environment, 'message_status_updated', input);
    await sendMessage(environment);
    expect(out.map(({ status, text }) => [status, text])).toEqual(input.statuses.map((each) => [each, 'Hello Awa']));
    expect(new Set(out.map(({ id }) => id)).size).toBe(3);
  });

  test('the name of the instance, day after day, for one request a day', async () => {
    const { environment, mark, out, pass, requests, zap } = await start('message_received');
    await environment.zapier.dropdown(environment.connection, 'triggers.message_received', 'instance_id');
    mark();
    for (const day of [1, 2, 3]) {
      await outcomes(zap, [received(`${day} morning`), received(`${day} evening`)]);
      await pass(DAY);
    }
    expect(out.map(({ instance_name }) => instance_name)).toEqual(Array(6).fill('Main Store'));
    expect(requests()).toEqual({ [LIST]: 2 });
  });

  test.each(['senderName', 'pushName', 'fromName'])('the name of the sender, called %s', async (key) => {
    const { out, zap } = await start('message_received');
    await outcomes(zap, bothWays({ from: awa, body: 'Hello', [key]: 'Awa 🌸' }, 'm1'));
    expect(out.map(({ sender_name }) => sender_name)).toEqual(['Awa 🌸', 'Awa 🌸']);
  });

  test('a message without an ID of MsgFlash’s has WhatsApp’s', async () => {
    const { out, zap } = await start('message_received');
    const raw = { key: { remoteJid: awa, fromMe: false, id: '3EB0C1' }, mediaUrl: 'https://example.com/a.jpg' };
    await outcomes(zap, [{ ...wrote, ...raw }, wrote]);
    expect(out).toMatchObject([
      { id: 'message.received:3EB0C1', message_id: '', provider_message_id: '3EB0C1', media_file: null },
      { id: 'message.received:', message_id: '', provider_message_id: null },
    ]);
  });
});

describe('a message or an instance that cannot be read', () => {
  const fault = { kind: 'error', status: 401, code: 'UNAUTHORIZED', times: 'always' } as const;
  test.each([
    // Without a direction, only the own number shows whether it is one of ours.
    ['message_received', {}, { to: '+33639980001', from: null, status: 'received' }, { [LOAD]: 1, [LIST]: 1 }],
    ['message_failed', {}, { to: numbers.failing, status: 'failed', error: null }, { [LOAD]: 1 }],
    ['message_read', { load_message: 'true' }, { to: numbers.awa, status: 'read' }, { [LOAD]: 1 }],
  ])('%s %j goes out all the same', async (key, input, record, cost) => {
    const { control, environment, out, requests } = await start(key, input);
    control.fault({ operation: LOAD, ...fault });
    const id = await triggerCase(key).happens(environment);
    const rest = { text: null, instance_id: instances.mainStore, details_loaded: false };
    expect(out).toMatchObject([{ id, ...rest, ...record }]);
    expect(requests()).toEqual(cost);
  });

  test('it goes out to a limited Zap too, where nothing tells whose it is', async () => {
    const { control, environment, out } = await start('message_received', { instance_id: instances.support });
    control.setPayloads({ detail: 'sketch' });
    control.fault({ operation: LOAD, ...fault });
    await receiveMessage(environment);
    expect(out).toMatchObject([{ instance_id: null, details_loaded: false }]);
  });
});

describe('who wrote', () => {
  /** Delivers each payload flat and nested. @returns its name with the records that came of it */
  async function each(rows: readonly (readonly [name: string, payload: object, ...unknown[]])[], cost = {}) {
    const { out, requests, zap } = await start('message_received');
    const found: [string, object[]][] = [];
    for (const [name, payload] of rows) {
      await outcomes(zap, bothWays({ body: 'Hello', ...payload }, name));
      found.push([name, out.splice(0)]);
    }
    expect(requests()).toEqual(cost);
    return found;
  }

  test('is a number where the payload has one, and nobody else’s', async () => {
    const { awa: number } = numbers;
    const rows: [name: string, payload: object, from: string | null][] = [
      ['digits', { from: '33639981001' }, number],
      ['a phone id', { from: awa }, number],
      ['a phone id with its device', { from: '33639981001:12@s.whatsapp.net' }, number],
      ['remoteJid in key', { key: { remoteJid: awa, fromMe: false, id: '3EB0C1' } }, number],
      ['an empty from beside remoteJid', { from: '', key: { remoteJid: awa } }, number],
      ['an id in parts', { id: { fromMe: false, remote: '33639981001@c.us', id: '3EB0C1' } }, number],
      ['a lid', { from: lid }, null],
      ['a lid that looks like a number', { from: '15551234567@lid' }, null],
      ['a lid beside another lid', { key: { remoteJid: lid, remoteJidAlt: '15551234567@lid' } }, null],
      ['digits that are too many', { from: '3363998100133639981001' }, null],
      ['a lid with senderPn', { from: lid, senderPn: awa }, number],
      ['a lid with remoteJidAlt in key', { key: { remoteJid: lid, remoteJidAlt: awa } }, number],
      ['a lid with participantPn', { from: lid, participantPn: awa }, number],
      ['a lid with a lid and a phone', { from: lid, senderPn: lid, key: { remoteJidAlt: awa } }, number],
      ['a phone id with a lid beside it', { key: { remoteJid: awa, remoteJidAlt: lid } }, number],
      ['a Mexican number with a 1', { from: '5215512345678@s.whatsapp.net' }, '+5215512345678'],
      ['a Brazilian number without its 9', { from: '553187654321@s.whatsapp.net' }, '+553187654321'],
    ];
    const found = await each(rows);
    const record = { text: 'Hello', details_loaded: true };
    const twice = (from: string | null) => Array(2).fill({ from, ...record });
    expect(found).toMatchObject(rows.map(([name, , from]) => [name, twice(from)]));
  });

  test('is no message to this business from a group, a status, a list, a newsletter or WhatsApp itself', async () => {
    const rows: [name: string, payload: object][] = [
      ['a group', { from: group }],
      ['an older group', { from: '33639981001-1607000000@g.us' }],
      ['a group without its ending', { from: '120363168033477807' }],
      ['a group beside its member', { from: awa, chatId: group }],
      ['a group in key, with its member', { key: { remoteJid: group, participant: awa, fromMe: false } }],
      ['a group as the recipient', { from: awa, to: group }],
      ['a status', { from: 'status@broadcast' }],
      ['a broadcast list', { from: '1607000000@broadcast' }],
      ['a newsletter', { from: '120363168033477807@newsletter' }],
      ['WhatsApp itself', { from: '0@s.whatsapp.net' }],
      ['WhatsApp itself, of older clients', { from: '0@c.us' }],
    ];
    expect(await each(rows)).toEqual(rows.map(([name]) => [name, []]));
  });

  test('is seen in a thin event once the message is read', async () => {
    const { environment, out, requests } = await start('message_received');
    const people: [written: string, from: string | null][] = [
      [lid, null],
      [awa, numbers.awa],
      ['33639981001@c.us', numbers.awa],
    ];
    const nobody = [group, 'status@broadcast', '1607000000@broadcast', '120363168033477807@newsletter', '0@c.us'];
    for (const from of [...people.map(([written]) => written), ...nobody]) {
      await receiveMessage(environment, instances.mainStore, { from });
    }
    expect(out.map(({ from, text }) => [from, text])).toEqual(people.map(([, from]) => [from, 'Hello shop']));
    expect(requests()).toMatchObject({ [LOAD]: people.length + nobody.length });
  });

  test('the number beside a lid is the sender’s, never that of somebody we wrote to', async () => {
    const { out, zap } = await start('message_sent');
    const sent = [
      { remoteJid: awa, senderPn: '33639980001' },
      { remoteJid: lid, remoteJidAlt: awa },
    ];
    await outcomes(
      zap,
      sent.map((key, index) => ({ event: 'message.sent', messageId: `m${index}`, key })),
    );
    expect(out).toMatchObject([
      { from: null, to: numbers.awa },
      { from: null, to: null },
    ]);
  });

  test('is never the business itself', async () => {
    const from = numbers.awa;
    const rows: [name: string, payload: object][] = [
      ...['outbound', 'OUTBOUND', 'out', ' Outgoing'].map((direction): [string, object] => [direction, { direction }]),
      ['outbound, and no text', { direction: 'outbound', from: undefined, body: undefined }],
      ...[true, 'true', 'TRUE', 1, '1'].map((fromMe): [string, object] => [`fromMe ${fromMe}`, { from, fromMe }]),
      ['from_me', { from_me: true, from }],
      ['fromMe in key', { key: { fromMe: true, remoteJid: awa } }],
      ['fromMe in an id of parts', { id: { fromMe: true, remote: '33639981001@c.us' } }],
      ['fromMe and nothing else', { fromMe: true, body: undefined }],
    ];
    const undirected = (more: object) => ({ from, direction: undefined, ...more });
    const own = rows.map(([name, more]): [string, object] => [name, undirected(more)]);
    expect(await each(own)).toEqual(rows.map(([name]) => [name, []]));

    const others = [false, 'false', 0, null].map((fromMe) => ({ fromMe }));
    const passing = [...others, { key: { fromMe: false } }, { direction: 'inbound' }, { direction: 'IN' }];
    const named = passing.map((more): [string, object] => [JSON.stringify(more), undirected(more)]);
    // Without a direction, the own numbers are read once.
    const found = await each(named, { [LIST]: 1 });
    expect(found.map(([name, { length }]) => [name, length])).toEqual(named.map(([name]) => [name, 2]));
  });

  test('is never the business itself, which only the loaded message says', async () => {
    const { environment, zap } = await start('message_received');
    const messageId = await sendMessage(environment);
    const { body: _, from: __, direction: ___, ...thin } = received(messageId);
    expect(await outcomes(zap, [thin, { event: thin.event, data: thin }])).toEqual(['filtered', 'filtered']);
  });

  test.each([
    ['+33639980001', '+33 6 39 98 00 01'],
    ['33639980001', '33639980001:7@s.whatsapp.net'],
    ['+5531987654321', '553187654321@s.whatsapp.net'],
    ['+2290197123456', '22997123456@s.whatsapp.net'],
  ])('is never the number of the instance, %s, written %s', async (waNumber, from) => {
    const { control, requests, zap } = await start('message_received');
    control.setInstance({ instance: 'Main Store', waNumber });
    // Nothing is cached: the list is read once, and not again for the next.
    const bodies = ['m1', 'm2'].map((id) => received(id, { direction: undefined, from }));
    expect(await outcomes(zap, bodies)).toEqual(['filtered', 'filtered']);
    expect(await outcomes(zap, [received('m3', { direction: undefined })])).toEqual(['success']);
    expect(requests()).toEqual({ [LIST]: 1 });
    control.setInstance({ instance: 'Main Store', waNumber: '+33639980001' });
  });
});

describe('an event goes out once, as far as the cache allows', () => {
  // Where the cache cannot tell, twice is better than never.
  const troubles: [how: Misbehaviour, ms: number, times: 1 | 2][] = [
    ['slow', 300, 1],
    ['lost_answer', 0, 1],
    ['full', 0, 2],
    ['gone', 0, 2],
    ['hang', 0, 2],
  ];
  const some = ['message_received', 'instance_connected'].map(triggerCase);
  const rows = some.flatMap((trigger) => troubles.map(([how, ms, times]) => ({ ...trigger, how, ms, times })));
  test.each(rows)('$key, cache $how: its repeat counts $times', async ({ key, event, how, ms, times, happens }) => {
    const { environment, out, zap } = await start(key);
    environment.zapier.cache.misbehave(how, { ms });
    const id = await happens(environment);
    expect(zap.runs).toMatchObject([{ outcome: 'success', attempts: [{}] }]);
    expect(out).toMatchObject([{ id, event }]);
    expect(await redeliver(environment, zap)).toMatchObject({ outcome: times === 1 ? 'filtered' : 'success' });
    expect(out.map((record) => record.id)).toEqual(Array(times).fill(id));
    // Once the cache works, what it could not remember is remembered.
    environment.zapier.cache.misbehave(null);
    await redeliver(environment, zap);
    expect(await redeliver(environment, zap)).toMatchObject({ outcome: 'filtered' });
  });

  test('deliveries at the same time: one goes out', async () => {
    const { environment, out, settled, zap } = await start('message_received');
    // Each asks before the first one is remembered.
    environment.zapier.cache.misbehave('slow', { ms: 100 });
    await Promise.all(Array.from({ length: 5 }, () => deliver(zap, received('m1'))));
    await settled();
    expect(zap.runs.filter(({ outcome }) => outcome === 'filtered')).toHaveLength(4);
    expect(out).toHaveLength(1);
  });

  test('a repeat is known for a day', async () => {
    const { environment, out, pass, zap } = await start('message_received');
    await receiveMessage(environment);
    await pass(DAY - 1);
    expect(await redeliver(environment, zap)).toMatchObject({ outcome: 'filtered' });
    await pass(1);
    expect(await redeliver(environment, zap)).toMatchObject({ outcome: 'success' });
    expect(out).toHaveLength(2);
  });

  const hours = [AT, '2026-11-20T10:00:03.000Z', '2026-11-20T10:01:00.000Z'];
  const at = (body: object) => hours.map((timestamp) => ({ ...body, timestamp }));
  const by = (key: string) => hours.map((time) => ({ ...wrote, [key]: time }));
  const raw = {
    key: { remoteJid: awa, fromMe: false, id: '3EB0C1' },
    pushName: 'Awa',
    message: { conversation: 'Hi' },
  };
  const three = <T>(make: (n: number) => T) => [1, 2, 3].map(make);
  const messages: [name: string, bodies: object[], events: number][] = [
    ['one message id', at({ ...wrote, messageId: 'm1' }), 1],
    ['one message id, nested', [...at({ ...wrote, messageId: 'm1' }), { data: { ...wrote, messageId: 'm1' } }], 1],
    ['one id of its own', at({ ...wrote, id: 'm1' }), 1],
    ['one provider’s id', at({ ...wrote, providerMessageId: '3EB0C1' }), 1],
    ['one provider’s id, three texts', three((n) => ({ providerMessageId: '3EB0', text: `${n}` })), 1],
    ['one id in key', at(raw), 1],
    ['one id in an id of parts', at({ id: { fromMe: false, remote: awa, id: '3EB0' }, body: 'Hello' }), 1],
    ...'timestamp messageTimestamp createdAt date_time date'
      .split(' ')
      .map((key): [string, object[], number] => [`no id, ${key} differs`, by(key), 1]),
    ['no id, times in seconds', three((n) => ({ ...wrote, messageTimestamp: 1_795_168_800 + n })), 1],
    ['three message ids', three((n) => ({ ...wrote, messageId: `m${n}` })), 3],
    ['three provider’s ids', three((n) => ({ ...wrote, providerMessageId: `${n}` })), 3],
    ['no id, three texts', three((n) => ({ ...wrote, body: `${n}` })), 3],
  ];
  const lost = (timestamp: unknown, instanceId: string = instances.mainStore) => ({ instanceId, timestamp });
  const alerts: [name: string, bodies: object[], alerts: number][] = [
    ...[1_795_168_800, 1_795_168_800_000, '1795168800', '2026-11-20T10:00:00Z'].map(
      (time): [string, object[], number] => [`one time, ${time}`, three(() => lost(time)), 1],
    ),
    ['one time in three writings', [lost(1_795_168_800), lost('1795168800000'), lost('2026-11-20T11:00:00+01:00')], 1],
    ['three times', three((n) => lost(1_795_168_800 + n)), 3],
    ['two instances', [lost(1_795_168_800), lost(1_795_168_800, instances.support), lost('1795168800')], 2],
    ['no time', three(() => ({ instanceId: instances.mainStore })), 3],
    ['no instance', [{ timestamp: AT }], 0],
  ];
  test.each([
    ['message_received', messages],
    ['instance_disconnected', alerts],
  ])('%s: what counts as the same event', async (key, cases) => {
    const { environment, out, zap } = await start(key);
    const found: [string, number][] = [];
    for (const [name, bodies] of cases) {
      out.splice(0);
      environment.zapier.cache.clear();
      await outcomes(zap, bodies);
      found.push([name, out.length]);
    }
    expect(found).toEqual(cases.map(([name, , count]) => [name, count]));
  });
});

describe('the file of a message', () => {
  const PIXELS = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xff, 0xfe]);
  const GONE = 'The file of this message is no longer there. Ask the sender for it again.';
  const UNREADABLE = 'The file of this message could not be fetched. Try again in a few minutes.';
  const FETCH = 'GET /media/{id}';
  const photo = (access: 'key' | 'redirect' | 'open') => ({
    ...{ base64: PIXELS.toString('base64'), contentType: 'image/png', fileName: 'Été à Lyon.png', access },
  });
  /** A message with a file has come in. */
  async function withFile(media: object, environment?: Environment) {
    const used = await start('message_received', {}, environment);
    const id = await receiveMessage(used.environment, instances.mainStore, { text: 'Look!', media });
    used.mark();
    return { ...used, id, record: used.out[0] ?? {}, pointer: String(used.out[0]?.media_file) };
  }

  test('is a pointer without link and key; nothing is fetched before a later step uses it', async () => {
    const { id, record, pointer, wire } = await withFile(photo('key'));
    expect(record).toMatchObject({ type: 'image', text: 'Look!' });
    expect(pointer).toMatch(/^hydrate\|\|\|.*\|\|\|hydrate$/);
    expect(pointer).toContain(id);
    for (const hidden of [String(record.media_url), demo.key]) expect(pointer).not.toContain(hidden);
    expect(wire(FETCH)).toEqual([]);
  });

  test('is fetched from MsgFlash with the key and the team, its message read anew, byte for byte', async () => {
    const authData = { api_key: demo.teamKey, team_id: demo.teamId };
    const { pointer, requests, wire, zapier } = await withFile(photo('key'), await startEnvironment({ authData }));
    const { file, run } = await zapier.hydrate(pointer);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(file).toMatchObject({ contentType: 'image/png', filename: 'Été à Lyon.png' });
    expect(file?.bytes.equals(PIXELS)).toBe(true);
    expect(requests()).toEqual({ [LOAD]: 1, [FETCH]: 1 });
    expect(wire(FETCH)[0]?.headers).toMatchObject({ 'x-api-key': demo.teamKey, 'x-team-id': demo.teamId });
  });

  // Both lie on this machine: only the address keeps us from them.
  test.each(['open', 'redirect'] as const)('is not fetched from a private network (%s)', async (access) => {
    const { control, pointer, zapier } = await withFile(photo(access));
    const reached = control.elsewhere().length;
    const { file, run } = await zapier.hydrate(pointer);
    expect(run).toMatchObject({ outcome: 'errored', message: UNREADABLE });
    expect([file, control.elsewhere().length]).toEqual([null, reached]);
  });

  test.each([
    [FETCH, { kind: 'error', status: 404 }, GONE],
    [FETCH, { kind: 'html_503' }, UNREADABLE],
    [LOAD, { kind: 'missing_optional' }, GONE],
    [LOAD, { kind: 'reset_before_accepting' }, 'MsgFlash did not answer. Try again in a minute.'],
  ] as const)('says why it is not there: %s %j', async (operation, fault, message) => {
    const { control, pointer, zapier } = await withFile(photo('key'));
    control.fault({ operation, ...fault });
    const { file, run } = await zapier.hydrate(pointer);
    expect(run).toMatchObject({ outcome: 'errored', message });
    expect(file).toBeNull();
  });
});
