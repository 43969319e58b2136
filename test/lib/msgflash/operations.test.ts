import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Deadline } from '../../../lib/msgflash/deadline.ts';
import * as operations from '../../../lib/msgflash/operations.ts';
import type { Api } from '../../../lib/msgflash/transport.ts';
import { answering, forgetAnswers, KEY, platform } from '../run/platform.ts';

jest.setTimeout(60_000);

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
} satisfies operations.CampaignInput;

interface Row {
  name: string;
  call: (api: Api) => Promise<unknown>;
  request: string;
  body?: object;
  answer?: unknown;
}

const message = { id: 'msg_1' };
const rows: Row[] = [
  { name: 'getAccount', call: operations.getAccount, request: 'GET /me' },
  { name: 'listInstances', call: operations.listInstances, request: 'GET /instances', answer: [] },
  {
    name: 'getInstance',
    call: (a) => operations.getInstance(a, instanceId),
    request: `GET /instances/${instanceId}`,
    answer: { id: instanceId },
  },
  {
    name: 'getInstance with an id that is none',
    call: (a) => operations.getInstance(a, '../me?x=1#é'),
    request: 'GET /instances/..%2Fme%3Fx%3D1%23%C3%A9',
    answer: { id: instanceId },
  },
  {
    name: 'getInstanceState',
    call: (a) => operations.getInstanceState(a, instanceId),
    request: `GET /instances/${instanceId}/state`,
  },
  {
    name: 'getInstanceHealth',
    call: (a) => operations.getInstanceHealth(a, instanceId),
    request: `GET /instances/${instanceId}/health`,
  },
  {
    name: 'sendMessage',
    call: (a) => operations.sendMessage(a, text),
    request: 'POST /messages/send',
    body: { instanceId, to, type: 'text', text: 'Bonjour Awa' },
    answer: message,
  },
  {
    name: 'sendMessage of a template',
    call: (a) => operations.sendMessage(a, { instanceId, to, templateId: 'tpl', variables: { code: 'X' } }),
    request: 'POST /messages/send',
    body: { instanceId, to, templateId: 'tpl', variables: { code: 'X' } },
    answer: message,
  },
  {
    name: 'scheduleMessage',
    call: (a) => operations.scheduleMessage(a, text, '2027-04-03T15:00:00.000Z'),
    request: 'POST /messages/schedule',
    body: { instanceId, to, type: 'text', text: 'Bonjour Awa', scheduledAt: '2027-04-03T15:00:00.000Z' },
    answer: message,
  },
  {
    name: 'listMessages',
    call: (a) => operations.listMessages(a, { instanceId, status: 'read', limit: 50, cursor: 'a=&b' }),
    request: `GET /messages?instanceId=${instanceId}&status=read&limit=50&cursor=a%3D%26b`,
    answer: { messages: [] },
  },
  {
    name: 'listMessages unfiltered, its first page',
    call: (a) => operations.listMessages(a, { instanceId: undefined, limit: 20, cursor: null }),
    request: 'GET /messages?limit=20',
    answer: { messages: [] },
  },
  {
    name: 'getMessage',
    call: (a) => operations.getMessage(a, 'msg/1'),
    request: 'GET /messages/msg%2F1',
    answer: message,
  },
  {
    name: 'listTemplates',
    call: (a) => operations.listTemplates(a, 2),
    request: 'GET /templates?page=2&limit=100',
    answer: { templates: [] },
  },
  {
    name: 'getTemplate',
    call: (a) => operations.getTemplate(a, 'tpl 1'),
    request: 'GET /templates/tpl%201',
    answer: { id: 'tpl 1' },
  },
  {
    name: 'listContacts',
    call: (a) => operations.listContacts(a, { search: '+33 6', cursor: 'c' }),
    request: 'GET /contacts?limit=100&search=%2B33+6&cursor=c',
    answer: { contacts: [] },
  },
  {
    name: 'listContacts, everybody',
    call: (a) => operations.listContacts(a, { search: '' }),
    request: 'GET /contacts?limit=100',
    answer: { contacts: [] },
  },
  {
    name: 'getContact',
    call: (a) => operations.getContact(a, 'cnt/1'),
    request: 'GET /contacts/cnt%2F1',
    answer: { id: 'cnt/1' },
  },
  {
    name: 'createContact',
    call: (a) => operations.createContact(a, { name: 'Awa Doe', phone: to, tags: ['vip'], meta: { city: 'Lyon' } }),
    request: 'POST /contacts',
    body: { name: 'Awa Doe', phone: to, tags: ['vip'], meta: { city: 'Lyon' } },
    answer: { id: 'cnt_1' },
  },
  {
    name: 'updateContact',
    call: (a) => operations.updateContact(a, 'cnt 1', { tags: [] }),
    request: 'PUT /contacts/cnt%201',
    body: { tags: [] },
    answer: { id: 'cnt 1' },
  },
  {
    name: 'listGroups',
    call: (a) => operations.listGroups(a, { search: 'VIP', cursor: undefined }),
    request: 'GET /contacts/groups?limit=100&search=VIP',
    answer: { groups: [] },
  },
  {
    name: 'createGroup',
    call: (a) => operations.createGroup(a, { name: 'VIP', color: '#F59E0B' }),
    request: 'POST /contacts/groups',
    body: { name: 'VIP', color: '#F59E0B' },
    answer: { id: 'grp_1' },
  },
  {
    name: 'addMembers',
    call: (a) => operations.addMembers(a, 'grp/1', ['cnt_1', 'cnt_2']),
    request: 'POST /contacts/groups/grp%2F1/members',
    body: { contactIds: ['cnt_1', 'cnt_2'] },
    answer: { added: 2, alreadyInGroup: 0, notFound: 0, total: 2 },
  },
  {
    name: 'removeMembers, a deletion with a body',
    call: (a) => operations.removeMembers(a, 'grp/1', ['cnt_1']),
    request: 'DELETE /contacts/groups/grp%2F1/members',
    body: { contactIds: ['cnt_1'] },
    answer: { removed: 1, notInGroup: 0 },
  },
  {
    name: 'createCampaign',
    call: (a) => operations.createCampaign(a, campaign),
    request: 'POST /campaigns',
    body: campaign,
    answer: { id: 'cmp_1' },
  },
  {
    name: 'getCampaign',
    call: (a) => operations.getCampaign(a, 'cmp/1'),
    request: 'GET /campaigns/cmp%2F1',
    answer: { id: 'cmp/1' },
  },
  {
    name: 'getCampaignStats',
    call: (a) => operations.getCampaignStats(a, 'cmp/1'),
    request: 'GET /campaigns/cmp%2F1/stats',
  },
  {
    name: 'pauseCampaign',
    call: (a) => operations.pauseCampaign(a, 'cmp/1'),
    request: 'POST /campaigns/cmp%2F1/pause',
    answer: { id: 'cmp/1' },
  },
  {
    name: 'resumeCampaign',
    call: (a) => operations.resumeCampaign(a, 'cmp/1'),
    request: 'POST /campaigns/cmp%2F1/resume',
    answer: { id: 'cmp/1' },
  },
  {
    name: 'getUsage',
    call: operations.getUsage,
    request: 'GET /billing/usage',
    answer: { usage: { apiRequestsCount: 1 } },
  },
  {
    name: 'getNumberLookup',
    call: (a) => operations.getNumberLookup(a, 'l/1'),
    request: 'GET /number-lookups/l%2F1',
  },
  {
    name: 'createNumberLookup',
    call: (a) => operations.createNumberLookup(a, instanceId, [to]),
    request: 'POST /number-lookups',
    body: { instanceId, numbers: [to] },
  },
  { name: 'listWebhooks', call: operations.listWebhooks, request: 'GET /webhooks', answer: [] },
  {
    name: 'createWebhook',
    call: (a) => operations.createWebhook(a, 'https://hooks.example/1', ['message.read']),
    request: 'POST /webhooks',
    body: { url: 'https://hooks.example/1', events: ['message.read'] },
    answer: { id: 'wh_1', secret: 'not-a-real-secret' },
  },
  {
    name: 'deleteWebhook',
    call: (a) => operations.deleteWebhook(a, 'wh/1'),
    request: 'DELETE /webhooks/wh%2F1',
    answer: { deleted: true },
  },
];

describe('every operation on the wire', () => {
  test('has a row', () => {
    const covered = new Set(rows.map(({ name }) => name.split(/[ ,]/)[0]));
    expect(Object.keys(operations).filter((name) => !covered.has(name))).toEqual([]);
  });

  test.each(rows)('$name', async ({ call, request, body, answer = {} }) => {
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
  id: 'msg_1',
  instanceId,
  contactId: null,
  campaignId: null,
  direction: 'outbound',
  type: 'text',
  from: null,
  to,
  body: 'Bonjour',
  mediaUrl: null,
  status: 'queued',
  warnings: ['This instance is still in the warmup phase.'],
  safety: { decision: 'warn', riskLevel: 'medium', score: 56 },
  error: null,
  providerMessageId: null,
  meta: { templateId: 'tpl_1', workerSafety: { decision: 'allow', riskLevel: 'low', score: 72 } },
  createdAt: '2026-04-01T10:00:00.000Z',
  updatedAt: '2026-04-01T10:00:00.000Z',
};

describe('answers', () => {
  test('a message loses the keys nobody reads, at every depth', async () => {
    answering({
      status: 201,
      body: {
        data: {
          ...fullMessage,
          userId: 'user_1',
          safety: { ...fullMessage.safety, state: 'warming', reasons: ['…'] },
          meta: {
            ...fullMessage.meta,
            providerResult: { jid: 'x' },
            workerSafety: { ...fullMessage.meta.workerSafety, state: 'stable' },
          },
        },
      },
    });
    expect(await operations.sendMessage(api, text)).toEqual(fullMessage);
  });

  test('the short message of the quickstart has every key, null where nothing was said', async () => {
    answering({ body: { data: { id: 'msg_1', status: 'sent', providerMessageId: 'BAE5' } } });
    const nothing = Object.fromEntries(Object.keys(fullMessage).map((key) => [key, null]));
    expect(await operations.getMessage(api, 'msg_1')).toEqual({
      ...nothing,
      id: 'msg_1',
      status: 'sent',
      providerMessageId: 'BAE5',
    });
  });

  test('an odd optional value is left out, or read as text, and takes nothing else along', async () => {
    answering({
      body: {
        data: { ...fullMessage, body: 7, warnings: 'careful', safety: [], meta: 'none', error: { code: 1 } },
      },
    });
    expect(await operations.getMessage(api, 'msg_1')).toEqual({
      ...fullMessage,
      body: null,
      warnings: null,
      safety: null,
      meta: null,
      // A code alone is better than no reason.
      error: '1',
    });
  });

  test('the clock of the server comes along with a page of messages', async () => {
    answering({ body: { data: { messages: [] } }, headers: { date: 'Wed, 01 Apr 2026 10:00:05 GMT' } });
    const { serverTime } = await operations.listMessages(api, { limit: 1 });
    expect(serverTime).toBe(Date.UTC(2026, 3, 1, 10, 0, 5));
  });

  test.each([['yesterday'], ['']])('a Date header that reads %j says nothing', async (date) => {
    answering({ body: { data: { messages: [] } }, headers: { date } });
    const { serverTime } = await operations.listMessages(api, { limit: 1 });
    expect(serverTime).toBeNull();
  });

  test.each([[{ data: { deleted: true } }], [{ data: {} }], [{}], ['null']])(
    'deleting asks nothing of the answer but that MsgFlash gave it: %j',
    async (body) => {
      const sent = answering({ body });
      await expect(operations.deleteWebhook(api, 'wh_1')).resolves.toBeUndefined();
      expect(sent).toHaveLength(1);
    },
  );

  test('a page of a proxy in between deletes nothing', async () => {
    answering({ body: '<html>Sign in</html>' });
    await expect(operations.deleteWebhook(api, 'wh_1')).rejects.toMatchObject({ silence: 'unreadable' });
  });

  test('a 204 without a word deletes as well', async () => {
    answering({ status: 204, body: '' });
    await expect(operations.deleteWebhook(api, 'wh_1')).resolves.toBeUndefined();
  });
});

describe('every generation of a list', () => {
  const item = { id: 'one' };
  const paging = { nextCursor: 'next', hasMore: true, total: 7 };
  const noPaging = { nextCursor: null, hasMore: null, total: null };
  const lists = [
    { name: 'messages', read: async (a: Api) => (await operations.listMessages(a, { limit: 1 })).data },
    { name: 'templates', read: (a: Api) => operations.listTemplates(a, 1) },
    { name: 'contacts', read: (a: Api) => operations.listContacts(a, {}) },
    { name: 'groups', read: (a: Api) => operations.listGroups(a, {}) },
  ];
  const generations = [
    { what: 'bare', body: () => [item], page: noPaging },
    { what: 'in an envelope', body: () => ({ data: [item] }), page: noPaging },
    { what: 'in two envelopes', body: () => ({ data: { data: [item] } }), page: noPaging },
    { what: 'named', body: (name: string) => ({ [name]: [item], ...paging }), page: paging },
    { what: 'named, in an envelope', body: (name: string) => ({ data: { [name]: [item], ...paging } }), page: paging },
    {
      what: 'named, in two envelopes',
      body: (name: string) => ({ data: { data: { [name]: [item], ...paging } } }),
      page: paging,
    },
    {
      what: 'named, with odd paging',
      body: (name: string) => ({ data: { [name]: [item], nextCursor: 5, hasMore: 'yes', total: '7' } }),
      page: noPaging,
    },
  ];

  test.each(lists.flatMap((list) => generations.map((generation) => ({ ...list, ...generation }))))(
    '$name $what',
    async ({ name, read, body, page }) => {
      answering({ body: body(name) });
      const found = await read(api);
      expect(found.items.map(({ id }) => id)).toEqual(['one']);
      expect(found).toMatchObject(page);
    },
  );

  test.each([
    ['listInstances', operations.listInstances, 'instances'],
    ['listWebhooks', operations.listWebhooks, 'webhooks'],
  ] as const)('%s: bare, enveloped, doubly enveloped, named', async (_name, read, key) => {
    for (const body of [[item], { data: [item] }, { data: { data: [item] } }, { data: { [key]: [item] } }]) {
      answering({ body });
      expect(await read(api)).toMatchObject([item]);
      forgetAnswers();
    }
  });

  test('an empty list is a list', async () => {
    answering({ body: { data: [] } });
    expect(await operations.listInstances(api)).toEqual([]);
  });
});

describe('one thing under its own name once more', () => {
  test.each([
    ['instance', (a: Api) => operations.getInstance(a, 'x')],
    ['message', (a: Api) => operations.getMessage(a, 'x')],
    ['template', (a: Api) => operations.getTemplate(a, 'x')],
    ['contact', (a: Api) => operations.getContact(a, 'x')],
    ['group', (a: Api) => operations.createGroup(a, { name: 'VIP' })],
    ['campaign', (a: Api) => operations.getCampaign(a, 'x')],
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
      expect(await operations.getAccount(api)).toEqual(user);
      forgetAnswers();
    }
  });
});
