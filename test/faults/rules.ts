import type { RunRecord } from '../../dev/zapier/index.ts';
import { dictOf } from '../support/api.ts';
import type { Case } from './cases.ts';
import { MARK } from './environment.ts';
import type { Fault, Role } from './faults.ts';

/** What was observed in a run and its repeat. */
export interface Seen {
  run: RunRecord;
  /** The operations that it called. */
  operations: string[];
  /** How many writes MsgFlash carried out during the run, and in all after the repeat. */
  done: number;
  doneInAll: number;
  /** How many messages it accepted by its own ledger, during the run and in all. */
  sent: number;
  sentInAll: number;
  messageIds: string[];
  /** How many webhook endpoints have the Zap's URL after the run. */
  endpoints: number;
  /** The repeat without the fault; null if neither Zapier nor the user would repeat the run. */
  repeat: RunRecord | null;
  /** How many requests reached another origin. */
  strayRequests: number;
}

/** The promises that a run can break. */
export const PROMISES = {
  twice: 'messages sent or writes done twice',
  hidden: 'accepted, reported as failed without saying so',
  false: 'failures reported as success',
  raw: 'raw errors of the code (TypeError and the like)',
  class: 'outcomes of another class than the rules allow',
  sentence: 'sentences that are not plain',
  repeat: 'steps that did not work once the fault was gone',
  late: 'runs longer than 27 s',
  stray: 'requests that followed a redirect to another origin',
} as const;

export interface Breach {
  promise: keyof typeof PROMISES;
  what: string;
}

const AFTER_SENDING: readonly Role[] = ['found', 'absent', 'late'];
/** Zapier does not retry these, because a person is waiting. */
const NOT_REPEATED: readonly Role[] = ['editor', 'file', 'connect', 'subscribe', 'cleanup', 'unsubscribe'];
const IDEMPOTENT = /^(update_contact|(pause|resume)_campaign|(add|remove)_contact_\w+)$/;
/** These can be looked up by an exact number or name. */
const CREATED_ONCE = /^create_(contact|group)$/;

/** Whether the step should send a message. */
export function isSending({ step, role }: Case): boolean {
  const isMessage = /^(send|schedule)_\w*message$/.test(step);
  return isMessage && role !== 'editor';
}

/** Judges a run by the rules. Sentences are not compared word for word. */
export function judge(tested: Case, fault: Fault, seen: Seen): Breach[] {
  const { role, step } = tested;
  const { run, repeat } = seen;
  const { outcome, message } = run;
  const breaches: Breach[] = [];
  const breach = (promise: Breach['promise'], what: string) => void breaches.push({ promise, what });
  const changes = role === 'write' || isSending(tested);

  const outcomes = allowed(tested, fault, seen);
  if (!outcomes.some((each) => each === outcome))
    breach('class', `ended as ${outcome}, not as ${outcomes.join(' or ')}`);
  if (changes && ((seen.doneInAll > 1 && !IDEMPOTENT.test(step)) || seen.sentInAll > 1)) {
    breach('twice', `${seen.sentInAll} messages, ${seen.doneInAll} writes in all`);
  }
  // The retry of a throttled run settles it, and is judged too.
  const isSettled = outcome === 'success' || outcome === 'throttled';
  if (changes && !isSettled && seen.done > 0 && !/\bmay have (gone out|been )/.test(message)) {
    breach('hidden', `it was done, and the step says: ${message}`);
  }
  if (outcome === 'success') for (const what of emptySuccess(tested, fault, seen)) breach('false', what);
  if (role === 'subscribe' && outcome !== 'success' && seen.endpoints > 0) {
    breach('hidden', 'an endpoint is left behind');
  }
  if (!FRIENDLY.includes(run.errorName)) breach('raw', `${run.errorName}: ${run.rawMessage.slice(0, 200)}`);
  if (outcome !== 'success' && outcome !== 'filtered') for (const what of oddities(run)) breach('sentence', what);
  if (NOT_REPEATED.includes(role) && message.includes('automatically')) {
    breach('sentence', 'promises a second try that nobody makes');
  }
  // After a send, the delay is always long enough for MsgFlash to finish, whatever Retry-After says.
  if (fault.delay && outcome === 'throttled' && !AFTER_SENDING.includes(role) && role !== 'shown') {
    const [least, most] = fault.delay;
    const delay = run.delaySeconds ?? 0;
    if (delay < least || delay > most) breach('class', `throttled for ${delay} s, not for ${least} to ${most}`);
  }
  if (repeat) {
    const isRefused = CREATED_ONCE.test(step) && seen.doneInAll > 0;
    // Created late, so that MsgFlash refuses a second one; or doubtful because of the list or the clock.
    const isDoubtful = (fault.listing || fault.shiftMs) && repeat.message.includes('may have');
    const mayHalt = isRefused || isDoubtful;
    if (repeat.outcome !== 'success' && !(mayHalt && repeat.outcome === 'halted')) {
      breach('repeat', `afterwards: ${repeat.outcome}, ${repeat.message}`);
    }
    if (isSending(tested) && seen.sentInAll === 0) breach('repeat', 'afterwards: the message never went out');
  }
  if (run.ms > 27_000) breach('late', `took ${Math.round(run.ms / 1000)} s`);
  if (seen.strayRequests > 0) breach('stray', `${seen.strayRequests} requests elsewhere`);
  return breaches;
}

const OUTCOMES = ['success', 'halted', 'throttled', 'errored', 'reconnect'] as const;
const NATURES = ['refused', 'unreached', 'silent', 'unreadable', 'partial', 'harmless'] as const;

/**
 * How a step may end, by the role of the operation and then by the nature of its fault, in the order of `NATURES`; one
 * word if they make no difference. `refusal` is as the fault says, and `silence` depends on what was done.
 */
const ENDS: Readonly<Record<Role, string>> = {
  send: 'refusal throttled silence silence success success',
  found: 'throttled throttled throttled throttled success|throttled success',
  absent: 'throttled',
  late: 'throttled',
  after: 'success',
  check: 'refusal throttled throttled errored success|errored|throttled success',
  write: 'refusal throttled silence silence success|halted|throttled success',
  // If the result is not visible, the run is retried, and the retry succeeds.
  shown: 'throttled throttled throttled throttled success|throttled success',
  read: 'refusal throttled throttled errored success|errored success',
  editor: 'refusal errored errored errored success|errored success',
  file: 'refusal errored errored errored success|errored success',
  connect: 'refusal errored errored errored success|errored success',
  load: 'success',
  subscribe: 'refusal errored errored errored success|errored success',
  cleanup: 'errored',
  unsubscribe: 'refusal errored errored success|errored success|errored success',
};

/** Exceptions: the step, operation and role, the fault, and how the step may end. */
const EXCEPTIONS: readonly [tested: RegExp, fault: RegExp, ends: string][] = [
  // A message that is recent by only one of the two clocks does not count as found yet.
  [/found$/, /minutes/, 'success|throttled'],
  // Something that already exists affects only this run, whatever the code.
  [/write$/, /^409/, 'refusal|halted'],
  [/^find_\w+ .* read$/, /^404/, 'success|errored'],
  [/connect$/, /^401/, 'errored'],
  // A file can have any content, so an unreadable response may pass as one.
  [/media.* file$/, /^200 with (an HTML|truncated|null|a body)|^redirect/, 'success|errored'],
  [/media.* file$/, /^4/, 'errored'],
  [/unsubscribe$/, /^40[134]/, 'success'],
];

/** How a step may end if its operation has this fault. */
function allowed({ role, step, operation }: Case, { name, nature, consequence = 'errored' }: Fault, seen: Seen) {
  const exception = EXCEPTIONS.find(
    ([tested, fault]) => tested.test(`${step} ${operation} ${role}`) && fault.test(name),
  );
  const row = ENDS[role].split(' ');
  const ends = exception?.[2] ?? row[NATURES.indexOf(nature)] ?? row[0] ?? '';
  const words = ends
    .replace('refusal', consequence)
    .replace('silence', afterSilence(role, step, seen))
    .split('|');
  return OUTCOMES.filter((outcome) => words.includes(outcome));
}

/** How a step may end if it is unknown whether its send or write was carried out. */
function afterSilence(role: Role, step: string, { sent, done }: Seen): string {
  // Not found proves nothing yet, so the retry settles it.
  if (role === 'send') return sent > 0 ? 'success' : 'throttled';
  // Pausing and resuming then read the campaign, and may find it in the wanted state.
  if (IDEMPOTENT.test(step)) return step.endsWith('_campaign') ? 'success|throttled' : 'throttled';
  if (CREATED_ONCE.test(step)) return done > 0 ? 'success' : 'throttled';
  return 'halted';
}

/** The reasons why a reported success is false. */
function emptySuccess(tested: Case, { name }: Fault, { run, ...seen }: Seen): string[] {
  const { role, step } = tested;
  const found: string[] = [];
  const isMissing = name.startsWith('404') && step.startsWith('find_');
  if (tested.hasResult?.(run) === false && !isMissing) found.push('success without a result');
  if (isSending(tested) && !seen.messageIds.includes(String(dictOf(run.output).id))) {
    found.push('success, and MsgFlash has no such message');
  }
  if (role === 'write' && seen.done === 0) found.push('success, and nothing was done');
  if (role === 'subscribe' && seen.endpoints !== 1) found.push(`success with ${seen.endpoints} endpoints`);
  if (role === 'unsubscribe' && seen.endpoints > 0 && !/^40[134]/.test(name)) {
    found.push('success, and the endpoint is still there');
  }
  return found;
}

/** The only errors that a step may end with; '' means success. */
export const FRIENDLY: readonly string[] = ['', 'AppError', 'HaltedError', 'ThrottledError', 'ExpiredAuthError'];

const ODD =
  /[{}[\]\\"<>]|\bAll 0\b|\bundefined\b|\bnull\b|\bNaN\b|\b\w+Error\b|%[0-9a-f]{2}|https?:|Cannot read|not a function/i;

/** The problems of the sentence that the user reads. */
export function oddities({ message, rawMessage }: Pick<RunRecord, 'message' | 'rawMessage'>): string[] {
  const found: string[] = [];
  if (message.trim() === '') found.push('no sentence at all');
  if ([...message].length > 250) found.push(`${[...message].length} characters`);
  if (ODD.test(message)) found.push(`not plain: ${message}`);
  if (/Something went wrong in this step/.test(message)) {
    found.push(`an error of the code: ${message}`);
  }
  if (rawMessage.includes(MARK)) found.push('a secret in an error');
  return found;
}
