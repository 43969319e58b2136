import type { BulkJob } from './records.ts';
import type { Workspace } from './store.ts';
import type { Base } from './world.ts';

/** From this many ids on, bulk work is a job ("/api-reference/contacts/bulk-delete"). */
export const ASYNC_FROM = 100;

const CHUNK = 1000;
const CHUNK_MS = 1000;

export interface BulkWork {
  operation: BulkJob['operation'];
  groupId: string | null;
  ids: readonly string[];
  /** Counters of the summary, in their order. */
  counters: readonly string[];
  /** Does one id and names the counter it belongs to. */
  one(id: string): string;
}

export interface Jobs {
  start(workspace: Workspace, work: BulkWork): BulkJob;
  /** Stops a job that still runs; tells whether it did. */
  cancel(job: BulkJob): boolean;
}

/** Runs bulk work in the background: pending, then a thousand ids a second on the clock, then done. */
export function createJobs(base: Base): Jobs {
  const { clock, store } = base;

  function change(job: BulkJob, status: BulkJob['status']): void {
    job.status = status;
    job.updatedAt = clock.now();
    if (status === 'done' || status === 'cancelled') job.completedAt = clock.now();
  }

  function runChunk(job: BulkJob, work: BulkWork): void {
    if (!isOpen(job)) return;
    if (job.status === 'pending') {
      change(job, 'processing');
    } else {
      for (const id of work.ids.slice(job.processedCount, job.processedCount + CHUNK)) {
        const counter = work.one(id);
        job.summary[counter] = (job.summary[counter] ?? 0) + 1;
        job.processedCount++;
      }
      change(job, job.processedCount >= job.requestedCount ? 'done' : 'processing');
    }
    if (isOpen(job)) base.later(() => runChunk(job, work), CHUNK_MS);
  }

  return {
    start(workspace, work) {
      const now = clock.now();
      const job = workspace.jobs.add({
        id: store.newId('job'),
        seq: store.nextSeq(),
        operation: work.operation,
        status: 'pending',
        requestedCount: work.ids.length,
        processedCount: 0,
        groupId: work.groupId,
        summary: Object.fromEntries(work.counters.map((counter) => [counter, 0])),
        error: null,
        createdAt: now,
        updatedAt: now,
        completedAt: null,
      });
      base.later(() => runChunk(job, work), CHUNK_MS);
      return job;
    },
    cancel(job) {
      if (!isOpen(job)) return false;
      change(job, 'cancelled');
      return true;
    },
  };
}

function isOpen(job: BulkJob): boolean {
  return job.status === 'pending' || job.status === 'processing';
}
