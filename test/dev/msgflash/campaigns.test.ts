import { describe, expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import type { Api, Result } from './start.ts';
import { start } from './start.ts';

const { instances, templates, contacts, groups, numbers } = demo;
const nowhere = '00000000-0000-4000-8000-000000000000';

const create = (api: Api, changes: object = {}): Promise<Result> =>
  api.call('POST /campaigns', {
    instanceId: instances.mainStore,
    name: 'April news',
    schedule: '2026-11-20T11:00:00Z',
    recipients: { type: 'all' },
    type: 'text',
    body: 'News!',
    ...changes,
  });

const HOUR = 3_600_000;

describe('creating a campaign', () => {
  test('answers with the documented object', async () => {
    const api = await start();
    const { status, body } = await create(api);
    expect([status, body.data]).toEqual([
      201,
      {
        id: expect.any(String),
        userId: demo.accountId,
        instanceId: instances.mainStore,
        name: 'April news',
        status: 'scheduled',
        templateId: null,
        type: 'text',
        body: 'News!',
        mediaUrl: null,
        schedule: '2026-11-20T11:00:00.000Z',
        repeat: 'none',
        recipients: { type: 'all' },
        stats: { planned: 0, queued: 0, sent: 0, delivered: 0, read: 0, failed: 0, cancelled: 0 },
        safety: expect.objectContaining({ audience: { totalRecipients: 3, coldRatio: 0 } }),
        createdAt: '2026-11-20T10:00:00.000Z',
        updatedAt: '2026-11-20T10:00:00.000Z',
      },
    ]);
  });

  test('for a tag that nobody has: accepted, with an audience of 0, and over without a message', async () => {
    const api = await start();
    const { status, body } = await create(api, { recipients: { type: 'tags', value: ['newsletter'] } });
    expect([status, body.data]).toEqual([
      201,
      expect.objectContaining({ safety: expect.objectContaining({ audience: { totalRecipients: 0, coldRatio: 0 } }) }),
    ]);
    await api.clock.advance(2 * HOUR);
    const { body: after } = await api.call(`GET /campaigns/${body.data.id}/stats`);
    expect(after.data).toMatchObject({ status: 'completed', stats: { total: 0, planned: 0, sent: 0 } });
    expect(api.control.ledger()).toEqual([]);
  });

  const invalid = [400, 'VALIDATION_ERROR'] as const;
  const rows: [string, object, readonly [number, string]][] = [
    ['no name', { name: undefined }, invalid],
    ['no schedule', { schedule: undefined }, invalid],
    ['a schedule that is none', { schedule: 'soon' }, invalid],
    ['an unknown repeat', { repeat: 'noe' }, invalid],
    ['no recipients', { recipients: undefined }, invalid],
    ['no tags', { recipients: { type: 'tags', value: [] } }, invalid],
    ['an empty tag', { recipients: { type: 'tags', value: [''] } }, invalid],
    ['no contacts', { recipients: { type: 'explicit', value: [] } }, invalid],
    ['a group without its id', { recipients: { type: 'group' } }, invalid],
    ['an unknown group', { recipients: { type: 'group', groupId: nowhere } }, [404, 'NOT_FOUND']],
    ['an unknown contact', { recipients: { type: 'explicit', value: [nowhere] } }, [404, 'NOT_FOUND']],
    ['an unknown instance', { instanceId: nowhere }, [404, 'NOT_FOUND']],
    ['an unknown template', { type: undefined, body: undefined, templateId: nowhere }, [404, 'NOT_FOUND']],
    ['both modes', { templateId: templates.welcome }, invalid],
    ['neither mode', { type: undefined }, invalid],
    ['text in the wrong field', { body: undefined, text: 'News!' }, invalid],
    ['a place', { type: 'location', latitude: 1, longitude: 1 }, invalid],
    ['an image without link', { type: 'image' }, invalid],
    [
      'buttons without a Business account',
      {
        instanceId: instances.support,
        type: 'buttons',
        title: 'A',
        description: 'B',
        buttons: [{ displayText: 'Yes', type: 'reply', id: 'yes' }],
      },
      [403, 'UNSUPPORTED_FEATURE'],
    ],
  ];

  test.each(rows)('is refused with %s', async (_what, changes, expected) => {
    const api = await start();
    const { status, body } = await create(api, changes);
    expect([status, body.error.code]).toEqual(expected);
  });

  test.each([
    ['campaigns not on the plan', { features: { campaigns: false } }, [403, 'CAMPAIGNS_NOT_AVAILABLE_ON_PLAN']],
    ['no messages left', { limits: { monthlyOutboundQuota: 0 } }, [429, 'MONTHLY_OUTBOUND_QUOTA_EXCEEDED']],
  ] as const)('is refused with %s', async (_what, plan, expected) => {
    const api = await start();
    api.control.setPlan(plan);
    const { status, body } = await create(api);
    expect([status, body.error.code]).toEqual(expected);
  });
});

describe('a campaign', () => {
  test.each([
    ['all', { type: 'all' }, [numbers.awa, numbers.luc, numbers.zoe]],
    ['tags', { type: 'tags', value: ['lyon', 'paris'] }, [numbers.awa]],
    ['explicit', { type: 'explicit', value: [contacts.zoe, contacts.zoe] }, [numbers.zoe]],
    ['group', { type: 'group', groupId: groups.vip }, [numbers.awa, numbers.luc]],
    ['an empty group', { type: 'group', groupId: groups.empty }, []],
  ])('reaches %s at its time and completes', async (_what, recipients, expected) => {
    const api = await start();
    const { body } = await create(api, { recipients });
    await api.clock.advance(HOUR - 1);
    expect(api.control.ledger()).toEqual([]);
    await api.clock.advance(60_000);
    const ledger = api.control.ledger();
    expect(ledger.map(({ to }) => to)).toEqual(expected);
    expect(ledger.every(({ campaignId, text }) => campaignId === String(body.data.id) && text === 'News!')).toBe(true);
    const { data } = (await api.call(`GET /campaigns/${body.data.id}/stats`)).body;
    const all = expected.length;
    expect(data).toMatchObject({
      campaignId: body.data.id,
      status: 'completed',
      stats: { total: all, planned: all, queued: 0, sent: all, delivered: all, read: all, failed: 0, cancelled: 0 },
      progressPercent: all === 0 ? 0 : 100,
      timeline: {
        scheduledFor: '2026-11-20T11:00:00.000Z',
        processingStartedAt: '2026-11-20T11:00:00.000Z',
        completedAt: expect.any(String),
        cancelledAt: null,
      },
    });
  });

  test('fills its template for each, and who lacks a value fails alone', async () => {
    const api = await start();
    const { body } = await create(api, {
      type: undefined,
      body: undefined,
      templateId: templates.everything,
      variables: { code: 'NOEL' },
    });
    await api.clock.advance(2 * HOUR);
    expect(api.control.ledger().map(({ to, text, status }) => [to, text, status])).toEqual([
      [numbers.awa, 'Hi Awa (vip, lyon), you have 120 points. Code: NOEL', 'read'],
      [numbers.luc, 'Hi Luc (vip), you have 40 points. Code: NOEL', 'read'],
      [numbers.zoe, null, 'failed'],
    ]);
    const { data } = (await api.call(`GET /campaigns/${body.data.id}`)).body;
    expect(data).toMatchObject({
      status: 'completed',
      templateVariables: { code: 'NOEL' },
      stats: { planned: 3, queued: 0, sent: 2, failed: 1, completedAt: expect.any(String) },
    });
  });

  test('waits while it is paused and goes on afterwards, once each', async () => {
    const api = await start({ steps: { campaignPace: 1000 } });
    const { body } = await create(api);
    const act = (action: string) => api.call(`POST /campaigns/${body.data.id}/${action}`);
    await api.clock.advance(HOUR + 1000);
    expect((await act('pause')).body.data).toMatchObject({ status: 'paused', stats: { sent: 1, queued: 2 } });
    await api.clock.advance(HOUR);
    expect(api.control.ledger().filter(({ sentAt }) => sentAt !== null)).toHaveLength(1);
    // Quick changes of mind must not make it run twice.
    for (const action of ['resume', 'pause', 'resume']) expect((await act(action)).status).toBe(200);
    await api.clock.advance(1000);
    expect(api.control.ledger().filter(({ sentAt }) => sentAt !== null)).toHaveLength(2);
    await api.clock.advance(HOUR);
    expect((await api.call(`GET /campaigns/${body.data.id}`)).body.data).toMatchObject({
      status: 'completed',
      stats: { sent: 3, queued: 0 },
    });
  });

  test('paused before its time does not begin, and begins late when it is resumed late', async () => {
    const api = await start();
    const { body } = await create(api);
    await api.call(`POST /campaigns/${body.data.id}/pause`);
    await api.clock.advance(2 * HOUR);
    expect(api.control.ledger()).toEqual([]);
    expect((await api.call(`POST /campaigns/${body.data.id}/resume`)).body.data.status).toBe('scheduled');
    await api.clock.advance(HOUR);
    expect(api.control.ledger()).toHaveLength(3);
  });

  test.each([
    ['resume', 'scheduled', 0],
    ['pause', 'completed', 2 * HOUR],
    ['resume', 'completed', 2 * HOUR],
  ])('cannot be told to %s when %s', async (action, status, wait) => {
    const api = await start();
    const { body } = await create(api);
    await api.clock.advance(wait);
    const refused = await api.call(`POST /campaigns/${body.data.id}/${action}`);
    expect([refused.status, refused.body.error.code]).toEqual([400, 'BAD_REQUEST']);
    expect((await api.call(`GET /campaigns/${body.data.id}`)).body.data.status).toBe(status);
  });

  test('stops when the month is used up', async () => {
    const api = await start();
    const { body } = await create(api);
    api.control.setUsage({ messages: 49_999 });
    await api.clock.advance(2 * HOUR);
    expect((await api.call(`GET /campaigns/${body.data.id}`)).body.data).toMatchObject({
      status: 'paused_quota',
      stats: { sent: 1, queued: 2 },
    });
  });

  test('comes again every day', async () => {
    const api = await start();
    await create(api, { repeat: 'daily', recipients: { type: 'explicit', value: [contacts.awa] } });
    await api.clock.advance(50 * HOUR);
    expect(api.control.ledger().map(({ sentAt }) => sentAt?.slice(0, 13))).toEqual([
      '2026-11-20T11',
      '2026-11-21T11',
      '2026-11-22T11',
    ]);
  });

  test.each(['GET', 'GET stats', 'POST pause', 'POST resume'])('unknown: %s is 404', async (what) => {
    const api = await start();
    const [method, action] = what.split(' ');
    const { status } = await api.call(`${method} /campaigns/${nowhere}${action ? `/${action}` : ''}`);
    expect(status).toBe(404);
  });
});
