import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { hello, outputOf, startFrozen } from '../lib/sending/frozen.ts';
import { START } from '../support/world.ts';
import { contents, leftoversFor, queuedRecord } from './contents.ts';

const who = { instance_id: demo.instances.mainStore, to: demo.numbers.stranger };
const MINUTE = 60_000;
const DAY = 86_400_000;
const now = START.toISOString();

describe('a scheduled message of each type', () => {
  test.each(contents('media_url'))('$name', async ({ input, sent, record, extra }) => {
    const { create, control, requests, wire } = await startFrozen({ zapier: { timezone: 'Europe/Paris' } });
    const typed = { ...who, ...leftoversFor(input.type), ...input, scheduled_at: '2026-12-01 17:30' };
    const run = await create('schedule_message', typed);

    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual({ 'POST /messages/schedule': 1, 'GET /instances': 1 });
    const at = '2026-12-01T16:30:00.000Z';
    expect(wire('POST /messages/schedule')[0]?.body).toEqual({
      instanceId: demo.instances.mainStore,
      to: demo.numbers.stranger,
      ...sent,
      scheduledAt: at,
    });
    expect(control.ledger()).toMatchObject([
      { type: record.type, text: record.text ?? null, mediaUrl: record.media_url ?? null, scheduledAt: at },
    ]);
    expect(control.ledger()[0]?.extra).toEqual(extra ?? {});
    const { media_file, ...output } = outputOf(run);
    expect(output).toEqual({
      ...queuedRecord(control.ledger()[0]?.messageId, now, record),
      scheduled_at: at,
    });
    expect(media_file).toEqual(record.media_url ? expect.stringMatching(/^hydrate\|\|\|.+\|\|\|hydrate$/s) : null);
  });
});

describe('when it goes out', () => {
  test.each([
    ['2027-04-03 17:00', 'Europe/Paris', '2027-04-03T15:00:00.000Z'],
    ['2027-01-15 17:00', 'Europe/Paris', '2027-01-15T16:00:00.000Z'],
    ['2027-01-15 17:00', 'America/Chicago', '2027-01-15T23:00:00.000Z'],
    ['2027-01-15T17:00:00+05:30', 'America/Chicago', '2027-01-15T11:30:00.000Z'],
    ['2027-01-15T17:00:00Z', 'Asia/Tokyo', '2027-01-15T17:00:00.000Z'],
    ['2027-01-15', 'Europe/Paris', '2027-01-15T08:00:00.000Z'],
    ['tomorrow at 5pm', 'Europe/Paris', '2026-11-21T16:00:00.000Z'],
    ['3 avril 2030 à 17:00', 'Europe/Paris', '2030-04-03T15:00:00.000Z'],
    ['3 de abril de 2030 às 23:30', 'America/Sao_Paulo', '2030-04-04T02:30:00.000Z'],
    ['demain à 23:00', 'Africa/Abidjan', '2026-11-21T23:00:00.000Z'],
    ['2030-04-03 17h30', 'Europe/Paris', '2030-04-03T15:30:00.000Z'],
    ['3. April 2030, 23:30 Uhr', 'Europe/Berlin', '2030-04-03T21:30:00.000Z'],
    ['1800000000', 'Europe/Paris', '2027-01-15T08:00:00.000Z'],
  ])('%s in %s is %s, on the wire and in the record', async (typed, timezone, at) => {
    const { create, control, wire } = await startFrozen({ zapier: { timezone } });
    const run = await create('schedule_message', { ...hello, scheduled_at: typed });
    expect(run).toMatchObject({ outcome: 'success', message: '', output: { scheduled_at: at, status: 'queued' } });
    expect(wire('POST /messages/schedule')[0]?.body).toMatchObject({ scheduledAt: at });
    expect(control.ledger()).toMatchObject([{ scheduledAt: at }]);
  });

  test('not a moment before its time', async () => {
    const { create, control, pass } = await startFrozen({ zapier: { timezone: 'UTC' } });
    const run = await create('schedule_message', { ...hello, scheduled_at: '2026-11-21 10:00' });
    expect(run.outcome).toBe('success');
    await pass(DAY - 1);
    expect(control.ledger()).toMatchObject([{ status: 'queued', sentAt: null }]);
    await pass(1 + 500);
    expect(control.ledger()).toMatchObject([{ status: 'sent', sentAt: '2026-11-21T10:00:00.500Z' }]);
  });

  test('a short answer of MsgFlash still makes a whole record', async () => {
    const { create, control } = await startFrozen({ zapier: { timezone: 'UTC' } });
    control.setGeneration({ objects: 'partial' });
    const run = await create('schedule_message', { ...hello, scheduled_at: '2026-11-21 10:00' });
    const { media_file: _none, ...output } = outputOf(run);
    expect(output).toEqual({
      ...queuedRecord(control.ledger()[0]?.messageId, now, { type: 'text', text: hello.text }),
      safety_decision: null,
      safety_risk_level: null,
      safety_score: null,
      created_at: null,
      updated_at: null,
      scheduled_at: '2026-11-21T10:00:00.000Z',
    });
  });
});

describe('a link that ends', () => {
  // On April 3, 2030 at 16:00 in Paris.
  const media_url = 'https://d1.cloudfront.net/a.jpg?Expires=1901455200&Signature=a&Key-Pair-Id=b';
  const input = { ...who, type: 'image', media_url };
  const zapier = { timezone: 'Europe/Paris' };
  const times = [
    '2030-04-03 15:59',
    '3 avril 2030 à 15h59',
    '04/03/2030 3:59 pm',
    '2030-04-02 15:00 +1d',
    '1901455199',
  ];

  test.each([...times, 'tomorrow at 5pm'])('goes out before its end: %s', async (time) => {
    const { create, control } = await startFrozen({ zapier });
    const typed = { ...input, scheduled_at: time, date_order: 'month_first' };
    expect(await create('schedule_message', typed)).toMatchObject({ outcome: 'success' });
    expect(control.ledger()).toMatchObject([{ mediaUrl: media_url }]);
  });

  test.each(['2030-04-03 16:00', '3 avril 2030 à 16h01', '04/03/2030 4:30 pm', '2030-04-02 16:00 +1d', '1901455200'])(
    'would go out after its end: %s',
    async (time) => {
      const { create, requests } = await startFrozen({ zapier });
      const typed = { ...input, scheduled_at: time, date_order: 'month_first' };
      expect(await create('schedule_message', typed)).toMatchObject({
        outcome: 'errored',
        message:
          'The link in Link to File expires before it goes out. Use a lasting public link, for example from your website. Nothing was done.',
      });
      expect(requests()).toEqual({});
    },
  );

  test.each([
    ['before its end', { starts_at: '3 avril 2030 à 15h59' }, 'success'],
    ['after it', { starts_at: '3 avril 2030 à 16h01' }, 'errored'],
    ['before its end, and every day after', { starts_at: '3 avril 2030 à 15h59', repeat: 'daily' }, 'errored'],
  ])('in a campaign that starts %s', async (_when, changes, outcome) => {
    const { create } = await startFrozen({ zapier });
    const campaign = { instance_id: who.instance_id, name: 'April', recipients: 'all', type: 'image', media_url };
    expect(await create('create_campaign', { ...campaign, ...changes })).toMatchObject({ outcome });
  });
});

describe('a time that has passed', () => {
  const past = '2026-11-20T09:57:59.000Z';
  const sentence = `Send At (${past}) has passed. Nothing was sent. To send anyway, choose Send at once under If the Time Is in the Past.`;

  test.each([
    ['not chosen', {}],
    ['empty', { if_past: '' }],
    ['stop', { if_past: 'stop' }],
  ])('stops the run when If the Time Is in the Past is %s', async (_name, choice) => {
    const { create, requests } = await startFrozen();
    const run = await create('schedule_message', { ...hello, scheduled_at: past, ...choice });
    expect(run).toMatchObject({ outcome: 'halted', message: sentence });
    expect(requests()).toEqual({});
  });

  test('stops the run when something unknown was mapped to If the Time Is in the Past', async () => {
    const { create, requests } = await startFrozen();
    const run = await create('schedule_message', { ...hello, scheduled_at: past, if_past: mapped('whatever') });
    expect(run).toMatchObject({
      outcome: 'errored',
      message:
        '“whatever” is not a choice in If the Time Is in the Past. Use one of these: Do not send, Send at once. Nothing was done.',
    });
    expect(requests()).toEqual({});
  });

  test('goes out at once when that was chosen, through the send of MsgFlash', async () => {
    const { create, control, pass, requests, wire } = await startFrozen();
    const run = await create('schedule_message', { ...hello, scheduled_at: past, if_past: 'send_now' });
    expect(run).toMatchObject({ outcome: 'success', output: { scheduled_at: past, already_sent: false } });
    expect(requests()).toEqual({ 'POST /messages/send': 1, 'GET /instances': 1 });
    expect(wire('POST /messages/send')[0]?.body).toEqual({
      instanceId: hello.instance_id,
      to: hello.to,
      type: 'text',
      text: hello.text,
    });
    await pass(500);
    expect(control.ledger()).toMatchObject([{ status: 'sent', scheduledAt: null }]);
  });

  test('send at once does not send what is still to come', async () => {
    const { create, control } = await startFrozen();
    const at = '2026-11-20T10:02:01.000Z';
    const run = await create('schedule_message', { ...hello, scheduled_at: at, if_past: 'send_now' });
    expect(run).toMatchObject({ outcome: 'success', output: { scheduled_at: at } });
    expect(control.ledger()).toMatchObject([{ scheduledAt: at, status: 'queued' }]);
  });
});

describe('a time around now', () => {
  test.each([
    ['in a minute', MINUTE, 'stop', 'POST /messages/schedule'],
    ['in two minutes', 2 * MINUTE, 'stop', 'POST /messages/schedule'],
    ['a minute ago, to be sent at once', -MINUTE, 'send_now', 'POST /messages/send'],
  ])('%s, written as a date: it was read, and is meant', async (_name, ms, ifPast, operation) => {
    const { create, requests } = await startFrozen({ zapier: { timezone: 'Europe/Paris' } });
    const at = new Date(START.getTime() + ms).toISOString();
    const run = await create('schedule_message', { ...hello, scheduled_at: at, if_past: ifPast });
    expect(run).toMatchObject({ outcome: 'success', message: '', output: { scheduled_at: at } });
    expect(requests()).toMatchObject({ [operation]: 1 });
  });

  test.each([
    ['text that is no date', 'when they answer', 'stop'],
    ['text that is no date, to be sent at once', 'when they answer', 'send_now'],
    ['a mapped value that is no date', mapped('n/a', '{{123__date}}'), 'send_now'],
    ['a word that was mapped where a day belongs', mapped('asap 17:00', '{{123__day}} 17:00'), 'send_now'],
  ])('%s is refused, and nothing is sent', async (_name, typed, ifPast) => {
    const { create, requests } = await startFrozen();
    const run = await create('schedule_message', { ...hello, scheduled_at: typed, if_past: ifPast });
    const written = typeof typed === 'string' ? typed : typed.value;
    expect(run).toMatchObject({
      outcome: 'halted',
      message: `“${written}” in Send At is not a date. Write it like 2027-04-03 17:00. Nothing was done.`,
    });
    expect(requests()).toEqual({});
  });

  test.each([
    ['a mapped date two minutes ahead', '2026-11-20T10:02:00Z', 'stop', 'POST /messages/schedule'],
    ['a mapped date two minutes ago', '2026-11-20T09:58:00Z', 'send_now', 'POST /messages/send'],
  ])('%s is taken at its word', async (_name, date, ifPast, operation) => {
    const { create, requests } = await startFrozen();
    const scheduled_at = mapped(date, '{{123__date}}');
    const run = await create('schedule_message', { ...hello, scheduled_at, if_past: ifPast });
    expect(run).toMatchObject({ outcome: 'success', output: { scheduled_at: new Date(date).toISOString() } });
    expect(requests()).toMatchObject({ [operation]: 1 });
  });

  test('a mapped date beyond two minutes is taken at its word', async () => {
    const { create, control } = await startFrozen();
    const run = await create('schedule_message', {
      ...hello,
      scheduled_at: mapped('2026-11-20T10:02:01Z', '{{123__date}}'),
    });
    expect(run).toMatchObject({ outcome: 'success', output: { scheduled_at: '2026-11-20T10:02:01.000Z' } });
    expect(control.ledger()).toMatchObject([{ scheduledAt: '2026-11-20T10:02:01.000Z' }]);
  });
});
