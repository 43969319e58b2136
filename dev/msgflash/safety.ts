import type { Instance, Message } from './records.ts';
import type { Workspace } from './store.ts';
import { iso, isoOrNull } from './store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const RECOMMENDATIONS = ['Write to people who wrote to you first.', 'Raise the number of messages slowly.'];

/** Whether an instance is still to be treated with care. */
export function isSafe(instance: Instance): boolean {
  return instance.safetyState === 'stable';
}

/** The safety part of a send or schedule answer. It warns and never blocks ("/api-reference/messages/send"). */
export function safetyOf(instance: Instance) {
  const base = { state: instance.safetyState, score: instance.safetyScore };
  return isSafe(instance)
    ? { decision: 'allow', riskLevel: 'low', ...base, reasons: [], recommendations: [] }
    : {
        decision: 'warn',
        riskLevel: instance.safetyState === 'at_risk' || instance.safetyState === 'restricted' ? 'high' : 'medium',
        ...base,
        reasons: [`The instance is ${instance.safetyState.replace('_', ' ')}.`],
        recommendations: RECOMMENDATIONS,
      };
}

/** The warnings beside it. */
export function warningsOf(instance: Instance): string[] {
  return isSafe(instance) ? [] : ['This instance is still in the warmup phase.'];
}

/** GET /instances/{id}/health. */
export function healthOf(workspace: Workspace, instance: Instance, at: number) {
  const ageDays = instance.firstConnectedAt === null ? 0 : (at - instance.firstConnectedAt) / DAY;
  const isCapped = !isSafe(instance);
  return {
    instanceId: instance.id,
    safetyState: instance.safetyState,
    safetyScore: instance.safetyScore,
    firstConnectedAt: isoOrNull(instance.firstConnectedAt),
    warmupPolicy: {
      state: instance.safetyState,
      instanceAgeDays: Math.round(ageDays * 10) / 10,
      hourlyOutboundCap: isCapped ? 25 : 200,
      dailyOutboundCap: isCapped ? 100 : 1000,
      hourlyUniqueRecipientsCap: isCapped ? 25 : 200,
      dailyUniqueRecipientsCap: isCapped ? 100 : 1000,
      maxCampaignRecipients: maxCampaignRecipients(instance),
      maxColdRatio: isCapped ? 0.4 : 0.8,
    },
    usageWindowSummary: usageWindow(workspace, instance, at),
    recommendations: isCapped ? RECOMMENDATIONS : [],
  };
}

function maxCampaignRecipients(instance: Instance): number {
  return isSafe(instance) ? 10_000 : 100;
}

/** The safety part of a campaign, with the limits it was weighed against. */
export function campaignSafetyOf(instance: Instance, totalRecipients: number) {
  return {
    ...safetyOf(instance),
    appliedLimits: {
      maxCampaignRecipients: maxCampaignRecipients(instance),
      maxColdRatio: isSafe(instance) ? 0.8 : 0.4,
    },
    audience: { totalRecipients, coldRatio: 0 },
  };
}

function usageWindow(workspace: Workspace, instance: Instance, at: number) {
  const hour = new Set<string>();
  const day = new Set<string>();
  const counts = { outbound1h: 0, outbound24h: 0, inboundReplies24h: 0, inboundReplies7d: 0 };
  const messages = workspace.messages.all();
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    if (!message || message.createdAt < at - 7 * DAY) break;
    if (message.instanceId !== instance.id) continue;
    count(message, at - message.createdAt);
  }
  function count(message: Message, age: number): void {
    if (message.direction === 'inbound') {
      counts.inboundReplies7d++;
      if (age <= DAY) counts.inboundReplies24h++;
    } else if (age <= DAY) {
      counts.outbound24h++;
      day.add(message.to);
      if (age <= HOUR) {
        counts.outbound1h++;
        hour.add(message.to);
      }
    }
  }
  return {
    outbound1h: counts.outbound1h,
    outbound24h: counts.outbound24h,
    uniqueRecipients1h: hour.size,
    uniqueRecipients24h: day.size,
    inboundReplies24h: counts.inboundReplies24h,
    inboundReplies7d: counts.inboundReplies7d,
  };
}

/** GET /instances/{id}/state. */
export function stateOf(instance: Instance) {
  const providerState = { connected: 'open', connecting: 'connecting', disconnected: 'close', suspended: 'close' };
  return { instanceId: instance.id, status: instance.status, providerState: providerState[instance.status] };
}

/** The instance object of "/api-reference/instances/list". */
export function instanceObject(instance: Instance, waNumber: 'plus' | 'plain') {
  return {
    id: instance.id,
    name: instance.name,
    waNumber: waNumber === 'plain' ? (instance.waNumber?.replace('+', '') ?? null) : instance.waNumber,
    status: instance.status,
    webhook: null,
    meta: null,
    deletedAt: null,
    createdAt: iso(instance.createdAt),
    updatedAt: iso(instance.updatedAt),
  };
}
