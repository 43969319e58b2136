import type { Usage } from '../msgflash/schemas.ts';
import { lines, outputFields } from './output.ts';

/**
 * Every quota; a new one is one row. Some responses lack some counters, and all of them lack that of webhook endpoints.
 * Only monthly quotas are reported as above the threshold: the others may be full from the first day without any harm.
 */
const QUOTAS = [
  {
    key: 'messages',
    label: 'Messages',
    isMonthly: true,
    limit: ({ limits }: Usage) => limits?.monthlyOutboundQuota,
    used: ({ usage }: Usage) => usage.effectiveOutboundUsage ?? usage.messagesCount,
  },
  {
    key: 'api_requests',
    label: 'API Requests',
    isMonthly: true,
    limit: ({ limits }: Usage) => limits?.monthlyApiRequestQuota,
    used: ({ usage }: Usage) => usage.apiRequestsCount,
  },
  {
    key: 'instances',
    label: 'Instances',
    isMonthly: false,
    limit: ({ limits }: Usage) => limits?.maxInstances,
    used: ({ usage }: Usage) => usage.activeInstancesCount,
  },
  {
    key: 'api_keys',
    label: 'API Keys',
    isMonthly: false,
    limit: ({ limits }: Usage) => limits?.maxApiKeys,
    used: ({ usage }: Usage) => usage.activeApiKeysCount,
  },
  {
    key: 'webhook_endpoints',
    label: 'Webhook Endpoints',
    isMonthly: false,
    limit: ({ limits }: Usage) => limits?.maxWebhookEndpoints,
    used: () => null,
  },
] as const;

const FIGURES = ['limit', 'used', 'remaining', 'percent'] as const;

type QuotaKey = (typeof QUOTAS)[number]['key'];
type Figure = (typeof FIGURES)[number];
type Figures = Record<Figure, number | null>;

/** The plan and what is left of it, as a step outputs it. */
export type UsageRecord = {
  id: string;
  plan: string | null;
  /** Whether a monthly quota has reached the threshold. */
  is_above_mark: boolean;
  /** The quotas that have reached it, one per line: `Messages: 90 %`. */
  above_mark: string | null;
  period_start: string | null;
  period_end: string | null;
} & Record<`${QuotaKey}_${Figure}`, number | null>;

/** From `/api-reference/billing/usage`. @param threshold in percent: a monthly quota that has reached it is reported */
export function usageRecord(usage: Usage, threshold: number): UsageRecord {
  const quotas = QUOTAS.map(({ limit, used, ...quota }) => ({ ...quota, ...figures(limit(usage), used(usage)) }));
  // Compare the counters, not the rounded percentage.
  const above = quotas.filter(
    ({ isMonthly, limit, used, percent }) =>
      isMonthly && percent !== null && Number(used) * 100 >= threshold * Number(limit),
  );
  return {
    id: usage.plan?.code ?? 'plan',
    plan: usage.plan?.name ?? usage.plan?.code ?? null,
    ...perQuota((key, figure) => quotas.find((quota) => quota.key === key)?.[figure] ?? null),
    is_above_mark: above.length > 0,
    above_mark: lines(above.map(({ label, percent }) => `${label}: ${percent} %`)),
    period_start: usage.period?.start ?? null,
    period_end: usage.period?.end ?? null,
  };
}

/** The figures of a quota; null if the quota is unlimited or the counter is unknown. */
function figures(limit: number | null | undefined, used: number | null): Figures {
  const isKnown = typeof limit === 'number' && used !== null;
  return {
    limit: limit ?? null,
    used,
    remaining: isKnown ? Math.max(0, limit - used) : null,
    // Rounded down, so that 100 % means that nothing is left.
    percent: isKnown && limit > 0 ? Math.floor((used * 100) / limit) : null,
  };
}

function perQuota<T>(value: (key: QuotaKey, figure: Figure) => T): Record<`${QuotaKey}_${Figure}`, T> {
  const entries = QUOTAS.flatMap(({ key }) => FIGURES.map((figure) => [`${key}_${figure}`, value(key, figure)]));
  return Object.fromEntries(entries);
}

/** Written out, because the definition is loaded far more often than this step runs. */
export const usageSample = {
  id: 'pro',
  plan: 'Pro',
  messages_limit: 50_000,
  messages_used: 45_000,
  messages_remaining: 5_000,
  messages_percent: 90,
  api_requests_limit: 150_000,
  api_requests_used: 60_000,
  api_requests_remaining: 90_000,
  api_requests_percent: 40,
  instances_limit: 5,
  instances_used: 3,
  instances_remaining: 2,
  instances_percent: 60,
  api_keys_limit: 5,
  api_keys_used: 2,
  api_keys_remaining: 3,
  api_keys_percent: 40,
  webhook_endpoints_limit: 15,
  webhook_endpoints_used: null,
  webhook_endpoints_remaining: null,
  webhook_endpoints_percent: null,
  is_above_mark: true,
  above_mark: 'Messages: 90 %',
  period_start: '2026-04-01T00:00:00.000Z',
  period_end: '2026-05-01T00:00:00.000Z',
} satisfies UsageRecord;

export const usageOutputFields = outputFields<UsageRecord>(usageSample, {
  labels: {
    id: 'Plan Code',
    is_above_mark: 'Limit Reached',
    above_mark: 'Limits Reached',
    messages_percent: 'Messages Used (in percent)',
    api_requests_percent: 'API Requests Used (in percent)',
    instances_percent: 'Instances Used (in percent)',
    api_keys_percent: 'API Keys Used (in percent)',
    webhook_endpoints_percent: 'Webhook Endpoints Used (in percent)',
  },
  types: {
    webhook_endpoints_used: 'number',
    webhook_endpoints_remaining: 'number',
    webhook_endpoints_percent: 'number',
  },
});
