import { z } from 'zod';
import { iso, isoOrNull } from '../dates.ts';
import { found } from '../errors.ts';
import { ASYNC_FROM, type BulkWork, startJob, summaryOf } from '../jobs.ts';
import { type Answer, type Call, get, type Operation, ok, post, remove } from '../operation.ts';
import { parse } from '../parse.ts';
import type { BulkJob } from '../records.ts';
import type { Services } from '../services.ts';
import { matches, pageOf, searchQuery } from './paging.ts';

// Duplicate IDs count once.
const contactIds = z.object({
  contactIds: z
    .array(z.uuid())
    .min(1)
    .max(10_000)
    .transform((ids) => [...new Set(ids)]),
});

/** The members of contact groups, and the jobs for many members ("/api-reference/contact-groups/*-members"). */
export function memberRoutes(services: Services): Operation[] {
  const { clock } = services;
  const groupOf = ({ workspace, id }: Call) => found(workspace.groups.get(id), 'Contact group');

  /** Does the work at once, or starts a job if there are many IDs. @param more what a synchronous answer adds */
  function bulk({ workspace }: Call, work: BulkWork, more: object = {}): Answer {
    if (work.ids.length < ASYNC_FROM) return ok({ ...summaryOf(work), ...more });
    const { id: jobId, status, operation, requestedCount } = startJob(services, workspace, work);
    const message = 'The job has started; poll its progress.';
    return ok({ mode: 'async', jobId, status, operation, requestedCount, progress: 0, message }, 202);
  }

  return [
    get('/contacts/groups/{groupId}/members', (call) => {
      const wanted = parse(searchQuery, call.query);
      const members = [...groupOf(call).members].flatMap(([id, addedAt]) => {
        const contact = call.workspace.contacts.get(id);
        if (!contact) return [];
        const { name, phone, tags } = contact;
        return [{ id, name, phone, tags, addedAt: iso(addedAt) }];
      });
      const { items, ...paging } = pageOf(members, wanted, ({ name, phone }) => matches(wanted.search, name, phone));
      return ok({ contacts: items, limit: wanted.limit, ...paging });
    }),
    post('/contacts/groups/{groupId}/members', (call) => {
      const { id: groupId, members } = groupOf(call);
      const ids = parse(contactIds, call.body).contactIds;
      const one = (id: string) => {
        if (!call.workspace.contacts.has(id)) return 'notFound';
        if (members.has(id)) return 'alreadyInGroup';
        members.set(id, clock.now());
        return 'added';
      };
      const counters = ['added', 'alreadyInGroup', 'notFound'];
      return bulk(call, { operation: 'add_to_group', groupId, ids, counters, one }, { total: ids.length });
    }),
    remove('/contacts/groups/{groupId}/members', (call) => {
      const { id: groupId, members } = groupOf(call);
      const ids = parse(contactIds, call.body).contactIds;
      const one = (id: string) => (members.delete(id) ? 'removed' : 'notInGroup');
      return bulk(call, { operation: 'remove_from_group', groupId, ids, counters: ['removed', 'notInGroup'], one });
    }),
    get('/contacts/bulk-jobs/{jobId}', ({ workspace, id }) => ok(jobObject(found(workspace.jobs.get(id), 'Job')))),
  ];
}

/** "/api-reference/contacts/bulk-jobs-get". */
function jobObject(job: BulkJob) {
  return {
    ...job,
    progress: Math.round((job.processedCount / job.requestedCount) * 100),
    error: null,
    createdAt: iso(job.createdAt),
    updatedAt: iso(job.updatedAt),
    completedAt: isoOrNull(job.completedAt),
  };
}
