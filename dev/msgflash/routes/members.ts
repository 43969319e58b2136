import { z } from 'zod';
import { iso, isoOrNull } from '../dates.ts';
import { found } from '../errors.ts';
import { ASYNC_FROM, type BulkWork } from '../jobs.ts';
import { type Answer, type Call, type Operation, ok } from '../operation.ts';
import { parse } from '../parse.ts';
import type { BulkJob } from '../records.ts';
import type { Services } from '../services.ts';
import { matches } from './contacts.ts';
import { cursorQuery, encodeCursor, forwards, page, readCursor, search, uuid } from './paging.ts';

// Duplicate IDs count once.
const contactIds = z.object({
  contactIds: z
    .array(z.uuid())
    .min(1)
    .max(10_000)
    .transform((ids) => [...new Set(ids)]),
});
const listQuery = cursorQuery(50).extend({ search });
const memberCursor = z.tuple([z.string()]);

/** The members of contact groups, and the jobs for many members ("/api-reference/contact-groups/*-members"). */
export function memberRoutes({ clock, jobs }: Services): Operation[] {
  const groupOf = ({ workspace, params }: Call) =>
    found(workspace.groups.get(uuid(params.groupId, 'groupId')), 'Contact group');

  /** Does the work at once, or starts a job if there are many IDs. */
  function bulk(call: Call, work: BulkWork, summary: (counts: Record<string, number>) => object): Answer {
    if (work.ids.length >= ASYNC_FROM) return startedJob(jobs.start(call.workspace, work));
    const outcomes = work.ids.map(work.one);
    const counts = work.counters.map((counter) => [counter, outcomes.filter((each) => each === counter).length]);
    return ok(summary(Object.fromEntries(counts)));
  }

  return [
    {
      method: 'GET',
      path: '/contacts/groups/{groupId}/members',
      run(call) {
        const group = groupOf(call);
        const wanted = parse(listQuery, call.query);
        const accept = matches(wanted.search);
        const members = [...group.members].flatMap(([id, addedAt], index) => {
          const contact = call.workspace.contacts.get(id);
          return contact && accept(contact) ? [{ contact, addedAt, index }] : [];
        });
        const after = wanted.cursor === undefined ? undefined : readCursor(memberCursor, wanted.cursor)[0];
        const position = after === undefined ? -1 : [...group.members.keys()].indexOf(after);
        const { items, hasMore } = page(forwards(members), {
          limit: wanted.limit,
          isPast: ({ index }) => index <= position,
        });
        const last = items.at(-1);
        return ok({
          contacts: items.map(({ contact: { id, name, phone, tags }, addedAt }) => ({
            id,
            name,
            phone,
            tags,
            addedAt: iso(addedAt),
          })),
          limit: wanted.limit,
          total: members.length,
          nextCursor: hasMore && last ? encodeCursor(last.contact.id) : null,
          hasMore,
        });
      },
    },
    {
      method: 'POST',
      path: '/contacts/groups/{groupId}/members',
      run(call) {
        const group = groupOf(call);
        const ids = parse(contactIds, call.body).contactIds;
        const one = (id: string) => {
          if (!call.workspace.contacts.get(id)) return 'notFound';
          if (group.members.has(id)) return 'alreadyInGroup';
          group.members.set(id, clock.now());
          return 'added';
        };
        const counters = ['added', 'alreadyInGroup', 'notFound'];
        const work = { operation: 'add_to_group', groupId: group.id, ids, counters, one } as const;
        return bulk(call, work, (counts) => ({ ...counts, total: ids.length }));
      },
    },
    {
      method: 'DELETE',
      path: '/contacts/groups/{groupId}/members',
      run(call) {
        const group = groupOf(call);
        const ids = parse(contactIds, call.body).contactIds;
        const one = (id: string) => (group.members.delete(id) ? 'removed' : 'notInGroup');
        const counters = ['removed', 'notInGroup'];
        return bulk(
          call,
          { operation: 'remove_from_group', groupId: group.id, ids, counters, one },
          (counts) => counts,
        );
      },
    },
    {
      method: 'GET',
      path: '/contacts/bulk-jobs/{jobId}',
      run: ({ workspace, params }) => ok(jobObject(found(workspace.jobs.get(uuid(params.jobId, 'jobId')), 'Job'))),
    },
  ];
}

/** The 202 response for a job. */
function startedJob({ id, status, operation, requestedCount }: BulkJob): Answer {
  const message = 'The job has started; poll its progress.';
  return ok({ mode: 'async', jobId: id, status, operation, requestedCount, progress: 0, message }, 202);
}

/** "/api-reference/contacts/bulk-jobs-get". */
function jobObject({ seq: _seq, ...job }: BulkJob) {
  return {
    ...job,
    progress: Math.round((job.processedCount / job.requestedCount) * 100),
    createdAt: iso(job.createdAt),
    updatedAt: iso(job.updatedAt),
    completedAt: isoOrNull(job.completedAt),
  };
}
