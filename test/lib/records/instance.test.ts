import { describe, expect, test } from '@jest/globals';
import * as zod from 'zod/mini';
import { instanceHealth, instanceState, oneInstance } from '../../../lib/msgflash/schemas.ts';
import { instanceLabel, instanceOutputFields, instanceRecord, statusWords } from '../../../lib/records/instance.ts';
import { expectShape } from './shape.ts';

const shop = zod.parse(oneInstance, {
  id: 'inst_1',
  name: 'Main Store',
  waNumber: '33639980001',
  status: 'connected',
  createdAt: '2026-04-01T09:00:00.000Z',
  updatedAt: '2026-04-01T09:10:00.000Z',
});
const health = zod.parse(instanceHealth, {
  safetyState: 'warming',
  safetyScore: 56,
  warmupPolicy: { hourlyOutboundCap: 25, dailyOutboundCap: 100, maxColdRatio: 0.4 },
  usageWindowSummary: { outbound1h: 4, outbound24h: 18 },
  recommendations: ['Slow down.', 'Write to people who know you.'],
});
const state = (status: string, providerState: string) => zod.parse(instanceState, { status, providerState });

describe('instanceRecord', () => {
  test('says everything', () => {
    const record = instanceRecord(shop, state('connected', 'open'), health);
    expect(record).toEqual({
      id: 'inst_1',
      name: 'Main Store',
      number: '+33639980001',
      status: 'connected',
      is_connected: true,
      provider_state: 'open',
      safety_state: 'warming',
      safety_score: 56,
      hourly_limit: 25,
      daily_limit: 100,
      sent_last_hour: 4,
      sent_last_day: 18,
      recommendations: 'Slow down.\nWrite to people who know you.',
      created_at: '2026-04-01T09:00:00.000Z',
      updated_at: '2026-04-01T09:10:00.000Z',
    });
    expectShape(record, instanceOutputFields);
  });

  test('the live state wins over the stored one, and says what to do first', () => {
    expect(instanceRecord(shop, state('disconnected', 'close'), health)).toMatchObject({
      status: 'disconnected',
      is_connected: false,
      provider_state: 'close',
      recommendations: 'Not connected, scan its QR code in MsgFlash.\nSlow down.\nWrite to people who know you.',
    });
  });

  test.each([
    ['connected', null],
    ['connecting', 'Connecting, finish linking it in MsgFlash.'],
    ['suspended', 'Suspended, write to support@msgflash.com.'],
    ['disconnected', 'Not connected, scan its QR code in MsgFlash.'],
    ['constructor', 'Not connected, scan its QR code in MsgFlash.'],
  ])('%s without health: %s', (status, recommendations) => {
    expect(instanceRecord({ ...shop, status }).recommendations).toBe(recommendations);
  });
});

test.each([
  ['connected', 'connected'],
  ['connecting', 'connecting, finish linking it in MsgFlash'],
  ['suspended', 'suspended, write to support@msgflash.com'],
  ['disconnected', 'not connected, scan its QR code in MsgFlash'],
  ['something new', 'not connected, scan its QR code in MsgFlash'],
  [null, 'not connected, scan its QR code in MsgFlash'],
])('%s reads “%s”', (status, words) => {
  expect(statusWords(status)).toBe(words);
});

test.each([
  ['Main Store', '33639980001', 'Main Store (+33 6 39 98 00 01)'],
  ['Main Store', null, 'Main Store'],
  [null, '+33639980001', '+33 6 39 98 00 01'],
  ['', '', 'Instance without a name'],
  [null, null, 'Instance without a name'],
])('%s, %s is labelled %s', async (name, waNumber, label) => {
  expect(await instanceLabel({ name, waNumber })).toBe(label);
});
