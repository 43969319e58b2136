import { describe, expect, test } from '@jest/globals';
import * as zod from 'zod/mini';
import { usage } from '../../../lib/msgflash/schemas.ts';
import { usageOutputFields, usageRecord } from '../../../lib/records/usage.ts';
import { expectShape } from './shape.ts';

const answer = {
  plan: { code: 'pro', name: 'Pro' },
  limits: {
    maxInstances: 5,
    maxApiKeys: 5,
    maxWebhookEndpoints: 15,
    monthlyOutboundQuota: 50_000,
    monthlyApiRequestQuota: 150_000,
  },
  usage: {
    messagesCount: 40_000,
    effectiveOutboundUsage: 45_000,
    apiRequestsCount: 120_000,
    activeInstancesCount: 3,
    activeApiKeysCount: 6,
  },
  period: { start: '2026-04-01T00:00:00.000Z', end: '2026-05-01T00:00:00.000Z' },
};
const record = (value: object, mark = 80) => usageRecord(zod.parse(usage, { ...answer, ...value }), mark);

describe('usageRecord', () => {
  test('says of every quota what is gone and what is left, and names those of the month at the mark', () => {
    const made = record({});
    expect(made).toEqual({
      id: 'pro',
      plan: 'Pro',
      messages_limit: 50_000,
      messages_used: 45_000,
      messages_remaining: 5_000,
      messages_percent: 90,
      api_requests_limit: 150_000,
      api_requests_used: 120_000,
      api_requests_remaining: 30_000,
      api_requests_percent: 80,
      instances_limit: 5,
      instances_used: 3,
      instances_remaining: 2,
      instances_percent: 60,
      api_keys_limit: 5,
      api_keys_used: 6,
      api_keys_remaining: 0,
      api_keys_percent: 120,
      webhook_endpoints_limit: 15,
      webhook_endpoints_used: null,
      webhook_endpoints_remaining: null,
      webhook_endpoints_percent: null,
      is_above_mark: true,
      above_mark: 'Messages: 90 %\nAPI Requests: 80 %',
      period_start: '2026-04-01T00:00:00.000Z',
      period_end: '2026-05-01T00:00:00.000Z',
    });
    expectShape(made, usageOutputFields);
  });

  test.each([
    [81, 'Messages: 90 %'],
    // More API keys than the plan has do not count.
    [91, null],
    [0, 'Messages: 90 %\nAPI Requests: 80 %'],
  ])('a mark of %i', (mark, above) => {
    expect(record({}, mark)).toMatchObject({ is_above_mark: above !== null, above_mark: above });
  });

  test('counters that newer answers leave out are unknown, not nothing', () => {
    const { activeInstancesCount: _a, activeApiKeysCount: _b, ...rest } = answer.usage;
    expect(record({ usage: rest })).toMatchObject({
      instances_limit: 5,
      instances_used: null,
      instances_remaining: null,
      instances_percent: null,
    });
  });

  test('the mark goes by the counters, not by a percentage that was rounded', () => {
    const almost = { messagesCount: 39_999, effectiveOutboundUsage: 39_999 };
    expect(record({ usage: almost })).toMatchObject({ messages_percent: 79, is_above_mark: false });
    const there = { messagesCount: 40_000, effectiveOutboundUsage: 40_000 };
    expect(record({ usage: there })).toMatchObject({ messages_percent: 80, above_mark: 'Messages: 80 %' });
  });

  test('it is not all gone while one is left', () => {
    const usage = { messagesCount: 49_999, effectiveOutboundUsage: 49_999 };
    expect(record({ usage })).toMatchObject({ messages_percent: 99, messages_remaining: 1 });
  });

  test('messages are counted by the older counter where the newer is missing', () => {
    expect(record({ usage: { messagesCount: 7 } }).messages_used).toBe(7);
  });

  test.each([
    ['no limit', null, { messages_remaining: null, messages_percent: null }],
    ['a limit of nothing', 0, { messages_remaining: 0, messages_percent: null }],
  ])('%s has no percentage', (_what, monthlyOutboundQuota, told) => {
    expect(record({ limits: { ...answer.limits, monthlyOutboundQuota } })).toMatchObject(told);
  });

  test('a plan without a name is called by its code', () => {
    expect(record({ plan: { code: 'starter' } })).toMatchObject({ id: 'starter', plan: 'starter' });
  });
});
