import { isoOrNull } from './dates.ts';
import type { Instance } from './records.ts';
import type { Workspace } from './store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const RECOMMENDATIONS = ['Write to people who wrote to you first.', 'Raise the number of messages slowly.'];

const isStable = ({ safetyState }: Instance) => safetyState === 'stable';

/** The safety part of a send or schedule response. It warns and never blocks ("/api-reference/messages/send"). */
export function safetyOf(instance: Instance) {
  const { safetyState: state, safetyScore: score } = instance;
  if (isStable(instance)) {
    return { decision: 'allow', riskLevel: 'low', state, score, reasons: [], recommendations: [] };
  }
  return {
    decision: 'warn',
    riskLevel: state === 'at_risk' || state === 'restricted' ? 'high' : 'medium',
    state,
    score,
    reasons: [`The instance is ${state.replace('_', ' ')}.`],
    recommendations: RECOMMENDATIONS,
  };
}

/** The warnings in the same response. */
export function warningsOf(instance: Instance): string[] {
  return isStable(instance) ? [] : ['This instance is still in the warmup phase.'];
}

function campaignLimits(instance: Instance) {
  return isStable(instance)
    ? { maxCampaignRecipients: 10_000, maxColdRatio: 0.8 }
    : { maxCampaignRecipients: 100, maxColdRatio: 0.4 };
}

/** The safety part of a campaign, with the limits that apply to it. */
export function campaignSafetyOf(instance: Instance, totalRecipients: number) {
  return {
    ...safetyOf(instance),
    appliedLimits: campaignLimits(instance),
    audience: { totalRecipients, coldRatio: 0 },
  };
}

/** GET /instances/{id}/health. */
export function healthOf(workspace: Workspace, instance: Instance, at: number) {
  const { firstConnectedAt, safetyState, safetyScore } = instance;
  const ageDays = firstConnectedAt === null ? 0 : (at - firstConnectedAt) / DAY;
  const hourly = isStable(instance) ? 200 : 25;
  const daily = isStable(instance) ? 1000 : 100;
  return {
    instanceId: instance.id,
    safetyState,
    safetyScore,
    firstConnectedAt: isoOrNull(firstConnectedAt),
    warmupPolicy: {
      state: safetyState,
      instanceAgeDays: Math.round(ageDays * 10) / 10,
      hourlyOutboundCap: hourly,
      dailyOutboundCap: daily,
      hourlyUniqueRecipientsCap: hourly,
      dailyUniqueRecipientsCap: daily,
      ...campaignLimits(instance),
    },
    usageWindowSummary: usageWindow(workspace, instance, at),
    recommendations: isStable(instance) ? [] : RECOMMENDATIONS,
  };
}

function usageWindow(workspace: Workspace, instance: Instance, at: number) {
  const recent = [...workspace.messages.values()].filter(({ instanceId }) => instanceId === instance.id);
  const since = (age: number, direction: 'outbound' | 'inbound') =>
    recent.filter((message) => message.direction === direction && message.createdAt >= at - age);
  const hour = since(HOUR, 'outbound');
  const day = since(DAY, 'outbound');
  return {
    outbound1h: hour.length,
    outbound24h: day.length,
    uniqueRecipients1h: new Set(hour.map(({ to }) => to)).size,
    uniqueRecipients24h: new Set(day.map(({ to }) => to)).size,
    inboundReplies24h: since(DAY, 'inbound').length,
    inboundReplies7d: since(7 * DAY, 'inbound').length,
  };
}
