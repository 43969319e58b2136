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

export const usageSample = {
  ...usageRecord(
    {
      plan: { code: 'pro', name: 'Pro' },
      limits: {
        monthlyOutboundQuota: 50_000,
        monthlyApiRequestQuota: 150_000,
        maxInstances: 5,
        maxApiKeys: 5,
        maxWebhookEndpoints: 15,
      },
      usage: {
        messagesCount: 45_000,
        statusesCount: 0,
        effectiveOutboundUsage: 45_000,
        apiRequestsCount: 60_000,
        activeInstancesCount: 3,
        activeApiKeysCount: 2,
      },
      period: { start: '2026-04-01T00:00:00.000Z', end: '2026-05-01T00:00:00.000Z' },
    },
    80,
  ),
};

export const usageOutputFields = outputFields<UsageRecord>(usageSample, {
  labels: {
    id: 'Plan Code',
    is_above_mark: 'Limit Reached',
    above_mark: 'Limits Reached',
    ...Object.fromEntries(QUOTAS.map(({ key, label }) => [`${key}_percent`, `${label} Used (in percent)`])),
  },
  types: perQuota(() => 'number' as const),
});
