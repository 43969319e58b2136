/** Every fault at every call of a run, with others of the same message beside it. In memory. */
import { demo } from '../../dev/msgflash/demo.ts';
import { takeTime } from '../../dev/time.ts';
import { at } from '../../dev/zapier/values.ts';
import { createMemory, FAULTS, POINTS, type Point } from './once-memory.ts';
import type { Table } from './report.ts';

/** How many calls of each kind a run makes at the most before its message is through. */
const CALLS: Readonly<Record<Point, number>> = { check: 1, send: 1, list: 1, read: 2, write: 3 };

export interface FaultSweep {
  table: Table;
  runs: number;
  seconds: number;
  breaches: string[];
}

/**
 * Lets one run meet a fault, starts many more right after it, and again when a minute has passed and all is well.
 *
 * @param times how many more
 */
export async function sweepFaults(app: object, times: number): Promise<FaultSweep> {
  const breaches: string[] = [];
  const rows: Table['rows'] = [];
  const begun = process.hrtime.bigint();
  let runs = 0;
  const time = takeTime(Date.UTC(2026, 10, 20, 10));
  try {
    for (const point of POINTS) {
      const totals = { faults: 0, struck: 0, once: 0 };
      for (const kind of FAULTS[point]) {
        for (let skip = 0; skip < CALLS[point]; skip++) {
          time.forget();
          const found = await meet(createMemory(app, time, skip + 1), { point, kind, skip }, times);
          breaches.push(...found.breaches.map((breach) => `${point}:${kind} at call ${skip + 1}: ${breach}`));
          runs += found.runs;
          totals.faults++;
          totals.struck += found.isStruck ? 1 : 0;
          totals.once += found.sent === 1 ? 1 : 0;
        }
      }
      rows.push([WORDS[point], totals.faults, totals.struck, totals.once]);
    }
  } finally {
    time.release();
  }
  return {
    table: {
      title: `Every fault at every call of a run, ${times} more runs beside it and ${times} a minute later (in memory)`,
      headings: ['call', 'faults', 'struck', 'exactly one message in the end'],
      rows,
    },
    runs,
    seconds: Number(process.hrtime.bigint() - begun) / 1e9,
    breaches,
  };
}

const WORDS: Readonly<Record<Point, string>> = {
  check: 'check before sending',
  send: 'sending',
  list: 'looking a message up',
  read: 'reading the cache',
  write: 'writing to the cache',
};

async function meet(
  sending: ReturnType<typeof createMemory>,
  fault: { point: Point; kind: string; skip: number },
  times: number,
) {
  const breaches: string[] = [];
  const input = {
    instance_id: demo.instances.mainStore,
    to: demo.numbers.stranger,
    type: 'text',
    text: 'Your order is on its way.',
    send_once_per: 'order',
    checks: ['instance_connected'],
  };
  // Without an answer there is nothing to look up.
  if (fault.point === 'list') sending.fault({ point: 'send', kind: 'reset_after', skip: 0 });
  sending.fault(fault);
  const [struck] = await sending.run(input, 1);
  const beside = await sending.run(input, times);
  sending.heal();
  await sending.pass(61_000);
  const after = await sending.run(input, times);
  await sending.pass(61_000);
  const [last] = await sending.run(input, 1);

  const sent = sending.accepted().length;
  if (sent !== 1) breaches.push(`${sent} messages went out instead of 1.`);
  if (last?.end.outcome !== 'success' || at(last.end.output, 'already_sent') !== true) {
    breaches.push('a late repeat was not told that the message had gone out.');
  }
  const all = [struck, ...beside, ...after, last];
  for (const run of all) {
    if (run?.end.outcome === 'foreign')
      breaches.push(`a run threw what is no error of the platform: ${run.end.message}`);
  }
  return { breaches, sent, runs: all.length, isStruck: struck?.faults.some((each) => each.startsWith(fault.point)) };
}
