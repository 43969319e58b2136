import type { Base } from './base.ts';
import type { BulkJob } from './records.ts';
import type { Workspace } from './store.ts';

/** Bulk work with this many IDs or more becomes a job ("/api-reference/contact-groups/add-members"). */
export const ASYNC_FROM = 100;

const CHUNK = 1000;
const CHUNK_MS = 1000;

export interface BulkWork {
  operation: BulkJob['operation'];
  groupId: string;
  ids: readonly string[];
  /** The counters of the summary, in order. */
  counters: readonly string[];
  /** Processes one ID. @returns the counter to increase */
  one(id: string): string;
}

export interface Jobs {
  start(workspace: Workspace, work: BulkWork): BulkJob;
}

/** Runs bulk work in the background: pending, then a thousand IDs per second on the clock, then done. */
export function createJobs(base: Base): Jobs {
  const { clock, store } = base;

  function runChunk(job: BulkJob, work: BulkWork): void {
    const isFirst = job.status === 'pending';
    job.status = 'processing';
    job.updatedAt = clock.now();
    for (const id of isFirst ? [] : work.ids.slice(job.processedCount, job.processedCount + CHUNK)) {
      const counter = work.one(id);
      job.summary[counter] = (job.summary[counter] ?? 0) + 1;
      job.processedCount++;
    }
    if (job.processedCount < job.requestedCount) {
      base.later(() => runChunk(job, work), CHUNK_MS);
      return;
    }
    job.status = 'done';
    job.completedAt = clock.now();
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
  };
}
