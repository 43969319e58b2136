import type { Group } from '../msgflash/schemas.ts';
import { outputFields } from './output.ts';

/** A group of contacts in MsgFlash (not a WhatsApp group), as steps output it. */
export interface GroupRecord {
  id: string;
  name: string | null;
  description: string | null;
  color: string | null;
  contact_count: number | null;
  created_at: string | null;
}

/** From `/api-reference/contact-groups/list`. */
export function groupRecord(group: Group): GroupRecord {
  return {
    id: group.id,
    name: group.name,
    description: group.description,
    color: group.color,
    contact_count: group.contactCount,
    created_at: group.createdAt,
  };
}

/** `VIP · 42 contacts` */
export function groupLabel({ name, contactCount }: Group): string {
  const count = contactCount === null ? '' : `${contactCount} ${contactCount === 1 ? 'contact' : 'contacts'}`;
  return [name ?? 'Group without a name', count].filter(Boolean).join(' · ');
}

export const groupSample = {
  id: '0c2f8a4e-7d52-4c1b-9a55-3f1d2e6b7c42',
  name: 'VIP',
  description: 'Customers since 2020',
  color: '#F59E0B',
  contact_count: 42,
  created_at: '2026-04-01T10:00:00.000Z',
} satisfies GroupRecord;

export const groupOutputFields = outputFields<GroupRecord>(groupSample, {
  labels: {
    id: 'Group ID',
    name: 'Group Name',
    description: 'Group Description',
    color: 'Group Color',
    contact_count: 'Number of Contacts',
  },
});
