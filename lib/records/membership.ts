import type { Membership } from '../msgflash/schemas.ts';
import { outputFields } from './output.ts';

/** The result of adding contacts to a group or removing them, as steps output it: counts, or a running job. */
export interface MembershipRecord {
  id: string;
  group_id: string;
  requested: number;
  added: number | null;
  already_in_group: number | null;
  removed: number | null;
  not_in_group: number | null;
  not_found: number | null;
  job_id: string | null;
  /** `done` if it was done at once, else the status of the job. */
  status: string;
}

/** From `/api-reference/contact-groups/add-members` and `/api-reference/contact-groups/remove-members`. */
export function membershipRecord(groupId: string, requested: number, response: Membership): MembershipRecord {
  return {
    id: groupId,
    group_id: groupId,
    requested,
    added: response.added,
    already_in_group: response.alreadyInGroup,
    removed: response.removed,
    not_in_group: response.notInGroup,
    not_found: response.notFound,
    job_id: response.jobId,
    status: response.jobId ? (response.status ?? 'pending') : 'done',
  };
}

export const membershipSample = {
  id: '0c2f8a4e-7d52-4c1b-9a55-3f1d2e6b7c42',
  group_id: '0c2f8a4e-7d52-4c1b-9a55-3f1d2e6b7c42',
  requested: 2,
  added: 1,
  already_in_group: 1,
  removed: null,
  not_in_group: null,
  not_found: 0,
  job_id: null,
  status: 'done',
} satisfies MembershipRecord;

export const membershipOutputFields = outputFields<MembershipRecord>(membershipSample, {
  labels: {
    id: 'Group ID',
    group_id: 'Group',
    requested: 'Contacts Requested',
    added: 'Contacts Added',
    already_in_group: 'Contacts Already in Group',
    removed: 'Contacts Removed',
    not_in_group: 'Contacts Not in Group',
    not_found: 'Contacts Not Found',
  },
  types: { removed: 'number', not_in_group: 'number' },
});
