import type { Caller } from './auth.ts';
import { ApiError } from './errors.ts';
import { limitsOf, usageAt } from './plan-limits.ts';

export interface RateLimit {
  /** Requests per second and key; null = off. */
  perSecond: number | null;
}

/**
 * Counts the requests of each key: more than `perSecond` within one second are 429 API_RATE_LIMIT_EXCEEDED, and nothing
 * tells when to come back, for no such header is documented.
 */
export function createRateLimiter(limit: RateLimit): (key: string, at: number) => void {
  const recent = new Map<string, number[]>();
  return (key, at) => {
    if (limit.perSecond === null) return;
    const within = (recent.get(key) ?? []).filter((earlier) => earlier > at - 1000);
    recent.set(key, within);
    if (within.length >= limit.perSecond) throw new ApiError('API_RATE_LIMIT_EXCEEDED', 'Too many API requests');
    within.push(at);
  };
}

/** Counts a request against the month's quota, or refuses it with 429 MONTHLY_API_REQUEST_QUOTA_EXCEEDED. */
export function countRequest({ workspace }: Caller, at: number): void {
  const usage = usageAt(workspace, at);
  if (usage.apiRequestsCount >= limitsOf(workspace.account).monthlyApiRequestQuota) {
    throw new ApiError('MONTHLY_API_REQUEST_QUOTA_EXCEEDED', 'Monthly API request quota exceeded');
  }
  usage.apiRequestsCount++;
}
