import { ApiError, found } from './errors.ts';
import { limitsOf, usageAt } from './plan-limits.ts';
import type { Instance, Team } from './records.ts';
import type { Workspace } from './store.ts';

/**
 * The instance with this ID. 404 if it does not exist or belongs to another account; 403 INSTANCE_NOT_ASSIGNED if the
 * key is a team's and the instance is not assigned to the team.
 */
export function instanceFor(call: { workspace: Workspace; team: Team | null }, id: string): Instance {
  const instance = found(call.workspace.instances.get(id), 'Instance');
  if (call.team && !call.team.instanceIds.has(id)) {
    throw new ApiError('INSTANCE_NOT_ASSIGNED', 'This instance is not assigned to your team');
  }
  return instance;
}

/** Refuses with 429 MONTHLY_OUTBOUND_QUOTA_EXCEEDED if the month's messages are used up. */
export function checkOutboundQuota(workspace: Workspace, at: number): void {
  if (usageAt(workspace, at).messagesCount >= limitsOf(workspace.account).monthlyOutboundQuota) {
    throw new ApiError('MONTHLY_OUTBOUND_QUOTA_EXCEEDED', 'Monthly outbound quota exceeded');
  }
}

/** Refuses with 403 SUBSCRIPTION_INACTIVE if the subscription is not active. */
export function checkSubscription(workspace: Workspace): void {
  if (workspace.account.subscription !== 'active') {
    throw new ApiError('SUBSCRIPTION_INACTIVE', 'Your subscription is not active');
  }
}
