import { ApiError } from './errors.ts';
import { limitsOf, usageAt } from './plan-limits.ts';
import type { Workspace } from './store.ts';

export interface RateLimit {
  /** Requests per second for each key; null = off. */
  perSecond: number | null;
}

/**
 * Counts the requests of each key. More than `perSecond` within one second get 429 API_RATE_LIMIT_EXCEEDED, without a
 * Retry-After header, because none is documented.
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

/**
 * Counts a request towards the month's quota.
 *
 * @throws ApiError 429 MONTHLY_API_REQUEST_QUOTA_EXCEEDED if it is used up
 */
export function countRequest(workspace: Workspace, at: number): void {
  const usage = usageAt(workspace, at);
  if (usage.apiRequestsCount >= limitsOf(workspace.account).monthlyApiRequestQuota) {
    throw new ApiError('MONTHLY_API_REQUEST_QUOTA_EXCEEDED', 'Monthly API request quota exceeded');
  }
  usage.apiRequestsCount++;
}
