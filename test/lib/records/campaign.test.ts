import { describe, expect, test } from '@jest/globals';
import * as zod from 'zod/mini';
import { campaignProgress, oneCampaign } from '../../../lib/msgflash/schemas.ts';
import { campaignOutputFields, campaignRecord } from '../../../lib/records/campaign.ts';
import { expectShape } from './shape.ts';

const stats = { planned: 120, queued: 1, sent: 2, delivered: 3, read: 4, failed: 5, cancelled: 6 };
const campaign = {
  id: 'cmp_1',
  instanceId: 'inst_1',
  name: 'April news',
  status: 'scheduled',
  templateId: 'tpl_1',
  type: null,
  body: null,
  mediaUrl: null,
  schedule: '2026-04-15T09:00:00.000Z',
  repeat: 'none',
  recipients: { type: 'all' },
  stats,
  safety: {
    decision: 'warn',
    riskLevel: 'medium',
    score: 56,
    recommendations: ['Fewer.', 'Slower.'],
    appliedLimits: { maxCampaignRecipients: 100 },
    audience: { totalRecipients: 120, coldRatio: 0.6 },
  },
  createdAt: '2026-04-10T09:00:00.000Z',
  updatedAt: '2026-04-10T09:00:01.000Z',
};
const shop = { id: 'inst_1', name: 'Main Store', waNumber: '33639980001', status: 'connected' };
const parse = (value: object) => zod.parse(oneCampaign, value);

describe('campaignRecord', () => {
  test('as it was created', () => {
    const record = campaignRecord(parse(campaign), shop);
    expect(record).toEqual({
      id: 'cmp_1',
      name: 'April news',
      status: 'scheduled',
      instance_id: 'inst_1',
      instance_name: 'Main Store',
      instance_number: '+33639980001',
      template_id: 'tpl_1',
      type: null,
      text: null,
      media_url: null,
      starts_at: '2026-04-15T09:00:00.000Z',
      repeat: 'none',
      audience: 'All contacts',
      audience_size: 120,
      audience_limit: 100,
      total: null,
      ...stats,
      progress_percent: null,
      safety_decision: 'warn',
      safety_risk_level: 'medium',
      safety_score: 56,
      recommendations: 'Fewer.\nSlower.',
      created_at: '2026-04-10T09:00:00.000Z',
      updated_at: '2026-04-10T09:00:01.000Z',
      started_at: null,
      completed_at: null,
    });
    expectShape(record, campaignOutputFields);
  });

  test('its progress wins over what the campaign itself says', () => {
    const progress = zod.parse(campaignProgress, {
      campaignId: 'cmp_1',
      status: 'running',
      stats: { total: 1000, sent: 600 },
      progressPercent: 85,
      timeline: { processingStartedAt: '2026-04-15T09:00:01.000Z', completedAt: null },
    });
    expect(campaignRecord(parse(campaign), shop, progress)).toMatchObject({
      status: 'running',
      total: 1000,
      sent: 600,
      failed: null,
      progress_percent: 85,
      started_at: '2026-04-15T09:00:01.000Z',
      completed_at: null,
    });
  });

  test.each([
    [{ type: 'all' }, 'All contacts'],
    [{ type: 'tags', value: ['vip', 'news'] }, 'Contacts tagged vip, news'],
    [{ type: 'explicit', value: ['a'] }, '1 contact'],
    [{ type: 'explicit', value: ['a', 'b'] }, '2 contacts'],
    [{ type: 'group', groupId: 'g' }, 'The contacts of a group'],
    [{ type: 'new' }, null],
    [null, null],
  ])('the audience %j is “%s”', (recipients, words) => {
    expect(campaignRecord(parse({ ...campaign, recipients }), null).audience).toBe(words);
  });
});
