/** Every search but Find Campaign, which is tested with the steps that make campaigns. */
import { describe, expect, test } from '@jest/globals';
import { bigSeed, demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { type Environment, listOf, START, sharedEnvironment, startEnvironment } from '../support/environment.ts';
import {
  answered,
  blank,
  empty,
  expectRefused,
  filling,
  missing,
  NOT_ASSIGNED,
  noCountry,
  notANumber,
  REFUSED_KEY,
  type Refused,
  UNREADABLE,
  unknownId,
  unmatched,
} from '../support/refused.ts';

const { accountId, contacts, groups, instances, numbers, templates } = demo;
const [CONTACTS, GROUPS, TEMPLATES] = ['GET /contacts', 'GET /contacts/groups', 'GET /templates'];
const INSTANCES = 'GET /instances';
const USAGE = 'GET /billing/usage';
const nfd = (text: string) => text.normalize('NFD');
const noDefault = { authData: { api_key: demo.key } };
const team = { authData: { api_key: demo.teamKey, team_id: demo.teamId } };

const awa = {
  id: contacts.awa,
  name: 'Awa Doe',
  phone: numbers.awa,
  tags: 'vip\nlyon',
  metadata: null,
  temperature: null,
  created_at: '2026-02-01T10:00:00.000Z',
  updated_at: '2026-02-01T10:00:00.000Z',
};
const vip = {
  id: groups.vip,
  name: 'VIP',
  description: 'Our best customers',
  color: '#FACC15',
  contact_count: 2,
  created_at: '2026-01-05T09:00:00.000Z',
};
const dates = { created_at: '2026-01-05T09:00:00.000Z', updated_at: '2026-01-05T09:00:00.000Z' };
const plain = { media_url: null, variables: null, custom_variables: null };
const welcome = {
  id: templates.welcome,
  name: 'Welcome',
  type: 'text',
  text: 'Welcome to our shop! Answer STOP at any time and we will not write again.',
  ...plain,
  ...dates,
};
const shipped = {
  ...welcome,
  id: templates.orderShipped,
  name: 'Order Shipped',
  text: 'Good news: order {{custom.order}} is on its way and arrives on {{custom.date}}. Track it: {{custom.link}}',
  variables: 'custom.order\ncustom.date\ncustom.link',
  custom_variables: 'order\ndate\nlink',
};
const mainStore = {
  ...{ id: instances.mainStore, name: 'Main Store', number: '+33639980001', status: 'connected', is_connected: true },
  ...{ provider_state: 'open', safety_state: 'stable', safety_score: 92, hourly_limit: 200, daily_limit: 1000 },
  // One message of an hour ago, and two more of the same day.
  ...{ sent_last_hour: 1, sent_last_day: 3, recommendations: null },
  ...{ created_at: '2026-01-05T09:00:00.000Z', updated_at: expect.any(String) },
};
const [STATE, HEALTH] = [`${INSTANCES}/{id}/state`, `${INSTANCES}/{id}/health`];
const THREE = { [INSTANCES]: 1, [STATE]: 1, [HEALTH]: 1 };

describe('finds one, whole, by what people write', () => {
  type Row = [search: string, input: object, record: object, requests: Record<string, number>];
  const contact = (input: object, record: object): Row => ['find_contact', input, record, { [CONTACTS]: 1 }];
  const group = (name: unknown, record: object): Row => ['find_group', { name }, record, { [GROUPS]: 1 }];
  const template = (name: unknown, record: object): Row => ['find_template', { name }, record, { [TEMPLATES]: 1 }];
  const instance = (search: unknown, record: object = mainStore): Row => ['find_instance', { search }, record, THREE];
  const zoe = { id: contacts.zoe };
  test.each<Row>([
    contact({ phone: '06 39 98 10 01' }, awa),
    contact({ phone: 'tel:+33639981001', name: 'Luc Bernard' }, awa),
    contact({ name: 'Awa Doe', phone: mapped(' ') }, awa),
    contact({ name: mapped('\t AWA doe  ') }, awa),
    contact({ name: nfd('Zoé Lefèvre') }, zoe),
    group('VIP', vip),
    group(mapped('\n vIp\t'), vip),
    template('Welcome', welcome),
    template(mapped('\n order SHIPPED '), shipped),
    template('Event Poster', { id: templates.poster, type: 'image', media_url: 'https://example.com/poster.jpg' }),
    instance('Main Store'),
    instance('06 39 98 00 01'),
    instance('Main Store · +33 6 39 98 00 01 · connected'),
    instance(instances.mainStore),
    instance(nfd('ÉVÉNEMENTS lyon'), { name: 'Événements Lyon' }),
    instance('Support', {
      safety_state: 'warming',
      hourly_limit: 25,
      recommendations: 'Write to people who wrote to you first.\nRaise the number of messages slowly.',
    }),
  ])('%s %j', async (search, input, record, requests) => {
    const environment = await sharedEnvironment();
    const run = await environment.find(search, { ...input });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    const isWhole = [awa, vip, welcome, shipped, mainStore].some((each) => each === record);
    expect(run.output).toEqual([isWhole ? record : expect.objectContaining(record)]);
    expect(environment.requests()).toEqual(requests);
  });

  test('the number of a contact with the country of the step', async () => {
    const { find } = await startEnvironment(noDefault);
    expect((await find('find_contact', { phone: '06 39 98 10 01', country: 'FR' })).output).toEqual([awa]);
  });
});

describe('finds nothing, which is no error', () => {
  type Row = [search: string, key: string, operation: string, written: string[]];
  test.each<Row>([
    ['find_contact', 'phone', CONTACTS, [numbers.stranger]],
    ['find_contact', 'name', CONTACTS, ['Awa', 'Zoe Lefevre', 'Paul Roux', 'Nobody Here', '33639981001']],
    ['find_group', 'name', GROUPS, ['VI', 'Lyon', 'VIP Lyon 2', 'VIP  Lyon', 'Our best customers', 'Wholesale']],
    ['find_template', 'name', TEMPLATES, ['Order', 'Fresh Bread', 'Invoice']],
    ['find_instance', 'search', INSTANCES, ['Main', 'Bakery', instances.other, '+33639980009', '39980001', '+ - ()']],
    ['find_instance', 'search', INSTANCES, ['+336399800011', '+33639980001, +33639980002', 'Main Store · Lyon']],
    ['find_instance', 'search', INSTANCES, ['Main Store · +33 6 39 98 00 02 · connected', 'Store +33639980001']],
    ['find_message', 'message_id', 'GET /messages/{id}', [unknownId(5)]],
  ])('%s by %s: one %s for each of %j', async (search, key, operation, written) => {
    const { find, mark, requests } = await sharedEnvironment();
    for (const text of written) {
      mark();
      const run = await find(search, { [key]: mapped(text) });
      expect({ text, ...run }).toMatchObject({ text, outcome: 'success', message: '', output: [] });
      expect(requests()[operation]).toBe(1);
    }
  });
});

describe('a contact whose number has several spellings', () => {
  const stored = '+5531987654321 +541123456789 +5215512345678 +22997123456 +4933639981001 +336399810019'.split(' ');
  const people = stored.map((phone, index) => ({ accountId, id: `${contacts.awa}${index}`, name: phone, phone }));
  const options = { msgflash: { data: { ...bigSeed({}), groups: [], contacts: people } } };
  test.each([
    ['553187654321', '+5531987654321'],
    ['+55 31 98765-4321', '+5531987654321'],
    ['5491123456789', '+541123456789'],
    ['+52 55 1234 5678', '+5215512345678'],
    ['+229 01 97 12 34 56', '+22997123456'],
    // Part of the last two.
    [numbers.awa, null],
  ])('%s is %s', async (phone, name) => {
    const { find, requests } = await sharedEnvironment(options);
    const run = await find('find_contact', { phone });
    expect(run).toMatchObject({ outcome: 'success', message: '', output: name ? [{ name }] : [] });
    expect(requests()[CONTACTS]).toBeLessThanOrEqual(2);
  });
});

describe('long lists: as many pages as it takes, and no more', () => {
  /** This many names, the last one listed first, and the name itself at one place. */
  const names = (name: string, length: number, at: number) =>
    Array.from({ length }, (_, index) => (index === at ? name : `${name} ${index}`));
  const long = `Société ${'très '.repeat(30)}grande`;
  // The hundredth place is in the middle of a character.
  const party = `A${'🎉'.repeat(60)}`;
  const all = [...names('Anna', 500, 450), ...names('Berta', 500, 350), ...names('Carla', 500, 10)].concat(
    names('Dora', 601, 0),
    [long, party, `${long} bis`, 'Abonnés'],
  );
  const id = (kind: number, index: number) => `${kind}0000000-0000-4000-9000-${String(index).padStart(12, '0')}`;
  const phone = (index: number) => `+3363998${String(index).padStart(4, '0')}`;
  const named = all.map((name, index) => ({ accountId, name, id: id(3, index), phone: phone(index) }));
  const data = { ...bigSeed({}), contacts: named, groups: named.map(({ phone: _, ...group }) => group) };
  const options = { msgflash: { data } };
  const pages: [name: string, found: boolean, pages: number][] = [
    ['anna', true, 1],
    ['berta', true, 2],
    ['carla', true, 5],
    ['dora', false, 5],
    [long, true, 1],
    [party, true, 1],
    [nfd('abonnés'), true, 1],
  ];
  test.each(pages.flatMap((row) => [[CONTACTS, ...row] as const, [GROUPS, ...row] as const]))(
    '%s: %s, found %s after %i',
    async (operation, name, isFound, count) => {
      const { find, requests, wire } = await sharedEnvironment(options);
      const run = await find(operation === GROUPS ? 'find_group' : 'find_contact', { name });
      expect(run).toMatchObject({ outcome: 'success', message: '' });
      expect(listOf(run.output).map((record) => String(record.name).toLowerCase())).toEqual(
        isFound ? [name.normalize('NFC').toLowerCase()] : [],
      );
      expect(requests()).toEqual({ [operation]: count });
      const { search } = Object(wire()[0]?.query);
      expect(name.normalize('NFC').startsWith(search)).toBe(true);
      expect(search.length).toBe(Math.min(name.normalize('NFC').length, name === party ? 99 : 100));
    },
  );

  test.each([
    [500, 450, 1],
    [500, 10, 5],
    [200, 0, 2],
    // The answer says that these are all.
    [100, -1, 1],
    [101, -1, 2],
  ])('of %i templates, number %i is found after %i pages', async (length, at, count) => {
    const rows = names('Sale', length, at).map((name, index) => ({ id: id(2, index), accountId, name, body: 'Hello' }));
    const { find, requests } = await startEnvironment({ msgflash: { data: { ...bigSeed({}), templates: rows } } });
    const run = await find('find_template', { name: 'sale' });
    expect(run).toMatchObject({ outcome: 'success', output: at < 0 ? [] : [{ name: 'Sale' }] });
    expect(requests()).toEqual({ [TEMPLATES]: count });
  });

  test('a list of templates without its total goes on as long as its pages are full', async () => {
    const rows = names('Sale', 200, 0).map((name, index) => ({ id: id(2, index), accountId, name, body: 'Hello' }));
    const environment = await startEnvironment({ msgflash: { data: { ...bigSeed({}), templates: rows } } });
    environment.control.setGeneration({ lists: 'arrays' });
    expect(await environment.find('find_template', { name: 'Sale' })).toMatchObject({ output: [{ name: 'Sale' }] });
    expect(await environment.find('find_template', { name: 'Invoice' })).toMatchObject({ output: [] });
    expect(environment.requests()).toEqual({ [TEMPLATES]: 2 + 3 });
  });

  test.each([
    ['find_contact', CONTACTS],
    ['find_group', GROUPS],
  ])('%s: an outage on a later page is no “not found”', async (search, operation) => {
    const { control, find } = await sharedEnvironment(options);
    control.fault({ operation, kind: 'html_503', skip: 1 });
    expect(await find(search, { name: 'Carla' })).toMatchObject({ outcome: 'throttled', output: null });
  });
});

describe('find_instance', () => {
  test.each([
    ['disconnected', 'close', 'Not connected, scan its QR code in MsgFlash.'],
    ['connecting', 'connecting', 'Connecting, finish linking it in MsgFlash.'],
    ['suspended', 'close', 'Suspended, write to support@msgflash.com.'],
  ] as const)('an instance that is %s says what to do', async (status, providerState, advice) => {
    const { control, find } = await sharedEnvironment();
    control.setInstance({ instance: 'Main Store', status });
    const run = await find('find_instance', { search: 'Main Store' });
    control.setInstance({ instance: 'Main Store', status: 'connected' });
    const record = { status, is_connected: false, provider_state: providerState, recommendations: advice };
    expect(run).toMatchObject({ outcome: 'success', output: [record] });
  });

  test('without its health it is found all the same; gone since the list, it is not', async () => {
    const { control, find } = await sharedEnvironment();
    const unknown = { safety_state: null, hourly_limit: null, daily_limit: null, sent_last_hour: null };
    for (const kind of ['error', 'wrong_types'] as const) {
      control.fault({ operation: HEALTH, kind });
      const run = await find('find_instance', { search: 'Main Store' });
      expect(run.output).toEqual([{ ...mainStore, ...unknown, safety_score: null, sent_last_day: null }]);
    }
    control.fault({ operation: STATE, kind: 'error', status: 404, code: 'NOT_FOUND' });
    expect(await find('find_instance', { search: 'Main Store' })).toMatchObject({ outcome: 'success', output: [] });
  });
});

describe('find_message', () => {
  const READ = 'GET /messages/{id}';
  const ORDER = 'Your order 1042 is ready.';
  async function idOf({ call }: Environment, text: string): Promise<string> {
    const { messages } = await call('GET /messages');
    return String(listOf(messages).find(({ body }) => body === text)?.id);
  }
  const ago = (minutes: number) => new Date(START.getTime() - minutes * 60_000).toISOString();
  const nothing = Object.fromEntries(
    'from media_url media_file campaign_id instance_name instance_number error warnings safety_decision safety_risk_level safety_score'
      .split(' ')
      .map((key) => [key, null]),
  );
  const sent = { direction: 'outbound', type: 'text', instance_id: instances.mainStore };

  test.each([
    [ORDER, { status: 'read', to: numbers.awa, contact_id: contacts.awa }, 180],
    [
      'Thank you, I will come at five.',
      { direction: 'inbound', status: 'received', from: numbers.awa, to: '+33639980001', contact_id: contacts.awa },
      170,
    ],
  ])('“%s” with its current status', async (text, record, minutes) => {
    const environment = await sharedEnvironment();
    const id = await idOf(environment, text);
    const run = await environment.find('find_message', { message_id: id });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    const provider_message_id = expect.stringMatching(/^BAE5/);
    const times = { created_at: ago(minutes), updated_at: ago(minutes - 5 / 60) };
    expect(run.output).toEqual([
      { ...nothing, ...sent, id, message_id: id, text, provider_message_id, ...times, ...record },
    ]);
    expect(environment.requests()).toEqual({ [READ]: 1 });
  });

  test('by the ID of a record of a trigger, with the name of its instance where that is known', async () => {
    const environment = await sharedEnvironment();
    await environment.zapier.dropdown(environment.connection, 'creates.send_message', 'instance_id');
    const id = await idOf(environment, ORDER);
    environment.mark();
    for (const event of ['sent', 'received']) {
      const run = await environment.find('find_message', { message_id: mapped(` message.${event}:${id} `) });
      expect(run).toMatchObject({ output: [{ id, message_id: id, status: 'read', instance_name: 'Main Store' }] });
    }
    expect(environment.requests()).toEqual({ [READ]: 2 });
  });

  test('a file comes as a pointer, and what a short answer lacks is null', async () => {
    const environment = await sharedEnvironment();
    const media_url = 'https://example.com/photo.jpg';
    const { id } = environment.control.receive({
      instance: 'Main Store',
      from: numbers.awa,
      media: { url: media_url },
    });
    const media_file = expect.stringMatching(/^hydrate\|\|\|.+\|\|\|hydrate$/s);
    const whole = await environment.find('find_message', { message_id: id });
    expect(whole).toMatchObject({ output: [{ type: 'image', media_url, media_file }] });
    environment.control.setGeneration({ objects: 'partial' });
    const short = await environment.find('find_message', { message_id: id });
    expect(short).toMatchObject({ output: [{ id, message_id: id, status: 'received', media_url: null, to: null }] });
    expect(Object.keys(Object(short.first))).toEqual(Object.keys(Object(whole.first)));
  });
});

describe('find_usage', () => {
  /** The demo account, of which nothing was used this month but the request that asks. */
  const usage = {
    id: 'pro',
    plan: 'Pro',
    ...{ messages_limit: 50_000, messages_used: 0, messages_remaining: 50_000, messages_percent: 0 },
    ...{ api_requests_limit: 150_000, api_requests_used: 1, api_requests_remaining: 149_999, api_requests_percent: 0 },
    ...{ instances_limit: 5, instances_used: 2, instances_remaining: 3, instances_percent: 40 },
    ...{ api_keys_limit: 5, api_keys_used: 2, api_keys_remaining: 3, api_keys_percent: 40 },
    ...{ webhook_endpoints_limit: 15, webhook_endpoints_used: null, webhook_endpoints_remaining: null },
    webhook_endpoints_percent: null,
    is_above_mark: false,
    above_mark: null,
    period_start: '2026-11-01T00:00:00.000Z',
    period_end: '2026-12-01T00:00:00.000Z',
  };
  const messages = (used: number, percent: number, remaining = 50_000 - used) => ({
    ...{ messages_used: used, messages_remaining: remaining, messages_percent: percent },
  });
  const eighty = { ...messages(40_000, 80), is_above_mark: true, above_mark: 'Messages: 80 %' };
  const requests = { api_requests_used: 150_000, api_requests_remaining: 0, api_requests_percent: 100 };
  type Row = [written: unknown, used: { messages?: number; apiRequests?: number }, changes: object];
  test.each<Row>([
    [undefined, {}, {}],
    [undefined, { messages: 40_000 }, eighty],
    ...['80 %', ' 80 ', '80,0', '', blank].map((written): Row => [written, { messages: 40_000 }, eighty]),
    ['78,5', { messages: 39_000 }, messages(39_000, 78)],
    // Instances and keys have passed that mark long ago.
    ['1', {}, {}],
    [
      '90',
      { messages: 45_000, apiRequests: 149_999 },
      { ...messages(45_000, 90), ...requests, is_above_mark: true, above_mark: 'Messages: 90 %\nAPI Requests: 100 %' },
    ],
    // More than there is: nothing is left, not less.
    ['100', { messages: 50_007 }, { ...messages(50_007, 100, 0), is_above_mark: true, above_mark: 'Messages: 100 %' }],
  ])('Warn Above %j, with %j used', async (warn_at_percent, used, changes) => {
    const environment = await sharedEnvironment();
    environment.control.setUsage({ messages: 0, apiRequests: 0, ...used });
    const run = await environment.find('find_usage', { warn_at_percent });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(run.output).toEqual([{ ...usage, ...changes }]);
    expect(environment.requests()).toEqual({ [USAGE]: 1 });
  });

  test('of a small plan, of one without a feature, and without a period', async () => {
    const { connect, control, find, zapier } = await startEnvironment();
    // One of one, the instance and the key that everybody has, is nothing to warn of.
    const free = { plan: 'Free', messages_limit: 500, instances_percent: 100, api_keys_percent: 100 };
    const run = await zapier.run(await connect({ api_key: demo.otherKey }), 'searches.find_usage');
    expect(run).toMatchObject({ output: [{ ...free, is_above_mark: false, above_mark: null }] });
    control.setPlan({ limits: { maxInstances: 0 } });
    control.setUsage({ messages: 0, apiRequests: 0 });
    control.fault({ operation: USAGE, kind: 'missing_optional' });
    const nothing = { instances_limit: 0, instances_remaining: 0, instances_percent: null };
    expect(await find('find_usage', {})).toMatchObject({
      output: [{ ...nothing, period_start: null, period_end: null }],
    });
  });
});

describe('find_whatsapp_number', () => {
  test.each([
    ['06 39 98 10 01', numbers.awa, true],
    ['tel:+33 6 39 98 55 55', numbers.stranger, true],
    ['+33 (6) 39-98-99-21', numbers.notOnWhatsApp, false],
  ])('%s is %s: %s', async (phone, number, is_on_whatsapp) => {
    const { control, find, requests, wire } = await sharedEnvironment();
    const sent = control.ledger().length;
    const input = { instance_id: instances.mainStore, phone: mapped(` ${phone} `) };
    const run = await find('find_whatsapp_number', input);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(run.output).toEqual([{ id: number, input: phone, number, is_on_whatsapp, reason: null }]);
    expect(requests()).toEqual({ 'POST /number-lookups': 1 });
    expect(wire()[0]?.body).toEqual({ instanceId: instances.mainStore, numbers: [number] });
    expect(control.ledger()).toHaveLength(sent);
  });
});

describe('what cannot be searched', () => {
  const ASK = 'POST /number-lookups';
  const ONE = { requests: { [ASK]: 1 } };
  const inShop = { instance_id: instances.mainStore, phone: '06 39 98 10 01' };
  const checking = (input: object): [string, Record<string, unknown>] => [
    'find_whatsapp_number',
    { ...inShop, ...input },
  ];
  const marked = (written: string): [string, ...Refused] => [
    'find_usage',
    { warn_at_percent: mapped(written) },
    'errored',
    `“${written}” in Warn Above is not a number from 1 to 100. Write it like 80 and try again.`,
  ];
  const BOTH = 'Phone and Name are both empty. Fill in one of them and try again.';
  const AGAIN = 'Zapier tries this step again automatically.';
  const TROUBLE = `MsgFlash answered with an error: it has a temporary problem. ${AGAIN}`;
  const kind = 'wrong_types' as const;
  const odd = (operation: string) => ({ fault: { operation, kind }, requests: { [operation]: 1 } });
  const NO_ID = "MsgFlash did not accept this (Invalid request data). Check the step's fields and try again.";
  const LONG = `“${'9'.repeat(39)}…” in Warn Above is not a number from 1 to 100. Write it like 80 and try again.`;
  const notForTeams = answered(USAGE, 403, 'TEAM_KEY_NOT_ALLOWED');
  const listed = { requests: { [INSTANCES]: 1 } };
  const PERSONAL = 'Reconnect with a personal key (msgf_live_…) to use this step.';
  const NO_PHONE = 'Phone is empty: it needs a phone number. Fill in Phone. Nothing was done.';
  const OFFLINE = `MsgFlash answered that WhatsApp gave an error. Check that the instance is connected. ${AGAIN}`;
  const NOT_INCLUDED = 'Your plan does not include this: see Plans and Billing in MsgFlash.';
  const given = ({ control }: Environment) => control.setPlan({ features: { numberLookups: false } });
  const UNKNOWN = `MsgFlash could not find out whether ${numbers.awa} is on WhatsApp. Try again in a few minutes.`;
  test.each<[string, ...Refused]>([
    ['find_contact', {}, 'errored', BOTH],
    ['find_contact', { phone: blank, name: blank }, 'errored', BOTH],
    ['find_contact', { phone: 'Awa' }, 'halted', notANumber('Awa', 'Phone')],
    ['find_contact', { phone: '06 39' }, 'halted', noCountry('06 39', 'Phone'), noDefault],
    ['find_contact', { name: 'A' }, 'reconnect', REFUSED_KEY, answered(CONTACTS, 401, 'UNAUTHORIZED')],
    ['find_contact', { name: 'A' }, 'throttled', TROUBLE, answered(CONTACTS, 500, 'INTERNAL_ERROR')],
    ['find_contact', { name: 'A' }, 'errored', UNREADABLE, odd(CONTACTS)],
    ['find_group', { name: blank }, 'errored', filling('Name')],
    ['find_message', { message_id: blank }, 'errored', filling('Message')],
    ['find_message', { message_id: mapped('../a?b=1') }, 'errored', NO_ID, { requests: { 'GET /messages/{id}': 1 } }],
    ...['0', '100.1', 'eighty'].map(marked),
    ['find_usage', { warn_at_percent: mapped('9'.repeat(80)) }, 'errored', LONG],
    ['find_usage', {}, 'errored', `A team key may not read the usage of the plan. ${PERSONAL}`, team],
    ['find_usage', {}, 'errored', `A team key may not read this. ${PERSONAL}`, notForTeams],
    [...checking({ instance_id: empty }), 'errored', filling('Instance')],
    [...checking({ phone: empty }), 'halted', NO_PHONE],
    [...checking({ instance_id: mapped('Main') }), 'errored', unmatched('instance', 'Main', 'Instance'), listed],
    [...checking({ instance_id: mapped(unknownId(1)) }), 'errored', missing('instance'), ONE],
    [...checking({ instance_id: instances.events, phone: numbers.awa }), 'errored', NOT_ASSIGNED, { ...ONE, ...team }],
    [...checking({ instance_id: instances.events }), 'throttled', OFFLINE, ONE],
    [...checking({}), 'errored', NOT_INCLUDED, { ...ONE, given }],
    [...checking({}), 'errored', UNKNOWN, odd(ASK)],
  ])('%s %j is %s: %s', async (search, ...refused) => {
    await expectRefused(`searches.${search}`, {}, refused);
  });
});
