/** What triggers do while somebody sets up a Zap: turning it on and off, samples, and the lists to choose from. */
import { describe, expect, test } from '@jest/globals';
import { bigSeed, demo, demoSeed } from '../../dev/msgflash/demo.ts';
import type { FaultInput } from '../../dev/msgflash/faults.ts';
import type { Seed } from '../../dev/msgflash/records.ts';
import type { Connection, StepName } from '../../dev/zapier/index.ts';
import { type Environment, listOf, sharedEnvironment, startEnvironment } from '../support/environment.ts';
import { receiveMessage, sendMessage, turnOn } from '../support/hooks.ts';
import { REFUSED_KEY } from '../support/refused.ts';

const { contacts, groups, instances, numbers, templates } = demo;
const [CREATE, LIST, DELETE, INSTANCES] = [
  'POST /webhooks',
  'GET /webhooks',
  'DELETE /webhooks/{id}',
  'GET /instances',
];
type Fault = Omit<FaultInput, 'operation'>;

/** Tries to turn a Zap on. */
const tryOn = ({ connection, zapier }: Environment, key = 'message_received', input: Record<string, unknown> = {}) =>
  zapier.turnOn(connection, key, input, undefined, { requireFields: false });
const urls = ({ control }: Environment) => control.webhooks().map(({ url }) => url);
/** Endpoints that some other program of the user made. */
async function foreignEndpoints({ call }: Environment, count = 1): Promise<string[]> {
  const made = Array.from({ length: count }, (_, index) => `https://crm.example.com/hooks/${index}/`);
  for (const url of made) await call(CREATE, { url, events: ['message.received'] });
  return made;
}

describe('turning a Zap on', () => {
  test.each(['with_active', 'without_active'] as const)('takes an answer of generation %s', async (webhookCreate) => {
    const environment = await sharedEnvironment();
    environment.control.setGeneration({ webhookCreate });
    const { out, zap } = await turnOn(environment, 'message_received');
    await receiveMessage(environment);
    expect([out.length, Object.keys(zap.subscribeData).sort()]).toEqual([1, ['id', 'secret']]);
  });

  test('an answer after six seconds comes in time', async () => {
    const environment = await startEnvironment();
    environment.control.fault({ operation: CREATE, kind: 'slow_answer', delayMs: 6_000 });
    const { zap } = await turnOn(environment, 'message_received');
    expect([urls(environment), environment.requests()]).toEqual([[zap.hookUrl], { [CREATE]: 1 }]);
  });

  test('several statuses take one endpoint, and each is asked for once', async () => {
    const environment = await sharedEnvironment();
    const statuses = ['sent', 'failed', 'Sent', 'read', 'delivered', 'failed'];
    const { out } = await turnOn(environment, 'message_status_updated', { statuses });
    const events = ['message.sent', 'message.failed', 'message.read', 'message.delivered'];
    expect(environment.control.webhooks()).toMatchObject([{ events }]);
    await sendMessage(environment);
    await sendMessage(environment, instances.mainStore, { to: numbers.failing });
    expect(out.map(({ status }) => status)).toEqual(['sent', 'delivered', 'read', 'failed']);
  });

  const WAY_OUT = 'Choose one from the list, or leave it empty for all your WhatsApp numbers. Nothing was done.';
  const none = (written: string) => `No instance in MsgFlash fits “${written}” in Instance. ${WAY_OUT}`;
  const [offShop, noNumber] = ['Main Store · +33 6 39 98 00 02 · connected', '0639980077'];
  const CHOICES = 'is not a choice in Statuses. Use one of these: Sent, Delivered, Read, Failed. Nothing was done.';
  test.each([
    ['message_status_updated', { statuses: [''] }, 'Statuses is empty. Choose at least one and try again.', {}],
    ['message_status_updated', { statuses: ['queued'] }, `“queued” ${CHOICES}`, {}],
    ['message_received', { instance_id: 'Main' }, none('Main'), { [INSTANCES]: 1 }],
    ['message_received', { instance_id: noNumber }, none(noNumber), { [INSTANCES]: 1 }],
    ['instance_connected', { instance_id: offShop }, none(offShop), { [INSTANCES]: 1 }],
  ])('%s %j: it does not turn on, and says why', async (key, input, message, cost) => {
    const environment = await sharedEnvironment();
    expect(await tryOn(environment, key, input)).toMatchObject({ isOn: false, outcome: 'errored', message });
    expect([environment.requests(), urls(environment)]).toEqual([cost, []]);
  });

  const FREE_ONE =
    'Turn off another Zap, use one Message Status Updated trigger for several, delete unused endpoints in MsgFlash, or upgrade.';
  test.each([
    ['free', 3],
    ['pro', 15],
  ] as const)('no endpoint left on plan %s: it says that there are %i, and the ways out', async (plan, count) => {
    const environment = await startEnvironment();
    environment.control.setPlan({ plan });
    await foreignEndpoints(environment, count - 1);
    const last = await tryOn(environment);
    environment.mark();
    const message = `All ${count} webhook endpoints of your plan are in use. ${FREE_ONE}`;
    expect(await tryOn(environment, 'message_sent')).toMatchObject({ isOn: false, outcome: 'errored', message });
    expect([environment.requests(), urls(environment).length]).toEqual([{ [CREATE]: 1, [LIST]: 1 }, count]);
    environment.control.fault({ operation: LIST, kind: 'error', status: 500 });
    expect((await tryOn(environment)).message).toBe(`Your plan has no webhook endpoint left. ${FREE_ONE}`);
    await last.turnOff();
    expect(await tryOn(environment, 'message_sent')).toMatchObject({ isOn: true });
  });

  const AGAIN = 'MsgFlash did not confirm the webhook. Turn the Zap on again in a minute.';
  const LEFT =
    'MsgFlash did not confirm the webhook. Delete endpoints you do not know under Webhooks in MsgFlash, then turn the Zap on again.';
  const lost = { operation: CREATE, kind: 'reset_after_accepting' } as const;
  test.each<[fault: Fault, lists: number, deleted: number]>([
    [{ kind: 'reset_after_accepting' }, 1, 1],
    [{ kind: 'no_answer_after_accepting' }, 1, 1],
    [{ kind: 'missing_optional', accepted: false }, 1, 0],
    [{ kind: 'error', status: 500 }, 1, 0],
    // It may still be made: looked for once more, and said.
    [{ kind: 'no_answer' }, 2, 0],
  ])('unconfirmed after %j: no endpoint is left behind, and the Zap is off', async (fault, lists, deleted) => {
    const message = lists === 2 ? LEFT : AGAIN;
    const environment = await startEnvironment();
    const foreign = await foreignEndpoints(environment);
    const running = await turnOn(environment, 'message_received');
    environment.mark();
    environment.control.fault({ operation: CREATE, ...fault });
    expect(await tryOn(environment)).toMatchObject({ isOn: false, outcome: 'errored', message });
    expect(environment.requests()).toEqual({ [CREATE]: 1, [LIST]: lists, ...(deleted && { [DELETE]: deleted }) });
    expect(urls(environment)).toEqual([...foreign, running.zap.hookUrl]);
    const again = await turnOn(environment, 'message_received');
    await receiveMessage(environment);
    expect([running.out.length, again.out.length]).toEqual([1, 1]);
  });

  test.each([
    [LIST, { kind: 'html_200' }, LEFT],
    [DELETE, { kind: 'reset_before_accepting' }, LEFT],
    // Gone already.
    [DELETE, { kind: 'error', status: 404, code: 'NOT_FOUND', accepted: true }, AGAIN],
  ] as const)('unconfirmed, and then %s answers %j', async (operation, fault, message) => {
    const environment = await startEnvironment();
    environment.control.fault(lost);
    environment.control.fault({ operation, ...fault });
    expect(await tryOn(environment)).toMatchObject({ isOn: false, outcome: 'errored', message });
  });
});

describe('turning a Zap off', () => {
  const answers: [answer: Fault, message: string, requests: number][] = [
    [{ kind: 'error', status: 404, code: 'NOT_FOUND' }, '', 1],
    [{ kind: 'reset_before_accepting' }, '', 2],
    [{ kind: 'reset_before_accepting', times: 2 }, 'MsgFlash did not answer. Try again in a minute.', 2],
  ];
  test.each(answers)('%j: “%s” after %i requests', async (answer, message, count) => {
    const environment = await startEnvironment();
    const { zap } = await turnOn(environment, 'message_received');
    environment.mark();
    environment.control.fault({ operation: DELETE, ...answer });
    expect(await zap.turnOff()).toMatchObject({ outcome: message ? 'errored' : 'success', message });
    expect([zap.isOn, environment.requests()]).toEqual([false, { [DELETE]: count }]);
  });
});

describe('samples', () => {
  async function samplesOf(environment: Environment, key: string, input: object = {}) {
    const { zap } = await turnOn(environment, key, { ...input });
    environment.mark();
    const run = await zap.sampleList();
    return { run, list: listOf(run.output), wire: environment.wire(), zap };
  }
  const { support } = instances;
  const [order, answer] = ['Your order 1042 is ready.', 'We have answered your question by e-mail.'];
  const [appointment, parcel] = ['Your appointment is tomorrow at 10.', 'Your parcel has arrived.'];
  const inbound = 'Thank you, I will come at five.';
  const sent = [appointment, answer].map((text): [string, string] => ['sent', text]);
  /** Whatever other tests have sent is not there. */
  const untouched = {};

  test.each<[key: string, input: object, query: object, records: [status: string, text: string][]]>([
    ['message_received', {}, { status: 'received' }, [['received', inbound]]],
    ['message_sent', {}, {}, [...sent, ['sent', order]]],
    ['message_read', {}, { status: 'read' }, [['read', order]]],
    ['message_failed', {}, { status: 'failed' }, [['failed', parcel]]],
    ['message_status_updated', { statuses: ['failed'] }, { status: 'failed' }, [['failed', parcel]]],
    [
      'message_status_updated',
      { statuses: ['failed', 'sent', 'read'] },
      {},
      [['failed', parcel], ...sent, ['read', order]],
    ],
    ['message_sent', { instance_id: ' support ' }, { instanceId: support }, [['sent', answer]]],
  ])('of %s %j are real messages that have come to that status', async (key, input, query, records) => {
    const environment = await sharedEnvironment(untouched);
    const { list, run, wire } = await samplesOf(environment, key, input);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(wire).toMatchObject([{ method: 'GET', path: '/api/v1/messages' }]);
    expect(wire[0]?.query).toEqual({ ...query, limit: '50' });
    expect(list.map(({ status, text }) => [status, text])).toEqual(records);
    for (const { direction, event, id, message_id, occurred_at, status, updated_at } of list) {
      expect([event, id, occurred_at]).toEqual([`message.${status}`, `message.${status}:${message_id}`, updated_at]);
      expect(direction).toBe(status === 'received' ? 'inbound' : 'outbound');
    }
  });

  test.each([
    ['instance_connected', {}, ['Main Store', 'Support']],
    ['instance_disconnected', {}, ['Événements Lyon', 'Pop-up Store']],
    ['instance_connected', { instance_id: 'SUPPORT' }, ['Support']],
  ])('of %s %j are the instances in that state', async (key, input, names) => {
    const environment = await sharedEnvironment(untouched);
    const { list } = await samplesOf(environment, key, input);
    expect(environment.requests()).toEqual({ [INSTANCES]: 1 });
    expect(list.map(({ name }) => name)).toEqual(names);
    const [, status] = key.split('_');
    for (const record of list) {
      expect(record).toMatchObject({ event: `instance.${status}`, status, occurred_at: record.updated_at });
    }
  });

  test('are read without the filter where MsgFlash does not know it, and leave out who is no person', async () => {
    const environment = await startEnvironment();
    environment.control.setGeneration({ receivedFilter: 'refused' });
    for (const from of ['120363168033477807@g.us', 'status@broadcast', '0@s.whatsapp.net', '154417159582282@lid']) {
      environment.control.receive({ instance: 'Main Store', from, text: from });
    }
    const input = { instance_id: instances.mainStore };
    const { list, wire } = await samplesOf(environment, 'message_received', input);
    const query = { instanceId: instances.mainStore, limit: '50' };
    expect(wire.map((request) => request.query)).toEqual([{ ...query, status: 'received' }, query]);
    expect(list.map(({ from, text }) => [from, text])).toEqual([
      [null, '154417159582282@lid'],
      [numbers.awa, inbound],
    ]);
  });

  test('are at most ten, name their instance where that is known, and have their files', async () => {
    const environment = await startEnvironment();
    const media = { text: 'bytes', fileName: 'a.png' };
    for (let n = 0; n < 12; n++) environment.control.receive({ instance: 'Main Store', from: numbers.awa, media });
    const { list, zap } = await samplesOf(environment, 'message_received');
    expect([list.length, list[0]?.instance_name]).toEqual([10, null]);
    const { file } = await environment.zapier.hydrate(String(list[0]?.media_file));
    expect(file?.bytes.toString()).toBe('bytes');
    await environment.zapier.dropdown(environment.connection, 'triggers.message_read', 'instance_id');
    environment.mark();
    expect(listOf((await zap.sampleList()).output)[0]).toMatchObject({ instance_name: 'Main Store' });
    expect(environment.requests()).toEqual({ 'GET /messages': 1 });
    environment.control.setGeneration({ lists: 'arrays' });
    expect(listOf((await zap.sampleList()).output)).toHaveLength(10);
  });

  test('and lists are empty in a new account, and a sentence where they cannot be read', async () => {
    const environment = await startEnvironment({ msgflash: { data: { accounts: demoSeed.accounts } } });
    for (const key of ['message_read', 'instance_connected']) {
      expect((await samplesOf(environment, key)).run).toMatchObject({ outcome: 'success', output: [] });
    }
    for (const list of [...lists, campaignList]) {
      expect(await show(environment, list)).toMatchObject({ outcome: 'success', message: '', choices: [] });
    }
    environment.control.fault({ operation: INSTANCES, kind: 'error', status: 502, code: 'PROVIDER_TIMEOUT' });
    const message = 'MsgFlash answered that WhatsApp did not respond in time. Try again in a minute.';
    expect((await samplesOf(environment, 'instance_connected')).run).toMatchObject({ outcome: 'errored', message });
    environment.control.fault({ operation: 'GET /messages', kind: 'error', status: 401, code: 'UNAUTHORIZED' });
    const reconnect = { outcome: 'reconnect', message: REFUSED_KEY };
    expect((await samplesOf(environment, 'message_received')).run).toMatchObject(reconnect);
  });
});

/** A list, the field of a step that opens it, and the one operation that feeds it. */
type List = [list: string, step: StepName, field: string, operation: string];
const instanceList: List = ['instances', 'creates.send_message', 'instance_id', INSTANCES];
const templateList: List = ['templates', 'creates.send_template_message', 'template_id', 'GET /templates'];
const groupList: List = ['groups', 'creates.add_contact_to_group', 'group_id', 'GET /contacts/groups'];
const contactList: List = ['contacts', 'creates.update_contact', 'contact_id', 'GET /contacts'];
const messageList: List = ['messages', 'searches.find_message', 'message_id', 'GET /messages'];
const campaignList: List = ['campaigns', 'creates.pause_campaign', 'campaign_id', ''];
const lists = [instanceList, templateList, groupList, contactList, messageList];

const show = ({ connection, zapier }: Environment, [, step, field]: List, page = 0, other: Connection = connection) =>
  zapier.dropdown(other, step, field, { page });
const labels = (page: { choices: { label: string }[] }) => page.choices.map(({ label }) => label);

describe('a list to choose from', () => {
  const OFFLINE = 'not connected, scan its QR code in MsgFlash';
  const shops = ['Main Store · +33 6 39 98 00 01 · connected', 'Support · +33 6 39 98 00 02 · connected'];
  const offline = [`Événements Lyon · +33 6 39 98 00 03 · ${OFFLINE}`, `Pop-up Store · ${OFFLINE}`];
  const texts = 'Appointment Reminder,Order Shipped,Hello by Name,Welcome'.split(',').map((name) => `${name} · text`);
  const people = ['Zoé Lefèvre · +33 6 39 98 10 03', 'Luc Bernard · +33 6 39 98 10 02', 'Awa Doe · +33 6 39 98 10 01'];
  const sentAndReceived = [
    'To +33 6 39 98 99 21 · Your parcel has arrived. · failed · 2026-11-20 09:00',
    'To +33 6 39 98 10 03 · Your appointment is tomorrow at 10. · sent · 2026-11-20 08:30',
    'To +33 6 39 98 10 02 · We have answered your question by e-mai… · delivered · 2026-11-20 08:00',
    'From +33 6 39 98 10 01 · Thank you, I will come at five. · received · 2026-11-20 07:10',
    'To +33 6 39 98 10 01 · Your order 1042 is ready. · read · 2026-11-20 07:00',
  ];
  const odd = ['Loyalty Card · text', 'Event Poster · image', 'Facture (noms particuliers) · text'];
  test.each<[list: List, last: unknown, labels: string[]]>([
    [instanceList, instances.unlinked, [...shops, ...offline]],
    [templateList, templates.welcome, [...odd, ...texts]],
    [groupList, groups.vip, ['Newsletter · 0 contacts', 'VIP Lyon · 1 contact', 'VIP · 2 contacts']],
    [contactList, contacts.awa, people],
    [messageList, expect.any(String), sentAndReceived],
  ])('%s, the same from every generation of the API', async (list, last, shown) => {
    const environment = await startEnvironment();
    const usual = await show(environment, list);
    expect(usual).toMatchObject({ outcome: 'success', message: '' });
    expect(labels(usual)).toEqual(shown);
    expect(usual.choices.at(-1)?.value).toEqual(last);
    expect(environment.requests()).toEqual({ [list[3]]: 1 });
    const partial = { lists: 'new', objects: 'partial', templates: 'without_body', waNumber: 'plain' } as const;
    for (const generation of [{ lists: 'old' }, { lists: 'arrays' }, partial] as const) {
      environment.zapier.cache.clear();
      environment.control.setGeneration(generation);
      expect([generation, (await show(environment, list)).choices]).toEqual([generation, usual.choices]);
    }
  });

  test('instances that can send come first, and the others say what to do', async () => {
    const environment = await startEnvironment();
    environment.control.setInstance({ instance: 'Main Store', status: 'suspended' });
    environment.control.setInstance({ instance: 'Support', status: 'connecting' });
    environment.control.setInstance({ instance: 'Pop-up Store', status: 'connected', waNumber: '+33639980004' });
    expect(labels(await show(environment, instanceList))).toEqual([
      'Pop-up Store · +33 6 39 98 00 04 · connected',
      'Main Store · +33 6 39 98 00 01 · suspended, write to support@msgflash.com',
      'Support · +33 6 39 98 00 02 · connecting, finish linking it in MsgFlash',
      `Événements Lyon · +33 6 39 98 00 03 · ${OFFLINE}`,
    ]);
  });

  test('instances are read once a minute for all steps, stand on one page, and are those of the connection', async () => {
    const environment = await startEnvironment();
    const first = await show(environment, instanceList);
    environment.control.setInstance({ instance: 'Main Store', status: 'disconnected' });
    await environment.pass(59_000);
    for (const step of ['creates.schedule_message', 'triggers.message_received', 'creates.create_campaign'] as const) {
      expect((await show(environment, ['', step, 'instance_id', ''])).choices).toEqual(first.choices);
    }
    expect((await show(environment, instanceList, 1)).choices).toEqual([]);
    expect(environment.requests()).toEqual({ [INSTANCES]: 1 });
    await environment.pass(1_001);
    expect(labels(await show(environment, instanceList))[0]).toBe('Support · +33 6 39 98 00 02 · connected');
    const bakery = await environment.connect({ api_key: demo.otherKey });
    const [other] = (await show(environment, instanceList, 0, bakery)).choices;
    expect(other).toEqual({ value: instances.other, label: 'Bakery · +33 6 39 98 00 09 · connected' });
    const team = await environment.connect({ api_key: demo.teamKey, team_id: demo.teamId });
    expect((await show(environment, instanceList, 0, team)).choices).toHaveLength(2);
    environment.zapier.cache.misbehave('gone');
    environment.mark();
    for (let n = 0; n < 2; n++) expect((await show(environment, instanceList)).choices).toHaveLength(4);
    expect(environment.requests()).toEqual({ [INSTANCES]: 2 });
  });

  test('campaigns are those that this connection created, newest first, without a request', async () => {
    const environment = await startEnvironment();
    const campaign = {
      instance_id: instances.mainStore,
      starts_at: '2026-12-01 10:00',
      recipients: 'all',
      text: 'Hello',
    };
    for (const name of ['Spring', 'Summer']) await environment.create('create_campaign', { ...campaign, name });
    environment.mark();
    expect(labels(await show(environment, campaignList))).toEqual(['Summer', 'Spring']);
    expect((await show(environment, campaignList, 1)).choices).toEqual([]);
    expect(environment.requests()).toEqual({});
    const bakery = await environment.connect({ api_key: demo.otherKey });
    expect((await show(environment, campaignList, 0, bakery)).choices).toEqual([]);
    environment.zapier.cache.misbehave('gone');
    expect(await show(environment, campaignList)).toMatchObject({ outcome: 'success', choices: [] });
  });
});

describe('a long list', () => {
  const TOTAL = 250;
  const messages = Array.from({ length: TOTAL }, (_, index): NonNullable<Seed['messages']>[number] => ({
    ...{ instanceId: instances.mainStore, direction: 'inbound', peer: numbers.awa, status: 'received' },
    ...{ body: `Message ${index}`, minutesAgo: TOTAL - index },
  }));
  const data = { ...bigSeed({ contacts: TOTAL - 3, groups: TOTAL - 3, templates: TOTAL - 7 }), messages };
  const options = { msgflash: { data } };
  const FORGOTTEN = 'This list was open too long. Close it and open it again.';

  test.each<[list: List, sizes: number[]]>([
    [contactList, [100, 100, 50]],
    [groupList, [100, 100, 50]],
    [messageList, [50, 50, 50, 50, 50]],
    [templateList, [100, 100, 50]],
  ])('%s: one request for each page, and every entry once', async (list, sizes) => {
    const environment = await sharedEnvironment(options);
    const found = new Set<string>();
    for (const [page, size] of sizes.entries()) {
      const { choices, message } = await show(environment, list, page);
      expect([page, choices.length, message]).toEqual([page, size, '']);
      for (const { value } of choices) found.add(value);
    }
    expect(found.size).toBe(TOTAL);
    expect(environment.requests()).toEqual({ [list[3]]: sizes.length });
    expect(await show(environment, list, sizes.length)).toMatchObject({ outcome: 'success', choices: [] });
    // The end of a list with cursors is known; a list with page numbers has to ask.
    expect(environment.requests()).toEqual({ [list[3]]: sizes.length + (list === templateList ? 1 : 0) });
  });

  test('a page whose place was forgotten', async () => {
    const environment = await startEnvironment(options);
    const forgotten = { outcome: 'errored', message: FORGOTTEN, choices: [] };
    const isForgotten = async () => expect(await show(environment, contactList, 2)).toMatchObject(forgotten);
    await isForgotten();
    await show(environment, contactList);
    await isForgotten();
    await show(environment, contactList, 1);
    // Opened anew, a list may have other pages.
    await show(environment, contactList);
    await isForgotten();
    await show(environment, contactList, 1);
    await environment.pass(3_600_000);
    environment.mark();
    await isForgotten();
    expect(environment.requests()).toEqual({});
    await show(environment, contactList);
    expect((await show(environment, contactList, 1)).message).toBe('');
  });

  test('two fields that show the same list keep their places apart', async () => {
    const environment = await sharedEnvironment(options);
    for (const page of [0, 1]) await show(environment, contactList, page);
    await show(environment, ['', 'creates.add_contact_to_group', 'contact_ids', '']);
    expect((await show(environment, contactList, 2)).choices).toHaveLength(50);
  });
});
