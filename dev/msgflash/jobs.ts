import type { Base } from './base.ts';
import type { BulkJob } from './records.ts';
import type { Workspace } from './store.ts';
import { add } from './store.ts';

/** Bulk work with this many IDs or more becomes a job ("/api-reference/contact-groups/add-members"). */
export const ASYNC_FROM = 100;

const JOB_MS = 1000;

export interface BulkWork {
  operation: BulkJob['operation'];
  groupId: string;
  ids: readonly string[];
  /** The counters of the summary, in order. */
  counters: readonly string[];
  /** Processes one ID. @returns the counter to increase */
  one(id: string): string;
}

/** Does the work. @returns how often each counter was increased */
export function summaryOf({ ids, counters, one }: BulkWork): Record<string, number> {
  const outcomes = ids.map(one);
  return Object.fromEntries(
    counters.map((counter) => [counter, outcomes.filter((outcome) => outcome === counter).length]),
  );
}

/** Starts work in the background: it is pending for a second on the clock, then done. */
export function startJob({ clock, later, store }: Base, workspace: Workspace, work: BulkWork): BulkJob {
  const now = clock.now();
  const job: BulkJob = add(workspace.jobs, {
    id: store.newId('job'),
    operation: work.operation,
    status: 'pending',
    requestedCount: work.ids.length,
    processedCount: 0,
    groupId: work.groupId,
    summary: Object.fromEntries(work.counters.map((counter) => [counter, 0])),
    createdAt: now,
    updatedAt: now,
    completedAt: null,
  });
  later(() => {
    const completedAt = clock.now();
    const summary = summaryOf(work);
    Object.assign(job, {
      status: 'done',
      processedCount: work.ids.length,
      summary,
      updatedAt: completedAt,
      completedAt,
    });
  }, JOB_MS);
  return job;
}
