/** Tests Prevent Duplicates By with many concurrent runs and all faults. */
import fc from 'fast-check';
import { takeTime } from '../../dev/time.ts';
import { createSending, FAULTS, type Fault } from './once-memory.ts';
import { type Action, anyActions, order, playActions, type Tally } from './once-model.ts';
import type { Part, Size } from './report.ts';
import { seedOf } from './step.ts';

const SIZES = {
  small: { atOnce: 4, numRuns: 150 },
  full: { atOnce: 200, numRuns: 10_000 },
} as const;

/** The most calls of each kind that a run makes until its message is sent. */
const CALLS = { check: 1, send: 1, list: 1, read: 2, write: 3 } as const;
const anyLatency = fc.double({ min: 0, max: 1, noNaN: true });
const POINTS = ['check', 'send', 'list', 'read', 'write'] as const;

/** A run with a fault, many runs at once, then runs before and after MsgFlash can have accepted a late message. */
function around(fault: Fault, atOnce: number): Action[] {
  // The list is read only if a response was lost.
  const lost: Fault = { point: 'send', kind: 'reset_accepted_first', skip: 0 };
  const faults = fault.point === 'list' ? [lost, fault] : [fault];
  const run = (times: number): Action => ({ run: order, times });
  const later = [{ pass: 51_000 }, run(Math.ceil(atOnce / 4)), { pass: 61_000 }, run(Math.ceil(atOnce / 4))];
  return [...faults.map((each) => ({ fault: each })), run(1), run(atOnce), ...later];
}

/**
 * Plays sequences of actions, each with its own latencies, and adds what happened to the tally.
 *
 * @returns the breach, if there is one
 */
export async function check(
  app: object,
  sequences: fc.Arbitrary<Action[]>,
  tally: Tally,
  options: { numRuns: number; seed: number },
): Promise<string[]> {
  const time = takeTime(Date.UTC(2026, 10, 20, 10));
  const holds = fc.asyncProperty(sequences, fc.infiniteStream(anyLatency), (actions, latencies) => {
    time.forget();
    return playActions(createSending(app, time, latencies), actions, tally);
  });
  const { failed, errorInstance, counterexample } = await fc.check(holds, options);
  time.release();
  return failed ? [`seed ${options.seed}: ${errorInstance} ${fc.stringify(counterexample?.[0])}`] : [];
}

export async function run(size: Size, app: object): Promise<Part> {
  const { atOnce, numRuns } = SIZES[size];
  const faults = POINTS.flatMap((point) =>
    FAULTS[point].flatMap((kind) => Array.from({ length: CALLS[point] }, (_, skip) => ({ point, kind, skip }))),
  );
  const [single, random]: [Tally, Tally] = [{}, {}];
  const breaches: string[] = [];
  for (const [seed, fault] of faults.entries()) {
    breaches.push(...(await check(app, fc.constant(around(fault, atOnce)), single, { numRuns: 1, seed })));
  }
  breaches.push(...(await check(app, anyActions, random, { numRuns, seed: seedOf(size) })));
  return {
    title: 'Sent at most once, and once in the end',
    figures: {
      'runs at once': atOnce,
      'faults at a call': faults.length,
      ...figuresOf('around a fault', single),
      'random sequences': numRuns,
      ...figuresOf('in random sequences', random),
    },
    breaches,
  };
}

function figuresOf(where: string, tally: Tally): Record<string, number> {
  return Object.fromEntries(Object.entries(tally).map(([what, count]) => [`${what} ${where}`, count]));
}
