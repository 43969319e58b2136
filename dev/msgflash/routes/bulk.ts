import { z } from 'zod';
import { parse } from '../content.ts';
import { ApiError, found } from '../errors.ts';
import { ASYNC_FROM } from '../jobs.ts';
import type { BulkJob } from '../records.ts';
import { iso, isoOrNull, removeContact } from '../store.ts';
import type { Answer, Call, Operation, World } from '../world.ts';
import { ok } from '../world.ts';
import { cursorQuery, newestFirstById, uuid } from './paging.ts';

/** Body of the operations on many contacts; an id given twice counts once. */
export const contactIds = z.object({
  contactIds: z
    .array(z.uuid())
    .min(1)
    .max(10_000)
    .transform((ids) => [...new Set(ids)]),
});

/** The 202 of bulk work that became a job. */
export function startedJob(job: BulkJob): Answer {
  return ok(
    {
      mode: 'async',
      jobId: job.id,
      status: job.status,
      operation: job.operation,
      requestedCount: job.requestedCount,
      progress: 0,
      message: 'The job has started; poll its progress.',
    },
    202,
  );
}

/** "/api-reference/contacts/{bulk-delete,bulk-jobs-list,-get,-progress,-cancel}". */
export function bulkRoutes(world: World): Operation[] {
  const { jobs } = world;
  const one = ({ workspace, params }: Call) => found(workspace.jobs.get(uuid(params.jobId, 'jobId')), 'Job');

  return [
    {
      method: 'POST',
      path: '/contacts/bulk-delete',
      run({ workspace, body }) {
        const ids = parse(contactIds, body).contactIds;
        const remove = (id: string) => (removeContact(workspace, id) ? 'deleted' : 'notFound');
        if (ids.length >= ASYNC_FROM) {
          const counters = ['deleted', 'notFound'];
          const work = { operation: 'bulk_delete_contacts', groupId: null, ids, counters, one: remove } as const;
          return startedJob(jobs.start(workspace, work));
        }
        const notFound = ids.filter((id) => remove(id) === 'notFound');
        return ok({ requested: ids.length, deleted: ids.length - notFound.length, notFound });
      },
    },
    {
      method: 'GET',
      path: '/contacts/bulk-jobs',
      run({ workspace, query }) {
        const { items, nextCursor, hasMore } = newestFirstById(workspace.jobs, parse(cursorQuery(20), query));
        return ok({ jobs: items.map(jobObject), nextCursor, hasMore });
      },
    },
    { method: 'GET', path: '/contacts/bulk-jobs/{jobId}', run: (call) => ok(jobObject(one(call))) },
    { method: 'GET', path: '/contacts/bulk-jobs/{jobId}/progress', run: (call) => ok(jobObject(one(call))) },
    {
      method: 'POST',
      path: '/contacts/bulk-jobs/{jobId}/cancel',
      run(call) {
        const job = one(call);
        if (!jobs.cancel(job)) throw new ApiError('BAD_REQUEST', `A job that is ${job.status} cannot be cancelled`);
        return ok(jobObject(job));
      },
    },
  ];
}

function jobObject(job: BulkJob) {
  return {
    id: job.id,
    operation: job.operation,
    status: job.status,
    requestedCount: job.requestedCount,
    processedCount: job.processedCount,
    progress: Math.round((job.processedCount / job.requestedCount) * 100),
    groupId: job.groupId,
    summary: job.summary,
    error: job.error,
    createdAt: iso(job.createdAt),
    updatedAt: iso(job.updatedAt),
    completedAt: isoOrNull(job.completedAt),
  };
}
