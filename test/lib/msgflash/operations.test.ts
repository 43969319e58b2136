import { beforeAll, describe, expect, test } from '@jest/globals';
import { Deadline } from '../../../lib/msgflash/deadline.ts';
import * as ops from '../../../lib/msgflash/operations.ts';
import type { Api } from '../../../lib/msgflash/transport.ts';
import { record } from '../rows.ts';
import { answering, forgetAnswers, KEY, platform } from '../run/platform.ts';

let api: Api;
beforeAll(async () => {
  const { request } = await platform();
  api = { request, deadline: new Deadline(600_000) };
});

const instanceId = '7c0e5a52-54bb-4b0c-9e7e-0f0a3f0c1a01';
const to = '+33639980042';
const text = { instanceId, to, type: 'text', text: 'Bonjour Awa' } as const;

const campaign = {
  instanceId,
  name: 'April news',
  schedule: '2027-04-03T15:00:00.000Z',
  repeat: 'none',
  recipients: { type: 'tags', value: ['vip'] },
  type: 'text',
  body: 'Our spring collection is here.',
} satisfies ops.CampaignInput;

type Call = (api: Api) => Promise<unknown>;
const message = { id: 'msg_1' };
const scheduledAt = '2027-04-03T15:00:00.000Z';
const template = { instanceId, to, templateId: 'tpl', variables: { code: 'X' } };
const person = { name: 'Awa Doe', phone: to, tags: ['vip'], meta: { city: 'Lyon' } };
const group = { name: 'VIP', color: '#F59E0B' };
const added = { added: 2, alreadyInGroup: 0, notFound: 0, total: 2 };
const newHook = { id: 'wh_1', secret: 'not-a-real-secret' };
const query = { instanceId, status: 'read', limit: 50, cursor: 'a=&b' };

/** Each call, its request, what MsgFlash answers, and the body of the request. */
const calls: [name: string, call: Call, request: string, answer?: unknown, body?: object][] = [
  ['getAccount', ops.getAccount, 'GET /me'],
  ['listInstances', ops.listInstances, 'GET /instances', []],
  ['getInstance', (a) => ops.getInstance(a, 'i'), 'GET /instances/i', { id: 'i' }],
  [
    'getInstance, odd',
    (a) => ops.getInstance(a, '../me?x=1#é'),
    'GET /instances/..%2Fme%3Fx%3D1%23%C3%A9',
    { id: 'i' },
  ],
  ['getInstanceState', (a) => ops.getInstanceState(a, 'i'), 'GET /instances/i/state'],
  ['getInstanceHealth', (a) => ops.getInstanceHealth(a, 'i'), 'GET /instances/i/health'],
  ['sendMessage', (a) => ops.sendMessage(a, text), 'POST /messages/send', message, text],
  ['sendMessage of a template', (a) => ops.sendMessage(a, template), 'POST /messages/send', message, template],
  [
    'scheduleMessage',
    (a) => ops.scheduleMessage(a, text, scheduledAt),
    ...(['POST /messages/schedule', message, { ...text, scheduledAt }] as const),
  ],
  [
    'listMessages',
    (a) => ops.listMessages(a, query),
    `GET /messages?instanceId=${instanceId}&status=read&limit=50&cursor=a%3D%26b`,
    { messages: [] },
  ],
  ['listMessages, all', (a) => ops.listMessages(a, { limit: 20, cursor: null }), 'GET /messages?limit=20', []],
  ['getMessage', (a) => ops.getMessage(a, 'msg/1'), 'GET /messages/msg%2F1', message],
  ['listTemplates', (a) => ops.listTemplates(a, 2), 'GET /templates?page=2&limit=100', { templates: [] }],
  ['getTemplate', (a) => ops.getTemplate(a, 'tpl 1'), 'GET /templates/tpl%201', { id: 'tpl 1' }],
  [
    'listContacts',
    (a) => ops.listContacts(a, { search: '+33 6', cursor: 'c' }),
    ...(['GET /contacts?limit=100&search=%2B33+6&cursor=c', { contacts: [] }] as const),
  ],
  ['listContacts, all', (a) => ops.listContacts(a, { search: '' }), 'GET /contacts?limit=100', { contacts: [] }],
  ['getContact', (a) => ops.getContact(a, 'cnt/1'), 'GET /contacts/cnt%2F1', { id: 'cnt/1' }],
  ['createContact', (a) => ops.createContact(a, person), 'POST /contacts', { id: 'cnt_1' }, person],
  [
    'updateContact',
    (a) => ops.updateContact(a, 'c 1', { tags: [] }),
    'PUT /contacts/c%201',
    { id: 'c 1' },
    { tags: [] },
  ],
  ['listGroups', (a) => ops.listGroups(a, { search: 'VIP' }), 'GET /contacts/groups?limit=100&search=VIP', []],
  ['createGroup', (a) => ops.createGroup(a, group), 'POST /contacts/groups', { id: 'grp_1' }, group],
  [
    'addMembers',
    (a) => ops.addMembers(a, 'grp/1', ['cnt_1', 'cnt_2']),
    ...(['POST /contacts/groups/grp%2F1/members', added, { contactIds: ['cnt_1', 'cnt_2'] }] as const),
  ],
  [
    'removeMembers, a DELETE with a body',
    (a) => ops.removeMembers(a, 'grp/1', ['cnt_1']),
    ...(['DELETE /contacts/groups/grp%2F1/members', { removed: 1 }, { contactIds: ['cnt_1'] }] as const),
  ],
  ['createCampaign', (a) => ops.createCampaign(a, campaign), 'POST /campaigns', { id: 'cmp_1' }, campaign],
  ['getCampaign', (a) => ops.getCampaign(a, 'cmp/1'), 'GET /campaigns/cmp%2F1', { id: 'cmp/1' }],
  ['getCampaignStats', (a) => ops.getCampaignStats(a, 'cmp/1'), 'GET /campaigns/cmp%2F1/stats'],
  ['pauseCampaign', (a) => ops.pauseCampaign(a, 'cmp/1'), 'POST /campaigns/cmp%2F1/pause', { id: 'cmp/1' }],
  ['resumeCampaign', (a) => ops.resumeCampaign(a, 'cmp/1'), 'POST /campaigns/cmp%2F1/resume', { id: 'cmp/1' }],
  ['getUsage', ops.getUsage, 'GET /billing/usage', { usage: { apiRequestsCount: 1 } }],
  ['getNumberLookup', (a) => ops.getNumberLookup(a, 'l/1'), 'GET /number-lookups/l%2F1'],
  [
    'createNumberLookup',
    (a) => ops.createNumberLookup(a, instanceId, [to]),
    ...(['POST /number-lookups', {}, { instanceId, numbers: [to] }] as const),
  ],
  ['listWebhooks', ops.listWebhooks, 'GET /webhooks', []],
  [
    'createWebhook',
    (a) => ops.createWebhook(a, 'https://hooks.example/1', ['message.read']),
    ...(['POST /webhooks', newHook, { url: 'https://hooks.example/1', events: ['message.read'] }] as const),
  ],
  ['deleteWebhook', (a) => ops.deleteWebhook(a, 'wh/1'), 'DELETE /webhooks/wh%2F1', { deleted: true }],
];

describe('every operation on the wire', () => {
  test('has a row', () => {
    const covered = new Set(calls.map(([name]) => name.split(/[ ,]/)[0]));
    expect(Object.keys(ops).filter((name) => !covered.has(name))).toEqual([]);
  });

  test.each(calls)('%s', async (...row) => {
    const [, call, request, answer = {}, body] = row;
    const sent = answering({ body: { data: answer } });
    await call(api);
    expect(sent).toHaveLength(1);
    expect(`${sent[0]?.method} ${sent[0]?.path}`).toBe(request.replace(' ', ' /api/v1'));
    expect(sent[0]?.headers['x-api-key']).toBe(KEY);
    if (body) {
      expect(JSON.parse(sent[0]?.body ?? '')).toEqual(body);
      expect(sent[0]?.headers['content-type']).toBe('application/json; charset=utf-8');
    } else {
      expect(sent[0]?.body).toBe('');
      expect(sent[0]?.headers).not.toHaveProperty('content-type');
    }
  });
});

const fullMessage = {
  ...record(`
    id: msg_1 | instanceId: ${instanceId} | contactId: null | campaignId: null | direction: outbound | type: text
    from: null | body: Bonjour | mediaUrl: null | status: queued | error: null | providerMessageId: null
    createdAt: 2026-04-01T10:00:00.000Z | updatedAt: 2026-04-01T10:00:00.000Z`),
  ...{ to, warnings: ['This instance is still in the warmup phase.'] },
  safety: { decision: 'warn', riskLevel: 'medium', score: 56 },
  meta: { templateId: 'tpl_1', workerSafety: { decision: 'allow', riskLevel: 'low', score: 72 } },
};

describe('answers', () => {
  test('a message loses the keys nobody reads, at every depth', async () => {
    const { safety, meta } = fullMessage;
    const workerSafety = { ...meta.workerSafety, state: 'stable' };
    const more = {
      safety: { ...safety, reasons: ['…'] },
      meta: { ...meta, providerResult: { jid: 'x' }, workerSafety },
    };
    answering({ status: 201, body: { data: { ...fullMessage, userId: 'user_1', ...more } } });
    expect(await ops.sendMessage(api, text)).toEqual(fullMessage);
  });

  test('an odd optional value is left out, or read as text, and takes nothing else along', async () => {
    const odd = { body: 7, warnings: 'careful', safety: [], meta: 'none', error: { code: 1 } };
    answering({ body: { data: { ...fullMessage, ...odd } } });
    // A code alone is better than no reason.
    const read = { body: null, warnings: null, safety: null, meta: null, error: '1' };
    expect(await ops.getMessage(api, 'msg_1')).toEqual({ ...fullMessage, ...read });
  });

  test.each([
    ['Wed, 01 Apr 2026 10:00:05 GMT', Date.UTC(2026, 3, 1, 10, 0, 5)],
    ['yesterday', null],
    ['', null],
  ])('the clock of the server comes with a page of messages: %j is %j', async (date, time) => {
    answering({ body: { data: { messages: [] } }, headers: { date } });
    expect((await ops.listMessages(api, { limit: 1 })).serverTime).toBe(time);
  });

  test('deleting asks nothing of the answer but that MsgFlash gave it', async () => {
    const answers = [{ data: { deleted: true } }, { data: {} }, {}, 'null'].map((body) => ({ body }));
    for (const reply of [...answers, { status: 204, body: '' }]) {
      forgetAnswers();
      answering(reply);
      await expect(ops.deleteWebhook(api, 'wh_1')).resolves.toBeUndefined();
    }
    forgetAnswers();
    answering({ body: '<html>Sign in</html>' });
    await expect(ops.deleteWebhook(api, 'wh_1')).rejects.toMatchObject({ silence: 'unreadable' });
  });
});

describe('every generation of a list', () => {
  const item = { id: 'one' };
  const paging = { nextCursor: 'next', hasMore: true, total: 7 };
  const noPaging = { nextCursor: null, hasMore: null, total: null };
  const lists = [
    { name: 'messages', read: async (a: Api) => (await ops.listMessages(a, { limit: 1 })).data },
    { name: 'templates', read: (a: Api) => ops.listTemplates(a, 1) },
    { name: 'contacts', read: (a: Api) => ops.listContacts(a, {}) },
    { name: 'groups', read: (a: Api) => ops.listGroups(a, {}) },
  ];
  type Shape = [what: string, body: (name: string) => unknown, page: object];
  const named = (name: string) => ({ [name]: [item], ...paging });
  const odd = { nextCursor: 5, hasMore: 'yes', total: '7' };
  const shapes: Shape[] = [
    ['bare', () => [item], noPaging],
    ['in an envelope', () => ({ data: [item] }), noPaging],
    ['in two envelopes', () => ({ data: { data: [item] } }), noPaging],
    ['named', named, paging],
    ['named, in an envelope', (name) => ({ data: named(name) }), paging],
    ['named, in two envelopes', (name) => ({ data: { data: named(name) } }), paging],
    ['named, with odd paging', (name) => ({ data: { [name]: [item], ...odd } }), noPaging],
  ];

  test.each(lists)('$name', async ({ name, read }) => {
    for (const [what, body, page] of shapes) {
      answering({ body: body(name) });
      const found = await read(api);
      expect({ what, ...found }).toMatchObject({ what, items: [item], ...page });
      forgetAnswers();
    }
  });

  test.each([
    ['listInstances', ops.listInstances, 'instances'],
    ['listWebhooks', ops.listWebhooks, 'webhooks'],
  ] as const)('%s: bare, enveloped, doubly enveloped, named', async (_name, read, key) => {
    for (const body of [[item], { data: [item] }, { data: { data: [item] } }, { data: { [key]: [item] } }]) {
      answering({ body });
      expect(await read(api)).toMatchObject([item]);
      forgetAnswers();
    }
  });
});

describe('one thing under its own name once more', () => {
  test.each([
    ['instance', (a: Api) => ops.getInstance(a, 'x')],
    ['message', (a: Api) => ops.getMessage(a, 'x')],
    ['template', (a: Api) => ops.getTemplate(a, 'x')],
    ['contact', (a: Api) => ops.getContact(a, 'x')],
    ['group', (a: Api) => ops.createGroup(a, { name: 'VIP' })],
    ['campaign', (a: Api) => ops.getCampaign(a, 'x')],
  ] as const)('%s', async (name, read) => {
    for (const body of [{ data: { id: 'x' } }, { data: { [name]: { id: 'x' } } }, { data: { data: { id: 'x' } } }]) {
      answering({ body });
      expect(await read(api)).toMatchObject({ id: 'x' });
      forgetAnswers();
    }
  });

  test('the account, bare or as its user', async () => {
    const user = { fullName: 'Awa Doe', email: 'awa@example.com' };
    for (const body of [{ data: { user } }, { data: user }, { data: { ...user, plan: 'pro' } }]) {
      answering({ body });
      expect(await ops.getAccount(api)).toEqual(user);
      forgetAnswers();
    }
  });
});
