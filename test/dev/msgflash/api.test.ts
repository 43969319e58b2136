import { describe, expect, test } from '@jest/globals';
import type { Control } from '../../../dev/msgflash/control.ts';
import { demo, demoSeed } from '../../../dev/msgflash/demo.ts';
import { type Api, type Loose, start } from './start.ts';

/** The embedded MsgFlash against the API's documentation: what every test of the connector relies on. */

const { instances, templates, contacts, groups, numbers } = demo;
const nowhere = '00000000-0000-4000-8000-000000000000';
const team = { 'x-api-key': demo.teamKey, 'x-team-id': demo.teamId };
const text = { instanceId: instances.mainStore, to: numbers.stranger, type: 'text', text: 'Hello' };
const withTemplate = { instanceId: instances.mainStore, to: numbers.stranger };
const reply = { displayText: 'Yes', type: 'reply', id: 'yes' };
const buttons = { ...text, type: 'buttons', title: 'Title', description: 'Text', buttons: [reply] };
const campaign = {
  instanceId: instances.mainStore,
  name: 'April news',
  schedule: '2026-11-20T11:00:00Z',
  recipients: { type: 'all' },
  type: 'text',
  body: 'News!',
};
const hook = { url: 'https://example.com/hook', events: ['message.sent'] };
const HOUR = 3_600_000;

const data = async (api: Api, operation: string, body?: unknown): Promise<Loose> =>
  (await api.call(operation, body)).body.data;
const list = (value: unknown): Loose[] => (Array.isArray(value) ? value : []);
const keysOf = (value: object) => Object.keys(value).sort();

const CONTACT = 'id name phone tags temperature createdAt updatedAt meta';
const TEMPLATE = 'id name type mediaUrl variables createdAt updatedAt body';
const MESSAGE =
  'id instanceId contactId campaignId type to body mediaUrl status error providerMessageId createdAt updatedAt';

// The operations of "/api-reference" that the connector or its tests call, and the keys of their answers; the others
// have tests of their own below.
const ANSWERS: Record<string, string> = {
  'GET /me': 'user subscription capabilities',
  'GET /instances': '0 1 2 3',
  'GET /instances/{id}': 'id name waNumber status webhook meta deletedAt createdAt updatedAt',
  'GET /instances/{id}/state': 'instanceId status providerState',
  'GET /instances/{id}/health':
    'instanceId safetyState safetyScore firstConnectedAt warmupPolicy usageWindowSummary recommendations',
  'POST /messages/send': `${MESSAGE} warnings safety`,
  'POST /messages/schedule': `${MESSAGE} userId direction from warnings safety`,
  'GET /messages': 'messages nextCursor hasMore',
  'POST /campaigns':
    'id userId instanceId name status templateId type body mediaUrl schedule repeat recipients stats safety createdAt updatedAt',
  'GET /templates': 'templates total',
  'GET /templates/{id}': TEMPLATE,
  'PUT /templates/{id}': TEMPLATE,
  'GET /contacts': 'contacts total limit sort nextCursor hasMore',
  'POST /contacts': CONTACT,
  'GET /contacts/{id}': CONTACT,
  'PUT /contacts/{id}': CONTACT,
  'GET /contacts/groups': 'groups total limit nextCursor hasMore',
  'POST /contacts/groups': 'id name description color contactCount',
  'GET /contacts/groups/{groupId}': 'id name contactCount description color createdAt',
  'GET /contacts/groups/{groupId}/members': 'contacts limit total nextCursor hasMore',
  'POST /contacts/groups/{groupId}/members': 'added alreadyInGroup notFound total',
  'DELETE /contacts/groups/{groupId}/members': 'removed notInGroup',
  'POST /number-lookups':
    'mode lookupId status requested normalized checked onWhatsAppCount notOnWhatsAppCount invalidCount result',
  'POST /webhooks': 'id url secret events active createdAt',
  'GET /webhooks': '0',
  'GET /billing/usage': 'plan limits features usage period',
};
const BODIES: Record<string, object> = {
  'POST /messages/send': text,
  'POST /messages/schedule': { ...text, scheduledAt: '2026-12-01T10:00:00+01:00' },
  'POST /campaigns': campaign,
  'PUT /templates/{id}': { name: 'Poster' },
  'POST /contacts': { name: 'Ana', phone: '33639985555' },
  'PUT /contacts/{id}': { tags: ['new'] },
  'POST /contacts/groups': { name: 'New' },
  'POST /contacts/groups/{groupId}/members': { contactIds: [contacts.awa] },
  'DELETE /contacts/groups/{groupId}/members': { contactIds: [contacts.awa] },
  'POST /number-lookups': { instanceId: instances.mainStore, numbers: [numbers.awa] },
  'POST /webhooks': hook,
};
const IDS: Record<string, string> = {
  instances: instances.support,
  templates: templates.poster,
  contacts: contacts.awa,
};

describe('the operations', () => {
  test('answer as documented, under their documented names, and want a key', async () => {
    const api = await start();
    for (const [operation, keys] of Object.entries(ANSWERS)) {
      const kind = operation.split('/')[1] ?? '';
      const path = operation.replace('{id}', IDS[kind] ?? '').replace('{groupId}', groups.vip);
      const { status, body } = await api.call(path, BODIES[operation]);
      expect([operation, status < 300, keysOf(body.data)]).toEqual([operation, true, keys.split(' ').sort()]);
      const refused = await api.call(path, BODIES[operation], { 'x-api-key': null });
      expect([operation, refused.status]).toEqual([operation, 401]);
    }
    const logged = api.control.requests.all().filter(({ status }) => status !== 401);
    expect(logged.map(({ operation }) => operation)).toEqual(Object.keys(ANSWERS));
  });

  test('follow the other readings of the documentation on demand', async () => {
    const api = await start();
    const contact = `/contacts/${contacts.awa}`;
    const rows: [Parameters<Control['setGeneration']>[0], string, object | undefined, string][] = [
      [{ objects: 'partial' }, `GET ${contact}`, undefined, 'id name phone'],
      [{ objects: 'partial' }, `PUT ${contact}`, { name: 'A' }, 'id name'],
      [{ objects: 'partial' }, `GET /templates/${templates.poster}`, undefined, 'id name type variables'],
      [{ objects: 'partial' }, `GET /instances/${instances.support}`, undefined, 'id name waNumber status'],
      [
        { objects: 'partial' },
        'POST /messages/schedule',
        { ...text, scheduledAt: '2027-01-01T00:00:00Z' },
        'id status body',
      ],
      [
        { objects: 'full', templates: 'without_body' },
        `GET /templates/${templates.poster}`,
        undefined,
        'id name type mediaUrl variables createdAt updatedAt',
      ],
      [{ webhookCreate: 'with_active' }, 'POST /webhooks', hook, 'id url secret events active'],
      [{ webhookCreate: 'without_active' }, 'POST /webhooks', hook, 'id url secret events createdAt'],
      [{ lists: 'old' }, 'GET /contacts', undefined, '0 1 2'],
      [{ lists: 'arrays' }, 'GET /templates?limit=2', undefined, '0 1'],
      [{ lists: 'arrays' }, 'GET /messages?limit=2', undefined, '0 1'],
    ];
    for (const [generation, operation, body, keys] of rows) {
      api.control.setGeneration(generation);
      expect([generation, operation, keysOf(await data(api, operation, body))]).toEqual([
        generation,
        operation,
        keys.split(' ').sort(),
      ]);
    }
    api.control.setGeneration({ waNumber: 'plain', receivedFilter: 'refused' });
    expect(await data(api, 'GET /instances')).toMatchObject([{ waNumber: '33639980001' }, {}, {}, {}]);
    expect((await api.call('GET /messages?status=received')).status).toBe(400);
  });

  test('show an account, or a team, what is its own', async () => {
    const api = await start();
    const names = async (headers: Record<string, string>) =>
      list((await api.call('GET /instances', undefined, headers)).body.data).map(({ name }) => name);
    expect(await names(team)).toEqual(['Main Store', 'Support']);
    expect(await names({ 'x-api-key': demo.otherKey })).toEqual(['Bakery']);
  });

  test.each([
    ['/contacts', 'contacts', ['Zoé Lefèvre', 'Luc Bernard', 'Awa Doe']],
    ['/contacts?search=LUC', 'contacts', ['Luc Bernard']],
    ['/contacts/groups?search=vip', 'groups', ['VIP Lyon', 'VIP']],
    [`/contacts/groups/${groups.vip}/members`, 'contacts', ['Awa Doe', 'Luc Bernard']],
  ])('list page by page: %s', async (path, name, expected) => {
    const api = await start();
    const seen: unknown[] = [];
    let cursor: unknown = '';
    do {
      const query = `limit=1${cursor ? `&cursor=${cursor}` : ''}`;
      const page = await data(api, `GET ${path}${path.includes('?') ? '&' : '?'}${query}`);
      expect([page.total, Boolean(page.nextCursor)]).toEqual([expected.length, page.hasMore]);
      seen.push(...list(page[name]).map((item) => item.name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(expected);
  });
});

type Row = [what: string, operation: string, body: unknown, expected: string, headers?: Record<string, string | null>];
const sends = (rows: [what: string, body: unknown, expected: string][]): Row[] =>
  rows.map(([what, body, expected]) => [what, 'POST /messages/send', body, expected]);

const REFUSALS: Row[] = [
  ['a wrong key', 'GET /instances', undefined, '401 UNAUTHORIZED', { 'x-api-key': 'msgf_live_no' }],
  ['Bearer', 'GET /instances', undefined, '401 UNAUTHORIZED', { authorization: `Bearer ${demo.key}` }],
  ['a team key alone', 'GET /instances', undefined, '401 UNAUTHORIZED', { 'x-api-key': demo.teamKey }],
  ['another team', 'GET /instances', undefined, '401 UNAUTHORIZED', { ...team, 'x-team-id': nowhere }],
  ['a personal key with a team', 'GET /instances', undefined, '403 TEAM_KEY_REQUIRED', { 'x-team-id': demo.teamId }],
  ['a team key', 'GET /me', undefined, '403 TEAM_KEY_NOT_ALLOWED', team],
  ['not of the team', `GET /instances/${instances.events}`, undefined, '403 INSTANCE_NOT_ASSIGNED', team],
  ['another account', `GET /instances/${instances.other}`, undefined, '404 NOT_FOUND'],
  ['a name for the id', 'GET /instances/Support', undefined, '400 VALIDATION_ERROR'],
  ...sends([
    ['broken JSON', '{"instanceId":', '400 VALIDATION_ERROR'],
    ['a name for the instance', { ...text, instanceId: 'Main Store' }, '400 VALIDATION_ERROR'],
    ['an unknown instance', { ...text, instanceId: nowhere }, '404 NOT_FOUND'],
    ['a national number', { ...text, to: '0639985555' }, '400 VALIDATION_ERROR'],
    ['spaces in the number', { ...text, to: '+33 6 39 98 55 55' }, '400 VALIDATION_ERROR'],
    ['an unsupported destination', { ...text, to: numbers.unsupported }, '422 INVALID_DESTINATION'],
    ['empty text', { ...text, text: '' }, '400 VALIDATION_ERROR'],
    ['4097 characters', { ...text, text: 'x'.repeat(4097) }, '400 VALIDATION_ERROR'],
    ['neither type nor template', { ...text, type: undefined }, '400 VALIDATION_ERROR'],
    ['both type and template', { ...text, templateId: templates.welcome }, '400 VALIDATION_ERROR'],
    ['an image without a link', { ...text, type: 'image' }, '400 VALIDATION_ERROR'],
    ['an ftp link', { ...text, type: 'image', mediaUrl: 'ftp://example.com/a.png' }, '400 VALIDATION_ERROR'],
    ['latitude as text', { ...text, type: 'location', latitude: '45', longitude: 4 }, '400 VALIDATION_ERROR'],
    ['latitude out of range', { ...text, type: 'location', latitude: 91, longitude: 4 }, '400 VALIDATION_ERROR'],
    ['an unknown contact', { ...text, type: 'contact', contactId: nowhere }, '404 NOT_FOUND'],
    ['three buttons', { ...buttons, buttons: [reply, reply, reply] }, '400 VALIDATION_ERROR'],
    ['a button of two kinds', { ...buttons, buttons: [{ ...reply, title: 'url' }] }, '400 VALIDATION_ERROR'],
    ['a reply without id', { ...buttons, buttons: [{ ...reply, id: undefined }] }, '400 VALIDATION_ERROR'],
    ['no Business account', { ...buttons, instanceId: instances.support }, '403 UNSUPPORTED_FEATURE'],
    ['an unknown template', { ...withTemplate, templateId: nowhere }, '404 NOT_FOUND'],
    ['missing variables', { ...withTemplate, templateId: templates.poster }, '400 TEMPLATE_VARIABLES_MISSING'],
    ['no contact', { ...withTemplate, templateId: templates.hello }, '400 TEMPLATE_CONTEXT_UNAVAILABLE'],
  ]),
  ['no date', 'POST /messages/schedule', text, '400 VALIDATION_ERROR'],
  ['no such message', `GET /messages/${nowhere}`, undefined, '404 NOT_FOUND'],
  ['limit 101', 'GET /messages?limit=101', undefined, '400 VALIDATION_ERROR'],
  ['a made-up cursor', 'GET /messages?cursor=abc', undefined, '400 VALIDATION_ERROR'],
  ['a taken number', 'POST /contacts', { name: 'A', phone: numbers.awa.slice(1) }, '409 CONFLICT'],
  ['a bad number', 'POST /contacts', { name: 'A', phone: '06 39' }, '400 VALIDATION_ERROR'],
  ['a taken name', 'POST /contacts/groups', { name: 'VIP' }, '409 CONFLICT'],
  ['101 characters', `GET /contacts?search=${'x'.repeat(101)}`, undefined, '400 VALIDATION_ERROR'],
  ['no such lookup', `GET /number-lookups/${nowhere}`, undefined, '404 LOOKUP_NOT_FOUND'],
  [
    'not connected',
    'POST /number-lookups',
    { instanceId: instances.events, numbers: [numbers.awa] },
    '502 PROVIDER_ERROR',
  ],
  ['text in the wrong field', 'POST /campaigns', { ...campaign, body: undefined, text: 'A' }, '400 VALIDATION_ERROR'],
  ['a location', 'POST /campaigns', { ...campaign, type: 'location' }, '400 VALIDATION_ERROR'],
  [
    'an unknown group',
    'POST /campaigns',
    { ...campaign, recipients: { type: 'group', groupId: nowhere } },
    '404 NOT_FOUND',
  ],
  ['http elsewhere', 'POST /webhooks', { ...hook, url: 'http://example.com/hook' }, '400 VALIDATION_ERROR'],
  ['an unknown event', 'POST /webhooks', { ...hook, events: ['message.lost'] }, '400 VALIDATION_ERROR'],
  ['no such endpoint', 'GET /campaigns', undefined, '404 NOT_FOUND'],
];

const LIMITS: [given: (control: Control) => void, operation: string, body: object | undefined, expected: string][] = [
  [
    (control) => control.setUsage({ messages: 50_000 }),
    'POST /messages/send',
    text,
    '429 MONTHLY_OUTBOUND_QUOTA_EXCEEDED',
  ],
  [
    (control) => control.setUsage({ apiRequests: 150_000 }),
    'GET /instances',
    undefined,
    '429 MONTHLY_API_REQUEST_QUOTA_EXCEEDED',
  ],
  [
    (control) => control.setPlan({ features: { campaigns: false } }),
    'POST /campaigns',
    campaign,
    '403 CAMPAIGNS_NOT_AVAILABLE_ON_PLAN',
  ],
  [
    (control) => control.setPlan({ limits: { maxContactGroups: 3 } }),
    'POST /contacts/groups',
    { name: 'A' },
    '403 MAX_CONTACT_GROUPS_REACHED',
  ],
];

describe('what the documentation says is refused', () => {
  test('is refused with its code, a message and details, and nothing is sent', async () => {
    const api = await start();
    for (const [what, operation, body, expected, headers] of REFUSALS) {
      const { status, body: answer } = await api.call(operation, body, headers);
      expect([operation, what, `${status} ${answer.error.code}`]).toEqual([operation, what, expected]);
      expect([typeof answer.error.message, Array.isArray(answer.error.details)]).toEqual(['string', true]);
    }
    expect(api.control.ledger()).toEqual([]);
    const { body } = await api.send({ to: '0639985555', text: '' });
    expect(body.error.details).toMatchObject([{ path: 'to' }, { path: 'text' }]);
  });

  test.each(LIMITS)('%s: %s', async (given, operation, body, expected) => {
    const api = await start();
    given(api.control);
    const { status, body: answer } = await api.call(operation, body);
    expect(`${status} ${answer.error.code}`).toBe(expected);
  });

  test('more than ten requests a second and key are 429, without a header that says when to come back', async () => {
    const api = await start({ rateLimit: 10 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => api.call('GET /instances')));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(200), 429, 429]);
    expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toBeNull();
    expect((await api.call('GET /instances', undefined, { 'x-api-key': demo.otherKey })).status).toBe(200);
    await api.clock.advance(1000);
    expect((await api.call('GET /instances')).status).toBe(200);
  });
});

describe('a message', () => {
  const statusOf = async (api: Api, id: unknown) => (await data(api, `GET /messages/${id}`)).status;

  test('goes from queued to read on the clock, counts once, and is in the ledger', async () => {
    const api = await start();
    const { id } = (await api.send()).body.data;
    const seen: unknown[] = [];
    for (const ms of [499, 1, 1499, 1, 2999, 1]) {
      await api.clock.advance(ms);
      seen.push(await statusOf(api, id));
    }
    expect(seen).toEqual(['queued', 'sent', 'sent', 'delivered', 'delivered', 'read']);
    expect(await data(api, 'GET /billing/usage')).toMatchObject({ usage: { messagesCount: 1, apiRequestsCount: 8 } });
    expect(api.control.ledger()).toMatchObject([
      { messageId: id, to: numbers.stranger, text: 'Hello', sentAt: '2026-11-20T10:00:00.500Z', status: 'read' },
    ]);
  });

  test.each([
    [{ to: numbers.failing }, 'The recipient could not be reached'],
    [{ instanceId: instances.events }, 'Instance is not connected'],
  ])('%j fails later, with a reason', async (changes, error) => {
    const api = await start();
    await api.send(changes);
    await api.clock.advance(60_000);
    expect(api.control.ledger()).toMatchObject([{ sentAt: null, status: 'failed', error }]);
  });

  test('that is scheduled waits for its time; a past time is now, and the quota is checked again', async () => {
    const api = await start();
    const schedule = (scheduledAt: string) => data(api, 'POST /messages/schedule', { ...text, scheduledAt });
    const later = await schedule('2026-11-20T12:00:00+01:00');
    const past = await schedule('2020-01-01T00:00:00Z');
    await api.clock.advance(HOUR);
    expect([await statusOf(api, later.id), await statusOf(api, past.id)]).toEqual(['queued', 'read']);
    api.control.setUsage({ messages: 50_000 });
    await api.clock.advance(500);
    expect(await statusOf(api, later.id)).toBe('failed');
  });

  test.each([
    [
      templates.orderShipped,
      {},
      { order: 7, date: 'Monday', link: 'L' },
      'order 7 is on its way and arrives on Monday.',
    ],
    [
      templates.hello,
      { contactId: contacts.awa },
      {},
      'Hello Awa, thank you for your visit. Your number is +33639981001.',
    ],
    [
      templates.everything,
      { contactId: contacts.awa },
      { code: '{{x}}' },
      '(vip, lyon), you have 120 points. Code: {{x}}',
    ],
    [templates.appointment, { contactId: contacts.luc }, { day: 'Friday', hour: '10' }, 'Camille Martin, Main Store'],
  ])('from a template is filled in: %s', async (templateId, contact, variables, expected) => {
    const api = await start();
    const sent = await data(api, 'POST /messages/send', { ...withTemplate, ...contact, templateId, variables });
    expect(sent.body).toContain(expected);
  });

  test('may be listed otherwise than it was sent', async () => {
    const api = await start();
    const { id } = (await api.send({ to: '+5511961234567', text: 'Tom & Ann ' })).body.data;
    for (const [listing, listed] of [
      [{ recipients: 'without_nine' }, { to: '+551161234567' }],
      [{ recipients: 'device' }, { to: '5511961234567:12@s.whatsapp.net' }],
      [{ recipients: 'lid' }, { to: expect.stringMatching(/^\d+@lid$/) }],
      [{ texts: 'escaped' }, { body: 'Tom &amp; Ann ' }],
      [{ texts: 'tidied' }, { body: 'Tom & Ann' }],
    ] as const) {
      api.control.setListing(listing);
      expect(await data(api, `GET /messages/${id}`)).toMatchObject(listed);
    }
  });
});

describe('a campaign', () => {
  test.each([
    [{ type: 'all' }, [numbers.awa, numbers.luc, numbers.zoe]],
    [{ type: 'tags', value: ['lyon', 'paris'] }, [numbers.awa]],
    [{ type: 'explicit', value: [contacts.zoe, contacts.zoe] }, [numbers.zoe]],
    [{ type: 'group', groupId: groups.vip }, [numbers.awa, numbers.luc]],
    [{ type: 'group', groupId: groups.empty }, []],
  ])('to %j goes out once at its time', async (recipients, expected) => {
    const api = await start();
    const { id } = await data(api, 'POST /campaigns', { ...campaign, recipients });
    await api.clock.advance(HOUR - 1);
    expect(api.control.ledger()).toEqual([]);
    await api.clock.advance(60_000);
    expect(api.control.ledger().map(({ to }) => to)).toEqual(expected);
    expect(await data(api, `GET /campaigns/${id}`)).toMatchObject({ status: 'completed', stats: { queued: 0 } });
    expect(await data(api, `GET /campaigns/${id}/stats`)).toMatchObject({ stats: { total: expected.length } });
  });

  test('can be paused while it runs, and resumed', async () => {
    const api = await start();
    const { id } = await data(api, 'POST /campaigns', campaign);
    await api.clock.advance(HOUR + 150);
    expect(await data(api, `POST /campaigns/${id}/pause`)).toMatchObject({ status: 'paused' });
    const sent = () => api.control.ledger().filter(({ sentAt }) => sentAt !== null).length;
    await api.clock.advance(HOUR);
    expect(sent()).toBe(1);
    expect((await api.call(`POST /campaigns/${id}/pause`)).body.error.code).toBe('BAD_REQUEST');
    expect(await data(api, `POST /campaigns/${id}/resume`)).toMatchObject({ status: 'running' });
    await api.clock.advance(HOUR);
    expect(sent()).toBe(3);
  });

  test('that repeats is scheduled again', async () => {
    const api = await start();
    const { id } = await data(api, 'POST /campaigns', { ...campaign, repeat: 'daily' });
    await api.clock.advance(25 * HOUR + 60_000);
    expect(api.control.ledger()).toHaveLength(6);
    expect(await data(api, `GET /campaigns/${id}`)).toMatchObject({
      status: 'scheduled',
      schedule: '2026-11-22T11:00:00.000Z',
    });
  });
});

test('a hundred members become a job that ends by the clock', async () => {
  const api = await start();
  const contactIds = [
    contacts.awa,
    ...Array.from({ length: 99 }, (_, n) => nowhere.slice(0, -2) + String(n).padStart(2, '0')),
  ];
  const { mode, jobId } = await data(api, `POST /contacts/groups/${groups.empty}/members`, { contactIds });
  expect(mode).toBe('async');
  await api.clock.advance(60_000);
  expect(await data(api, `GET /contacts/bulk-jobs/${jobId}`)).toMatchObject({
    status: 'done',
    summary: { added: 1, alreadyInGroup: 0, notFound: 99 },
  });
});

test('a lookup tells who is on WhatsApp, for slow numbers after some polls', async () => {
  const slow = [{ prefix: '+33639985556', polls: 2 }];
  const api = await start({ data: { ...demoSeed, numbers: { ...demoSeed.numbers, slow } } });
  const lookUp = (number: string) =>
    data(api, 'POST /number-lookups', { instanceId: instances.mainStore, numbers: [number] });
  expect(await lookUp(numbers.awa)).toMatchObject({ mode: 'sync', onWhatsAppCount: 1 });
  expect(await lookUp(numbers.notOnWhatsApp)).toMatchObject({ mode: 'sync', notOnWhatsAppCount: 1 });
  expect(await lookUp('12')).toMatchObject({ mode: 'sync', invalidCount: 1 });
  const { lookupId, status } = await lookUp('+33639985556');
  const poll = async () => (await data(api, `GET /number-lookups/${lookupId}`)).status;
  expect([status, await poll(), await poll()]).toEqual(['pending', 'processing', 'done']);
});

test('nothing in the demo data names anyone: keys are fake in form, numbers are fiction', () => {
  for (const key of [demo.key, demo.otherKey]) expect(key).toMatch(/^msgf_live_[0-9a-f]{64}$/);
  const all = JSON.stringify(demoSeed).match(/\+\d+/g) ?? [];
  expect(all.length).toBeGreaterThan(10);
  for (const number of all) expect(number).toMatch(/^\+3363998\d{3,4}$/);
});
