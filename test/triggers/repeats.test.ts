import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import type { Misbehaviour } from '../../dev/zapier/index.ts';
import { deliver, receiveMessage, redeliver, switchOn, triggerCases } from '../support/hooks.ts';
import { startWorld } from '../support/world.ts';

const DAY = 86_400_000;

describe('once, as far as the cache allows', () => {
  // Where the cache cannot tell, twice is better than never.
  const troubles: [how: Misbehaviour, ms: number, times: 1 | 2][] = [
    ['slow', 300, 1],
    ['lost_answer', 0, 1],
    ['full', 0, 2],
    ['gone', 0, 2],
    ['hang', 0, 2],
  ];
  const some = triggerCases.filter(({ key }) => /received|status_updated|instance_disconnected/.test(key));
  const rows = some
    .flatMap((trigger) => troubles.map(([how, ms, times]) => ({ ...trigger, how, ms, times })))
    // Each call of a cache that hangs is waited for in real time.
    .filter(({ key, how }) => how !== 'hang' || key === 'message_received');

  test.each(rows)('$key, cache $how: goes out, and its repeat counts $times', async (row) => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, row.key, row.input);
    world.zapier.cache.misbehave(row.how, { ms: row.ms });
    const id = await row.happens(world);
    expect(zap.runs).toMatchObject([{ outcome: 'success', attempts: [{}] }]);
    expect(out).toMatchObject([{ id, event: row.event }]);
    expect(await redeliver(world, zap)).toMatchObject({ outcome: row.times === 1 ? 'filtered' : 'success' });
    expect(out.map((record) => record.id)).toEqual(Array(row.times).fill(id));
  });

  test('an event that could not be remembered is remembered when it comes again', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    world.zapier.cache.misbehave('gone');
    await receiveMessage(world);
    world.zapier.cache.misbehave(null);
    expect(await redeliver(world, zap)).toMatchObject({ outcome: 'success' });
    expect(await redeliver(world, zap)).toMatchObject({ outcome: 'filtered' });
    expect(out).toHaveLength(2);
  });

  test('deliveries at the same time: one goes out', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    const message = { event: 'message.received', messageId: 'm1', from: demo.numbers.awa, body: 'Hello' };
    await Promise.all(Array.from({ length: 5 }, () => deliver(zap, message)));
    await world.settled();
    expect(zap.runs.map(({ outcome }) => outcome).sort()).toEqual([
      'filtered',
      'filtered',
      'filtered',
      'filtered',
      'success',
    ]);
    expect(out).toHaveLength(1);
  });
});

describe('what counts as the same event', () => {
  test('a repeat within a day; a day later nobody remembers', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    await receiveMessage(world);
    await world.clock.advance(DAY - 1);
    expect(await redeliver(world, zap)).toMatchObject({ outcome: 'filtered' });
    await world.clock.advance(1);
    expect(await redeliver(world, zap)).toMatchObject({ outcome: 'success' });
    expect(out).toHaveLength(2);
  });

  test('the event and the message, not the bytes', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_status_updated', { statuses: ['sent', 'read'] });
    const message = { messageId: 'm1', to: demo.numbers.awa, timestamp: '2026-11-20T10:00:00.000Z' };
    const outcomes = [];
    for (const body of [
      { event: 'message.sent', ...message },
      { event: 'message.sent', ...message, timestamp: '2026-11-20T10:00:01.000Z' },
      { event: 'message.sent', data: message },
      { event: 'message.read', ...message },
      { event: 'message.sent', ...message, messageId: 'm2' },
    ]) {
      outcomes.push((await deliver(zap, body))?.outcome);
    }
    expect(outcomes).toEqual(['success', 'filtered', 'filtered', 'success', 'success']);
    expect(out.map(({ id }) => id)).toEqual(['message.sent:m1', 'message.read:m1', 'message.sent:m2']);
  });

  const times = ['2026-11-20T10:00:00.000Z', '2026-11-20T10:00:03.000Z', '2026-11-20T10:01:00.000Z'];
  const atThree = (body: object) => times.map((timestamp) => ({ ...body, timestamp }));
  const inThree = (key: string, body: object = {}) => times.map((time) => ({ ...body, [key]: time }));
  const wrote = { from: demo.numbers.awa, text: 'Hello' };
  const raw = { key: { remoteJid: '33639981001@s.whatsapp.net', fromMe: false, id: '3EB0C1' }, pushName: 'Awa' };
  const rows: [name: string, bodies: object[], events: number][] = [
    ['one message id, three times', atThree({ ...wrote, messageId: 'm1' }), 1],
    ['one id of its own', atThree({ ...wrote, id: 'm1' }), 1],
    ['one provider’s id', atThree({ ...wrote, providerMessageId: '3EB0C1' }), 1],
    [
      'one provider’s id beside an empty message id',
      atThree({ ...wrote, messageId: '', providerMessageId: '3EB0' }),
      1,
    ],
    ['one id in key', atThree({ ...raw, message: { conversation: 'Hello' } }), 1],
    ['one id in key under data', atThree({ data: { ...raw, message: { conversation: 'Hello' } } }), 1],
    [
      'one id in an id of parts',
      atThree({ id: { fromMe: false, remote: '33639981001@c.us', id: '3EB0' }, ...wrote }),
      1,
    ],
    [
      'one provider’s id, and texts that differ',
      ['a', 'b', 'c'].map((text) => ({ providerMessageId: '3EB0', text })),
      1,
    ],
    ['no id, three timestamps', atThree(wrote), 1],
    ['no id, three messageTimestamps', inThree('messageTimestamp', wrote), 1],
    ['no id, times in seconds', [1, 2, 3].map((n) => ({ ...wrote, messageTimestamp: 1_795_168_800 + n })), 1],
    ['no id, three createdAts', inThree('createdAt', wrote), 1],
    ['no id, three times under data', times.map((sent_at) => ({ data: { ...wrote, sent_at } })), 1],
    ['no id, three date_times', inThree('date_time', wrote), 1],
    ['no id, three dates', inThree('date', wrote), 1],
    ['an empty id in key', atThree({ key: { ...raw.key, id: '' }, message: { conversation: 'Hello' } }), 1],
    ['three message ids', ['m1', 'm2', 'm3'].map((messageId) => ({ ...wrote, messageId })), 3],
    ['three provider’s ids', ['A', 'B', 'C'].map((providerMessageId) => ({ ...wrote, providerMessageId })), 3],
    ['three ids in key', ['A', 'B', 'C'].map((id) => ({ ...raw, key: { ...raw.key, id }, body: 'Hello' })), 3],
    ['no id, three texts', ['a', 'b', 'c'].map((text) => ({ ...wrote, text })), 3],
    ['no id, three senders', ['1', '2', '3'].map((end) => ({ ...wrote, from: `+3363998100${end}` })), 3],
  ];

  test.each(rows)('%s', async (_name, bodies, events) => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    for (const body of bodies) await deliver(zap, { event: 'message.received', direction: 'inbound', ...body });
    expect(bodies).toHaveLength(3);
    expect(out).toHaveLength(events);
  });

  test('a message without an id of MsgFlash’s has WhatsApp’s in its record', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    await deliver(zap, { event: 'message.received', ...raw, body: 'Hello', mediaUrl: 'https://example.com/a.jpg' });
    await deliver(zap, { event: 'message.received', ...wrote });
    expect(out).toMatchObject([
      { id: 'message.received:3EB0C1', message_id: '', provider_message_id: '3EB0C1', media_file: null },
      { id: 'message.received:', message_id: '', provider_message_id: null },
    ]);
  });

  const lost = (timestamp: unknown, instanceId: string = demo.instances.mainStore) => ({ instanceId, timestamp });
  const alerts: [name: string, bodies: object[], alerts: number][] = [
    ['one time in seconds', Array(3).fill(lost(1_795_168_800)), 1],
    ['one time in milliseconds', Array(3).fill(lost(1_795_168_800_000)), 1],
    ['one time in seconds as text', Array(3).fill(lost('1795168800')), 1],
    ['one time in ISO', Array(3).fill(lost('2026-11-20T10:00:00Z')), 1],
    ['one time in three writings', [lost(1_795_168_800), lost('1795168800000'), lost('2026-11-20T11:00:00+01:00')], 1],
    ['one time, nested', Array(3).fill({ data: lost(1_795_168_800) }), 1],
    ['three times', [1, 2, 3].map((n) => lost(1_795_168_800 + n)), 3],
    ['two instances', [lost(1_795_168_800), lost(1_795_168_800, demo.instances.support), lost('1795168800')], 2],
  ];

  test.each(alerts)('of a lost instance: %s', async (_name, bodies, count) => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'instance_disconnected');
    for (const body of bodies) await deliver(zap, { event: 'instance.disconnected', ...body });
    expect(out).toHaveLength(count);
    expect(String(out[0]?.occurred_at)).toMatch(/^2026-11-20T10:00:0\d\.000Z$/);
  });

  test('the body, where a message has no id', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received');
    const outcomes = [];
    for (const text of ['One', 'One', 'Two']) {
      outcomes.push((await deliver(zap, { event: 'message.received', from: demo.numbers.awa, text }))?.outcome);
    }
    expect(outcomes).toEqual(['success', 'filtered', 'success']);
    expect(out.map(({ text, from }) => [text, from])).toEqual([
      ['One', demo.numbers.awa],
      ['Two', demo.numbers.awa],
    ]);
  });

  test('an instance that is lost twice is two events, each once', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'instance_disconnected');
    for (let n = 0; n < 2; n++) {
      world.control.unlink({ instance: 'Main Store' });
      await world.settled();
      expect(await redeliver(world, zap)).toMatchObject({ outcome: 'filtered' });
      await world.clock.advance(60_000);
      world.control.link({ instance: 'Main Store' });
    }
    await world.settled();
    expect(out.map(({ occurred_at }) => occurred_at)).toEqual(['2026-11-20T10:00:00.000Z', '2026-11-20T10:01:00.000Z']);
  });

  test('an instance event without a time always goes out, one without an instance never', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'instance_disconnected');
    const event = { event: 'instance.disconnected', instanceId: demo.instances.mainStore };
    expect(await deliver(zap, event)).toMatchObject({ outcome: 'success' });
    expect(await deliver(zap, event)).toMatchObject({ outcome: 'success' });
    expect(await deliver(zap, { event: event.event })).toMatchObject({ outcome: 'filtered' });
    expect(out).toMatchObject(Array(2).fill({ id: demo.instances.mainStore, occurred_at: null }));
  });

  test('an event that was not for this Zap is not taken from it either', async () => {
    const world = await startWorld();
    const { zap, out } = await switchOn(world, 'message_received', { instance_id: demo.instances.support });
    const message = { event: 'message.received', messageId: 'm1', from: demo.numbers.awa, body: 'Hello' };
    expect(await deliver(zap, { ...message, instanceId: demo.instances.mainStore })).toMatchObject({
      outcome: 'filtered',
    });
    expect(world.zapier.cache.entries().filter(({ key }) => key.startsWith('seen:'))).toEqual([]);
    await deliver(zap, { ...message, instanceId: demo.instances.support });
    expect(out).toHaveLength(1);
  });
});
