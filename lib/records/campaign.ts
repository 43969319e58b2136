import type { Campaign, CampaignProgress } from '../msgflash/schemas.ts';
import { shorten } from '../problem.ts';
import type { KnownInstance } from '../run/cache/instances.ts';
import { lines, outputFields } from './output.ts';
import { e164 } from './phone.ts';

/** A campaign, as steps output it. */
export interface CampaignRecord {
  id: string;
  name: string | null;
  status: string | null;
  instance_id: string | null;
  instance_name: string | null;
  instance_number: string | null;
  template_id: string | null;
  type: string | null;
  text: string | null;
  media_url: string | null;
  starts_at: string | null;
  repeat: string | null;
  /** The recipients in words: `Contacts tagged newsletter`. */
  audience: string | null;
  audience_size: number | null;
  audience_limit: number | null;
  total: number | null;
  planned: number | null;
  queued: number | null;
  sent: number | null;
  delivered: number | null;
  read: number | null;
  failed: number | null;
  cancelled: number | null;
  progress_percent: number | null;
  safety_decision: string | null;
  safety_risk_level: string | null;
  safety_score: number | null;
  recommendations: string | null;
  /** A sentence if the campaign has no recipients. */
  warnings: string | null;
  created_at: string | null;
  updated_at: string | null;
  started_at: string | null;
  completed_at: string | null;
}

/** From `/api-reference/campaigns/get`, and from `/api-reference/campaigns/stats` if it was read. */
export function campaignRecord(
  campaign: Campaign,
  instance: KnownInstance | null,
  progress?: CampaignProgress,
): CampaignRecord {
  const stats = progress?.stats ?? campaign.stats;
  const { safety } = campaign;
  const audienceSize = safety?.audience?.totalRecipients ?? null;
  const status = progress?.status ?? campaign.status;
  const completedAt = progress?.timeline?.completedAt ?? campaign.stats?.completedAt ?? null;
  // The counters are 0 until the campaign starts. Before that, only the audience size shows whether anyone gets it.
  const isOver = status === 'completed' || completedAt !== null;
  const reached = (isOver ? (stats?.total ?? stats?.planned) : null) ?? audienceSize;
  return {
    id: campaign.id,
    name: campaign.name,
    status,
    instance_id: campaign.instanceId,
    instance_name: instance?.name ?? null,
    instance_number: e164(instance?.waNumber),
    template_id: campaign.templateId,
    type: campaign.type,
    text: campaign.body,
    media_url: campaign.mediaUrl,
    starts_at: campaign.schedule,
    repeat: campaign.repeat,
    audience: audienceWords(campaign.recipients),
    audience_size: audienceSize,
    audience_limit: safety?.appliedLimits?.maxCampaignRecipients ?? null,
    total: stats?.total ?? null,
    planned: stats?.planned ?? null,
    queued: stats?.queued ?? null,
    sent: stats?.sent ?? null,
    delivered: stats?.delivered ?? null,
    read: stats?.read ?? null,
    failed: stats?.failed ?? null,
    cancelled: stats?.cancelled ?? null,
    progress_percent: progress?.progressPercent ?? null,
    safety_decision: safety?.decision ?? null,
    safety_risk_level: safety?.riskLevel ?? null,
    safety_score: safety?.score ?? null,
    recommendations: lines(safety?.recommendations),
    warnings: reached === 0 ? nobody(campaign.recipients) : null,
    created_at: campaign.createdAt,
    updated_at: campaign.updatedAt,
    started_at: progress?.timeline?.processingStartedAt ?? campaign.stats?.processingStartedAt ?? null,
    completed_at: completedAt,
  };
}

function audienceWords(recipients: Campaign['recipients']): string | null {
  const values = recipients?.value ?? [];
  switch (recipients?.type) {
    case 'all':
      return 'All contacts';
    case 'tags':
      return `Contacts tagged ${values.join(', ')}`;
    case 'explicit':
      return values.length === 1 ? '1 contact' : `${values.length} contacts`;
    case 'group':
      return 'The contacts of a group';
    default:
      return null;
  }
}

/** The warning for a campaign without recipients. */
function nobody(recipients: Campaign['recipients']): string {
  const tags = recipients?.value ?? [];
  switch (recipients?.type) {
    case 'all':
      return 'Nobody gets this campaign: there are no contacts in MsgFlash.';
    case 'tags':
      return `Nobody gets this campaign: no contact has ${tags.length === 1 ? 'the tag' : 'one of the tags'} ${shorten(tags.join(', '), 150)}.`;
    case 'group':
      return 'Nobody gets this campaign: there are no contacts in its group.';
    default:
      return 'Nobody gets this campaign: its contacts no longer exist in MsgFlash.';
  }
}

export const campaignSample = {
  id: '3e9b6f0a-4c2d-4e8f-b1a7-5d6c7e8f9a10',
  name: 'April news',
  status: 'scheduled',
  instance_id: '7c0e5a52-54bb-4b0c-9e7e-0f0a3f0c1a01',
  instance_name: 'Main Store',
  instance_number: '+33639980001',
  template_id: null,
  type: 'text',
  text: 'Our spring collection is here.',
  media_url: null,
  starts_at: '2027-04-03T15:00:00.000Z',
  repeat: 'none',
  audience: 'Contacts tagged newsletter',
  audience_size: 120,
  audience_limit: 100,
  total: 120,
  planned: 120,
  queued: 0,
  sent: 0,
  delivered: 0,
  read: 0,
  failed: 0,
  cancelled: 0,
  progress_percent: 0,
  safety_decision: 'warn',
  safety_risk_level: 'medium',
  safety_score: 56,
  recommendations: 'Start with fewer recipients.',
  warnings: null,
  created_at: '2026-04-01T10:00:00.000Z',
  updated_at: '2026-04-01T10:00:00.000Z',
  started_at: null,
  completed_at: null,
} satisfies CampaignRecord;

export const campaignOutputFields = outputFields<CampaignRecord>(campaignSample, {
  labels: {
    id: 'Campaign ID',
    name: 'Campaign Name',
    status: 'Campaign Status',
    type: 'Message Type',
    media_url: 'Link to File',
    total: 'Messages Total',
    planned: 'Messages Planned',
    queued: 'Messages Queued',
    sent: 'Messages Sent',
    delivered: 'Messages Delivered',
    read: 'Messages Read',
    failed: 'Messages Failed',
    cancelled: 'Messages Cancelled',
    audience_limit: 'Recommended Audience Limit',
    progress_percent: 'Progress (in percent)',
  },
  types: { started_at: 'datetime', completed_at: 'datetime' },
});
