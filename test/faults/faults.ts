import type { FaultInput } from '../../dev/msgflash/faults.ts';
import type { MsgFlash } from '../../dev/msgflash/server.ts';
import type { Outcome } from '../../dev/zapier/index.ts';

/**
 * The purpose of an operation, which decides how the step may end after a fault in it:
 * - `send`: the request that sends a message
 * - `found`, `absent`, `late`: the look-up after a lost response; the message was accepted, was not, or will be later
 * - `after`: best effort, either after MsgFlash accepted something or for optional details
 * - `check`: a check before sending
 * - `write`: any other change of the account
 * - `shown`: the read after the response to a write was lost
 * - `read`: a read that a live step needs
 * - `editor`: a read in the editor: dropdowns, fields, samples
 * - `file`: fetches the file of a message for a later step
 * - `connect`: the connection test
 * - `load`: completes the event of a hook
 * - `subscribe`, `cleanup`, `unsubscribe`: creates and deletes a webhook endpoint
 */
export type Role =
  | ('send' | 'found' | 'absent' | 'late' | 'after' | 'check' | 'write' | 'shown' | 'read' | 'editor' | 'file')
  | ('connect' | 'load' | 'subscribe' | 'cleanup' | 'unsubscribe');

/**
 * What a caller knows after a fault:
 * - `unreached`: the request never arrived
 * - `silent`: no response, or a 5xx; the request may have been carried out
 * - `unreadable`: a response that does not match the API; the request may have been carried out
 * - `refused`: a 4xx; nothing was done
 * - `partial`: a response that may lack something the step needs
 * - `harmless`: a response with everything the step needs
 */
type Nature = 'unreached' | 'silent' | 'unreadable' | 'refused' | 'partial' | 'harmless';

/** A way in which a call can go wrong. */
export interface Fault {
  name: string;
  nature: Nature;
  /** The fault in the built-in MsgFlash; null if it is not a fault of a single response. */
  input: Omit<FaultInput, 'operation' | 'key' | 'times'> | null;
  /** For `refused`: how the step must end. */
  consequence?: Outcome;
  /** Sends Retry-After as a date, this many seconds from now. */
  retryAt?: number;
  /** The allowed delay of a throttled run, in seconds. */
  delay?: [least: number, most: number];
  /** How far the server's clock is off, and so the times of its records. */
  shiftMs?: number;
  /** How the list of messages differs from what was sent. */
  listing?: Parameters<MsgFlash['control']['setListing']>[0];
  /** Input of the step that such a list affects. */
  fields?: Record<string, string>;
}

/** Every documented 403, from MsgFlash's pages "Error codes" and "Teams". */
const FORBIDDEN =
  'FORBIDDEN SUBSCRIPTION_INACTIVE MAX_INSTANCES_REACHED API_KEYS_NOT_AVAILABLE_ON_PLAN MAX_API_KEYS_REACHED ' +
  'WEBHOOKS_NOT_AVAILABLE_ON_PLAN MAX_WEBHOOK_ENDPOINTS_REACHED CAMPAIGNS_NOT_AVAILABLE_ON_PLAN ' +
  'STATUSES_NOT_AVAILABLE_ON_PLAN MAX_CONTACT_GROUPS_REACHED FEATURE_NOT_AVAILABLE_ON_PLAN UNSUPPORTED_FEATURE ' +
  'TEAM_KEY_REQUIRED TEAM_KEY_NOT_ALLOWED TEAM_ACCESS_DENIED TEAM_FEATURE_UNAVAILABLE TEAM_LIMIT_REACHED ' +
  'TEAM_SEAT_LIMIT_REACHED INSTANCE_NOT_ASSIGNED INVITE_EMAIL_MISMATCH CODE_OF_NEXT_YEAR';

const REFUSALS: readonly [status: number, codes: string, consequence: Outcome][] = [
  [401, 'UNAUTHORIZED', 'reconnect'],
  [403, FORBIDDEN, 'errored'],
  [404, 'NOT_FOUND TEAM_NOT_FOUND LOOKUP_NOT_FOUND', 'errored'],
  [409, 'CONFLICT', 'halted'],
  [409, 'INVITE_DUPLICATE_MEMBER PLAN_CHANGE_BLOCKED_ACTIVE_TEAMS', 'errored'],
  [422, 'INVALID_DESTINATION', 'halted'],
  [429, 'API_RATE_LIMIT_EXCEEDED', 'throttled'],
  [429, 'MONTHLY_API_REQUEST_QUOTA_EXCEEDED MONTHLY_OUTBOUND_QUOTA_EXCEEDED', 'errored'],
];

/** The Retry-After header of MsgFlash, and the delay that the step may then ask Zapier for, in seconds. */
const RETRY_AFTER: readonly [name: string, retryAfter: string | undefined, delay: NonNullable<Fault['delay']>][] = [
  ['no Retry-After', undefined, [1, 15]],
  ['Retry-After in seconds', '7', [7, 7]],
  ['Retry-After as a date', 'date', [500, 601]],
  ['a nonsensical Retry-After', 'soon', [1, 15]],
];

function refusals(): Fault[] {
  return REFUSALS.flatMap(([status, codes, consequence]) =>
    codes.split(' ').flatMap((code): Fault[] => {
      const name = `${status} ${code}`;
      const input = { kind: 'error', status, code, message: 'No.' } as const;
      if (status !== 429) return [{ name, nature: 'refused', input, consequence }];
      return RETRY_AFTER.map(([how, retryAfter, delay]) => ({
        name: `${name}, ${how}`,
        nature: 'refused',
        input: retryAfter && retryAfter !== 'date' ? { ...input, retryAfter } : input,
        consequence,
        ...(retryAfter === 'date' && { retryAt: 600 }),
        ...(consequence === 'throttled' && { delay }),
      }));
    }),
  );
}

const ERROR = { kind: 'error', message: 'Something went wrong' } as const;
const internal = { ...ERROR, status: 500, code: 'INTERNAL_ERROR' };
const provider = (code: string) => ({ ...ERROR, status: 502, code });
const TEN_MINUTES = 600_000;
/** After every run has ended, and before its retry. */
export const LATE_MS = 30_000;
const late = { acceptAfterMs: LATE_MS };

const ANSWERS: readonly [name: string, nature: Nature, input: NonNullable<Fault['input']>][] = [
  ['connection reset before the answer', 'silent', { kind: 'reset_before_accepting' }],
  ['connection reset in the middle of the answer', 'silent', { kind: 'reset_mid_answer' }],
  ['answer after acceptance lost', 'silent', { kind: 'reset_after_accepting' }],
  ['no answer (time-out)', 'silent', { kind: 'no_answer' }],
  ['no answer after acceptance (time-out)', 'silent', { kind: 'no_answer_after_accepting' }],
  ['half an answer, then nothing (time-out)', 'silent', { kind: 'truncated_body' }],
  ['500', 'silent', internal],
  ['500 after acceptance', 'silent', { ...internal, accepted: true }],
  ['502 PROVIDER_TIMEOUT after acceptance', 'silent', { ...provider('PROVIDER_TIMEOUT'), accepted: true }],
  ['502 PROVIDER_UNAVAILABLE', 'silent', provider('PROVIDER_UNAVAILABLE')],
  ['502 PROVIDER_ERROR', 'silent', provider('PROVIDER_ERROR')],
  ['503 with an HTML page', 'silent', { kind: 'html_503' }],
  ['503, and accepted half a minute later', 'silent', { kind: 'html_503', ...late }],
  ['connection reset, and accepted half a minute later', 'silent', { kind: 'reset_before_accepting', ...late }],
  ['no answer (time-out), and accepted half a minute later', 'silent', { kind: 'no_answer', ...late }],
  ['200 with an HTML page', 'unreadable', { kind: 'html_200' }],
  ['200 with an HTML page, nothing done', 'unreadable', { kind: 'html_200', accepted: false }],
  ['200 with truncated JSON', 'unreadable', { kind: 'truncated_json' }],
  ['200 with null', 'unreadable', { kind: 'json_null' }],
  ['200 with a body of 10 MB', 'unreadable', { kind: 'huge_body' }],
  ['redirect to another origin', 'unreadable', { kind: 'redirect_other_origin' }],
  ['redirect loop', 'unreadable', { kind: 'redirect_loop' }],
  ['200 with values of wrong types', 'partial', { kind: 'wrong_types' }],
  ['200 without the optional fields', 'partial', { kind: 'missing_optional' }],
  ['200 with unknown extra fields', 'harmless', { kind: 'extra_fields' }],
  ['200 with a nested envelope', 'harmless', { kind: 'nested_envelope' }],
  ['a Date ten minutes ahead', 'harmless', { kind: 'clock_skew', skewMs: TEN_MINUTES }],
  ['a Date ten minutes behind', 'harmless', { kind: 'clock_skew', skewMs: -TEN_MINUTES }],
];

const file = (type: string, name: string) => {
  const link = `https://files.example.com/${name}`;
  return { type, media: link, media_url: link };
};

const LISTINGS: readonly [name: string, listing: NonNullable<Fault['listing']>, fields: Record<string, string>][] = [
  ['the recipient with a device', { recipients: 'device' }, {}],
  ['the recipient without a number', { recipients: 'lid' }, {}],
  ['a Brazilian without the ninth digit', { recipients: 'without_nine' }, { to: '+5511961234567' }],
  ['a voice note as audio', { voiceNotes: 'audio' }, file('voice_note', 'note.ogg')],
  ['the text escaped', { texts: 'escaped' }, { text: 'Tom & "Ann" <3' }],
  ['the text tidied', { texts: 'tidied' }, { text: 'Two  spaces \n\n and lines ' }],
  ["the file on MsgFlash's own address", { media: 'own_link' }, file('image', 'photo.png')],
];

/** The server cannot be reached. */
export const connectionRefused: Fault = { name: 'connection refused', nature: 'unreached', input: null };

/** All faults. */
export const allFaults: readonly Fault[] = [
  connectionRefused,
  ...refusals(),
  ...ANSWERS.map(([name, nature, input]): Fault => ({ name, nature, input })),
  { name: "the server's clock ten minutes ahead", nature: 'harmless', input: null, shiftMs: TEN_MINUTES },
  { name: "the server's clock ten minutes behind", nature: 'harmless', input: null, shiftMs: -TEN_MINUTES },
  ...LISTINGS.map(
    ([name, listing, fields]): Fault => ({ name: `listed: ${name}`, nature: 'partial', input: null, listing, fields }),
  ),
];

/** The faults that `npm test` tries on most steps. */
export const FEW: readonly string[] = ['answer after acceptance lost', '200 with values of wrong types'];

/** Further faults that `npm test` tries, by the role of the operation. */
export const MORE: Readonly<Partial<Record<Role, readonly string[]>>> = {
  found: ['listed: the recipient without a number', '500'],
  late: ['listed: a Brazilian without the ninth digit', '500'],
  write: ['500'],
  subscribe: ['401 UNAUTHORIZED', '403 MAX_WEBHOOK_ENDPOINTS_REACHED'],
  cleanup: ['200 with unknown extra fields'],
  unsubscribe: ['404 NOT_FOUND'],
  file: ['404 NOT_FOUND', 'redirect to another origin'],
};
