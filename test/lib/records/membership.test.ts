import { expect, test } from '@jest/globals';
import { membership } from '../../../lib/msgflash/schemas.ts';
import { membershipRecord } from '../../../lib/records/membership.ts';

const nothing = {
  added: null,
  already_in_group: null,
  removed: null,
  not_in_group: null,
  not_found: null,
  job_id: null,
};

test.each([
  [
    'contacts that were added at once',
    { added: 2, alreadyInGroup: 1, notFound: 0, total: 3 },
    { added: 2, already_in_group: 1, not_found: 0, status: 'done' },
  ],
  [
    'contacts that were removed at once',
    { removed: 1, notInGroup: 2 },
    { removed: 1, not_in_group: 2, status: 'done' },
  ],
  ['none of them', { added: 0 }, { added: 0, status: 'done' }],
  [
    'a job and its state',
    { mode: 'async', jobId: 'job_abc123', status: 'processing', requestedCount: 900 },
    { job_id: 'job_abc123', status: 'processing' },
  ],
  ['a job that does not tell its state', { jobId: 'job_abc123' }, { job_id: 'job_abc123', status: 'pending' }],
])('%s', (_name, answer, told) => {
  expect(membershipRecord('grp_1', 3, membership.parse(answer))).toEqual({
    ...nothing,
    id: 'grp_1',
    group_id: 'grp_1',
    requested: 3,
    ...told,
  });
});

test.each([[{}], [{ added: 'about 3' }], [{ mode: 'async', status: 'pending' }], [{ jobId: 7 }], [null], ['done']])(
  '%j tells neither what was done nor who is at it: no answer to rely on',
  (answer) => {
    expect(membership.safeParse(answer).success).toBe(false);
  },
);
