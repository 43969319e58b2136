/** Campaigns: created, paused and resumed, and found. */
import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { dictOf, type Environment, START, sharedEnvironment, startEnvironment } from '../support/environment.ts';
import {
  answered,
  blank,
  empty,
  ending,
  endOf,
  expectRefused,
  filling,
  missing,
  NO_BUTTONS,
  NOT_ASSIGNED,
  type Refused,
  unknownId,
  unmatched,
} from '../support/refused.ts';
import { contents } from './contents.ts';

const { contacts, groups, instances, numbers, templates } = demo;
const CREATE = 'POST /campaigns';
const ONE = { [CREATE]: 1 };
/** The first time that day, the name of the instance is looked up. */
const NAMED = { ...ONE, 'GET /instances': 1 };
const [READ, STATS] = ['GET /campaigns/{id}', 'GET /campaigns/{id}/stats'];
const [PAUSE, RESUME] = ['POST /campaigns/{id}/pause', 'POST /campaigns/{id}/resume'];
const STARTS_AT = '2026-12-01T16:30:00.000Z';
const UNTIL_START = Date.parse(STARTS_AT) - START.getTime();
const fromStart = (ms: number) => new Date(Date.parse(STARTS_AT) + ms).toISOString();
const text = 'Our spring collection is here.';
const now = START.toISOString();
const paris = { timezone: 'Europe/Paris' };
const team = { authData: { api_key: demo.teamKey, team_id: demo.teamId } };
const hex = (name: string) => `var_x_${Buffer.from(name).toString('hex')}`;

const base = { instance_id: instances.mainStore, name: 'April news', starts_at: STARTS_AT, recipients: 'all' };
/** `base` on the wire. */
const sentBase = {
  ...{ instanceId: instances.mainStore, name: 'April news', schedule: STARTS_AT, repeat: 'none' },
  recipients: { type: 'all' },
};
/** The record of a campaign that was just created, without its ID and its content. */
const scheduled = {
  ...{ name: 'April news', status: 'scheduled', template_id: null, type: null, text: null, media_url: null },
  ...{ instance_id: instances.mainStore, instance_name: 'Main Store', instance_number: '+33639980001' },
  ...{ starts_at: STARTS_AT, repeat: 'none', audience: 'All contacts', audience_size: 3, audience_limit: 10_000 },
  ...{ total: null, planned: 0, queued: 0, sent: 0, delivered: 0, read: 0, failed: 0, cancelled: 0 },
  ...{ progress_percent: null, safety_decision: 'allow', safety_risk_level: 'low', safety_score: 92 },
  ...{ recommendations: null, warnings: null },
  ...{ created_at: now, updated_at: now, started_at: null, completed_at: null },
};
const ofText = { ...scheduled, type: 'text', text };
/** What an answer leaves out that does not weigh the campaign anew. */
const unweighed = {
  ...{ audience_size: null, audience_limit: null },
  ...{ safety_decision: null, safety_risk_level: null, safety_score: null },
};
const unnamed = { instance_name: null, instance_number: null };
const WAY_OUT = 'Choose one from the list, or map the ID of a campaign. Nothing was done.';
const none = (written: string) => `No campaign in MsgFlash fits “${written}” in Campaign. ${WAY_OUT}`;
const NO_CAMPAIGNS = 'Your plan has no campaigns: see Plans and Billing in MsgFlash.';
const withoutCampaigns = ({ control }: Environment) => control.setPlan({ features: { campaigns: false } });

/** Creates a campaign by its step, so that the cache knows the instance. @returns its ID */
async function created({ create, mark }: Environment, input: object = {}): Promise<string> {
  const run = await create('create_campaign', { ...base, type: 'text', text, ...input });
  if (run.outcome !== 'success') throw new Error(run.message);
  mark();
  return String(dictOf(run.output).id);
}

/** Brings a campaign that was just created into a state. */
const STATES = {
  scheduled: async () => {},
  running: ({ pass }: Environment) => pass(UNTIL_START + 150),
  completed: ({ pass }: Environment) => pass(UNTIL_START + 60_000),
  paused: ({ call }: Environment, id: string) => call(`POST /campaigns/${id}/pause`),
};
const statuses = ({ control }: Environment) => control.ledger().map(({ status }) => status);

describe('create_campaign', () => {
  const NOBODY = 'Nobody gets this campaign:';
  const all = [numbers.awa, numbers.luc, numbers.zoe];
  const people = { recipients: 'contacts', contact_ids: [contacts.luc, `${contacts.awa},${contacts.luc}`] };
  const explicit = { type: 'explicit', value: [contacts.luc, contacts.awa] };
  const tags = (written: unknown) => ({ recipients: 'tags', tags: written });
  const tagged = (...value: string[]) => ({ type: 'tags', value });
  const group = (group_id: string) => ({ recipients: 'group', group_id, tags: ['vip'], contact_ids: [contacts.zoe] });
  const ofGroup = (groupId: string) => ({ type: 'group', groupId });
  const [VIPS, NEWS] = ['Contacts tagged lyon, vip', 'Contacts tagged news, spring'];
  const MEMBERS = 'The contacts of a group';
  const NO_MEMBERS = `${NOBODY} there are no contacts in its group.`;
  const NO_TAGGED = `${NOBODY} no contact has one of the tags news, spring.`;
  type Row = [input: object, recipients: object, audience: string, to: string[], warnings?: string];
  test.each<Row>([
    [{ recipients: 'all' }, { type: 'all' }, 'All contacts', all],
    [tags([' lyon ', '', 'vip', 'vip']), tagged('lyon', 'vip'), VIPS, [numbers.awa, numbers.luc]],
    [people, explicit, '2 contacts', [numbers.luc, numbers.awa]],
    // Whatever other choices left behind.
    [group(groups.vipLyon), ofGroup(groups.vipLyon), MEMBERS, [numbers.awa]],
    [group(groups.empty), ofGroup(groups.empty), MEMBERS, [], NO_MEMBERS],
    [tags('news; spring'), tagged('news', 'spring'), NEWS, [], NO_TAGGED],
  ])('goes to %j', async (who, recipients, audience, to, warnings = '') => {
    const { control, create, pass, requests, wire } = await startEnvironment();
    const run = await create('create_campaign', { ...base, type: 'text', text, ...who }, { fields: 'static' });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual(NAMED);
    expect(wire(CREATE)[0]?.body).toEqual({ ...sentBase, type: 'text', body: text, recipients });
    const { id, ...output } = dictOf(run.output);
    expect(output).toEqual({ ...ofText, audience, audience_size: to.length, warnings: warnings || null });
    expect(control.ledger()).toEqual([]);
    await pass(UNTIL_START + 60_000);
    expect(control.ledger().map((sent) => [sent.campaignId, sent.to])).toEqual(to.map((number) => [id, number]));
  });

  /** A campaign calls the text `body`, and everything else as a message does. */
  const withBody = ({ text: body, ...rest }: Record<string, unknown>) =>
    body === undefined ? rest : { ...rest, body };
  const sendable = contents('media_url').filter(({ record }) => !['location', 'contact'].includes(record.type));
  test.each(sendable)('sends $name', async ({ input, sent, record, extra }) => {
    const { control, create, pass, requests, wire } = await startEnvironment();
    const run = await create('create_campaign', { ...base, ...input });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual(NAMED);
    expect(wire(CREATE)[0]?.body).toEqual({ ...sentBase, ...withBody(sent) });
    const { id, ...output } = dictOf(run.output);
    expect(output).toEqual({ ...scheduled, ...record });
    await pass(UNTIL_START + 60_000);
    const { type, text: body = null, media_url = null } = record;
    const received = { campaignId: id, type, text: body, mediaUrl: media_url, status: 'read', extra: extra ?? {} };
    expect(control.ledger()).toMatchObject(Array(3).fill(received));
  });

  const notSent = (type: string) =>
    `“${type}” is not a choice in Message Type. Use one of these: Text, Image, Video, Document, Audio, Voice note, Buttons, PIX payment button. Nothing was done.`;
  const EXPIRES =
    'Link to File holds a file of an earlier step, whose link expires before the message goes out. Use a lasting public link, for example from your website. Nothing was done.';
  const hydrate = mapped('https://zapier.com/engine/hydrate/42/.eJwV/');
  const reply = { button_1_kind: 'reply', button_1_text: 'Yes', button_1_value: 'yes' };
  const buttons = { type: 'buttons', title: 'Your order', description: 'Order 1042 is ready.', ...reply };
  test.each<Refused>([
    [{ type: mapped('location') }, 'errored', notSent('location')],
    [{ type: 'image', media_url: hydrate }, 'errored', EXPIRES],
    [{ instance_id: instances.support, ...buttons }, 'errored', NO_BUTTONS, { requests: ONE }],
  ])('%j is %s: %s', async (...refused) => {
    await expectRefused('creates.create_campaign', { ...base, type: 'text', text }, refused);
  });
});

describe('create_template_campaign', () => {
  const { hello, oddNames, orderShipped, welcome } = templates;
  const track = 'https://example.com/t/1042';
  const values = { order: '1042', date: 'Friday', link: track };
  const shipped = `Good news: order 1042 is on its way and arrives on Friday. Track it: ${track}`;
  const odd = { 'n° de commande': ' 1042 ', 'order-total': '12,50', prénom: '{{name}}', x_code: '"A\\B"', 'a.b': 'é' };
  const greeting = (name: string, index: number) =>
    `Hello ${name}, thank you for your visit. Your number is +3363998100${index + 1}.`;
  const fields = { var_order: '1042', var_date: 'Friday', var_link: track };
  const variables = { order: '1042', 'custom.date': 'Friday', '{{custom.link}}': track };
  const oddFields = Object.fromEntries(Object.entries(odd).map(([name, value]) => [hex(name), value]));
  test.each<[input: object, variables: object | null, texts: string[]]>([
    [{ template_id: orderShipped, ...fields }, values, Array(3).fill(shipped)],
    [{ template_id: mapped(orderShipped), variables }, values, Array(3).fill(shipped)],
    [{ template_id: oddNames, ...oddFields }, odd, Array(3).fill('Facture  1042  : 12,50 € — {{name}}, "A\\B" é')],
    // Each recipient is the contact: none is asked for.
    [{ template_id: hello, contact_id: contacts.luc }, null, ['Awa', 'Luc', 'Zoé'].map(greeting)],
  ])('sends %j', async (input, sent, texts) => {
    const { connection, control, create, mark, pass, requests, wire, zapier } = await startEnvironment();
    const typed = { ...base, ...input };
    const form = await zapier.fields(connection, 'creates.create_template_campaign', typed);
    mark();
    const run = await create('create_template_campaign', typed, { fields: form.fields });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual(NAMED);
    const templateId = String(run.input.typed.template_id);
    expect(wire(CREATE)[0]?.body).toEqual({ ...sentBase, templateId, ...(sent && { variables: sent }) });
    expect(run.output).toEqual({ ...scheduled, template_id: templateId, id: expect.any(String) });
    await pass(UNTIL_START + 60_000);
    expect(control.ledger().map((message) => message.text)).toEqual(texts);
  });

  const listed = { requests: { 'GET /templates': 1 } };
  const INVALID =
    'This template cannot be sent. Open it in MsgFlash, check its text and its placeholders, and try again.';
  test.each<Refused>([
    [{ template_id: blank }, 'errored', filling('Template')],
    [{ template_id: mapped(unknownId(2)) }, 'errored', missing('template'), { requests: ONE }],
    [{ template_id: mapped('Welc') }, 'errored', unmatched('template', 'Welc', 'Template'), listed],
    [{}, 'errored', INVALID, answered(CREATE, 400, 'TEMPLATE_INVALID')],
  ])('%j is %s: %s', async (...refused) => {
    await expectRefused('creates.create_template_campaign', { ...base, template_id: welcome }, refused);
  });
});

describe.each([
  ['create_campaign', { type: 'text', text }],
  ['create_template_campaign', { template_id: templates.welcome }],
])('%s', (key, content) => {
  const input = { ...base, ...content };

  test.each([
    ['starts_at', '3 avril 2030 à 17:00', '2030-04-03T15:00:00.000Z', 'schedule'],
    ['starts_at', '2026-11-20T10:01:00Z', '2026-11-20T10:01:00.000Z', 'schedule'],
    ['repeat', '', 'none', 'repeat'],
    ['repeat', 'Every week', 'weekly', 'repeat'],
  ])('%s %j is %s, on the wire and in the record', async (field, typed, value, name) => {
    const { create, wire } = await sharedEnvironment();
    const run = await create(key, { ...input, [field]: typed }, { fields: 'static', ...paris });
    expect(run).toMatchObject({ outcome: 'success', message: '', output: { [field]: value } });
    expect(wire(CREATE)[0]?.body).toMatchObject({ [name]: value });
  });

  const odd = { operation: 'GET /instances', kind: 'html_200' } as const;
  const short = { operation: CREATE, kind: 'missing_optional' } as const;
  const unknown = { ...unweighed, created_at: null, updated_at: null };
  test.each<[how: string, prepare: (environment: Environment) => unknown, changes: object, cost: object]>([
    ['without a cache', ({ zapier }) => zapier.cache.misbehave('gone'), unnamed, ONE],
    ['with a full cache', ({ zapier }) => zapier.cache.misbehave('full'), unnamed, ONE],
    ['without the list of instances', ({ control }) => control.fault(odd), unnamed, NAMED],
    ['from a short answer', ({ control }) => control.fault(short), unknown, NAMED],
  ])('%s, the record lacks a name or details, and nothing else', async (_how, prepare, changes, cost) => {
    const environment = await sharedEnvironment();
    // The clock may have moved on.
    const at = new Date(environment.clock.now()).toISOString();
    prepare(environment);
    const run = await environment.create(key, input, { fields: 'static' });
    const whole = { ...scheduled, ...content, id: expect.any(String), created_at: at, updated_at: at };
    expect(run.output).toEqual({ ...whole, ...changes });
    expect(environment.requests()).toEqual(cost);
  });

  const past = '2026-11-20T09:57:59.000Z';
  const NO_TAGS = 'Tags is empty. Fill in Tags and try again. Nothing was created.';
  const PASSED = 'Start At (2026-11-20 03:57, America/Chicago) has passed. Choose a later time. Nothing was created.';
  const NO_DATE = '“n/a” in Start At is not a date. Write it like 2027-04-03 17:00. Nothing was done.';
  const UNCLEAR =
    'MsgFlash did not answer, and the campaign may have been created. Look under Campaigns in MsgFlash before you try again.';
  const toGroup = { recipients: 'group', group_id: mapped(unknownId(4)) };
  const toContact = (id: string) => ({ recipients: 'contacts', contact_ids: [mapped(id)] });
  const list = { requests: { 'GET /contacts': 1 } };
  const lost = { fault: { operation: CREATE, kind: 'reset_before_accepting' as const }, requests: ONE };
  test.each<Refused>([
    [{ instance_id: empty }, 'errored', filling('Instance')],
    [{ recipients: mapped('tags') }, 'errored', NO_TAGS],
    [{ starts_at: past }, 'halted', PASSED],
    [{ starts_at: mapped('n/a') }, 'halted', NO_DATE],
    [{ instance_id: instances.other }, 'errored', missing('instance'), { requests: ONE }],
    [{ instance_id: instances.events }, 'errored', NOT_ASSIGNED, { requests: ONE, ...team }],
    [toGroup, 'errored', missing('group'), { requests: ONE }],
    [toContact(unknownId(3)), 'errored', missing('contact'), { requests: ONE }],
    [toContact('Awa'), 'errored', unmatched('contact', 'Awa', 'Contact'), list],
    [{}, 'errored', NO_CAMPAIGNS, { requests: ONE, given: withoutCampaigns }],
    // Nothing can tell whether there is one: it is not tried again.
    [{}, 'halted', UNCLEAR, { ...lost, options: { repeat: 3 } }],
  ])('%j is %s, and in no list: %s', async (...refused) => {
    const { connection, zapier } = await expectRefused(`creates.${key}`, input, refused);
    const { choices } = await zapier.dropdown(connection, 'creates.pause_campaign', 'campaign_id');
    expect(choices).toEqual([]);
  });
});

describe('pause_campaign and resume_campaign', () => {
  test('before it begins: a paused campaign does not go out, a resumed one goes out at its time', async () => {
    const environment = await startEnvironment();
    const { create, pass, requests, wire } = environment;
    const id = await created(environment);
    await pass(60_000);
    const updated_at = new Date(START.getTime() + 60_000).toISOString();
    // Unlike a resumed campaign, a paused one is not weighed anew.
    const paused = { ...ofText, ...unweighed, id, status: 'paused', updated_at };
    expect((await create('pause_campaign', { campaign_id: ` ${id} ` })).output).toEqual(paused);
    expect((await create('resume_campaign', { campaign_id: id })).output).toEqual({ ...ofText, id, updated_at });
    expect(requests()).toEqual({ [PAUSE]: 1, [RESUME]: 1 });
    expect(wire().map(({ path, body }) => [path, body])).toEqual([
      [`/api/v1/campaigns/${id}/pause`, undefined],
      [`/api/v1/campaigns/${id}/resume`, undefined],
    ]);
    await pass(UNTIL_START);
    expect(statuses(environment)).toEqual(['read', 'read', 'read']);
  });

  test.each<[key: string, operation: string, state: keyof typeof STATES, refused: string]>([
    ['pause_campaign', PAUSE, 'paused', ''],
    ['pause_campaign', PAUSE, 'completed', 'A campaign that is completed cannot be paused'],
    ['resume_campaign', RESUME, 'running', ''],
    ['resume_campaign', RESUME, 'completed', 'A campaign that is completed cannot be resumed'],
  ])('%s, %s on one that is %s: “%s”', async (key, operation, state, refused) => {
    const environment = await startEnvironment();
    const id = await created(environment);
    await STATES[state](environment, id);
    environment.mark();
    const run = await environment.create(key, { campaign_id: id });
    // In the wanted state already: what a repeat finds whose first answer was lost.
    if (!refused) expect(run).toMatchObject({ outcome: 'success', output: { id, status: state } });
    else expect(endOf(run)).toEqual(ending('errored', `MsgFlash could not do this (${refused}).`));
    expect(environment.requests()).toEqual({ [operation]: 1, [READ]: 1 });
    expect(await environment.call(`GET /campaigns/${id}`)).toMatchObject({ status: state });
  });

  const notOnPlan = answered(RESUME, 403, 'CAMPAIGNS_NOT_AVAILABLE_ON_PLAN');
  test.each<[key: string, operation: string, ...Refused]>([
    ['pause_campaign', PAUSE, { campaign_id: blank }, 'errored', filling('Campaign')],
    ['pause_campaign', PAUSE, {}, 'errored', missing('campaign'), { requests: { [PAUSE]: 1 } }],
    ['pause_campaign', PAUSE, { campaign_id: mapped('April/../..') }, 'errored', none('April/../..')],
    ['resume_campaign', RESUME, {}, 'errored', missing('campaign'), { requests: { [RESUME]: 1 } }],
    ['resume_campaign', RESUME, {}, 'errored', NO_CAMPAIGNS, notOnPlan],
  ])('%s (%s) %j is %s: %s', async (key, _operation, ...refused) => {
    await expectRefused(`creates.${key}`, { campaign_id: mapped(unknownId(6)) }, refused);
  });
});

describe('find_campaign', () => {
  const find = ({ find: search }: Environment, campaign_id: unknown) => search('find_campaign', { campaign_id });
  const record = { ...ofText, total: 0, progress_percent: 0 };
  const TWO = { [READ]: 1, [STATS]: 1 };

  test('before it begins, and after it went out', async () => {
    const environment = await startEnvironment();
    const id = await created(environment);
    const run = await find(environment, mapped(` ${id} `));
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(run.output).toEqual([{ ...record, id }]);
    expect(environment.requests()).toEqual(TWO);
    await environment.pass(UNTIL_START + 700);
    const counters = { total: 3, planned: 3, sent: 3, queued: 0, progress_percent: 100 };
    const times = { started_at: fromStart(0), completed_at: fromStart(300), updated_at: fromStart(300) };
    // The list of instances was read more than a day before.
    const done = { ...record, ...unnamed, id, status: 'completed', ...counters, ...times };
    expect((await find(environment, id)).output).toEqual([done]);
  });

  const nobody = { recipients: 'tags', tags: ['newsletter'] };
  const warnings = 'Nobody gets this campaign: no contact has the tag newsletter.';
  const failed = { total: 3, sent: 2, delivered: 2, read: 2, failed: 1, progress_percent: 100 };
  test.each<[what: string, input: object, state: keyof typeof STATES, record: object]>([
    ['while messages still wait', {}, 'running', { total: 3, queued: 2, progress_percent: 33, completed_at: null }],
    ['with a failure, each recipient counted once', {}, 'completed', failed],
    ['for nobody, before it begins', nobody, 'scheduled', { audience_size: 0, warnings }],
    ['for nobody, afterwards', nobody, 'completed', { total: 0, sent: 0, warnings }],
  ])('%s', async (what, input, state, changes) => {
    const environment = await startEnvironment();
    if (what.includes('failure')) await environment.call(`PUT /contacts/${contacts.luc}`, { phone: numbers.failing });
    const id = await created(environment, input);
    await STATES[state](environment, id);
    expect(await find(environment, id)).toMatchObject({ output: [{ id, status: state, ...changes }] });
  });

  test.each([
    [READ, 'missing_optional', { ...unweighed, created_at: null, updated_at: null }],
    [STATS, 'missing_optional', { total: null }],
    // Counters that cannot be read are unknown, not 0.
    [STATS, 'wrong_types', { total: null, sent: null, failed: null, progress_percent: null, started_at: null }],
    [STATS, 'error', { total: null, planned: 0, progress_percent: null }],
  ] as const)('%s answered with %s: what is known is there', async (operation, kind, changes) => {
    const environment = await sharedEnvironment();
    const id = await created(environment);
    const missingStats = { status: 404, code: 'NOT_FOUND' };
    environment.control.fault({ operation, kind, ...(kind === 'error' && missingStats) });
    expect(await find(environment, id)).toMatchObject({ output: [{ id, status: 'scheduled', ...changes }] });
  });

  test.each([
    ['April news', ' april NEWS '],
    ['Soldes d’été'.normalize('NFD'), 'SOLDES D’ÉTÉ'],
    ['Promo · 3 contacts', 'Promo · 3 contacts'],
  ])('by its name %j, written %j, without another request; a name of two is refused', async (name, written) => {
    const environment = await sharedEnvironment();
    await created(environment, { name: `${name} 2` });
    const id = await created(environment, { name });
    expect(await find(environment, mapped(written))).toMatchObject({ outcome: 'success', output: [{ id, name }] });
    expect(environment.requests()).toEqual(TWO);
    const paused = await environment.create('pause_campaign', { campaign_id: mapped(written) });
    expect(paused).toMatchObject({ outcome: 'success', output: { id } });

    await created(environment, { name: written });
    const message = `“${written.trim()}” in Campaign fits 2 campaigns. ${WAY_OUT}`;
    expect(endOf(await find(environment, mapped(written)))).toEqual(ending('errored', message));
    const resumed = await environment.create('resume_campaign', { campaign_id: mapped(written) });
    expect(endOf(resumed)).toEqual(ending('errored', message));
    expect(environment.requests()).toEqual({});
  });

  test('a deleted campaign is not found, nor that of another account', async () => {
    const environment = await sharedEnvironment();
    const id = await created(environment);
    expect(await find(environment, mapped(unknownId(6)))).toMatchObject({ outcome: 'success', output: [] });
    const other = await environment.connect({ api_key: demo.otherKey });
    const run = await environment.zapier.run(other, 'searches.find_campaign', { campaign_id: id });
    expect(run).toMatchObject({ outcome: 'success', message: '', output: [] });
  });

  test.each<Refused>([
    [{ campaign_id: blank }, 'errored', filling('Campaign')],
    ...['April', '60000000-0000', '+33639980001'].map(
      (text): Refused => [{ campaign_id: mapped(text) }, 'errored', none(text)],
    ),
  ])('%j is %s: %s', async (...refused) => {
    await expectRefused('searches.find_campaign', {}, refused);
  });
});
