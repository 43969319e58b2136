import { describe, expect, test } from '@jest/globals';
import { createClock } from '../../../dev/msgflash/clock.ts';
import { demo, demoSeed } from '../../../dev/msgflash/demo.ts';
import { defaultSettings } from '../../../dev/msgflash/settings.ts';
import { createStore } from '../../../dev/msgflash/store.ts';
import { start } from './start.ts';

const { instances, templates, contacts } = demo;
const id = '00000000-0000-4000-8000-000000000000';

// The table of "/api-reference", by hand: what is missing here would be missing from the server unnoticed.
const OPERATIONS = `
GET /me
GET /instances
GET /instances/{id}
GET /instances/{id}/state
GET /instances/{id}/health
POST /messages/send
POST /messages/schedule
GET /messages
GET /messages/{id}
POST /campaigns
GET /campaigns/{id}
GET /campaigns/{id}/stats
POST /campaigns/{id}/pause
POST /campaigns/{id}/resume
GET /templates
POST /templates
GET /templates/{id}
PUT /templates/{id}
DELETE /templates/{id}
POST /templates/{id}/preview
GET /contacts
POST /contacts
GET /contacts/{id}
PUT /contacts/{id}
DELETE /contacts/{id}
POST /contacts/bulk-delete
GET /contacts/bulk-jobs
GET /contacts/bulk-jobs/{jobId}
GET /contacts/bulk-jobs/{jobId}/progress
POST /contacts/bulk-jobs/{jobId}/cancel
GET /contacts/groups
POST /contacts/groups
GET /contacts/groups/{groupId}
PUT /contacts/groups/{groupId}
DELETE /contacts/groups/{groupId}
GET /contacts/groups/{groupId}/members
POST /contacts/groups/{groupId}/members
DELETE /contacts/groups/{groupId}/members
GET /contacts/{id}/groups
POST /number-lookups
GET /number-lookups
GET /number-lookups/{id}
GET /number-lookups/{id}/progress
POST /number-lookups/{id}/cancel
POST /number-lookups/{id}/import-contacts
GET /webhooks
POST /webhooks
DELETE /webhooks/{id}
POST /statuses
GET /billing/plans
GET /billing/subscription
GET /billing/usage
GET /billing/payments
GET /usage`
  .trim()
  .split('\n');

test('all 54 operations are there, under their documented names, and want a key', async () => {
  expect(OPERATIONS).toHaveLength(54);
  const api = await start();
  for (const operation of OPERATIONS) {
    const result = await api.call(operation.replace(/\{\w+\}/, id), undefined, { 'x-api-key': null });
    expect([operation, result.status]).toEqual([operation, 401]);
  }
  expect(api.control.requests.all().map(({ operation }) => operation)).toEqual(OPERATIONS);
});

test('statuses are retired on every plan', async () => {
  const api = await start();
  for (const plan of ['free', 'pro', 'max'] as const) {
    api.control.setPlan({ plan });
    const { status, body } = await api.call('POST /statuses', { instanceId: instances.mainStore });
    expect([status, body.error.code]).toEqual([403, 'STATUSES_NOT_AVAILABLE_ON_PLAN']);
  }
});

describe('the account', () => {
  test('/me tells whose key it is', async () => {
    const api = await start();
    expect((await api.call('GET /me')).body.data).toMatchObject({
      user: { id: demo.accountId, fullName: 'Camille Martin', email: 'camille@example.com', plan: 'pro' },
      subscription: { planName: 'Pro', status: 'active' },
      capabilities: { canUseWebhooks: true },
    });
  });

  test('/usage is /billing/usage, and sends count', async () => {
    const api = await start();
    await api.send();
    const usage = (await api.call('GET /billing/usage')).body.data;
    const alias = (await api.call('GET /usage')).body.data;
    expect(usage).toMatchObject({
      plan: { code: 'pro', name: 'Pro' },
      limits: { monthlyOutboundQuota: 50_000, monthlyApiRequestQuota: 150_000 },
      features: { statuses: false },
      usage: { messagesCount: 1, effectiveOutboundUsage: 1, apiRequestsCount: 2, activeInstancesCount: 2 },
      period: { start: '2026-11-01T00:00:00.000Z', end: '2026-12-01T00:00:00.000Z' },
    });
    expect(alias).toMatchObject({ ...JSON.parse(JSON.stringify(usage)), usage: { apiRequestsCount: 3 } });
  });

  test('the plans are open to a team, with the documented limits', async () => {
    const api = await start();
    const team = { 'x-api-key': demo.teamKey, 'x-team-id': demo.teamId };
    expect((await api.call('GET /billing/plans', undefined, team)).body.data).toMatchObject([
      { code: 'free', priceEur: 0, limits: { maxWebhookEndpoints: 3, monthlyApiRequestQuota: 500 } },
      { code: 'pro', priceEur: 19, limits: { maxWebhookEndpoints: 15, monthlyApiRequestQuota: 150_000 } },
      { code: 'max', priceEur: 39, limits: { maxWebhookEndpoints: 50, monthlyApiRequestQuota: 500_000 } },
    ]);
    expect((await api.call('GET /billing/subscription')).body.data.subscription).toMatchObject({
      plan: { code: 'pro' },
      scheduledPlan: null,
    });
    expect((await api.call('GET /billing/payments')).body.data).toEqual({
      payments: [],
      total: 0,
      page: 1,
      totalPages: 0,
    });
  });
});

describe('instances', () => {
  test('tell their state and health', async () => {
    const api = await start();
    const state = async (which: string) => (await api.call(`GET /instances/${which}/state`)).body.data;
    expect(await state(instances.support)).toEqual({
      instanceId: instances.support,
      status: 'connected',
      providerState: 'open',
    });
    expect(await state(instances.events)).toMatchObject({ status: 'disconnected', providerState: 'close' });
    await api.send({ instanceId: instances.support });
    api.control.receive({ instance: 'Support', from: demo.numbers.awa, text: 'Hi' });
    await api.clock.advance(3_600_001);
    await api.send({ instanceId: instances.support });
    expect((await api.call(`GET /instances/${instances.support}/health`)).body.data).toMatchObject({
      safetyState: 'warming',
      safetyScore: 56,
      warmupPolicy: { hourlyOutboundCap: 25, dailyOutboundCap: 100, maxColdRatio: 0.4 },
      usageWindowSummary: {
        outbound1h: 1,
        outbound24h: 3,
        uniqueRecipients24h: 2,
        inboundReplies24h: 1,
        inboundReplies7d: 1,
      },
    });
  });

  test("of a team are the ones it was given, of another account's key its own", async () => {
    const api = await start();
    const team = { 'x-api-key': demo.teamKey, 'x-team-id': demo.teamId };
    expect((await api.call('GET /instances', undefined, team)).body.data).toMatchObject([
      { name: 'Main Store' },
      { name: 'Support' },
    ]);
    const other = await api.call('GET /instances', undefined, { 'x-api-key': demo.otherKey });
    expect(other.body.data).toMatchObject([{ name: 'Bakery' }]);
  });
});

describe('templates', () => {
  test('are created with their variables, changed, listed newest first and deleted', async () => {
    const api = await start();
    const created = await api.call('POST /templates', {
      name: 'Code',
      type: 'text',
      body: 'Hi {{contact.firstName}}, {{ custom.code }} {{custom.code}}',
    });
    expect([created.status, created.body.data]).toMatchObject([
      201,
      { type: 'text', mediaUrl: null, variables: ['contact.firstName', 'custom.code'] },
    ]);
    const path = `/templates/${created.body.data.id}`;
    const changed = await api.call(`PUT ${path}`, { body: 'Only {{custom.other}}' });
    expect(changed.body.data).toMatchObject({ name: 'Code', variables: ['custom.other'] });
    expect((await api.call(`PUT ${path}`, { body: '{{nothing}}' })).body.error.code).toBe('TEMPLATE_INVALID');
    const first = (await api.call('GET /templates?limit=2')).body.data;
    expect(first).toMatchObject({ total: 8, templates: [{ name: 'Code' }, { name: 'Loyalty Card' }] });
    const last = (await api.call('GET /templates?limit=3&page=3')).body.data;
    expect(last).toMatchObject({ total: 8, templates: [{ name: 'Hello by Name' }, { name: 'Welcome' }] });
    expect((await api.call('GET /templates?limit=3&page=4')).body.data).toEqual({ total: 8, templates: [] });
    await api.call(`DELETE ${path}`);
    expect((await api.call(`GET ${path}`)).status).toBe(404);
  });

  test('can be previewed, complete or not', async () => {
    const api = await start();
    const preview = (which: string, body: object) => api.call(`POST /templates/${which}/preview`, body);
    const missing = await preview(templates.orderShipped, { variables: { order: 7 } });
    expect(missing.body.data).toEqual({
      rendered: 'Good news: order 7 is on its way and arrives on {{custom.date}}. Track it: {{custom.link}}',
      variables: ['custom.order', 'custom.date', 'custom.link'],
      missingVariables: ['custom.date', 'custom.link'],
      valid: false,
    });
    const whole = await preview(templates.hello, { contactId: contacts.luc });
    expect(whole.body.data).toMatchObject({
      valid: true,
      missingVariables: [],
      rendered: expect.stringMatching(/^Hello Luc,/),
    });
    expect(api.control.ledger()).toEqual([]);
  });
});

test('nothing in the demo data names anyone: keys are fake in form, numbers are fiction', () => {
  for (const key of [demo.key, demo.otherKey]) expect(key).toMatch(/^msgf_live_[0-9a-f]{64}$/);
  expect(demo.teamKey).toMatch(/^msgf_team_/);
  const allNumbers = JSON.stringify(demoSeed).match(/\+\d+/g) ?? [];
  expect(allNumbers.length).toBeGreaterThan(10);
  for (const number of allNumbers) expect(number).toMatch(/^\+3363998\d{3,4}$/);
});

test('two servers give different ids, and each the switches of the newest documentation', () => {
  const ids = [0, 1].map((ms) =>
    createStore(demoSeed, createClock({ frozen: true, start: new Date(ms) })).newId('message'),
  );
  expect(new Set(ids).size).toBe(2);
  for (const each of ids) expect(each).toMatch(/^5[0-9a-f]{7}-[0-9a-f]{4}-4[0-9a-f]{3}-8000-[0-9a-f]{12}$/);
  expect(defaultSettings().generation.lists).toBe('new');
});
