import { z } from 'zod';
import { recipientsOf } from '../campaigns.ts';
import { checkOutboundQuota, checkSubscription, instanceFor } from '../checks.ts';
import { checkButtons, checkContent, contentFields, extraOf, MAX_TEXT } from '../content.ts';
import { iso, isoOrNull } from '../dates.ts';
import { ApiError, found } from '../errors.ts';
import { type Call, type Operation, ok } from '../operation.ts';
import { parse } from '../parse.ts';
import { featuresOf } from '../plan-limits.ts';
import type { Campaign, Recipients } from '../records.ts';
import { campaignSafetyOf } from '../safety.ts';
import type { Services } from '../services.ts';
import type { Workspace } from '../store.ts';
import { variablesOf } from '../templates.ts';
import { uuid } from './paging.ts';

const createBody = z
  .object({
    instanceId: z.uuid(),
    name: z.string().trim().min(1),
    schedule: z.iso.datetime({ offset: true }),
    repeat: z.enum(['none', 'daily', 'weekly']).default('none'),
    recipients: z.discriminatedUnion('type', [
      z.object({ type: z.literal('all') }),
      z.object({ type: z.literal('tags'), value: z.array(z.string().min(1)).min(1) }),
      z.object({ type: z.literal('explicit'), value: z.array(z.uuid()).min(1) }),
      z.object({ type: z.literal('group'), groupId: z.uuid() }),
    ]),
    type: z.enum(['text', 'image', 'video', 'audio', 'document', 'voice_note', 'buttons']).optional(),
    ...contentFields,
    body: z.string().max(MAX_TEXT).nullish(),
  })
  .superRefine((value, context) =>
    checkContent(value, 'body', (path, message) => context.addIssue({ code: 'custom', path: [path], message })),
  );

/** "/guides/campaigns", "/api-reference/campaigns/*". */
export function campaignRoutes({ campaigns, clock, store }: Services): Operation[] {
  const one = (call: Call): Campaign => {
    const campaign = found(call.workspace.campaigns.get(uuid(call.params.id)), 'Campaign');
    if (call.team) instanceFor(call, campaign.instanceId);
    return campaign;
  };

  const safety = (workspace: Workspace, campaign: Campaign) => {
    const instance = workspace.instances.get(campaign.instanceId);
    const total = campaign.processingStartedAt === null ? recipientsOf(workspace, campaign).length : campaign.total;
    return instance ? campaignSafetyOf(instance, total) : null;
  };

  return [
    {
      method: 'POST',
      path: '/campaigns',
      run(call) {
        const { workspace } = call;
        const wanted = parse(createBody, call.body);
        const instance = instanceFor(call, wanted.instanceId);
        if (!featuresOf(workspace.account).campaigns) {
          throw new ApiError('CAMPAIGNS_NOT_AVAILABLE_ON_PLAN', 'Campaigns are not available on your plan');
        }
        checkSubscription(workspace);
        checkButtons(wanted.type, instance);
        const template = wanted.templateId ? found(workspace.templates.get(wanted.templateId), 'Template') : null;
        if (template?.body) variablesOf(template.body);
        checkRecipients(workspace, wanted.recipients);
        checkOutboundQuota(workspace, clock.now());
        const now = clock.now();
        const campaign = workspace.campaigns.add({
          id: store.newId('campaign'),
          seq: store.nextSeq(),
          accountId: workspace.account.id,
          instanceId: instance.id,
          name: wanted.name,
          status: 'scheduled',
          templateId: template?.id ?? null,
          templateVariables: template ? (wanted.variables ?? {}) : null,
          type: wanted.type ?? null,
          body: template ? null : (wanted.body ?? wanted.description ?? null),
          mediaUrl: template ? null : (wanted.mediaUrl ?? null),
          extra: template ? {} : extraOf(wanted),
          schedule: Date.parse(wanted.schedule),
          repeat: wanted.repeat,
          recipients: wanted.recipients,
          total: 0,
          stats: { planned: 0, queued: 0, sent: 0, delivered: 0, read: 0, failed: 0, cancelled: 0 },
          processingStartedAt: null,
          lastEnqueuedAt: null,
          completedAt: null,
          cancelledAt: null,
          lastActivityAt: null,
          createdAt: now,
          updatedAt: now,
        });
        const answer = { ...campaignObject(campaign), safety: safety(workspace, campaign) };
        campaigns.schedule(campaign);
        return ok(answer, 201);
      },
    },
    {
      method: 'GET',
      path: '/campaigns/{id}',
      run(call) {
        const campaign = one(call);
        return ok({ ...detailedObject(campaign), safety: safety(call.workspace, campaign) });
      },
    },
    { method: 'GET', path: '/campaigns/{id}/stats', run: (call) => ok(statsObject(one(call))) },
    {
      method: 'POST',
      path: '/campaigns/{id}/pause',
      run(call) {
        const campaign = one(call);
        campaigns.pause(campaign);
        return ok(detailedObject(campaign));
      },
    },
    {
      method: 'POST',
      path: '/campaigns/{id}/resume',
      run(call) {
        const campaign = one(call);
        campaigns.resume(campaign);
        return ok({ ...detailedObject(campaign), safety: safety(call.workspace, campaign) });
      },
    },
  ];
}

function checkRecipients(workspace: Workspace, recipients: Recipients): void {
  if (recipients.type === 'group') found(workspace.groups.get(recipients.groupId), 'Contact group');
  if (recipients.type === 'explicit') {
    for (const id of recipients.value) found(workspace.contacts.get(id), 'Contact');
  }
}

/** The campaign object of "/api-reference/campaigns/create". */
function campaignObject(campaign: Campaign) {
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
    stats: { ...campaign.stats },
    createdAt: iso(campaign.createdAt),
    updatedAt: iso(campaign.updatedAt),
  };
}

/** The same with the keys that "/api-reference/campaigns/get" adds. */
function detailedObject(campaign: Campaign) {
  return {
    ...campaignObject(campaign),
    templateVariables: campaign.templateVariables,
    stats: {
      ...campaign.stats,
      processingStartedAt: isoOrNull(campaign.processingStartedAt),
      lastEnqueuedAt: isoOrNull(campaign.lastEnqueuedAt),
      completedAt: isoOrNull(campaign.completedAt),
      cancelledAt: isoOrNull(campaign.cancelledAt),
    },
  };
}

/** The response of "/api-reference/campaigns/stats", with the two keys that only the guide has. */
function statsObject(campaign: Campaign) {
  const { planned, sent, failed, cancelled } = campaign.stats;
  return {
    campaignId: campaign.id,
    status: campaign.status,
    stats: { total: planned, ...campaign.stats },
    progressPercent: planned === 0 ? 0 : Math.round(((sent + failed + cancelled) / planned) * 100),
    timeline: {
      scheduledFor: iso(campaign.schedule),
      processingStartedAt: isoOrNull(campaign.processingStartedAt),
      lastEnqueuedAt: isoOrNull(campaign.lastEnqueuedAt),
      completedAt: isoOrNull(campaign.completedAt),
      cancelledAt: isoOrNull(campaign.cancelledAt),
      lastActivityAt: isoOrNull(campaign.lastActivityAt),
    },
    startedAt: isoOrNull(campaign.processingStartedAt),
    estimatedCompletionAt: null,
  };
}
