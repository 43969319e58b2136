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
      warnings: null,
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

  const of = (totalRecipients?: unknown) => ({ safety: { audience: { totalRecipients } } });
  const tagged = { recipients: { type: 'tags', value: ['vip'] } };
  const zero = { total: 0, planned: 0, sent: 0 };
  const over = { stats: { ...zero, completedAt: '2026-04-15T09:00:01.000Z' } };
  const NOBODY = 'Nobody gets this campaign: no contact has the tag vip.';

  test.each<[string, object, object | undefined, string | null]>([
    ['nobody, when it was created', { ...tagged, ...of(0) }, undefined, NOBODY],
    ['somebody', { ...tagged, ...of(1), stats: zero }, undefined, null],
    ['an unknown number', { ...tagged, ...of(), stats: zero }, undefined, null],
    ['an odd number', { ...tagged, ...of('0'), stats: zero }, undefined, null],
    ['counters that have not begun', { ...tagged, stats: zero }, { status: 'scheduled', stats: zero }, null],
    ['counters of a campaign paused before its start', { ...tagged, stats: zero, status: 'paused' }, undefined, null],
    ['counters of one that starts', { ...tagged, stats: zero }, { status: 'running', stats: zero }, null],
    ['nobody, when it is over', { ...tagged, ...over, status: 'completed' }, undefined, NOBODY],
    ['nobody, by its counters', tagged, { status: 'completed', stats: zero }, NOBODY],
    ['nobody, by those without a total', tagged, { status: 'completed', stats: { planned: 0 } }, NOBODY],
    ['nobody so far, to be repeated', { ...tagged, ...over, status: 'scheduled' }, undefined, NOBODY],
    ['somebody, when it is over', { ...tagged, ...of(0), status: 'completed', stats: { total: 2 } }, undefined, null],
    [
      'several tags',
      { recipients: { type: 'tags', value: ['vip', 'news'] }, ...of(0) },
      undefined,
      'Nobody gets this campaign: no contact has one of the tags vip, news.',
    ],
    [
      'everybody, of nobody',
      { recipients: { type: 'all' }, ...of(0) },
      undefined,
      'Nobody gets this campaign: there are no contacts in MsgFlash.',
    ],
    [
      'an empty group',
      { recipients: { type: 'group', groupId: 'g' }, ...of(0) },
      undefined,
      'Nobody gets this campaign: there are no contacts in its group.',
    ],
    [
      'contacts that are gone',
      { recipients: { type: 'explicit', value: ['a'] }, ...of(0) },
      undefined,
      'Nobody gets this campaign: its contacts no longer exist in MsgFlash.',
    ],
  ])('the warning of %s', (_what, changes, progress, warnings) => {
    const plain = { id: 'cmp_1', status: 'scheduled', ...changes };
    const counters = progress && zod.parse(campaignProgress, progress);
    expect(campaignRecord(parse(plain), null, counters).warnings).toBe(warnings);
  });
});
