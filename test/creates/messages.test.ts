import { afterAll, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { hello, outputOf, sharedFrozen, startFrozen } from '../lib/sending/frozen.ts';
import {
  accountRefusals,
  answered,
  empty,
  errored,
  expectRefused,
  filling,
  halted,
  missing,
  NO_BUTTONS,
  NOT_ASSIGNED,
  type Refused,
  unmatched,
  withoutValue,
} from '../support/refused.ts';
import { START } from '../support/world.ts';
import { contents, leftovers, leftoversFor, queuedRecord } from './contents.ts';

const who = { instance_id: demo.instances.mainStore, to: demo.numbers.stranger };
const sentTo = { instanceId: demo.instances.mainStore, to: demo.numbers.stranger };
const SEND = 'POST /messages/send';
const SCHEDULE = 'POST /messages/schedule';
const now = START.toISOString();
const AT = '2026-12-01T16:30:00.000Z';
// Files of tests share one process: left in place, this nock would answer for the next one.
afterAll(() => nock.restore());

const paris = { timezone: 'Europe/Paris' };
const image = { type: 'image', media_url: 'https://example.com/a.jpg' };

describe.each([
  { key: 'send_message', operation: SEND, media: 'media', when: {}, sentWhen: {}, output: {}, scheduledAt: null },
  {
    key: 'schedule_message',
    operation: SCHEDULE,
    media: 'media_url',
    when: { scheduled_at: '2026-12-01 17:30' },
    sentWhen: { scheduledAt: AT },
    output: { scheduled_at: AT, scheduled_at_local: '2026-12-01T17:30:00.000+01:00' },
    scheduledAt: AT,
  },
] as const)('$key of each type', ({ key, operation, media, when, sentWhen, output, scheduledAt }) => {
  test.each(contents(media))('$name, without what other types left behind', async ({ input, sent, record, extra }) => {
    const { create, control, requests, wire } = await sharedFrozen();
    const run = await create(key, { ...who, ...leftoversFor(input.type), ...input, ...when }, paris);

    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual({ [operation]: 1, 'GET /instances': 1 });
    expect(wire(operation)).toMatchObject([{ path: `/api/v1${operation.slice(5)}`, query: {} }]);
    expect(wire(operation)[0]?.body).toEqual({ ...sentTo, ...sent, ...sentWhen });
    const accepted = control.ledger().at(-1);
    expect(accepted).toMatchObject({
      to: demo.numbers.stranger,
      type: record.type,
      text: record.text ?? null,
      mediaUrl: record.media_url ?? null,
      scheduledAt,
    });
    expect(accepted?.extra).toEqual(extra ?? {});
    const { media_file, ...rest } = outputOf(run);
    expect(rest).toEqual({ ...queuedRecord(accepted?.messageId, now, record), ...output });
    expect(media_file).toEqual(record.media_url ? expect.stringMatching(/^hydrate\|\|\|.+\|\|\|hydrate$/s) : null);
  });
});

describe('after a message was accepted', () => {
  test('it is sent, delivered and read', async () => {
    const { create, control, pass } = await startFrozen();
    await create('send_message', hello);
    await pass(10_000);
    expect(control.ledger()).toMatchObject([{ status: 'read', sentAt: '2026-11-20T10:00:00.500Z' }]);
  });

  test.each([
    ['a number that is not on WhatsApp', { to: demo.numbers.notOnWhatsApp }, {}, 'The number is not on WhatsApp'],
    [
      'an instance that is not connected',
      { instance_id: demo.instances.unlinked },
      { instance_name: 'Pop-up Store', instance_number: null },
      'Instance is not connected',
    ],
  ])('%s fails later', async (_name, input, output, error) => {
    const { create, control, pass } = await startFrozen();
    const run = await create('send_message', { ...hello, ...input });
    expect(outputOf(run)).toMatchObject({ status: 'queued', error: null, ...output });
    await pass(10_000);
    expect(control.ledger()).toMatchObject([{ status: 'failed', error }]);
  });

  test('the warnings of an instance that is warming up are in the record, one a line', async () => {
    const { create } = await sharedFrozen();
    const run = await create('send_message', { ...hello, instance_id: demo.instances.support });
    expect(outputOf(run)).toMatchObject({
      instance_name: 'Support',
      instance_number: '+33639980002',
      warnings: 'This instance is still in the warmup phase.',
      safety_decision: 'warn',
      safety_risk_level: 'medium',
      safety_score: 56,
    });
  });

  test('a scheduled message goes out not a moment before its time', async () => {
    const { create, control, pass } = await startFrozen();
    await create('schedule_message', { ...hello, scheduled_at: '2026-11-21 10:00' }, { timezone: 'UTC' });
    await pass(86_400_000 - 1);
    expect(control.ledger()).toMatchObject([{ status: 'queued', sentAt: null }]);
    await pass(501);
    expect(control.ledger()).toMatchObject([{ status: 'sent', sentAt: '2026-11-21T10:00:00.500Z' }]);
  });

  test('a short answer of MsgFlash still makes a whole record', async () => {
    const { create, control } = await startFrozen();
    control.setGeneration({ objects: 'partial' });
    const run = await create('schedule_message', { ...hello, scheduled_at: AT });
    const { media_file: _none, ...output } = outputOf(run);
    expect(output).toEqual({
      ...queuedRecord(control.ledger()[0]?.messageId, now, { type: 'text', text: hello.text }),
      safety_decision: null,
      safety_risk_level: null,
      safety_score: null,
      created_at: null,
      updated_at: null,
      scheduled_at: AT,
      scheduled_at_local: '2026-12-01T10:30:00.000-06:00',
    });
  });
});

describe('the recipient', () => {
  test.each([
    ['06 39 98 55 55', {}, '+33639985555'],
    ['tel:+33-6-39-98-55-55', {}, '+33639985555'],
    // A mapped country: a choice that was typed could not be in lower case.
    ['4795550123', { country: mapped('us') }, '+14795550123'],
    ['+12025550123', { country: 'DE' }, '+12025550123'],
  ])('%s with %j is %s', async (to, input, expected) => {
    const { create, control } = await sharedFrozen();
    const run = await create('send_message', { ...hello, to, ...input });
    expect(run).toMatchObject({ outcome: 'success', message: '', output: { to: expected } });
    expect(control.ledger().at(-1)).toMatchObject({ to: expected });
  });

  test('without any country, an international number is enough', async () => {
    const { create } = await startFrozen({ authData: { api_key: demo.key } });
    const run = await create('send_message', { ...hello, to: '0033639985555' });
    expect(run).toMatchObject({ outcome: 'success', output: { to: demo.numbers.stranger } });
  });
});

describe('the fields', () => {
  const button = (n: number, mark: string) => ['kind', 'text', 'value'].map((part) => `button_${n}_${part}${mark}`);
  const options = ['country', 'checks', 'send_once_per'];

  test.each([
    ['image', ['media*']],
    ['buttons', ['title*', 'description*', ...button(1, '*'), ...button(2, ''), 'footer']],
    ['{{123__kind}}', []],
  ])('of type “%s” are the chosen ones only, and cost no request', async (type, own) => {
    const { zapier, connection, requests } = await sharedFrozen();
    const shown = async (key: string) =>
      (await zapier.fields(connection, `creates.${key}`, { ...leftovers, type })).fields;
    const keys = (await shown('send_message')).map(({ key, required }) => key + (required ? '*' : ''));
    expect(keys).toEqual(['instance_id*', 'to*', 'type*', 'text', ...own, ...options]);
    const later = (await shown('schedule_message')).map(({ key, required }) => key + (required ? '*' : ''));
    const links = own.map((key) => key.replace('media', 'media_url'));
    const times = ['scheduled_at*', 'if_past'];
    expect(later).toEqual(['instance_id*', 'to*', 'type*', 'text', ...links, ...times, ...options, 'date_order']);
    expect(requests()).toEqual({});
  });

  test('only Type alters others, and what most people never need is folded away', async () => {
    const { zapier, connection } = await sharedFrozen();
    const { fields } = await zapier.fields(connection, 'creates.send_message', { type: 'buttons' });
    expect(fields.filter((field) => field.altersDynamicFields).map(({ key }) => key)).toEqual(['type']);
    expect(fields.filter((field) => field.group === 'more_options').map(({ key }) => key)).toEqual(options);
  });
});

describe('links', () => {
  test('a file of an earlier step goes out by the link that the platform gave it', async () => {
    const { create, control } = await sharedFrozen();
    const link = 'https://zapier.com/engine/hydrate/42/.eJwV/';
    const run = await create('send_message', { ...who, type: 'document', media: mapped(link) });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(control.ledger().at(-1)).toMatchObject({ type: 'document', mediaUrl: link });
  });

  const later = { ...who, ...image };
  const campaign = { name: 'Autumn', recipients: 'all', starts_at: '2090-01-15T17:00:00Z' };
  const buttons = { type: 'buttons', title: 'T', description: 'D', button_1_kind: 'url', button_1_text: 'Open' };
  test.each([
    ['creates.send_message', { ...who, type: 'image' }, 'media'],
    ['creates.schedule_message', { ...later, scheduled_at: '2090-01-15T17:00:00Z' }, 'media_url'],
    ['creates.create_campaign', { ...later, ...campaign }, 'media_url'],
    ['creates.send_message', { ...who, ...buttons }, 'button_1_value'],
  ] as const)('typed into %s go to MsgFlash as they are, and are not opened', async (step, input, field) => {
    const link = 'https://pictures.example/picture.jpg';
    const opened = nock('https://pictures.example').persist().get('/picture.jpg').reply(200, 'a picture');
    try {
      const { zapier, connection, wire } = await sharedFrozen();
      const run = await zapier.run(connection, step, { ...input, [field]: link });
      expect(run).toMatchObject({ outcome: 'success' });
      expect(JSON.stringify(wire())).toContain(link);
      expect(opened.isDone()).toBe(false);
    } finally {
      nock.cleanAll();
    }
  });

  // This one ends on April 3, 2030 at 16:00 in Paris.
  const media_url = 'https://d1.cloudfront.net/a.jpg?Expires=1901455200&Signature=a&Key-Pair-Id=b';
  const repeated = { starts_at: '3 avril 2030 à 15h59', repeat: 'daily' };
  test.each([
    ['schedule_message', { scheduled_at: '3 avril 2030 à 15h59' }, 'success'],
    ['schedule_message', { scheduled_at: '2030-04-02 16:00 +1d' }, 'errored'],
    ['create_campaign', { ...campaign, starts_at: '3 avril 2030 à 15h59' }, 'success'],
    ['create_campaign', { ...campaign, starts_at: '3 avril 2030 à 16h01' }, 'errored'],
    ['create_campaign', { ...campaign, ...repeated }, 'errored'],
  ])('that end: %s %j is a %s', async (key, input, outcome) => {
    const { create, requests } = await sharedFrozen();
    const run = await create(key, { ...later, media_url, ...input }, paris);
    const message =
      'The link in Link to File expires before it goes out. Use a lasting public link, for example from your website. Nothing was done.';
    expect(run).toMatchObject({ outcome, message: outcome === 'success' ? '' : message });
    if (outcome === 'errored') expect(requests()).toEqual({});
  });
});

describe('when it goes out', () => {
  const MINUTE = 60_000;
  const fromNow = (ms: number) => new Date(START.getTime() + ms).toISOString();

  test.each([
    ['2027-04-03 17:00', 'Europe/Paris', '2027-04-03T15:00:00.000Z'],
    ['2027-01-15T17:00:00+05:30', 'America/Chicago', '2027-01-15T11:30:00.000Z'],
    ['3 de abril de 2030 às 23:30', 'America/Sao_Paulo', '2030-04-04T02:30:00.000Z'],
    ['demain à 23:00', 'Africa/Abidjan', '2026-11-21T23:00:00.000Z'],
    // Read to the end, such a time is meant, however near.
    [fromNow(MINUTE), 'Europe/Paris', fromNow(MINUTE)],
    [mapped('2026-11-20T10:02:00Z'), 'Europe/Paris', fromNow(2 * MINUTE)],
  ])('%j in %s is %s, on the wire and in the record', async (scheduled_at, timezone, at) => {
    const { create, control, wire } = await sharedFrozen();
    const run = await create('schedule_message', { ...hello, scheduled_at }, { timezone });
    expect(run).toMatchObject({ outcome: 'success', message: '', output: { scheduled_at: at, status: 'queued' } });
    expect(wire(SCHEDULE)[0]?.body).toMatchObject({ scheduledAt: at });
    expect(control.ledger().at(-1)).toMatchObject({ scheduledAt: at });
  });

  const past = fromNow(-2 * MINUTE);
  const passed = (time: string) =>
    `Send At (${time}) has passed. Nothing was sent. To send anyway, choose Send at once under If the Time Is in the Past.`;
  const unread = (written: string) =>
    `“${written}” in Send At is not a date. Write it like 2027-04-03 17:00. Nothing was done.`;
  const refused: Refused[] = [
    halted('no time', { scheduled_at: empty }, 'Send At is empty. Write it like 2027-04-03 17:00. Nothing was done.'),
    ...['stop', 'send_now'].map((if_past) =>
      halted(`no date, ${if_past}`, { scheduled_at: mapped('to be agreed'), if_past }, unread('to be agreed')),
    ),
    halted(
      'day and month in numbers',
      { scheduled_at: '03/04/2030 17:00' },
      '“03/04/2030 17:00” in Send At could mean two dates. Choose Date Order under More Options, or write it like 2027-04-03 17:00. Nothing was done.',
    ),
    errored(
      'a Date Order that is not in the list',
      { scheduled_at: '03/04/2030 17:00', date_order: mapped('year first') },
      '“year first” is not a choice in Date Order. Use one of these: Day first (03/04/2027 is April 3), Month first (03/04/2027 is March 4). Nothing was done.',
    ),
    halted('yesterday', { scheduled_at: 'yesterday at 5pm' }, passed('2026-11-19T16:00:00.000Z'), { options: paris }),
    halted('a time that has passed', { scheduled_at: past, if_past: 'stop' }, passed(past)),
    errored(
      'a choice that there is not',
      { scheduled_at: past, if_past: mapped('whatever') },
      '“whatever” is not a choice in If the Time Is in the Past. Use one of these: Do not send, Send at once. Nothing was done.',
    ),
  ];
  test.each(refused)('$name: nothing is sent', async (each) => {
    await expectRefused('creates.schedule_message', hello, each);
  });

  test('a time that has passed goes out at once when that was chosen', async () => {
    const { create, control, pass, requests, wire } = await startFrozen();
    const run = await create('schedule_message', { ...hello, scheduled_at: past, if_past: 'send_now' });
    expect(run).toMatchObject({ outcome: 'success', output: { scheduled_at: past, already_sent: false } });
    expect(requests()).toEqual({ [SEND]: 1, 'GET /instances': 1 });
    expect(wire(SEND)[0]?.body).toEqual({ ...sentTo, type: 'text', text: hello.text });
    await pass(500);
    expect(control.ledger()).toMatchObject([{ status: 'sent', scheduledAt: null }]);
  });

  test('Send at once does not send what is still to come', async () => {
    const { create, control } = await sharedFrozen();
    const at = fromNow(2 * MINUTE + 1000);
    await create('schedule_message', { ...hello, scheduled_at: at, if_past: 'send_now' });
    expect(control.ledger().at(-1)).toMatchObject({ scheduledAt: at, status: 'queued' });
  });
});

describe('what is refused', () => {
  const ONE = { requests: { [SEND]: 1 } };
  const noCountry = { authData: { api_key: demo.key } };
  const heading = { type: 'buttons', title: 'Your order', description: 'Order 1042 is ready.' };
  const reply = { button_1_kind: 'reply', button_1_text: 'Yes', button_1_value: 'yes' };
  const call = { button_1_kind: 'call', button_1_text: 'Call', button_1_value: '0639980001' };
  const pix = {
    ...heading,
    type: 'pix',
    button_1_text: 'Pay',
    pix_currency: 'BRL',
    pix_name: 'Loja',
    pix_type: 'email',
  };
  const text = (length: number, label: string) =>
    `${label} has ${length} characters, and WhatsApp allows 4096. Shorten it. Nothing was sent.`;

  const cases: Refused[] = [
    ...withoutValue('instance_id', 'Instance'),
    errored('another account', { instance_id: demo.instances.other }, missing('instance'), ONE),
    errored('part of a name', { instance_id: mapped('Main') }, unmatched('instance', 'Main', 'Instance'), {
      requests: { 'GET /instances': 1 },
    }),
    errored('an instance of no team', { instance_id: demo.instances.events }, NOT_ASSIGNED, {
      ...ONE,
      authData: { api_key: demo.teamKey, team_id: demo.teamId, default_country: 'FR' },
    }),
    halted('no number', { to: empty }, 'To is empty: it needs a phone number. Fill in To. Nothing was done.'),
    halted(
      'two numbers',
      { to: '0639985555, 0639985556' },
      '“0639985555, 0639985556” in To holds more than one number. Enter one number only. Nothing was done.',
    ),
    halted(
      'a number without country',
      { to: '06 39 98 55 55' },
      '“06 39 98 55 55” in To has no country. Write it with + and the country code, or choose a Default Country in your connection. Nothing was done.',
      noCountry,
    ),
    halted(
      'a country that is none',
      { to: '06 39 98 55 55', country: mapped('Frankreich') },
      '“FRANKREICH” is not a country. Choose one from the list in Country. Nothing was done.',
    ),
    halted(
      'a number that WhatsApp does not serve',
      { to: demo.numbers.unsupported },
      'WhatsApp cannot deliver to this number. Check the phone number. Nothing was done.',
      ONE,
    ),
    halted(
      'a call button without country',
      { ...heading, to: demo.numbers.stranger, ...call },
      '“0639980001” in Button 1 Value has no country. Write it with + and the country code, or choose a Default Country in your connection. Nothing was done.',
      noCountry,
    ),
    ...withoutValue('text', 'Text'),
    errored('a long text', { text: 'é'.repeat(4097) }, text(4097, 'Text')),
    errored(
      'a long caption',
      { type: 'image', media: 'https://example.com/a.jpg', text: 'é'.repeat(4097) },
      text(4097, 'Text'),
    ),
    errored(
      'a type that is none',
      { type: mapped('sticker') },
      '“sticker” is not a choice in Message Type. Use one of these: Text, Image, Video, Document, Audio, Voice note, Location, Contact, Buttons, PIX payment button. Nothing was done.',
    ),
    errored('no media', { type: 'image', media: empty }, filling('File')),
    errored(
      'a file of one computer',
      { type: 'image', media: 'file:///home/ann/photo.jpg' },
      '“file:///home/ann/photo.jpg” in File is not a link that MsgFlash can open. Use one that begins with https://. Nothing was done.',
      // Otherwise the platform makes a text file of it.
      { options: { fields: 'static' } },
    ),
    errored(
      'a latitude that is none',
      { type: 'location', latitude: 'n/a', longitude: '1' },
      '“n/a” in Latitude is not a number from -90 to 90, such as 48.8566. Nothing was done.',
    ),
    errored('no contact', { type: 'contact', contact_id: empty }, filling('Contact')),
    errored('a strange contact', { type: 'contact', contact_id: demo.contacts.other }, missing('contact'), ONE),
    errored('no title', { ...heading, ...reply, title: empty }, filling('Title')),
    errored('no button', { ...heading, ...reply, button_1_kind: empty }, filling('Button 1 Kind')),
    errored(
      'a second button without its value',
      { ...heading, ...reply, button_2_kind: 'url', button_2_text: 'Track it' },
      'Button 2 Value is empty: a button needs a link. Fill in Button 2 Value. Nothing was done.',
    ),
    errored('PIX without its key', { ...pix, pix_account: empty }, filling('PIX Key')),
    errored('no Business account', { ...heading, ...reply, instance_id: demo.instances.support }, NO_BUTTONS, ONE),
    errored(
      'a voice note on a plan without them',
      { type: 'voice_note', media: 'https://example.com/note.ogg' },
      'Your plan does not include this: see Plans and Billing in MsgFlash.',
      { ...ONE, given: ({ control }) => control.setPlan({ features: { voiceNotes: false } }) },
    ),
    errored(
      'messages used up',
      {},
      "This month's messages are used up. See Usage in MsgFlash; upgrade, or wait for the new month and replay this run.",
      { ...ONE, given: ({ control }) => control.setUsage({ messages: 50_000 }) },
    ),
    errored(
      'an answer full of what nobody should read',
      {},
      "MsgFlash did not accept this (Key (key) a : 1 no at all). Check the step's fields and try again.",
      answered(SEND, 418, 'TEAPOT', 'Key msgf_live_0123456789 {"a":[1]} <b>no</b> %7B%22 at all'),
    ),
    ...accountRefusals(SEND),
  ];
  test.each(cases)('$name', async (each) => {
    await expectRefused('creates.send_message', hello, each);
  });

  const later: Refused[] = [
    errored(
      'words instead of a link',
      { media_url: 'see attachment' },
      '“see attachment” in Link to File is not a link that MsgFlash can open. Use one that begins with https://. Nothing was done.',
    ),
    errored(
      'a file of an earlier step',
      { media_url: mapped('https://zapier.com/engine/hydrate/42/.eJwV/') },
      'Link to File holds a file of an earlier step, whose link expires before the message goes out. Use a lasting public link, for example from your website. Nothing was done.',
    ),
  ];
  test.each(later)('for later: $name', async (each) => {
    await expectRefused('creates.schedule_message', { ...who, ...image, scheduled_at: AT }, each);
  });
});

describe('more requests than MsgFlash takes', () => {
  const sentence =
    'Too many requests at once: MsgFlash allows 10 per second. Zapier tries this step again automatically.';

  test('the run waits a little, and goes out then', async () => {
    const { create, control, requests } = await startFrozen();
    await create('send_message', hello);
    control.setRateLimit({ perSecond: 1 });
    const runs = await Promise.all([1, 2, 3, 4].map(() => create('send_message', { ...hello, text: 'Hello' })));
    const held = runs.filter(({ outcome }) => outcome === 'throttled');
    expect(held).toHaveLength(3);
    for (const run of held) {
      expect(run.message).toBe(sentence);
      expect(run.delaySeconds).toBeGreaterThanOrEqual(2);
      expect(run.delaySeconds).toBeLessThanOrEqual(10);
    }
    expect(requests()).toMatchObject({ [SEND]: 5 });
    expect(control.ledger()).toHaveLength(2);
  });

  test.each([
    [7, 7],
    ['Fri, 20 Nov 2026 10:00:30 GMT', 30],
  ])('the run comes back when MsgFlash says so: Retry-After %s', async (retryAfter, delay) => {
    const { create, control } = await sharedFrozen();
    control.fault({ operation: SEND, kind: 'error', status: 429, code: 'API_RATE_LIMIT_EXCEEDED', retryAfter });
    const run = await create('send_message', hello, { repeat: 1 });
    expect(run.attempts[0]).toMatchObject({ outcome: 'throttled', message: sentence, delaySeconds: delay });
    expect(run.outcome).toBe('success');
  });

  test('a monthly quota is no such case: nothing is repeated', async () => {
    const { create, requests, control } = await sharedFrozen();
    const code = 'MONTHLY_OUTBOUND_QUOTA_EXCEEDED';
    control.fault({ operation: SEND, kind: 'error', status: 429, code, retryAfter: 5 });
    const run = await create('send_message', hello, { repeat: 3 });
    expect(run).toMatchObject({ outcome: 'errored', attempts: [{}] });
    expect(requests()).toEqual({ [SEND]: 1 });
  });
});
