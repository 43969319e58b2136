import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { startFrozen } from '../lib/sending/frozen.ts';
import { deliver, redeliver, secretOf, signature, switchOn, triggerCases } from '../support/hooks.ts';
import { unknownId } from '../support/refused.ts';
import { startWorld } from '../support/world.ts';

const MISSING = 'A delivery without a signature was ignored: nothing shows that it came from MsgFlash.';
const MALFORMED = 'A delivery whose signature has a wrong form was ignored: it does not come from MsgFlash.';
const WRONG =
  'A delivery with a wrong signature was ignored. If this happens to every message, turn the Zap off and on again.';
const UNREADABLE = 'MsgFlash sent an event that could not be read. Write to support@msgflash.com.';

/** Payloads in every form that the documentation shows, or leaves open. */
const PAYLOADS = (['flat', 'nested'] as const).flatMap((shape) =>
  (['thin', 'full', 'sketch'] as const).map((detail) => ({ shape, detail })),
);

describe.each(triggerCases)('$key', ({ key, input, events, event, keys, here, elsewhere, happens }) => {
  test('takes one endpoint for exactly its events, tells of each event once, and gives the endpoint back', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, key, input);
    expect(world.requests()).toEqual({ 'POST /webhooks': 1 });
    expect(world.wire('POST /webhooks')[0]?.body).toEqual({ url: zap.hookUrl, events });
    const [endpoint, ...others] = world.control.webhooks();
    expect(others).toEqual([]);
    expect(zap.subscribeData).toEqual({ id: endpoint?.id, secret: endpoint?.secret });

    const id = await happens(world);
    expect(out).toEqual([expect.objectContaining({ id, event })]);
    expect(Object.keys(out[0] ?? {}).sort()).toEqual([...keys].sort());

    world.mark();
    expect(await redeliver(world, zap)).toMatchObject({ outcome: 'filtered', message: '', output: [] });
    expect(await redeliver(world, zap)).toMatchObject({ outcome: 'filtered' });
    expect(out).toHaveLength(1);
    expect(world.requests()).toEqual({});

    expect(await zap.turnOff()).toMatchObject({ outcome: 'success' });
    expect(world.requests()).toEqual({ 'DELETE /webhooks/{id}': 1 });
    expect(world.wire()[0]?.path).toBe(`/api/v1/webhooks/${endpoint?.id}`);
    expect(world.control.webhooks()).toEqual([]);
    expect((await fetch(zap.hookUrl, { method: 'POST', body: '{}' })).status).toBe(410);
    await happens(world, elsewhere);
    expect(zap.runs).toHaveLength(3);
    expect(out).toHaveLength(1);
  });

  test.each(PAYLOADS)('has the same keys from a $shape, $detail payload', async (payload) => {
    const world = await startWorld();
    world.control.setPayloads(payload);
    const { zap, out } = await switchOn(world, key, input);
    const id = await happens(world);
    expect(zap.runs).toMatchObject([{ outcome: 'success' }]);
    expect(out).toEqual([expect.objectContaining({ id, event })]);
    expect(Object.keys(out[0] ?? {}).sort()).toEqual([...keys].sort());
    expect(Object.values(out[0] ?? {}).filter((value) => typeof value === 'object' && value !== null)).toEqual([]);
  });

  test.each(PAYLOADS)('tells of its chosen instance only, from a $shape, $detail payload', async (payload) => {
    const world = await startWorld();
    world.control.setPayloads(payload);
    const limited = await switchOn(world, key, { ...input, instance_id: here });
    const open = await switchOn(world, key, input);
    const other = await happens(world, elsewhere);
    expect(limited.zap.runs).toMatchObject([{ outcome: 'filtered' }]);
    const own = await happens(world, here);
    expect(limited.out.map(({ id }) => id)).toEqual([own]);
    expect(open.out.map(({ id }) => id)).toEqual([other, own]);
  });

  test('tells two Zaps of one connection of the same event, each once', async () => {
    const world = await startWorld();
    const first = await switchOn(world, key, input);
    const second = await switchOn(world, key, input);
    const id = await happens(world);
    for (const { zap, out } of [first, second]) {
      expect(await redeliver(world, zap)).toMatchObject({ outcome: 'filtered' });
      expect(out).toEqual([expect.objectContaining({ id, event })]);
    }
    await first.zap.turnOff();
    expect(world.control.webhooks()).toMatchObject([{ url: second.zap.hookUrl }]);
  });

  test('lets nothing out that MsgFlash did not sign for this very Zap', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, key, input);
    const other = await switchOn(world, key, input);
    await happens(world);
    const body = zap.deliveries[0]?.body ?? '';
    const genuine = zap.deliveries[0]?.headers['x-msgflash-signature'] ?? '';
    expect(genuine).toBe(signature(secretOf(zap), body));
    const digest = genuine.replace('sha256=', '');
    const lastDigit = digest.endsWith('0') ? '1' : '0';
    const forgeries: [what: string, body: string, header: string | null, sentence: string][] = [
      ['no header', body, null, MISSING],
      ['an empty header', body, '', MISSING],
      ['the digest without its prefix', body, digest, MALFORMED],
      ['another algorithm', body, `sha1=${digest}`, MALFORMED],
      ['the prefix in capitals', body, `SHA256=${digest}`, MALFORMED],
      ['the digest in capitals', body, `sha256=${digest.toUpperCase()}`, MALFORMED],
      ['a digit too few', body, genuine.slice(0, -1), MALFORMED],
      ['a digit too many', body, `${genuine}0`, MALFORMED],
      ['no digest', body, 'sha256=', MALFORMED],
      ['no hex', body, `sha256=${'g'.repeat(64)}`, MALFORMED],
      ['two signatures', body, `${genuine}, ${genuine}`, MALFORMED],
      ['a wrong last digit', body, genuine.slice(0, -1) + lastDigit, WRONG],
      ["another Zap's secret", body, signature(secretOf(other.zap), body), WRONG],
      ['an empty secret', body, signature('', body), WRONG],
      ['a body with one byte more', `${body} `, genuine, WRONG],
      ['a body with one byte changed', body.replace('"event"', '"Event"'), genuine, WRONG],
      ['no body', '', genuine, WRONG],
    ];
    out.splice(0);
    world.mark();
    for (const [what, forged, header, sentence] of forgeries) {
      const run = await deliver(zap, forged, header === null ? {} : { 'x-msgflash-signature': header });
      expect([what, run?.outcome, run?.message]).toEqual([what, 'halted', sentence]);
      expect([what, run?.rawMessage]).toEqual([what, sentence]);
    }
    expect(out).toEqual([]);
    expect(world.requests()).toEqual({});
    expect(zap.isOn).toBe(true);
  });

  test('a forged delivery does not use up the genuine one', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, key, input);
    const [subject = ''] = (await happens(world)).split(':').slice(-1);
    const fresh = '5b1b7b8e-2f6f-4f37-8f0b-6b8c2d1e4a42';
    const body = (zap.deliveries[0]?.body ?? '').replaceAll(subject, fresh);
    out.splice(0);
    expect(await deliver(zap, body, { 'x-msgflash-signature': `sha256=${'0'.repeat(64)}` })).toMatchObject({
      outcome: 'halted',
      message: WRONG,
    });
    expect(await deliver(zap, body)).toMatchObject({ outcome: 'success' });
    expect(await deliver(zap, body)).toMatchObject({ outcome: 'filtered' });
    expect(out.map(({ id }) => id)).toEqual([key.startsWith('message') ? `${event}:${fresh}` : fresh]);
  });

  test('a genuine delivery that is no event halts, and one of another event is passed over', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, key, input);
    for (const body of ['', 'event=x', '{"event":', 'null', '[]', '"event"', '7']) {
      expect([body, await deliver(zap, body)]).toMatchObject([body, { outcome: 'halted', message: UNREADABLE }]);
    }
    for (const name of ['message.queued', 'instance.renamed', 'message', event.toUpperCase()]) {
      const run = await deliver(zap, { event: name, messageId: 'x', instanceId: here, timestamp: 'now' });
      expect([name, run?.outcome]).toEqual([name, 'filtered']);
    }
    expect(out).toEqual([]);
  });
});

describe('a trigger limited to an instance by what people write for it', () => {
  const { instances, numbers } = demo;
  const received = (instanceId: string, messageId: string) => ({
    event: 'message.received',
    instanceId,
    messageId,
    direction: 'inbound',
    from: numbers.awa,
    body: 'Hello',
  });
  const limitedTo = async (written: string) => {
    const world = await startFrozen();
    const open = await switchOn(world, 'message_received', { instance_id: written });
    expect(world.requests()).toEqual({ 'POST /webhooks': 1, 'GET /instances': 1 });
    world.mark();
    return { world, ...open };
  };

  test.each([
    'Main Store',
    ' main STORE ',
    '+33 6 39 98 00 01',
    '+33-6-39-98-00-01',
    '33639980001',
    '0033 6 39 98 00 01',
    '06 39 98 00 01',
    'tel:+33639980001',
    '33639980001@s.whatsapp.net',
    'Main Store · +33 6 39 98 00 01 · connected',
  ])('%j: its messages and no others, without a request', async (written) => {
    const { world, zap, out } = await limitedTo(written);
    await world.pass(3_600_000);
    await deliver(zap, received(instances.support, 'm1'));
    await deliver(zap, received(instances.mainStore, 'm2'));
    await deliver(zap, received(instances.events, 'm3'));
    expect(zap.runs.map(({ outcome }) => outcome)).toEqual(['filtered', 'success', 'filtered']);
    expect(out).toMatchObject([{ message_id: 'm2', instance_id: instances.mainStore }]);
    expect(world.requests()).toEqual({});
  });

  test.each(['Événements Lyon', 'ÉVÉNEMENTS LYON', 'Événements Lyon'.normalize('NFD')])(
    '%j: its connection, and that of no other',
    async (written) => {
      const world = await startFrozen();
      const { zap, out } = await switchOn(world, 'instance_connected', { instance_id: written });
      for (const instance of [instances.unlinked, instances.events]) world.control.link({ instance });
      await world.settled();
      expect(zap.runs.map(({ outcome }) => outcome)).toEqual(['filtered', 'success']);
      expect(out).toMatchObject([{ id: instances.events }]);
    },
  );

  test.each([
    ['message_received', {}],
    ['message_read', {}],
    ['message_status_updated', { statuses: ['read'] }],
  ])('%s: also where only the loaded message says whose it is', async (key, input) => {
    const world = await startFrozen();
    world.control.setPayloads({ detail: 'sketch' });
    const { zap, out } = await switchOn(world, key, { ...input, instance_id: 'main store' });
    const { happens } = triggerCases.find((each) => each.key === key) ?? {};
    await happens?.(world, instances.support);
    const id = await happens?.(world, instances.mainStore);
    expect(zap.runs.map(({ outcome }) => outcome)).toEqual(['filtered', 'success']);
    expect(out).toMatchObject([{ id, instance_id: instances.mainStore }]);
  });

  test('a list of yesterday is read again, once', async () => {
    const { world, zap, out } = await limitedTo('Main Store');
    await world.pass(86_400_000);
    for (const id of ['m1', 'm2', 'm3']) await deliver(zap, received(instances.mainStore, id));
    expect(out).toHaveLength(3);
    expect(world.requests()).toEqual({ 'GET /instances': 1 });
  });

  test('an instance that the list does not have is looked for once a minute', async () => {
    const { world, zap, out } = await limitedTo('Main Store');
    await world.pass(3_600_000);
    for (const id of ['m1', 'm2', 'm3']) await deliver(zap, received(unknownId(1), id));
    expect(zap.runs.map(({ outcome }) => outcome)).toEqual(['filtered', 'filtered', 'filtered']);
    expect(out).toEqual([]);
    expect(world.requests()).toEqual({ 'GET /instances': 1 });
  });

  test('a name that no instance has any more: the run fails and says so, and no message passes', async () => {
    const { world, zap, out } = await limitedTo('Main Store');
    world.control.setInstance({ instance: 'Main Store', name: 'Lyon' });
    await world.pass(86_400_000);
    expect(await deliver(zap, received(instances.mainStore, 'm1'))).toMatchObject({
      outcome: 'errored',
      message:
        'No instance in MsgFlash fits “Main Store” in Instance. Choose one from the list, or leave it empty for all your WhatsApp numbers. Nothing was done.',
    });
    expect(out).toEqual([]);
  });

  test('where the list cannot be read, no message is lost', async () => {
    const { world, zap, out } = await limitedTo('Main Store');
    await world.pass(86_400_000);
    world.control.fault({ operation: 'GET /instances', kind: 'error', status: 500, times: 'always' });
    expect(await deliver(zap, received(instances.mainStore, 'm1'))).toMatchObject({ outcome: 'success' });
    expect(out).toHaveLength(1);
  });

  test('without a cache the list is read for each message', async () => {
    const { world, zap, out } = await limitedTo('Main Store');
    world.zapier.cache.misbehave('gone');
    await deliver(zap, received(instances.support, 'm1'));
    await deliver(zap, received(instances.mainStore, 'm2'));
    expect(out).toMatchObject([{ message_id: 'm2' }]);
    expect(world.requests()).toEqual({ 'GET /instances': 2 });
  });
});
