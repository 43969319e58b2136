/** Tests Prevent Duplicates By with many concurrent runs and all faults. */
import fc from 'fast-check';
import { takeTime } from '../../dev/time.ts';
import { createMemory, FAULTS, type Fault, type Point } from './once-memory.ts';
import { type Action, anyActions, playActions, type Tally } from './once-model.ts';
import type { Part, Size } from './report.ts';
import { seedOf } from './step.ts';

const SIZES = {
  small: { atOnce: 4, sequences: 150 },
  full: { atOnce: 200, sequences: 10_000 },
} as const;

/** The most calls of each kind that a run makes until its message is sent. */
const CALLS = { check: 1, send: 1, list: 1, read: 2, write: 3 } as const;
const POINTS: readonly Point[] = ['check', 'send', 'list', 'read', 'write'];

/**
 * A run with a fault, many runs at once, then repeats: some before MsgFlash can have accepted the message, some after.
 */
function around(faults: readonly Fault[], atOnce: number): Action[] {
  const run = (times: number): Action => ({ run: 0, times, isChecked: true });
  const later = [{ pass: 51_000 }, run(Math.ceil(atOnce / 4)), { pass: 61_000 }, run(Math.ceil(atOnce / 4))];
  return [...faults.map((fault) => ({ fault })), run(1), run(atOnce), 'heal', ...later];
}

export async function run(size: Size, app: object): Promise<Part> {
  const { atOnce, sequences } = SIZES[size];
  const breaches: string[] = [];
  const tallies = { single: newTally(), random: newTally() };

  const time = takeTime(Date.UTC(2026, 10, 20, 10));
  const single = POINTS.flatMap((point) =>
    FAULTS[point].flatMap((kind) => Array.from({ length: CALLS[point] }, (_, skip) => ({ point, kind, skip }))),
  );
  const lost: Fault = { point: 'send', kind: 'reset_accepted_first', skip: 0 };
  try {
    for (const [index, fault] of single.entries()) {
      time.forget();
      // The list is read only if a response was lost.
      const actions = around(fault.point === 'list' ? [lost, fault] : [fault], atOnce);
      await playActions(createMemory(app, time, index), actions, tallies.single).catch(
        (error: unknown) => void breaches.push(`${fault.point}:${fault.kind} at call ${fault.skip + 1}: ${error}`),
      );
    }
    const seed = seedOf(size);
    const result = await fc.check(
      fc.asyncProperty(anyActions, fc.nat(), (actions, latencies) => {
        time.forget();
        return playActions(createMemory(app, time, latencies), actions, tallies.random);
      }),
      { numRuns: sequences, seed },
    );
    if (result.failed) {
      breaches.push(`seed ${seed}: ${result.errorInstance} ${fc.stringify(result.counterexample)}`);
    }
  } finally {
    time.release();
  }
  return {
    title: 'Sent at most once, and once in the end',
    figures: {
      'runs at once': atOnce,
      'faults at a call': single.length,
      ...figuresOf('around a fault', tallies.single),
      'random sequences': sequences,
      ...figuresOf('in random sequences', tallies.random),
    },
    breaches,
  };
}

const newTally = (): Tally => ({ runs: 0, messages: 0, outcomes: {} });

function figuresOf(where: string, { runs, messages, outcomes }: Tally): Record<string, number> {
  const ends = Object.entries(outcomes).map(([outcome, count]) => [`${outcome} ${where}`, count]);
  return { [`runs ${where}`]: runs, [`messages ${where}`]: messages, ...Object.fromEntries(ends) };
}
