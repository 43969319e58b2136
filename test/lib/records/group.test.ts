import { expect, test } from '@jest/globals';
import * as zod from 'zod/mini';
import { membership, oneGroup } from '../../../lib/msgflash/schemas.ts';
import { groupLabel, groupRecord } from '../../../lib/records/group.ts';
import { membershipRecord } from '../../../lib/records/membership.ts';

test('a group says everything', () => {
  const group = {
    id: 'grp_1',
    name: 'VIP',
    description: 'Since 2020',
    color: '#F59E0B',
    contactCount: 0,
    createdAt: '2026-04-01T10:00:00.000Z',
  };
  expect(groupRecord(zod.parse(oneGroup, group))).toEqual({
    id: 'grp_1',
    name: 'VIP',
    description: 'Since 2020',
    color: '#F59E0B',
    contact_count: 0,
    created_at: '2026-04-01T10:00:00.000Z',
  });
});

test.each([
  ['VIP', 42, 'VIP · 42 contacts'],
  ['VIP', 1, 'VIP · 1 contact'],
  ['VIP', 0, 'VIP · 0 contacts'],
  ['VIP', null, 'VIP'],
  [null, 2, 'Group without a name · 2 contacts'],
])('%s with %s is labelled %s', (name, contactCount, label) => {
  expect(groupLabel(zod.parse(oneGroup, { id: 'grp_1', name, contactCount }))).toBe(label);
});

test.each([
  [
    'added at once',
    { added: 2, alreadyInGroup: 1, notFound: 0, total: 3 },
    { added: 2, already_in_group: 1, not_found: 0, job_id: null, status: 'done' },
  ],
  ['removed at once', { removed: 1, notInGroup: 1 }, { removed: 1, not_in_group: 1, added: null, status: 'done' }],
  [
    'a job',
    { mode: 'async', jobId: 'job_1', status: 'processing', requestedCount: 900 },
    { job_id: 'job_1', status: 'processing', added: null },
  ],
  ['a job that does not say how it is', { jobId: 'job_1' }, { job_id: 'job_1', status: 'pending' }],
])('members, %s', (_what, answer, told) => {
  expect(membershipRecord('grp_1', 3, zod.parse(membership, answer))).toMatchObject({
    id: 'grp_1',
    group_id: 'grp_1',
    requested: 3,
    ...told,
  });
});
