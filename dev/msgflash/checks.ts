import { ApiError, found } from './errors.ts';
import { limitsOf, usageAt } from './plan-limits.ts';
import type { Instance, Team } from './records.ts';
import type { Workspace } from './store.ts';

/**
 * The instance a call names: 404 when it is unknown or of another account, 403 INSTANCE_NOT_ASSIGNED when a team's key
 * names one of the owner's that the team was not given.
 */
export function instanceFor(call: { workspace: Workspace; team: Team | null }, id: string): Instance {
  const instance = found(call.workspace.instances.get(id), 'Instance');
  if (call.team && !call.team.instanceIds.has(id)) {
    throw new ApiError('INSTANCE_NOT_ASSIGNED', 'This instance is not assigned to your team');
  }
  return instance;
}

/** Refuses when the month's messages are used up: 429 MONTHLY_OUTBOUND_QUOTA_EXCEEDED. */
export function checkOutboundQuota(workspace: Workspace, at: number): void {
  if (usageAt(workspace, at).messagesCount >= limitsOf(workspace.account).monthlyOutboundQuota) {
    throw new ApiError('MONTHLY_OUTBOUND_QUOTA_EXCEEDED', 'Monthly outbound quota exceeded');
  }
}

/** Refuses sending on an inactive subscription: 403 SUBSCRIPTION_INACTIVE. */
export function checkSubscription(workspace: Workspace): void {
  if (workspace.account.subscription !== 'active') {
    throw new ApiError('SUBSCRIPTION_INACTIVE', 'Your subscription is not active');
  }
}
