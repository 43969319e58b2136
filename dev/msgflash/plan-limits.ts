import { type Features, type Limits, plans } from './plans.ts';
import type { Account } from './records.ts';
import type { Workspace } from './store.ts';

/** The limits of an account: its plan's, unless control changed one. */
export function limitsOf(account: Account): Limits {
  const { maxContactGroups: _groups, ...changed } = account.limits;
  return { ...plans[account.plan].limits, ...changed };
}

/** How many contact groups an account may have; null = unlimited. */
export function maxGroupsOf(account: Account): number | null {
  const changed = account.limits.maxContactGroups;
  return changed === undefined ? plans[account.plan].maxContactGroups : changed;
}

/** The features of an account: its plan's, unless control changed one. */
export function featuresOf(account: Account): Features {
  return { ...plans[account.plan].features, ...account.features };
}

/** The usage in the month of this time. The caller increases its counters. @param at ms since 1970 */
export function usageAt(workspace: Workspace, at: number) {
  const month = new Date(at).toISOString().slice(0, 7);
  const usage = workspace.usage.get(month) ?? { messagesCount: 0, apiRequestsCount: 0 };
  workspace.usage.set(month, usage);
  return usage;
}

/** Whether the month's messages are used up. */
export function isOutboundUsedUp(workspace: Workspace, at: number): boolean {
  return usageAt(workspace, at).messagesCount >= limitsOf(workspace.account).monthlyOutboundQuota;
}
