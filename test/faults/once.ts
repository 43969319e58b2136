/**
 * The promises of Prevent Duplicates By, tested with sequences of runs, faults and waits: many runs at once around each
 * fault, and random sequences. They are checked against the ledger after each run, and again after all faults are gone.
 */
import fc from 'fast-check';
import { demo } from '../../dev/msgflash/demo.ts';
import { takeTime } from '../../dev/time.ts';
import { at } from '../../dev/zapier/values.ts';
import { createSending, FAULTS, type Fault, type Sending, type SendingRun } from './once-memory.ts';
import type { Part, Size } from './report.ts';
import { FRIENDLY, oddities } from './rules.ts';
import { seedOf } from './step.ts';

const SIZES = {
  small: { atOnce: 4, numRuns: 150 },
  full: { atOnce: 200, numRuns: 10_000 },
} as const;

/** The most calls of each kind that a run makes until its message is sent. */
const CALLS = { check: 1, send: 1, list: 1, read: 2, write: 3 } as const;
const anyLatency = fc.double({ min: 0, max: 1, noNaN: true });
const POINTS = ['check', 'send', 'list', 'read', 'write'] as const;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const WEEK = 7 * DAY;

/** A message to send. `value` is its Prevent Duplicates By, null for none. */
interface Wish {
  value: string | null;
  text: string;
}

/** Each order has its own text. All leads have the same text, which makes them hard to distinguish in a look-up. */
export const order: Wish = { value: 'order 1', text: 'Your order 1 is ready.' };
const WISHES: readonly Wish[] = [
  order,
  { value: 'order 2', text: 'Your order 2 is ready.' },
  { value: 'lead 1', text: 'Thank you for writing.' },
  { value: 'lead 2', text: 'Thank you for writing.' },
  { value: null, text: 'Thank you for writing.' },
];

/** Whether no other message has the same text, so that a sent message can be matched to its run. */
const isUnique = ({ text }: Wish) => WISHES.filter((wish) => wish.text === text).length === 1;

/** Runs of a message at once, a fault of a later call, or time that passes, in ms. */
type Action = { run: Wish; times: number } | { fault: Fault } | { pass: number };

/** `send` and `write` occur twice, because these faults matter most. */
const anyFault = fc.constantFrom(...POINTS, 'send' as const, 'write' as const).chain((point) =>
  fc.record({
    point: fc.constant(point),
    kind: fc.constantFrom(...FAULTS[point]),
    skip: fc.nat(point === 'read' || point === 'write' ? 4 : 1),
  }),
);
const waits = [1, 30, 59, 61, 61, 600, 3600].map((seconds) => seconds * SECOND);

const anyActions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.record({ run: fc.constantFrom(...WISHES), times: fc.constantFrom(1, 1, 1, 2, 5) }) },
    { weight: 2, arbitrary: fc.record({ fault: anyFault }) },
    fc.record({ pass: fc.constantFrom(...waits, 3 * DAY, 6.9 * DAY, 7.1 * DAY) }),
  ),
  { maxLength: 12, size: 'max' },
);

/** Counts how runs ended, and the messages that MsgFlash accepted. */
type Tally = Record<string, number>;

/** A run with a fault, many runs at once, then runs before and after MsgFlash can have accepted a late message. */
function around(faults: readonly Fault[], atOnce: number): Action[] {
  const run = (times: number): Action => ({ run: order, times });
  const later = [{ pass: 51_000 }, run(Math.ceil(atOnce / 4)), { pass: 61_000 }, run(Math.ceil(atOnce / 4))];
  return [...faults.map((fault) => ({ fault })), run(1), run(atOnce), ...later];
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
  const single: Fault[] = POINTS.flatMap((point) =>
    FAULTS[point].flatMap((kind) => Array.from({ length: CALLS[point] }, (_, skip) => ({ point, kind, skip }))),
  );
  const first = (kind: string): Fault => ({ point: 'send', kind, skip: 0 });
  const faults: Fault[][] = [
    // The list is read only if a response was lost.
    ...single.map((fault) => (fault.point === 'list' ? [first('reset_accepted_first'), fault] : [fault])),
    // The refusal cannot be noted.
    [first('refused'), { point: 'write', kind: 'gone', skip: 1 }],
  ];
  const [atFaults, random]: [Tally, Tally] = [{}, {}];
  const breaches: string[] = [];
  for (const [seed, each] of faults.entries()) {
    breaches.push(...(await check(app, fc.constant(around(each, atOnce)), atFaults, { numRuns: 1, seed })));
  }
  breaches.push(...(await check(app, anyActions, random, { numRuns, seed: seedOf(size) })));
  return {
    title: 'Sent at most once, and once in the end',
    figures: {
      'runs at once': atOnce,
      'faults at a call': faults.length,
      ...figuresOf('around a fault', atFaults),
      'random sequences': numRuns,
      ...figuresOf('in random sequences', random),
    },
    breaches,
  };
}

function figuresOf(where: string, tally: Tally): Record<string, number> {
  return Object.fromEntries(Object.entries(tally).map(([what, count]) => [`${what} ${where}`, count]));
}

/** Plays actions, then checks that everything works once all faults are gone. @throws Error for a breach */
async function playActions(sending: Sending, actions: readonly Action[], tally: Tally): Promise<void> {
  const count = (what: string, more = 1) => {
    tally[what] = (tally[what] ?? 0) + more;
  };
  const asked: { wish: Wish; at: number }[] = [];
  /** Messages that a run has claimed as its own. */
  const claimed = new Set<string>();
  /** A message of the same person that no run has claimed may be this one, listed in another form. */
  const mayDoubt = (wish: Wish) =>
    sending.accepted().some(({ id, text }) => (text !== wish.text || !isUnique(wish)) && !claimed.has(id));

  async function run(wish: Wish, times: number): Promise<SendingRun[]> {
    const now = sending.now();
    for (let each = 0; each < times; each++) asked.push({ wish, at: now });
    const input = {
      instance_id: demo.instances.mainStore,
      to: demo.numbers.stranger,
      type: 'text',
      text: wish.text,
      ...(wish.value !== null && { send_once_per: wish.value }),
      checks: ['instance_connected'],
    };
    const runs = await sending.run(input, times);
    for (const each of runs) {
      count(each.end?.outcome ?? 'crashed');
      checkRun(wish, each);
    }
    checkLedger();
    return runs;
  }

  /** Checks that a run's result is true. */
  function checkRun(wish: Wish, { end, ms, accepted, faults }: SendingRun): void {
    if (ms > 26 * SECOND) throw new Error(`A run took ${ms} ms.`);
    if (!end) return;
    if (end.outcome === 'success') {
      const id = at(end.output, 'id');
      const message = sending.accepted().find((each) => each.id === id);
      if (message?.text !== wish.text) throw new Error(`A run reported ${id}, which is not its message.`);
      // The run that sent it claims it, unless the cache failed.
      const isFirst = at(end.output, 'already_sent') !== true;
      if (isFirst && !faults.some((fault) => fault.startsWith('write:'))) claimed.add(message.id);
      return;
    }
    if (!FRIENDLY.includes(end.errorName)) throw new Error(`A run threw ${end.errorName}: ${end.message}`);
    const [odd] = oddities(end);
    if (odd) throw new Error(`A run ended as ${end.outcome}, with ${odd}`);
    // A message that is not listed yet, or has the same text as others, cannot be recognised.
    if (faults.includes('send:unlisted') || !isUnique(wish)) return;
    const isDoubt = end.outcome === 'halted' && end.message.includes('may have');
    const waits = end.outcome === 'throttled' && end.message.includes('only if the message has not gone out');
    if (accepted && !isDoubt && !waits) throw new Error(`A run said “${end.message}”, and MsgFlash has its message.`);
    if (isDoubt && !faults.some((fault) => /^(list|read|write):/.test(fault)) && !mayDoubt(wish)) {
      throw new Error(`A run stopped where a minute would have settled it: ${end.message}`);
    }
  }

  /** Checks that at most one message was sent for each value within a week, and one for each run without a value. */
  function checkLedger(): void {
    for (const { text, at: end } of sending.accepted()) {
      const from = end - WEEK + MINUTE;
      const sent = sending.accepted().filter((each) => each.text === text && each.at > from && each.at <= end).length;
      const wishes = asked.filter(({ wish, at: time }) => wish.text === text && time <= end);
      const values = new Set(wishes.flatMap(({ wish }) => wish.value ?? [])).size;
      const free = wishes.filter(({ wish, at: time }) => wish.value === null && time > from - MINUTE).length;
      if (sent > values + free) {
        throw new Error(`“${text}” went out ${sent} times within a week, and was to go out ${values + free} times.`);
      }
    }
  }

  for (const action of actions) {
    if ('fault' in action) sending.fault(action.fault);
    else if ('pass' in action) await sending.pass(action.pass);
    else await run(action.run, action.times);
  }

  // All faults are gone: every message must now be sent, and only once.
  sending.heal();
  await sending.pass(2 * MINUTE);
  const wishes = WISHES.filter((wish) => wish.value !== null && asked.some((each) => each.wish === wish));
  // Zapier retries what was throttled, and each run claims its own message.
  for (const wish of wishes) await run(wish, 1);
  await sending.pass(2 * MINUTE);
  for (const wish of wishes) {
    for (const turn of ['first', 'second']) {
      const [{ end } = { end: null }] = await run(wish, 1);
      if (end?.outcome === 'halted' && mayDoubt(wish)) break;
      if (end?.outcome !== 'success') {
        throw new Error(`All was well again, and the ${turn} run of ${wish.value} ended as ${end?.outcome}.`);
      }
      if (turn === 'second' && at(end, 'output', 'already_sent') !== true) {
        throw new Error(`All was well again, and ${wish.value} was sent by the second run as well.`);
      }
    }
  }
  count('messages', sending.accepted().length);
}
