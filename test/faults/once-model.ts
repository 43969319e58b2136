/**
 * What must be true of Prevent Duplicates By, whatever happens: random sequences of runs, repeats, faults and time, checked
 * against the ledger after each step, and once more when everything is well again.
 */
import fc from 'fast-check';
import { demo } from '../../dev/msgflash/demo.ts';
import { at } from '../../dev/zapier/values.ts';
import type { Accepted, Fault, Sending, SendingRun } from './once-memory.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** A message somebody wants out: `value` is its Prevent Duplicates By, null for none. */
interface Wish {
  value: string | null;
  text: string;
}

/** Orders have texts of their own; leads all get the same, which makes them hard to tell apart when looked up. */
const WISHES: readonly Wish[] = [
  { value: 'order 1', text: 'Your order 1 is ready.' },
  { value: 'order 2', text: 'Your order 2 is ready.' },
  { value: 'lead 1', text: 'Thank you for writing.' },
  { value: 'lead 2', text: 'Thank you for writing.' },
  { value: null, text: 'Thank you for writing.' },
];
const PROTECTED = WISHES.filter(({ value }) => value !== null);

/** Whether no other message has its text, so that it is known whose message is whose. */
const isAlone = ({ text }: Wish) => WISHES.filter((wish) => wish.text === text).length === 1;

/** What the model knows: what each wish was told, and when it was asked for. */
export interface Known {
  asked: { wish: Wish; at: number }[];
  /** The message that a wish with a text of its own was told of first. */
  told: Map<string, Accepted>;
}

export const newKnowledge = (): Known => ({ asked: [], told: new Map() });

/** Counts what was tried, so that a suite that tried nothing is found out. */
export interface Tally {
  sequences: number;
  runs: number;
  faults: number;
  messages: number;
  outcomes: Record<string, number>;
}

export const newTally = (): Tally => ({ sequences: 0, runs: 0, faults: 0, messages: 0, outcomes: {} });

type Command = fc.AsyncCommand<Known, Sending>;

/** Random commands. @param faults those that may strike @param most how many commands a sequence has */
export function commandsOf(faults: fc.Arbitrary<Fault>, most: number, tally: Tally): fc.Arbitrary<Iterable<Command>> {
  const run = fc
    .tuple(fc.constantFrom(...WISHES), fc.constantFrom(1, 1, 1, 2, 5), fc.constantFrom(false, false, true))
    .map(([wish, times, isChecked]) => new RunCommand(wish, times, isChecked, tally));
  const repeat = fc.constantFrom(1, 2).map((times) => new RepeatCommand(times, tally));
  const fault = faults.map((each) => new FaultCommand(each, tally));
  const pass = fc
    .constantFrom(
      SECOND,
      30 * SECOND,
      59 * SECOND,
      61 * SECOND,
      61 * SECOND,
      10 * MINUTE,
      HOUR,
      3 * DAY,
      6.9 * DAY,
      7.1 * DAY,
    )
    .map((ms) => new PassCommand(ms));
  return fc.commands([run, repeat, fault, fault, pass], { maxCommands: most, size: 'max' });
}

class RunCommand implements Command {
  readonly wish: Wish;
  readonly times: number;
  readonly isChecked: boolean;
  readonly tally: Tally;

  constructor(wish: Wish, times: number, isChecked: boolean, tally: Tally) {
    this.wish = wish;
    this.times = times;
    this.isChecked = isChecked;
    this.tally = tally;
  }

  check(): boolean {
    return true;
  }

  async run(known: Known, sending: Sending): Promise<void> {
    await runWish(known, sending, this, this.tally);
  }

  toString(): string {
    return `run ${this.wish.value ?? 'unprotected'} ×${this.times}${this.isChecked ? ' with check' : ''}`;
  }
}

/** The run before, once more: the same input, whoever asks for it. */
class RepeatCommand implements Command {
  readonly times: number;
  readonly tally: Tally;

  constructor(times: number, tally: Tally) {
    this.times = times;
    this.tally = tally;
  }

  check({ asked }: Known): boolean {
    return asked.at(-1)?.wish.value !== null && asked.length > 0;
  }

  async run(known: Known, sending: Sending): Promise<void> {
    const wish = known.asked.at(-1)?.wish;
    if (wish) await runWish(known, sending, { wish, times: this.times, isChecked: false }, this.tally);
  }

  toString(): string {
    return `repeat ×${this.times}`;
  }
}

class FaultCommand implements Command {
  readonly fault: Fault;
  readonly tally: Tally;

  constructor(fault: Fault, tally: Tally) {
    this.fault = fault;
    this.tally = tally;
  }

  check(): boolean {
    return true;
  }

  async run(_known: Known, sending: Sending): Promise<void> {
    sending.fault(this.fault);
    this.tally.faults++;
  }

  toString(): string {
    return `fault ${this.fault.point}:${this.fault.kind} after ${this.fault.skip}`;
  }
}

class PassCommand implements Command {
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }

  check(): boolean {
    return true;
  }

  run(_known: Known, sending: Sending): Promise<void> {
    return sending.pass(this.ms);
  }

  toString(): string {
    return `pass ${this.ms / SECOND} s`;
  }
}

interface Asked {
  wish: Wish;
  times: number;
  isChecked: boolean;
}

async function runWish(known: Known, sending: Sending, { wish, times, isChecked }: Asked, tally: Tally) {
  const now = sending.now();
  for (let count = 0; count < times; count++) known.asked.push({ wish, at: now });
  const input = {
    instance_id: demo.instances.mainStore,
    to: demo.numbers.stranger,
    type: 'text',
    text: wish.text,
    ...(wish.value !== null && { send_once_per: wish.value }),
    ...(isChecked && { checks: ['instance_connected'] }),
  };
  const runs = await sending.run(input, times);
  for (const run of runs) {
    tally.runs++;
    tally.outcomes[run.end.outcome] = (tally.outcomes[run.end.outcome] ?? 0) + 1;
    checkRun(known, sending, wish, run);
  }
  checkLedger(known, sending);
  return runs;
}

/** What a run says of itself must be so. */
function checkRun(known: Known, sending: Sending, wish: Wish, { end, ms, accepted, faults }: SendingRun): void {
  if (ms > 26 * SECOND) throw new Error(`A run took ${ms} ms.`);
  if (end.outcome === 'crashed') return;
  if (end.outcome === 'success') {
    const id = at(end.output, 'id');
    const message = sending.accepted().find((each) => each.id === id);
    if (message?.text !== wish.text)
      throw new Error(`A run told of message ${id}, which is not the one it was to send.`);
    checkTold(known, sending, wish, message);
    return;
  }
  if (end.outcome === 'foreign') throw new Error(`A run threw what is no error of the platform: ${end.message}`);
  if (end.message === '') throw new Error(`A run ended as ${end.outcome} without a word.`);
  // Nobody can see what a list does not show yet, nor tell apart what is the same.
  if (faults.includes('send:unlisted') || !isAlone(wish)) return;
  const mayHave =
    (end.outcome === 'halted' && end.message.includes('may have')) ||
    (end.outcome === 'throttled' && end.message.includes('only if the message has not gone out'));
  if (accepted && !mayHave) throw new Error(`A run said “${end.message}”, and MsgFlash has its message.`);
}

/** Once a run was told of a message, every later one is told of the same. */
function checkTold({ told }: Known, sending: Sending, wish: Wish, message: Accepted): void {
  const { value } = wish;
  if (value === null || !isAlone(wish)) return;
  const before = told.get(value);
  if (before && before.id !== message.id && sending.now() - before.at < WEEK - MINUTE) {
    throw new Error(`A run of ${value} told of ${message.id}, and one before it of ${before.id}.`);
  }
  told.set(value, message);
}

/** At most one message for each value within a week, and one for each run without a value. */
function checkLedger({ asked }: Known, sending: Sending): void {
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

/** Everything is well again: whoever asks now is told of a message, and it is there once. */
export async function checkRecovery(known: Known, sending: Sending, tally: Tally): Promise<void> {
  sending.heal();
  await sending.pass(2 * MINUTE);
  const values = new Set(known.asked.map(({ wish }) => wish.value));
  for (const wish of PROTECTED.filter(({ value }) => values.has(value))) {
    for (const when of ['first', 'second']) {
      const [run] = await runWish(known, sending, { wish, times: 1, isChecked: false }, tally);
      if (run?.end.outcome !== 'success') {
        const { outcome } = run?.end ?? { outcome: 'nothing' };
        throw new Error(`All was well again, and the ${when} run of ${wish.value} ended as ${outcome}.`);
      }
      if (when === 'second' && at(run.end.output, 'already_sent') !== true) {
        throw new Error(`All was well again, and ${wish.value} was sent by the second run as well.`);
      }
    }
  }
  tally.messages += sending.accepted().length;
  tally.sequences++;
}
