import type { Outcome, RunRecord } from '../../dev/zapier/index.ts';
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
  if (!outcomes.includes(outcome)) breach('class', `ended as ${outcome}, not as ${outcomes.join(' or ')}`);
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

/** How a write (except a message) may end if it is unknown whether it was carried out. */
function afterSilence(step: string, done: number): Outcome[] {
  // Pausing and resuming then read the campaign, and may find it in the wanted state.
  if (IDEMPOTENT.test(step)) return step.endsWith('_campaign') ? ['success', 'throttled'] : ['throttled'];
  if (CREATED_ONCE.test(step)) return [done > 0 ? 'success' : 'throttled'];
  return ['halted'];
}

/** How a step may end if its operation has this fault. */
function allowed({ role, step, operation }: Case, fault: Fault, { sent, done }: Seen): Outcome[] {
  const { name, nature, consequence = 'errored' } = fault;
  switch (role) {
    case 'after':
    case 'load':
      return ['success'];
    case 'send':
      if (nature === 'harmless' || nature === 'partial') return ['success'];
      if (nature === 'unreached') return ['throttled'];
      // Not found proves nothing yet, so the retry settles it.
      return nature === 'refused' ? [consequence] : [sent > 0 ? 'success' : 'throttled'];
    case 'found':
      // A message that is recent by only one of the two clocks does not count as found yet.
      if (nature === 'harmless') return name.includes('minutes') ? ['success', 'throttled'] : ['success'];
      return nature === 'partial' ? ['success', 'throttled'] : ['throttled'];
    case 'absent':
    case 'late':
      return ['throttled'];
    case 'write':
      if (nature === 'harmless') return ['success'];
      if (nature === 'partial') return ['success', 'halted', 'throttled'];
      if (nature === 'unreached') return ['throttled'];
      if (nature !== 'refused') return afterSilence(step, done);
      // Something that already exists affects only this run, whatever the code.
      return name.startsWith('409') ? [consequence, 'halted'] : [consequence];
    case 'shown':
      // If the result is not visible, the run is retried, and the retry succeeds.
      return nature === 'harmless' ? ['success'] : nature === 'partial' ? ['success', 'throttled'] : ['throttled'];
    case 'check':
    case 'read':
      if (nature === 'harmless') return ['success'];
      if (nature === 'partial') return role === 'check' ? ['success', 'errored', 'throttled'] : ['success', 'errored'];
      if (nature === 'unreadable') return ['errored'];
      if (nature !== 'refused') return ['throttled'];
      return name.startsWith('404') && step.startsWith('find_') ? ['success', 'errored'] : [consequence];
    case 'connect':
      return inEditor(fault, name.startsWith('401') ? 'errored' : consequence);
    case 'editor':
    case 'subscribe':
      return inEditor(fault, consequence);
    case 'file':
      if (operation !== 'GET /media/{id}') return inEditor(fault, consequence);
      // A file can have any content, so an unreadable response may pass as one.
      return nature === 'unreadable' ? ['success', 'errored'] : inEditor(fault, 'errored');
    case 'cleanup':
      return ['errored'];
    case 'unsubscribe':
      if (/^40[134]/.test(name)) return ['success'];
      return nature === 'unreadable' ? ['success', 'errored'] : inEditor(fault, consequence);
  }
}

/** How a step may end where Zapier does not retry: as its refusal says, and otherwise with an error. */
function inEditor({ nature }: Fault, consequence: Outcome): Outcome[] {
  if (nature === 'harmless') return ['success'];
  if (nature === 'partial') return ['success', 'errored'];
  return [nature === 'refused' ? consequence : 'errored'];
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
