import type { Outcome, RunRecord } from '../../dev/zapier/index.ts';
import type { Fault } from './matrix-faults.ts';
import type { Place } from './matrix-places.ts';
import { dictOf, MARK } from './matrix-stage.ts';

/** What was seen of one cell, beside how its run ended. */
export interface Seen {
  run: RunRecord;
  /** The operations that it asked for. */
  operations: string[];
  /** Writes that MsgFlash carried out during the run, and in all after the replay, cleaning up not counted. */
  done: number;
  doneInAll: number;
  /** The same for messages that it accepted, by its own ledger. */
  sent: number;
  sentInAll: number;
  /** Ids of the messages in the ledger. */
  messageIds: string[];
  /** Webhook endpoints with the Zap's URL after the run. */
  endpoints: number;
  /** The run again without the fault, where the platform or its user would repeat it. */
  replay: RunRecord | null;
  /** Requests that reached another origin because of this cell. */
  strayRequests: number;
}

/** The promises that a cell can break. */
export const PROMISES = {
  twice: 'messages sent or writes done twice',
  hidden: 'accepted, reported as failed without saying so',
  false: 'failures reported as success',
  raw: 'raw errors of the code (TypeError and the like)',
  class: 'outcomes of another class than the rules allow',
  sentence: 'sentences that are not plain',
  replay: 'steps that did not work once the fault was gone',
  late: 'runs longer than 27 s',
  stray: 'requests that followed a redirect to another origin',
} as const;
export type Promised = keyof typeof PROMISES;

export interface Breach {
  promise: Promised;
  what: string;
}

/** Judges one cell by the rules; no sentence is expected word by word. */
export function judge(place: Place, fault: Fault, seen: Seen): Breach[] {
  const { run } = seen;
  const breaches: Breach[] = [];
  const breach = (promise: Promised, what: string) => void breaches.push({ promise, what });
  const changes = place.role === 'write' || isSending(place);

  const outcomes = allowed(place, fault, seen);
  if (!outcomes.includes(run.outcome)) breach('class', `ended as ${run.outcome}, not as ${outcomes.join(' or ')}`);
  if (changes && ((seen.doneInAll > 1 && !isIdempotent(place)) || seen.sentInAll > 1)) {
    breach('twice', `${seen.sentInAll} messages, ${seen.doneInAll} writes in all`);
  }
  if (changes && !isSettled(run) && seen.done > 0 && !saysMaybe(run.message)) {
    breach('hidden', `it was done, and the step says: ${run.message}`);
  }
  if (run.outcome === 'success') for (const what of emptySuccess(place, fault, seen)) breach('false', what);
  if (place.role === 'subscribe' && run.outcome !== 'success' && seen.endpoints > 0) {
    breach('hidden', 'an endpoint is left behind');
  }
  if (!FRIENDLY.has(run.errorName)) breach('raw', `${run.errorName}: ${run.rawMessage.slice(0, 200)}`);
  if (run.outcome !== 'success' && run.outcome !== 'filtered') {
    for (const what of unreadableIn(run)) breach('sentence', what);
  }
  if (NOBODY_REPEATS.has(place.role) && run.message.includes('by itself')) {
    breach('sentence', 'promises a second try that nobody makes');
  }
  // After a send the repeat waits for MsgFlash to be done, however soon its list may be read again.
  const isLookUp = place.role === 'found' || place.role === 'absent' || place.role === 'shown';
  if (fault.delay && run.outcome === 'throttled' && !isLookUp) {
    const [least, most] = fault.delay;
    const delay = run.delaySeconds ?? 0;
    if (delay < least || delay > most) breach('class', `throttled for ${delay} s, not for ${least} to ${most}`);
  }
  if (seen.replay && !repeats(place, seen).includes(seen.replay.outcome)) {
    breach('replay', `afterwards: ${seen.replay.outcome}, ${seen.replay.message}`);
  }
  if (run.ms > 27_000) breach('late', `took ${Math.round(run.ms / 1000)} s`);
  if (seen.strayRequests > 0) breach('stray', `${seen.strayRequests} requests elsewhere`);
  return breaches;
}

/** Where a person sits in front of it: the platform repeats nothing there. */
const NOBODY_REPEATS: ReadonlySet<Place['role']> = new Set([
  'editor',
  'file',
  'connect',
  'subscribe',
  'cleanup',
  'unsubscribe',
]);

/** Success, or a run whose repeat finds out by itself, and is judged as well. */
function isSettled({ outcome }: RunRecord): boolean {
  return outcome === 'success' || outcome === 'throttled';
}

/** How the repeat of a run may end once the fault is gone. */
function repeats({ step }: Place, { doneInAll }: Seen): Outcome[] {
  // It was created late, and MsgFlash refuses a second one.
  return CREATED_ONCE.has(step) && doneInAll > 0 ? ['success', 'halted'] : ['success'];
}

const IDEMPOTENT = new Set([
  'update_contact',
  'pause_campaign',
  'resume_campaign',
  'add_contact_to_group',
  'remove_contact_from_group',
]);
/** What can be looked up by an exact number or name. */
const CREATED_ONCE = new Set(['create_contact', 'create_group']);

function isIdempotent({ role, step }: Place): boolean {
  return role === 'write' && IDEMPOTENT.has(step);
}

/** How a write other than a message ends when nobody knows what became of it. */
function afterSilence(step: string, done: number): Outcome[] {
  // Pausing and resuming read the campaign first, and may find it as it should be.
  if (IDEMPOTENT.has(step)) return step.endsWith('_campaign') ? ['success', 'throttled'] : ['throttled'];
  if (CREATED_ONCE.has(step)) return [done > 0 ? 'success' : 'throttled'];
  return ['halted'];
}

/** Whether a message should go out of the step. */
export function isSending({ operation, role, step }: Place): boolean {
  return role === 'send' || role === 'found' || role === 'absent' || isAfterSending(role, operation, step);
}

function isAfterSending(role: Place['role'], operation: string, step: string): boolean {
  return (role === 'after' && operation === 'GET /instances' && !step.includes('campaign')) || role === 'check';
}

/** How a step may end when its operation meets the fault. */
function allowed({ role, step, operation }: Place, fault: Fault, { sent, done }: Seen): Outcome[] {
  const { nature, consequence = 'errored' } = fault;
  const isGone = fault.name.startsWith('404');
  switch (role) {
    case 'after':
    case 'load':
      return ['success'];
    case 'send':
      if (nature === 'harmless' || nature === 'partial') return ['success'];
      if (nature === 'unreached') return ['throttled'];
      // Not found proves nothing yet: the repeat settles it.
      return nature === 'refused' ? [consequence] : [sent > 0 ? 'success' : 'throttled'];
    case 'found':
      // A message that is new enough by one clock only is not taken yet.
      if (nature === 'harmless') return /minutes/.test(fault.name) ? ['success', 'throttled'] : ['success'];
      return nature === 'partial' ? ['success', 'throttled'] : ['throttled'];
    case 'absent':
      return ['throttled'];
    case 'write':
      if (nature === 'harmless') return ['success'];
      if (nature === 'partial') return ['success', 'halted', 'throttled'];
      if (nature === 'unreached') return ['throttled'];
      // What is there already is a matter of this row, whatever the code.
      return nature === 'refused'
        ? [consequence, ...(fault.name.startsWith('409') ? ['halted' as const] : [])]
        : afterSilence(step, done);
    case 'shown':
      // Not seen is tried again, and the repeat succeeds.
      return nature === 'harmless' ? ['success'] : nature === 'partial' ? ['success', 'throttled'] : ['throttled'];
    case 'check':
    case 'read':
      if (nature === 'harmless') return ['success'];
      if (nature === 'partial') return ['success', 'errored', ...(role === 'check' ? ['throttled' as const] : [])];
      if (nature === 'unreadable') return ['errored'];
      if (nature === 'refused') return isGone && step.startsWith('find_') ? ['success', 'errored'] : [consequence];
      return ['throttled'];
    case 'connect':
      return inEditor(fault, fault.name.startsWith('401') ? 'errored' : consequence);
    case 'editor':
      return inEditor(fault, consequence);
    case 'file':
      if (operation !== 'GET /media/{id}') return inEditor(fault, consequence);
      // A file has no form that it could be found to lack.
      return nature === 'unreadable' ? ['success', 'errored'] : inEditor(fault, 'errored');
    case 'subscribe':
      return inEditor(fault, consequence);
    case 'cleanup':
      return ['errored'];
    case 'unsubscribe':
      if (/^40[134]|^403/.test(fault.name)) return ['success'];
      return nature === 'unreadable' ? ['success', 'errored'] : inEditor(fault, consequence);
  }
}

/** Where a person sits in front of it nobody repeats, except what the platform itself holds back. */
function inEditor({ nature }: Fault, consequence: Outcome): Outcome[] {
  if (nature === 'harmless') return ['success'];
  if (nature === 'partial') return ['success', 'errored'];
  return [nature === 'refused' ? consequence : 'errored'];
}

/** Why a success is none. */
function emptySuccess(place: Place, fault: Fault, seen: Seen): string[] {
  const { run } = seen;
  const isNotThere = fault.name.startsWith('404') && place.step.startsWith('find_');
  const found: string[] = [];
  if (place.hasResult?.(run) === false && !isNotThere) found.push('success without a result');
  if (isSending(place) && !seen.messageIds.includes(String(dictOf(run.output).id))) {
    found.push('success, and MsgFlash has no such message');
  }
  if (place.role === 'write' && seen.done === 0) found.push('success, and nothing was done');
  if (place.role === 'subscribe' && seen.endpoints !== 1) found.push(`success with ${seen.endpoints} endpoints`);
  const mayStay = /^40[13]/.test(fault.name);
  if (place.role === 'unsubscribe' && seen.endpoints > 0 && !mayStay && !fault.name.startsWith('404')) {
    found.push('success, and the endpoint is still there');
  }
  return found;
}

function saysMaybe(message: string): boolean {
  return /\bmay have (gone out|been )/.test(message);
}

/** The only errors that a step may end with; '' is a success. */
const FRIENDLY: ReadonlySet<string> = new Set(['', 'AppError', 'HaltedError', 'ThrottledError', 'ExpiredAuthError']);

const ODD =
  /[{}[\]\\"<>]|\bAll 0\b|\bundefined\b|\bnull\b|\bNaN\b|\b\w+Error\b|%[0-9a-f]{2}|https?:|Cannot read|not a function/i;

/** What is wrong with the sentence that the user reads. */
export function unreadableIn({ message, rawMessage }: RunRecord): string[] {
  const found: string[] = [];
  if (message.trim() === '') found.push('no sentence at all');
  if ([...message].length > 250) found.push(`${[...message].length} characters`);
  if (ODD.test(message)) found.push(`not plain: ${message}`);
  if (message.includes('stopped at a fault of its own')) found.push(`a fault of the code: ${message}`);
  if (rawMessage.includes(MARK)) found.push('a secret in an error');
  return found;
}
