import { ApiError, found } from './errors.ts';
import { isOutboundUsedUp } from './plan-limits.ts';
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
  if (isOutboundUsedUp(workspace, at)) {
    throw new ApiError('MONTHLY_OUTBOUND_QUOTA_EXCEEDED', 'Monthly outbound quota exceeded');
  }
}
