import { z } from 'zod';
import { recipientsOf, statsOf } from '../campaigns.ts';
import { checkOutboundQuota, instanceFor } from '../checks.ts';
import { checkButtons, checkContent, contentFields, extraOf, messageText } from '../content.ts';
import { iso, isoOrNull } from '../dates.ts';
import { ApiError, found } from '../errors.ts';
import { type Call, get, type Operation, ok, post } from '../operation.ts';
import { parse } from '../parse.ts';
import { featuresOf } from '../plan-limits.ts';
import { type Campaign, messageType, type Recipients, recipients } from '../records.ts';
import { campaignSafetyOf } from '../safety.ts';
import type { Services } from '../services.ts';
import { add, type Workspace } from '../store.ts';

const createBody = z
  .object({
    instanceId: z.uuid(),
    name: z.string().trim().min(1),
    schedule: z.iso.datetime({ offset: true }),
    repeat: z.enum(['none', 'daily', 'weekly']).default('none'),
    recipients,
    type: messageType.exclude(['location', 'contact']).optional(),
    ...contentFields,
    body: messageText,
  })
  .superRefine(checkContent('body'));

/** "/guides/campaigns", "/api-reference/campaigns/*". */
export function campaignRoutes({ campaigns, clock, store }: Services): Operation[] {
  const one = (call: Call): Campaign => {
    const campaign = found(call.workspace.campaigns.get(call.id), 'Campaign');
    if (call.team) instanceFor(call, campaign.instanceId);
    return campaign;
  };

  return [
    post('/campaigns', (call) => {
      const { workspace } = call;
      const { templateId, variables = {}, ...wanted } = parse(createBody, call.body);
      const instance = instanceFor(call, wanted.instanceId);
      if (!featuresOf(workspace.account).campaigns) {
        throw new ApiError('CAMPAIGNS_NOT_AVAILABLE_ON_PLAN', 'Campaigns are not available on your plan');
      }
      checkButtons(wanted.type, instance);
      if (templateId) found(workspace.templates.get(templateId), 'Template');
      checkRecipients(workspace, wanted.recipients);
      checkOutboundQuota(workspace, clock.now());
      const now = clock.now();
      const content = {
        type: wanted.type ?? null,
        body: wanted.body ?? wanted.description ?? null,
        mediaUrl: wanted.mediaUrl ?? null,
        extra: extraOf(wanted),
      };
      const campaign = add(workspace.campaigns, {
        id: store.newId('campaign'),
        accountId: workspace.account.id,
        instanceId: instance.id,
        name: wanted.name,
        status: 'scheduled',
        templateId: templateId ?? null,
        templateVariables: templateId ? variables : null,
        ...(templateId ? { type: null, body: null, mediaUrl: null, extra: {} } : content),
        schedule: Date.parse(wanted.schedule),
        repeat: wanted.repeat,
        recipients: wanted.recipients,
        processingStartedAt: null,
        completedAt: null,
        createdAt: now,
        updatedAt: now,
      });
      campaigns.schedule(campaign);
      return ok({ ...campaignObject(workspace, campaign), safety: safetyOf(workspace, campaign) }, 201);
    }),
    get('/campaigns/{id}', (call) => {
      const campaign = one(call);
      return ok({ ...detailedObject(call.workspace, campaign), safety: safetyOf(call.workspace, campaign) });
    }),
    get('/campaigns/{id}/stats', (call) => ok(statsObject(call.workspace, one(call)))),
    post('/campaigns/{id}/pause', (call) => {
      const campaign = one(call);
      campaigns.pause(campaign);
      return ok(detailedObject(call.workspace, campaign));
    }),
    post('/campaigns/{id}/resume', (call) => {
      const campaign = one(call);
      campaigns.resume(campaign);
      return ok({ ...detailedObject(call.workspace, campaign), safety: safetyOf(call.workspace, campaign) });
    }),
  ];
}

function checkRecipients({ contacts, groups }: Workspace, recipients: Recipients): void {
  if (recipients.type === 'group') found(groups.get(recipients.groupId), 'Contact group');
  if (recipients.type === 'explicit') for (const id of recipients.value) found(contacts.get(id), 'Contact');
}

function safetyOf(workspace: Workspace, campaign: Campaign) {
  const instance = found(workspace.instances.get(campaign.instanceId), 'Instance');
  return campaignSafetyOf(instance, statsOf(workspace, campaign).planned || recipientsOf(workspace, campaign).length);
}

/** The campaign object of "/api-reference/campaigns/create". */
function campaignObject(workspace: Workspace, campaign: Campaign) {
  return {
    id: campaign.id,
    userId: campaign.accountId,
    instanceId: campaign.instanceId,
    name: campaign.name,
    status: campaign.status,
    templateId: campaign.templateId,
    type: campaign.type,
    body: campaign.body,
    mediaUrl: campaign.mediaUrl,
    schedule: iso(campaign.schedule),
    repeat: campaign.repeat,
    recipients: campaign.recipients,
    stats: statsOf(workspace, campaign),
    createdAt: iso(campaign.createdAt),
    updatedAt: iso(campaign.updatedAt),
  };
}

function timesOf({ processingStartedAt, completedAt }: Campaign) {
  return {
    processingStartedAt: isoOrNull(processingStartedAt),
    lastEnqueuedAt: isoOrNull(processingStartedAt),
    completedAt: isoOrNull(completedAt),
    cancelledAt: null,
  };
}

/** The same with the keys that "/api-reference/campaigns/get" adds. */
function detailedObject(workspace: Workspace, campaign: Campaign) {
  const { stats, ...object } = campaignObject(workspace, campaign);
  return { ...object, templateVariables: campaign.templateVariables, stats: { ...stats, ...timesOf(campaign) } };
}

/** The response of "/api-reference/campaigns/stats", with the two keys that only the guide has. */
function statsObject(workspace: Workspace, campaign: Campaign) {
  const stats = statsOf(workspace, campaign);
  const { planned, sent, failed } = stats;
  const times = timesOf(campaign);
  return {
    campaignId: campaign.id,
    status: campaign.status,
    stats: { total: planned, ...stats },
    progressPercent: planned === 0 ? 0 : Math.round(((sent + failed) / planned) * 100),
    timeline: { scheduledFor: iso(campaign.schedule), ...times, lastActivityAt: iso(campaign.updatedAt) },
    startedAt: times.processingStartedAt,
    estimatedCompletionAt: null,
  };
}
