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
const keysOf = (value: object) => Object.keys(value).sort();

const CONTACT = 'id name phone tags temperature createdAt updatedAt meta';
const TEMPLATE = 'id name type mediaUrl variables createdAt updatedAt body';
const MESSAGE =
  'id instanceId contactId campaignId type to body mediaUrl status error providerMessageId createdAt updatedAt';

const CAMPAIGN =
  'id userId instanceId name status templateId type body mediaUrl schedule repeat recipients stats createdAt updatedAt';

// The operations of "/api-reference" that the connector or its tests call, and the keys of their responses.
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
  'GET /messages/{id}': `${MESSAGE} userId direction from meta`,
  'POST /campaigns': `${CAMPAIGN} safety`,
  'GET /campaigns/{id}': `${CAMPAIGN} safety templateVariables`,
  'GET /campaigns/{id}/stats': 'campaignId status stats progressPercent timeline startedAt estimatedCompletionAt',
  'POST /campaigns/{id}/pause': `${CAMPAIGN} templateVariables`,
  'POST /campaigns/{id}/resume': `${CAMPAIGN} safety templateVariables`,
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
  'GET /number-lookups/{id}':
    'id status progress requestedCount normalizedCount checkedCount onWhatsAppCount notOnWhatsAppCount invalidCount result completedAt',
  'POST /webhooks': 'id url secret events active createdAt',
  'GET /webhooks': '0',
  'DELETE /webhooks/{id}': 'deleted',
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

describe('the operations', () => {
  test('respond as documented, under their documented names, and need a key', async () => {
    const api = await start();
    // The last ID of each kind: of the demo data, or of what was created.
    const ids: Record<string, unknown> = { instances: instances.support, templates: templates.poster };
    for (const [operation, keys] of Object.entries(ANSWERS)) {
      const kind = operation.split('/')[1] ?? '';
      const path = operation.replace('{id}', String(ids[kind])).replace('{groupId}', groups.vip);
      const { status, body } = await api.call(path, BODIES[operation]);
      expect([operation, status < 300, keysOf(body.data)]).toEqual([operation, true, keys.split(' ').sort()]);
      ids[kind] = body.data.id ?? body.data.lookupId ?? ids[kind];
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
});

type Row = [what: string, operation: string, body: unknown, expected: string, headers?: Record<string, string | null>];
const sends = (rows: [what: string, body: unknown, expected: string][]): Row[] =>
  rows.map(([what, body, expected]) => [what, 'POST /messages/send', body, expected]);

const REFUSALS: Row[] = [
  ['a wrong key', 'GET /instances', undefined, '401 UNAUTHORIZED', { 'x-api-key': 'msgf_live_no' }],
  ['Bearer', 'GET /instances', undefined, '401 UNAUTHORIZED', { authorization: `Bearer ${demo.key}` }],
  ['another team', 'GET /instances', undefined, '401 UNAUTHORIZED', { ...team, 'x-team-id': nowhere }],
  ['a personal key with a team', 'GET /instances', undefined, '403 TEAM_KEY_REQUIRED', { 'x-team-id': demo.teamId }],
  ['a team key', 'GET /me', undefined, '403 TEAM_KEY_NOT_ALLOWED', team],
  ['not of the team', `GET /instances/${instances.events}`, undefined, '403 INSTANCE_NOT_ASSIGNED', team],
  ['another account', `GET /instances/${instances.other}`, undefined, '404 NOT_FOUND'],
  ...sends([
    ['broken JSON', '{"instanceId":', '400 VALIDATION_ERROR'],
    ['a name for the instance', { ...text, instanceId: 'Main Store' }, '400 VALIDATION_ERROR'],
    ['an unknown instance', { ...text, instanceId: nowhere }, '404 NOT_FOUND'],
    ['a national number', { ...text, to: '0639985555' }, '400 VALIDATION_ERROR'],
    ['an unsupported destination', { ...text, to: numbers.unsupported }, '422 INVALID_DESTINATION'],
    ['empty text', { ...text, text: '' }, '400 VALIDATION_ERROR'],
    ['4097 characters', { ...text, text: 'x'.repeat(4097) }, '400 VALIDATION_ERROR'],
    ['neither type nor template', { ...text, type: undefined }, '400 VALIDATION_ERROR'],
    ['both type and template', { ...text, templateId: templates.welcome }, '400 VALIDATION_ERROR'],
    ['an image without a link', { ...text, type: 'image' }, '400 VALIDATION_ERROR'],
    ['an ftp link', { ...text, type: 'image', mediaUrl: 'ftp://example.com/a.png' }, '400 VALIDATION_ERROR'],
    ['latitude as text', { ...text, type: 'location', latitude: '45', longitude: 4 }, '400 VALIDATION_ERROR'],
    ['three buttons', { ...buttons, buttons: [reply, reply, reply] }, '400 VALIDATION_ERROR'],
    ['a button of two kinds', { ...buttons, buttons: [{ ...reply, title: 'url' }] }, '400 VALIDATION_ERROR'],
    ['a reply without id', { ...buttons, buttons: [{ ...reply, id: undefined }] }, '400 VALIDATION_ERROR'],
    ['no Business account', { ...buttons, instanceId: instances.support }, '403 UNSUPPORTED_FEATURE'],
    ['missing variables', { ...withTemplate, templateId: templates.poster }, '400 TEMPLATE_VARIABLES_MISSING'],
    ['no contact', { ...withTemplate, templateId: templates.hello }, '400 TEMPLATE_CONTEXT_UNAVAILABLE'],
  ]),
  ['no date', 'POST /messages/schedule', text, '400 VALIDATION_ERROR'],
  ['limit 101', 'GET /messages?limit=101', undefined, '400 VALIDATION_ERROR'],
  ['a made-up cursor', 'GET /messages?cursor=abc', undefined, '400 VALIDATION_ERROR'],
  ['a taken number', 'POST /contacts', { name: 'A', phone: numbers.awa.slice(1) }, '409 CONFLICT'],
  ['a taken name', 'POST /contacts/groups', { name: 'VIP' }, '409 CONFLICT'],
  ['101 characters', `GET /contacts?search=${'x'.repeat(101)}`, undefined, '400 VALIDATION_ERROR'],
  ['no such lookup', `GET /number-lookups/${nowhere}`, undefined, '404 LOOKUP_NOT_FOUND'],
  ['text in the wrong field', 'POST /campaigns', { ...campaign, body: undefined, text: 'A' }, '400 VALIDATION_ERROR'],
  ['a location', 'POST /campaigns', { ...campaign, type: 'location' }, '400 VALIDATION_ERROR'],
  [
    'an unknown group',
    'POST /campaigns',
    { ...campaign, recipients: { type: 'group', groupId: nowhere } },
    '404 NOT_FOUND',
  ],
  ['http elsewhere', 'POST /webhooks', { ...hook, url: 'http://example.com/hook' }, '400 VALIDATION_ERROR'],
  ['no such endpoint', 'GET /campaigns', undefined, '404 NOT_FOUND'],
];

describe('a request', () => {
  test('that the documentation does not allow is refused with a code, a message and details', async () => {
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

  test('is 429 after ten in a second with the same key, without Retry-After', async () => {
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
    api.control.setUsage({ apiRequests: 150_000 });
    expect((await api.call('GET /instances')).body.error.code).toBe('MONTHLY_API_REQUEST_QUOTA_EXCEEDED');
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

  test('from a template is filled in from contact, account, instance and variables', async () => {
    const api = await start();
    const filled = async (templateId: string, contactId: string, variables: object) =>
      (await api.send({ type: undefined, text: undefined, templateId, contactId, variables })).body.data.body;
    expect(await filled(templates.everything, contacts.awa, { code: '{{x}}' })).toBe(
      'Hi Awa (vip, lyon), you have 120 points. Code: {{x}}',
    );
    expect(await filled(templates.appointment, contacts.luc, { day: 'Friday', hour: '10' })).toBe(
      'Luc Bernard, we expect you on Friday at 10. Camille Martin, Main Store',
    );
  });

  test('can be listed in another form than it was sent', async () => {
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

test('a campaign that repeats is scheduled again', async () => {
  const api = await start();
  const { id } = await data(api, 'POST /campaigns', { ...campaign, repeat: 'daily' });
  await api.clock.advance(25 * HOUR + 60_000);
  expect(api.control.ledger()).toHaveLength(6);
  const tomorrow = { status: 'scheduled', schedule: '2026-11-22T11:00:00.000Z' };
  expect(await data(api, `GET /campaigns/${id}`)).toMatchObject(tomorrow);
});

test('the demo data has no real keys and no real numbers', () => {
  for (const key of [demo.key, demo.otherKey]) expect(key).toMatch(/^msgf_live_[0-9a-f]{64}$/);
  const all = JSON.stringify(demoSeed).match(/\+\d+/g) ?? [];
  expect(all.length).toBeGreaterThan(10);
  for (const number of all) expect(number).toMatch(/^\+3363998\d{3,4}$/);
});
