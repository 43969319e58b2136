/** The four steps that send a message or schedule it. How it goes out at most once is tested in test/lib/sending. */
import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { dictOf, type Environment, hello, sharedEnvironment, startEnvironment } from '../support/environment.ts';
import {
  answered,
  blank,
  empty,
  expectRefused,
  filling,
  missing,
  NO_BUTTONS,
  NOT_ASSIGNED,
  noCountry,
  REFUSED_KEY,
  type Refused,
  unknownId,
  unmatched,
} from '../support/refused.ts';
import { contents, leftovers, queuedRecord } from './contents.ts';

const { contacts, instances, numbers, templates } = demo;
const [SEND, SCHEDULE] = ['POST /messages/send', 'POST /messages/schedule'];
const [INSTANCES, TEMPLATES] = ['GET /instances', 'GET /templates'];
const who = { instance_id: instances.mainStore, to: numbers.stranger };
const sentTo = { instanceId: instances.mainStore, to: numbers.stranger };
const AT = '2026-12-01T16:30:00.000Z';
const iso = ({ now }: Environment['clock']) => new Date(now()).toISOString();
const paris = { timezone: 'Europe/Paris' };
const image = { type: 'image', media_url: 'https://example.com/a.jpg' };
const campaign = { name: 'Autumn', recipients: 'all', starts_at: '2090-01-15T17:00:00Z' };
const pointer = expect.stringMatching(/^hydrate\|\|\|.+\|\|\|hydrate$/s);
const hex = (name: string) => `var_x_${Buffer.from(name).toString('hex')}`;
const shown = (fields: { key: string; required?: boolean | undefined }[]) =>
  fields.map(({ key, required }) => key + (required ? '*' : ''));

/** What a step that sends now, and one that sends later, add to a message. */
const immediate = { operation: SEND, when: {}, sentWhen: {}, output: {}, scheduledAt: null };
const whenSent = { scheduled_at: AT, scheduled_at_local: '2026-12-01T17:30:00.000+01:00' };
const later = {
  ...{ operation: SCHEDULE, when: { scheduled_at: '2026-12-01 17:30' }, sentWhen: { scheduledAt: AT } },
  ...{ output: whenSent, scheduledAt: AT },
};

describe.each([
  { key: 'send_message', media: 'media', ...immediate },
  { key: 'schedule_message', media: 'media_url', ...later },
] as const)('$key of each type', ({ key, operation, media, when, sentWhen, output, scheduledAt }) => {
  test.each(contents(media))('$name', async ({ input, sent, record, extra }) => {
    const { clock, create, control, requests, wire } = await sharedEnvironment();
    const run = await create(key, { ...who, ...input, ...when }, paris);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual({ [operation]: 1, [INSTANCES]: 1 });
    expect(wire(operation)).toMatchObject([{ path: `/api/v1${operation.slice(5)}`, query: {} }]);
    expect(wire(operation)[0]?.body).toEqual({ ...sentTo, ...sent, ...sentWhen });
    const accepted = control.ledger().at(-1);
    const { type, text = null, media_url = null } = record;
    expect(accepted).toMatchObject({ to: numbers.stranger, type, text, mediaUrl: media_url, scheduledAt });
    expect(accepted?.extra).toEqual(extra ?? {});
    const queued = queuedRecord(accepted?.messageId, iso(clock), record);
    expect(run.output).toEqual({ ...queued, media_file: media_url && pointer, ...output });
  });
});

test('the warnings of an instance that is warming up are in the record', async () => {
  const { create } = await sharedEnvironment();
  const run = await create('send_message', { ...hello, instance_id: instances.support });
  expect(run.output).toMatchObject({
    ...{ instance_name: 'Support', instance_number: '+33639980002' },
    ...{ safety_decision: 'warn', safety_risk_level: 'medium', safety_score: 56 },
    warnings: 'This instance is still in the warmup phase.',
  });
});

test.each([
  ['06 39 98 55 55', {}, '+33639985555'],
  ['4795550123', { country: mapped('us') }, '+14795550123'],
])('the recipient %s with %j is %s', async (to, input, expected) => {
  const { create, control } = await sharedEnvironment();
  const run = await create('send_message', { ...hello, to, ...input });
  expect(run).toMatchObject({ outcome: 'success', message: '', output: { to: expected } });
  expect(control.ledger().at(-1)).toMatchObject({ to: expected });
});

describe('the fields', () => {
  const options = ['country', 'checks', 'send_once_per'];
  test.each([
    ['image', ['media*']],
    ['{{123__kind}}', []],
  ])('of type “%s” are the chosen ones only, and cost no request', async (type, own) => {
    const { zapier, connection, requests } = await sharedEnvironment();
    const { fields } = await zapier.fields(connection, 'creates.send_message', { ...leftovers, type });
    expect(shown(fields)).toEqual(['instance_id*', 'to*', 'type*', 'text', ...own, ...options]);
    expect(fields.filter((field) => field.altersDynamicFields).map(({ key }) => key)).toEqual(['type']);
    expect(fields.filter((field) => field.group === 'more_options').map(({ key }) => key)).toEqual(options);
    expect(requests()).toEqual({});
  });

  test('show the text of a template as it is, a free list for a mapped one, and a sentence for a strange one', async () => {
    const { zapier, connection, mark, requests } = await sharedEnvironment();
    const form = (template_id: unknown) => zapier.fields(connection, 'creates.send_template_message', { template_id });
    const text = { type: 'copy', helpText: expect.stringMatching(/^```\nHello \{\{contact\..+\n```$/s) };
    expect((await form(templates.hello)).fields.find(({ key }) => key === 'template_text')).toMatchObject(text);
    mark();
    expect(shown((await form(mapped(templates.hello))).fields)).toContain('variables');
    expect(requests()).toEqual({});
    expect(await form(templates.other)).toMatchObject({ outcome: 'errored', message: missing('template') });
  });
});

describe('links', () => {
  test('a file of an earlier step goes out by the link that the platform gave it', async () => {
    const { create, control } = await sharedEnvironment();
    const link = 'https://zapier.com/engine/hydrate/42/.eJwV/';
    await create('send_message', { ...who, type: 'document', media: mapped(link) });
    expect(control.ledger().at(-1)).toMatchObject({ type: 'document', mediaUrl: link });
  });

  // This one ends on April 3, 2030 at 16:00 in Paris.
  const media_url = 'https://d1.cloudfront.net/a.jpg?Expires=1901455200&Signature=a&Key-Pair-Id=b';
  const EXPIRES =
    'The link in Link to File expires before it goes out. Use a lasting public link, for example from your website. Nothing was done.';
  test.each([
    ['schedule_message', { scheduled_at: '3 avril 2030 à 15h59' }, ''],
    ['schedule_message', { scheduled_at: '2030-04-02 16:00 +1d' }, EXPIRES],
    ['create_campaign', { ...campaign, starts_at: '3 avril 2030 à 15h59' }, ''],
    ['create_campaign', { ...campaign, starts_at: '3 avril 2030 à 15h59', repeat: 'daily' }, EXPIRES],
  ])('that end: %s %j: “%s”', async (key, input, message) => {
    const { create, requests } = await sharedEnvironment();
    const run = await create(key, { ...who, ...image, media_url, ...input }, paris);
    expect(run).toMatchObject({ outcome: message ? 'errored' : 'success', message });
    if (message) expect(requests()).toEqual({});
  });
});

const past = '2026-11-20T09:58:00.000Z';
describe('when it goes out', () => {
  test.each([
    ['2027-04-03 17:00', 'Europe/Paris', '2027-04-03T15:00:00.000Z'],
    ['3 de abril de 2030 às 23:30', 'America/Sao_Paulo', '2030-04-04T02:30:00.000Z'],
    ['demain à 23:00', 'Africa/Abidjan', '2026-11-21T23:00:00.000Z'],
    // Read to the end, such a time is meant, however near.
    [mapped('2026-11-20T10:01:00Z'), 'Europe/Paris', '2026-11-20T10:01:00.000Z'],
  ])('%j in %s is %s, on the wire and in the record', async (scheduled_at, timezone, at) => {
    const { create, control, wire } = await startEnvironment();
    const run = await create('schedule_message', { ...hello, scheduled_at, if_past: 'send_now' }, { timezone });
    expect(run).toMatchObject({ outcome: 'success', message: '', output: { scheduled_at: at, status: 'queued' } });
    expect(wire(SCHEDULE)[0]?.body).toMatchObject({ scheduledAt: at });
    expect(control.ledger()).toMatchObject([{ scheduledAt: at }]);
  });

  test.each([
    ['schedule_message', hello, { type: 'text', text: hello.text }],
    ['schedule_template_message', { ...who, template_id: templates.welcome }, { templateId: templates.welcome }],
  ])('%s: a time that has passed goes out at once where that was chosen', async (key, input, sent) => {
    const { create, control, pass, requests, wire } = await startEnvironment();
    const run = await create(key, { ...input, scheduled_at: past, if_past: 'Send at once' });
    expect(run).toMatchObject({ outcome: 'success', output: { scheduled_at: past, already_sent: false } });
    expect(requests()).toMatchObject({ [SEND]: 1, [INSTANCES]: 1 });
    expect(wire(SEND)[0]?.body).toEqual({ ...sentTo, ...sent });
    await pass(500);
    expect(control.ledger()).toMatchObject([{ status: 'sent', scheduledAt: null }]);
  });
});

describe('what is refused, and never sent', () => {
  const ONE = { requests: { [SEND]: 1 } };
  const listed = { requests: { [INSTANCES]: 1 } };
  const noDefault = { authData: { api_key: demo.key } };
  const team = { authData: { api_key: demo.teamKey, team_id: demo.teamId, default_country: 'FR' } };
  const heading = { type: 'buttons', title: 'Your order', description: 'Order 1042 is ready.' };
  const yes = { ...heading, button_1_kind: 'reply', button_1_text: 'Yes', button_1_value: 'yes' };
  const call = { ...heading, button_1_kind: 'call', button_1_text: 'Call', button_1_value: '06 39' };
  const pair = '0639985555, 0639985556';
  const file = 'file:///home/ann/photo.jpg';
  const NO_NUMBER = 'To is empty: it needs a phone number. Fill in To. Nothing was done.';
  const TWO = `“${pair}” in To holds more than one number. Enter one number only. Nothing was done.`;
  const NO_SUCH_COUNTRY = '“FRANKREICH” is not a country. Choose one from the list in Country. Nothing was done.';
  const UNSERVED = 'WhatsApp cannot deliver to this number. Check the phone number. Nothing was done.';
  const NO_TYPE =
    '“sticker” is not a choice in Message Type. Use one of these: Text, Image, Video, Document, Audio, Voice note, Location, Contact, Buttons, PIX payment button. Nothing was done.';
  const noLink = (written: string, label: string) =>
    `“${written}” in ${label} is not a link that MsgFlash can open. Use one that begins with https://. Nothing was done.`;
  const NO_VALUE = 'Button 2 Value is empty: a button needs a link. Fill in Button 2 Value. Nothing was done.';
  const NOT_INCLUDED = 'Your plan does not include this: see Plans and Billing in MsgFlash.';
  const USED_UP =
    "This month's messages are used up. See Usage in MsgFlash; upgrade, or wait for the new month and replay this run.";
  const note = { type: 'voice_note', media: 'https://example.com/note.ogg' };
  const withoutNotes = ({ control }: Environment) => control.setPlan({ features: { voiceNotes: false } });
  const odd = 'Key msgf_live_0123456789 {"a":[1]} <b>no</b> %7B%22 at all';
  const CLEANED = "MsgFlash did not accept this (Key (key) a : 1 no at all). Check the step's fields and try again.";
  test.each<Refused>([
    [{ instance_id: blank }, 'errored', filling('Instance')],
    [{ instance_id: instances.other }, 'errored', missing('instance'), ONE],
    [{ instance_id: mapped('Main') }, 'errored', unmatched('instance', 'Main', 'Instance'), listed],
    [{ instance_id: instances.events }, 'errored', NOT_ASSIGNED, { ...ONE, ...team }],
    [{ to: empty }, 'halted', NO_NUMBER],
    [{ to: pair }, 'halted', TWO],
    [{ to: '06 39 98 55 55' }, 'halted', noCountry('06 39 98 55 55', 'To'), noDefault],
    [{ to: '06 39 98 55 55', country: mapped('Frankreich') }, 'halted', NO_SUCH_COUNTRY],
    [{ to: numbers.unsupported }, 'halted', UNSERVED, ONE],
    [{ text: blank }, 'errored', filling('Text')],
    [{ type: mapped('sticker') }, 'errored', NO_TYPE],
    // Otherwise the platform makes a text file of it.
    [{ type: 'image', media: file }, 'errored', noLink(file, 'File'), { options: { fields: 'static' } }],
    [{ type: 'contact', contact_id: contacts.other }, 'errored', missing('contact'), ONE],
    [{ ...yes, button_2_kind: 'url', button_2_text: 'Track it' }, 'errored', NO_VALUE],
    [{ ...call, to: numbers.stranger }, 'halted', noCountry('06 39', 'Button 1 Value'), noDefault],
    [{ ...yes, instance_id: instances.support }, 'errored', NO_BUTTONS, ONE],
    [note, 'errored', NOT_INCLUDED, { ...ONE, given: withoutNotes }],
    [{}, 'errored', USED_UP, { ...ONE, given: ({ control }) => control.setUsage({ messages: 50_000 }) }],
    [{}, 'errored', CLEANED, answered(SEND, 418, 'TEAPOT', odd)],
    [{}, 'reconnect', REFUSED_KEY, answered(SEND, 401, 'UNAUTHORIZED')],
  ])('send_message %j is %s: %s', async (...refused) => {
    await expectRefused('creates.send_message', hello, refused);
  });

  const hydrate = 'https://zapier.com/engine/hydrate/42/.eJwV/';
  const NO_TIME = 'Send At is empty. Write it like 2027-04-03 17:00. Nothing was done.';
  const NO_DATE = '“to be agreed” in Send At is not a date. Write it like 2027-04-03 17:00. Nothing was done.';
  const EITHER =
    '“03/04/2030 17:00” in Send At could mean two dates. Choose Date Order under More Options, or write it like 2027-04-03 17:00. Nothing was done.';
  const passed = (time: string) =>
    `Send At (${time}) has passed. Nothing was sent. To send anyway, choose Send at once under If the Time Is in the Past.`;
  const NO_CHOICE =
    '“whatever” is not a choice in If the Time Is in the Past. Use one of these: Do not send, Send at once. Nothing was done.';
  const EARLIER =
    'Link to File holds a file of an earlier step, whose link expires before the message goes out. Use a lasting public link, for example from your website. Nothing was done.';
  test.each<Refused>([
    [{ scheduled_at: empty }, 'halted', NO_TIME],
    [{ scheduled_at: mapped('to be agreed') }, 'halted', NO_DATE],
    [{ scheduled_at: '03/04/2030 17:00' }, 'halted', EITHER],
    [{ scheduled_at: 'yesterday at 5pm' }, 'halted', passed('2026-11-19 17:00, Europe/Paris'), { options: paris }],
    [{ scheduled_at: past, if_past: 'stop' }, 'halted', passed('2026-11-20 03:58, America/Chicago')],
    [{ scheduled_at: past, if_past: mapped('whatever') }, 'errored', NO_CHOICE],
    [{ ...image, media_url: 'see attachment' }, 'errored', noLink('see attachment', 'Link to File')],
    [{ ...image, media_url: mapped(hydrate) }, 'errored', EARLIER],
  ])('schedule_message %j is %s: %s', async (...refused) => {
    await expectRefused('creates.schedule_message', { ...hello, scheduled_at: AT }, refused);
  });

  const NO_VALUES = 'The template has no value for date, link. Fill it in and try again. Nothing was sent.';
  const NO_CONTACT =
    'This template uses details of a contact. Choose the person in the Contact field, or another template in a campaign.';
  const half = { template_id: templates.orderShipped, var_order: '1', var_date: empty, var_link: blank };
  const searched = { requests: { [TEMPLATES]: 1 } };
  describe.each([
    ['send_template_message', { requests: { [SEND]: 1 } }, {}],
    ['schedule_template_message', { requests: { [SCHEDULE]: 1 } }, { scheduled_at: AT }],
  ])('by %s', (key, one, when) => {
    test.each<Refused>([
      [{ template_id: empty }, 'errored', filling('Template')],
      [{ template_id: mapped(unknownId(2)) }, 'errored', missing('template'), one],
      [{ template_id: mapped('Order') }, 'errored', unmatched('template', 'Order', 'Template'), searched],
      [half, 'errored', NO_VALUES],
      [{ template_id: templates.hello, contact_id: contacts.other }, 'errored', missing('contact'), one],
      [{ template_id: mapped(templates.hello) }, 'errored', NO_CONTACT, one],
    ])('%j is %s: %s', async (...refused) => {
      await expectRefused(`creates.${key}`, { ...who, ...when }, refused);
    });
  });
});

describe.each([
  { key: 'send_template_message', ...immediate },
  { key: 'schedule_template_message', ...later },
])('$key', ({ key, operation, when, sentWhen, output, scheduledAt }) => {
  const track = 'https://example.com/t/1042?a=1&b={{2}}';
  const odd = { 'n° de commande': '1042', 'order-total': '39,90', prénom: 'Zoé', x_code: 'X1', 'a.b': 'A1' };
  const fields = Object.fromEntries(Object.entries(odd).map(([name, value]) => [hex(name), value]));
  const shipped = (order: string, date: string, link: string) =>
    `Good news: order ${order} is on its way and arrives on ${date}. Track it: ${link}`;
  const { hello: byName, oddNames, orderShipped, poster, welcome } = templates;
  const [order, awa] = [{ var_order: '1042' }, { contact_id: contacts.awa }];
  const list = { order: '7', 'custom.date': 'Monday', '{{ custom.link }}': track };
  const friday = { ...order, var_date: ' Friday ', var_link: track };
  const both = { ...order, var_date: blank, variables: { order: 'no', date: 'list', link: 'x', '': 'no', a: '' } };
  const image = { type: 'image', media_url: 'https://example.com/poster.jpg' };
  const WELCOME = 'Welcome to our shop! Answer STOP at any time and we will not write again.';
  const HELLO = 'Hello Awa, thank you for your visit. Your number is +33639981001.';
  const vars = (number: string, date: string, link: string) => ({ order: number, date, link });
  type More = { type?: string; media_url?: string; contact_id?: string };
  test.each<[id: unknown, input: object, variables: object | null, text: string, more?: More]>([
    [welcome, {}, null, WELCOME],
    [byName, awa, null, HELLO, awa],
    [orderShipped, friday, vars('1042', ' Friday ', track), shipped('1042', ' Friday ', track)],
    [oddNames, fields, odd, 'Facture 1042 : 39,90 € — Zoé, X1 A1'],
    [poster, { var_name: 'Luc' }, { name: 'Luc' }, 'See you there, Luc!', image],
    [mapped(orderShipped), { variables: list }, vars('7', 'Monday', track), shipped('7', 'Monday', track)],
    // Fields win over the free list, unless they are blank.
    [orderShipped, both, vars('1042', 'list', 'x'), shipped('1042', 'list', 'x')],
  ])('the template %s with %j', async (template_id, input, variables, text, more = {}) => {
    const { clock, create, control, requests, wire } = await sharedEnvironment();
    const run = await create(key, { ...who, template_id, ...input, ...when }, paris);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toMatchObject({ [operation]: 1, [INSTANCES]: 1 });
    const { type = 'text', media_url = null, contact_id } = more;
    const contact = contact_id && { contactId: contact_id };
    const { templateId } = dictOf(wire(operation)[0]?.body);
    const sent = { ...sentTo, templateId, ...(variables && { variables }), ...contact, ...sentWhen };
    expect(wire(operation)[0]?.body).toEqual(sent);
    const accepted = control.ledger().at(-1);
    const received = { templateId: run.input.typed.template_id, type, text, mediaUrl: media_url, scheduledAt };
    expect(accepted).toMatchObject({ ...received, to: numbers.stranger });
    const queued = queuedRecord(accepted?.messageId, iso(clock), { type, text, ...more });
    expect(run.output).toEqual({ ...queued, media_file: media_url && pointer, ...output });
  });
});

describe('a variable that is misspelled under Variables, or missing', () => {
  const steps: [key: string, input: object, operation: string][] = [
    ['send_template_message', who, SEND],
    ['schedule_template_message', { ...who, scheduled_at: AT }, SCHEDULE],
    ['create_template_campaign', { instance_id: who.instance_id, ...campaign }, 'POST /campaigns'],
  ];
  const given = { order: '1042', 'custom.dtae': 'Friday', link: 'https://example.com/t/1042' };
  const none = (what: string) => `The template has no value for ${what}. Fill it in and try again. Nothing was sent.`;
  const MISSPELLED =
    'The template has no value for date, and no variable called dtae. Correct the name under Variables and try again. Nothing was sent.';

  test.each(steps)(
    '%s names both where it knows the template, from the form or by its name',
    async (key, input, sent) => {
      const { connection, create, mark, requests, zapier } = await sharedEnvironment();
      const typed = { ...input, template_id: templates.orderShipped, variables: given };
      await zapier.fields(connection, `creates.${key}`, typed);
      mark();
      // Set up before the template had this variable: the platform knows of no field to ask for.
      expect(await create(key, typed, { fields: 'static' })).toMatchObject({ outcome: 'errored', message: MISSPELLED });
      expect(requests()).toEqual({});
      const byName = { ...input, template_id: mapped('Order Shipped'), variables: given };
      expect(await create(key, byName)).toMatchObject({ outcome: 'errored', message: MISSPELLED });
      expect(requests()).toEqual({ [TEMPLATES]: 1 });
      // One too many, and none missing, is sent.
      const enough = { ...byName, variables: { ...given, date: 'Friday' } };
      expect(await create(key, enough)).toMatchObject({ outcome: 'success' });
      expect(requests()).toMatchObject({ [sent]: 1 });
    },
  );

  test('where nobody read the template, what MsgFlash misses is named', async () => {
    const { create, requests } = await sharedEnvironment();
    const typed = { ...who, template_id: mapped(templates.orderShipped), variables: given };
    const run = await create('send_template_message', typed);
    expect(run).toMatchObject({ outcome: 'errored', message: none('date') });
    expect(requests()).toEqual({ [SEND]: 1 });
    // A value that another template left over is not what is misspelled.
    const leftOver = { ...who, template_id: mapped('Order Shipped'), var_day: 'Monday', variables: { order: '7' } };
    expect(await create('send_template_message', leftOver)).toMatchObject({ message: none('date, link') });
  });
});
