import { describe, expect, test } from '@jest/globals';
import type { Control } from '../../../dev/msgflash/control.ts';
import { demo } from '../../../dev/msgflash/demo.ts';
import { start } from './start.ts';

interface Row {
  what: string;
  operation: string;
  body?: unknown;
  headers?: Record<string, string | null>;
  before?: (control: Control) => void;
  expected: [number, string];
}

const { instances, templates, contacts, numbers } = demo;
const team = { 'x-api-key': demo.teamKey, 'x-team-id': demo.teamId };
const nowhere = '00000000-0000-4000-8000-000000000000';
const text = { instanceId: instances.mainStore, to: numbers.stranger, type: 'text', text: 'Hello' };
const buttons = { ...text, type: 'buttons', title: 'Title', description: 'Text' };
const reply = { displayText: 'Yes', type: 'reply', id: 'yes' };
const template = { instanceId: instances.mainStore, to: numbers.stranger };
const hook = { url: 'https://example.com/hook', events: ['message.sent'] };
const INVALID: [number, string] = [400, 'VALIDATION_ERROR'];
const UNAUTHORIZED: [number, string] = [401, 'UNAUTHORIZED'];
const NOT_FOUND: [number, string] = [404, 'NOT_FOUND'];

const rows: Row[] = [
  // Keys
  { what: 'no key', operation: 'GET /instances', headers: { 'x-api-key': null }, expected: UNAUTHORIZED },
  { what: 'wrong key', operation: 'GET /instances', headers: { 'x-api-key': 'msgf_live_no' }, expected: UNAUTHORIZED },
  {
    what: 'Bearer instead',
    operation: 'GET /instances',
    headers: { 'x-api-key': null, authorization: `Bearer ${demo.key}` },
    expected: UNAUTHORIZED,
  },
  {
    what: 'Bearer besides',
    operation: 'GET /instances',
    headers: { authorization: `Bearer ${demo.key}` },
    expected: UNAUTHORIZED,
  },
  {
    what: 'revoked key',
    operation: 'GET /instances',
    before: (control) => control.revokeKey({ key: demo.key }),
    expected: UNAUTHORIZED,
  },
  {
    what: 'team key alone',
    operation: 'GET /instances',
    headers: { 'x-api-key': demo.teamKey },
    expected: UNAUTHORIZED,
  },
  {
    what: 'team key with a wrong team',
    operation: 'GET /instances',
    headers: { ...team, 'x-team-id': nowhere },
    expected: UNAUTHORIZED,
  },
  {
    what: 'personal key with a team',
    operation: 'GET /instances',
    headers: { 'x-team-id': demo.teamId },
    expected: [403, 'TEAM_KEY_REQUIRED'],
  },
  ...['/me', '/usage', '/billing/subscription', '/billing/usage', '/billing/payments'].map((path) => ({
    what: 'team key on a personal route',
    operation: `GET ${path}`,
    headers: team,
    expected: [403, 'TEAM_KEY_NOT_ALLOWED'] as [number, string],
  })),
  // Instances
  { what: 'unknown', operation: `GET /instances/${nowhere}`, expected: NOT_FOUND },
  { what: 'of another account', operation: `GET /instances/${instances.other}`, expected: NOT_FOUND },
  { what: 'of another account', operation: `GET /instances/${instances.other}/state`, expected: NOT_FOUND },
  { what: 'of another account', operation: `GET /instances/${instances.other}/health`, expected: NOT_FOUND },
  { what: 'a name for the id', operation: 'GET /instances/Support', expected: INVALID },
  {
    what: 'not assigned to the team',
    operation: `GET /instances/${instances.events}`,
    headers: team,
    expected: [403, 'INSTANCE_NOT_ASSIGNED'],
  },
  // Sending
  ...(
    [
      ['no body', undefined, INVALID],
      ['broken JSON', '{"instanceId":', INVALID],
      ['a name for the instance', { ...text, instanceId: 'Main Store' }, INVALID],
      ['a number for the instance', { ...text, instanceId: '+33639980001' }, INVALID],
      ['unknown instance', { ...text, instanceId: nowhere }, NOT_FOUND],
      ['instance of another account', { ...text, instanceId: instances.other }, NOT_FOUND],
      ['no recipient', { ...text, to: undefined }, INVALID],
      ['a number without +', { ...text, to: '33639985555' }, INVALID],
      ['a national number', { ...text, to: '0639985555' }, INVALID],
      ['a number with spaces', { ...text, to: '+33 6 39 98 55 55' }, INVALID],
      ['unsupported destination', { ...text, to: numbers.unsupported }, [422, 'INVALID_DESTINATION']],
      ['no text', { ...text, text: undefined }, INVALID],
      ['empty text', { ...text, text: '' }, INVALID],
      ['4097 characters', { ...text, text: 'x'.repeat(4097) }, INVALID],
      ['unknown type', { ...text, type: 'sticker' }, INVALID],
      ['neither type nor template', { ...text, type: undefined }, INVALID],
      ['both type and template', { ...text, templateId: templates.welcome }, INVALID],
      ...['image', 'video', 'audio', 'document', 'voice_note'].map((type) => [
        `${type} without a link`,
        { ...text, type },
        INVALID,
      ]),
      ['a link that is none', { ...text, type: 'image', mediaUrl: 'photo.png' }, INVALID],
      ['an ftp link', { ...text, type: 'image', mediaUrl: 'ftp://example.com/a.png' }, INVALID],
      ['place without longitude', { ...text, type: 'location', latitude: 45 }, INVALID],
      ['latitude out of range', { ...text, type: 'location', latitude: 91, longitude: 4 }, INVALID],
      ['longitude out of range', { ...text, type: 'location', latitude: 45, longitude: -181 }, INVALID],
      ['latitude as text', { ...text, type: 'location', latitude: '45', longitude: 4 }, INVALID],
      ['contact without one', { ...text, type: 'contact' }, INVALID],
      ['unknown contact', { ...text, type: 'contact', contactId: nowhere }, NOT_FOUND],
      ['contact of another account', { ...text, type: 'contact', contactId: contacts.other }, NOT_FOUND],
      ['buttons without any', buttons, INVALID],
      ['no button at all', { ...buttons, buttons: [] }, INVALID],
      ['three buttons', { ...buttons, buttons: [reply, reply, reply] }, INVALID],
      ['buttons without a title', { ...buttons, title: undefined, buttons: [reply] }, INVALID],
      ['a button of no kind', { ...buttons, buttons: [{ displayText: 'Yes', id: 'yes' }] }, INVALID],
      ['a button of unknown kind', { ...buttons, buttons: [{ ...reply, type: 'like' }] }, INVALID],
      ['a button of two kinds', { ...buttons, buttons: [{ ...reply, title: 'url', url: 'https://a.fr' }] }, INVALID],
      ['a reply without id', { ...buttons, buttons: [{ displayText: 'Yes', type: 'reply' }] }, INVALID],
      ['a link without url', { ...buttons, buttons: [{ displayText: 'Go', title: 'url' }] }, INVALID],
      ['a call without number', { ...buttons, buttons: [{ displayText: 'Call', type: 'call' }] }, INVALID],
      ['a copy without code', { ...buttons, buttons: [{ displayText: 'Copy', type: 'copy' }] }, INVALID],
      ['a pix without its key', { ...buttons, buttons: [{ displayText: 'Pay', type: 'pix', name: 'A' }] }, INVALID],
      [
        'buttons without a Business account',
        { ...buttons, instanceId: instances.support, buttons: [reply] },
        [403, 'UNSUPPORTED_FEATURE'],
      ],
      ['unknown template', { ...template, templateId: nowhere }, NOT_FOUND],
      ['template of another account', { ...template, templateId: templates.other }, NOT_FOUND],
      ['a name for the template', { ...template, templateId: 'Welcome' }, INVALID],
      [
        'template without its variables',
        { ...template, templateId: templates.orderShipped, variables: { order: '7' } },
        [400, 'TEMPLATE_VARIABLES_MISSING'],
      ],
      [
        'contact.* without a contact',
        { ...template, templateId: templates.hello },
        [400, 'TEMPLATE_CONTEXT_UNAVAILABLE'],
      ],
      [
        'a contact without what the template uses',
        { ...template, templateId: templates.everything, contactId: contacts.zoe, variables: { code: 'X' } },
        [400, 'TEMPLATE_VARIABLES_MISSING'],
      ],
      [
        'nested variables',
        { ...template, templateId: templates.poster, variables: { custom: { name: 'Awa' } } },
        INVALID,
      ],
    ] as [string, unknown, [number, string]][]
  ).map(([what, body, expected]) => ({ what, operation: 'POST /messages/send', body, expected })),
  {
    what: 'instance not assigned to the team',
    operation: 'POST /messages/send',
    body: { ...text, instanceId: instances.events },
    headers: team,
    expected: [403, 'INSTANCE_NOT_ASSIGNED'],
  },
  {
    what: 'inactive subscription',
    operation: 'POST /messages/send',
    body: text,
    before: (control) => control.setPlan({ subscription: 'inactive' }),
    expected: [403, 'SUBSCRIPTION_INACTIVE'],
  },
  {
    what: 'voice notes not on the plan',
    operation: 'POST /messages/send',
    body: { ...text, type: 'voice_note', mediaUrl: 'https://example.com/a.ogg' },
    before: (control) => control.setPlan({ features: { voiceNotes: false } }),
    expected: [403, 'FEATURE_NOT_AVAILABLE_ON_PLAN'],
  },
  {
    what: 'messages of the month used up',
    operation: 'POST /messages/send',
    body: text,
    before: (control) => control.setUsage({ messages: 50_000 }),
    expected: [429, 'MONTHLY_OUTBOUND_QUOTA_EXCEEDED'],
  },
  {
    what: 'requests of the month used up',
    operation: 'GET /instances',
    before: (control) => control.setUsage({ apiRequests: 150_000 }),
    expected: [429, 'MONTHLY_API_REQUEST_QUOTA_EXCEEDED'],
  },
  {
    what: 'messages of the month used up',
    operation: 'POST /messages/schedule',
    body: { ...text, scheduledAt: '2026-12-01T10:00:00Z' },
    before: (control) => control.setUsage({ messages: 50_000 }),
    expected: [429, 'MONTHLY_OUTBOUND_QUOTA_EXCEEDED'],
  },
  { what: 'no date', operation: 'POST /messages/schedule', body: text, expected: INVALID },
  {
    what: 'a date that is none',
    operation: 'POST /messages/schedule',
    body: { ...text, scheduledAt: 'tomorrow' },
    expected: INVALID,
  },
  // Messages
  { what: 'unknown', operation: `GET /messages/${nowhere}`, expected: NOT_FOUND },
  { what: 'bad UUID', operation: 'GET /messages/abc', expected: INVALID },
  { what: 'unknown status', operation: 'GET /messages?status=lost', expected: INVALID },
  { what: 'bad instance filter', operation: 'GET /messages?instanceId=Support', expected: INVALID },
  { what: 'limit 0', operation: 'GET /messages?limit=0', expected: INVALID },
  { what: 'limit 101', operation: 'GET /messages?limit=101', expected: INVALID },
  { what: 'a cursor of nobody', operation: 'GET /messages?cursor=abc', expected: INVALID },
  // Templates
  { what: 'unknown', operation: `GET /templates/${nowhere}`, expected: NOT_FOUND },
  { what: 'bad UUID', operation: 'GET /templates/Welcome', expected: INVALID },
  { what: 'of another account', operation: `GET /templates/${templates.other}`, expected: NOT_FOUND },
  { what: 'page 0', operation: 'GET /templates?page=0', expected: INVALID },
  { what: 'text without text', operation: 'POST /templates', body: { name: 'A', type: 'text' }, expected: INVALID },
  { what: 'image without link', operation: 'POST /templates', body: { name: 'A', type: 'image' }, expected: INVALID },
  {
    what: 'unknown namespace',
    operation: 'POST /templates',
    body: { name: 'A', type: 'text', body: 'Hi {{customer.name}}' },
    expected: [400, 'TEMPLATE_INVALID'],
  },
  {
    what: 'braces that never close',
    operation: 'POST /templates',
    body: { name: 'A', type: 'text', body: 'Hi {{contact.name' },
    expected: [400, 'TEMPLATE_INVALID'],
  },
  {
    what: 'preview without the contact it uses',
    operation: `POST /templates/${templates.hello}/preview`,
    body: {},
    expected: [400, 'TEMPLATE_CONTEXT_UNAVAILABLE'],
  },
  {
    what: 'preview with an unknown contact',
    operation: `POST /templates/${templates.hello}/preview`,
    body: { contactId: nowhere },
    expected: NOT_FOUND,
  },
  // Contacts
  { what: 'unknown', operation: `GET /contacts/${nowhere}`, expected: NOT_FOUND },
  { what: 'of another account', operation: `GET /contacts/${contacts.other}`, expected: NOT_FOUND },
  { what: 'no name', operation: 'POST /contacts', body: { phone: numbers.stranger }, expected: INVALID },
  { what: 'no phone', operation: 'POST /contacts', body: { name: 'A' }, expected: INVALID },
  { what: 'bad phone', operation: 'POST /contacts', body: { name: 'A', phone: '06 39' }, expected: INVALID },
  {
    what: 'empty tag',
    operation: 'POST /contacts',
    body: { name: 'A', phone: numbers.stranger, tags: [''] },
    expected: INVALID,
  },
  {
    what: 'taken phone',
    operation: 'POST /contacts',
    body: { name: 'A', phone: numbers.awa },
    expected: [409, 'CONFLICT'],
  },
  {
    what: 'taken phone, without +',
    operation: 'POST /contacts',
    body: { name: 'A', phone: numbers.awa.slice(1) },
    expected: [409, 'CONFLICT'],
  },
  {
    what: "another contact's phone",
    operation: `PUT /contacts/${contacts.luc}`,
    body: { phone: numbers.awa },
    expected: [409, 'CONFLICT'],
  },
  { what: 'search of 101 characters', operation: `GET /contacts?search=${'x'.repeat(101)}`, expected: INVALID },
  { what: 'unknown sort', operation: 'GET /contacts?sort=phone', expected: INVALID },
  // Webhooks
  {
    what: 'http elsewhere',
    operation: 'POST /webhooks',
    body: { ...hook, url: 'http://example.com/hook' },
    expected: INVALID,
  },
  { what: 'no URL', operation: 'POST /webhooks', body: { events: hook.events }, expected: INVALID },
  { what: 'no event', operation: 'POST /webhooks', body: { ...hook, events: [] }, expected: INVALID },
  {
    what: 'unknown event',
    operation: 'POST /webhooks',
    body: { ...hook, events: ['message.lost'] },
    expected: INVALID,
  },
  {
    what: '51 events',
    operation: 'POST /webhooks',
    body: { ...hook, events: Array.from({ length: 51 }, () => 'message.sent') },
    expected: INVALID,
  },
  {
    what: 'webhooks not on the plan',
    operation: 'POST /webhooks',
    body: hook,
    before: (control) => control.setPlan({ features: { webhooks: false } }),
    expected: [403, 'WEBHOOKS_NOT_AVAILABLE_ON_PLAN'],
  },
  { what: 'unknown', operation: `DELETE /webhooks/${nowhere}`, expected: NOT_FOUND },
  { what: 'no such endpoint', operation: 'GET /campaigns', expected: NOT_FOUND },
  { what: 'no such method', operation: 'DELETE /me', expected: NOT_FOUND },
];

describe('what the documentation says is refused', () => {
  test.each(rows)('$operation: $what', async ({ operation, body, headers, before, expected }) => {
    const api = await start();
    before?.(api.control);
    const result = await api.call(operation, body, headers);
    expect([result.status, result.body.error.code]).toEqual(expected);
    expect(result.body.error).toEqual({
      code: expected[1],
      message: expect.stringMatching(/./),
      details: expect.any(Array),
    });
    expect(api.control.ledger()).toEqual([]);
  });

  test('one message for every 401', async () => {
    const api = await start();
    const wrong = [{ 'x-api-key': null }, { 'x-api-key': 'x' }, { 'x-api-key': demo.teamKey }];
    for (const headers of wrong) {
      expect((await api.call('GET /instances', undefined, headers)).body.error.message).toBe(
        'Invalid or revoked API key',
      );
    }
  });

  test('the details name the fields at fault', async () => {
    const api = await start();
    const { body } = await api.send({ to: '0639985555', text: '' });
    expect(body.error.details).toEqual([
      { path: 'to', message: 'Must be an E.164 number with +' },
      { path: 'text', message: 'Required for type text' },
    ]);
    const second = await api.send({ type: undefined, text: undefined, templateId: templates.orderShipped });
    expect(second.body.error.details).toEqual([
      { path: 'custom.order', message: 'Required' },
      { path: 'custom.date', message: 'Required' },
      { path: 'custom.link', message: 'Required' },
    ]);
  });
});

describe('limits', () => {
  test('ten requests a second and key, then 429 without any header about it', async () => {
    const api = await start({ rateLimit: 10 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => api.call('GET /instances')));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(200), 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body.error.code).toBe('API_RATE_LIMIT_EXCEEDED');
    expect(refused?.headers.get('retry-after')).toBeNull();
    expect((await api.call('GET /instances', undefined, { 'x-api-key': demo.otherKey })).status).toBe(200);
    await api.clock.advance(1000);
    expect((await api.call('GET /instances')).status).toBe(200);
  });

  test.each([
    ['free', 3],
    ['pro', 15],
    ['max', 50],
  ] as const)('%s has %i webhook endpoints', async (plan, count) => {
    const api = await start();
    api.control.setPlan({ plan });
    for (let index = 0; index < count; index++) expect((await api.call('POST /webhooks', hook)).status).toBe(201);
    const refused = await api.call('POST /webhooks', hook);
    expect([refused.status, refused.body.error.code]).toEqual([403, 'MAX_WEBHOOK_ENDPOINTS_REACHED']);
  });

  test('a request counts against the month, a refused key does not, and the next month is new', async () => {
    const api = await start();
    await api.call('GET /instances', undefined, { 'x-api-key': 'wrong' });
    await api.call('GET /instances');
    const used = async () => (await api.call('GET /billing/usage')).body.data.usage?.apiRequestsCount;
    expect(await used()).toBe(2);
    await api.clock.advance(30 * 24 * 3_600_000);
    expect(await used()).toBe(1);
  });

  test("the team's requests count on its owner's plan", async () => {
    const api = await start();
    await api.call('GET /instances', undefined, team);
    expect((await api.call('GET /billing/usage')).body.data.usage?.apiRequestsCount).toBe(2);
  });
});
