import type { FaultInput } from '../../dev/msgflash/faults.ts';
import type { Outcome } from '../../dev/zapier/index.ts';
import type { Role } from './matrix-places.ts';

/**
 * What a caller can know after a fault:
 * - `unreached`: nothing was handed over
 * - `silent`: no answer, or a 5xx; the work may have been done
 * - `unreadable`: an answer that is not what the API promises; the work may have been done
 * - `refused`: an answered 4xx. Nothing was done
 * - `partial`: an answer that may or may not be enough
 * - `harmless`: an answer with all that was promised
 */
export type Nature = 'unreached' | 'silent' | 'unreadable' | 'refused' | 'partial' | 'harmless';

/** One way in which a call can go wrong. */
export interface Fault {
  name: string;
  nature: Nature;
  /** For the embedded MsgFlash; null for what no fault of one answer can be. */
  input: Omit<FaultInput, 'operation' | 'key' | 'times'> | null;
  /** For `refused`: how a step that meets it has to end. */
  consequence?: Outcome;
  /** Seconds after which the answer says, as a date, to come back. */
  retryAt?: number;
  /** Seconds that a throttled run may be delayed. */
  delay?: [least: number, most: number];
  /** Nobody answers at all: costs the connector's own time-out. */
  isSlow?: boolean;
  /** How far the server's clock is off, with everything that it records. */
  shiftMs?: number;
}

/** Every documented 403; their names are those of MsgFlash's pages "Error codes" and "Teams". */
const FORBIDDEN = (
  'FORBIDDEN SUBSCRIPTION_INACTIVE MAX_INSTANCES_REACHED API_KEYS_NOT_AVAILABLE_ON_PLAN MAX_API_KEYS_REACHED ' +
  'WEBHOOKS_NOT_AVAILABLE_ON_PLAN MAX_WEBHOOK_ENDPOINTS_REACHED CAMPAIGNS_NOT_AVAILABLE_ON_PLAN ' +
  'STATUSES_NOT_AVAILABLE_ON_PLAN MAX_CONTACT_GROUPS_REACHED FEATURE_NOT_AVAILABLE_ON_PLAN UNSUPPORTED_FEATURE ' +
  'TEAM_KEY_REQUIRED TEAM_KEY_NOT_ALLOWED TEAM_ACCESS_DENIED TEAM_FEATURE_UNAVAILABLE TEAM_LIMIT_REACHED ' +
  'TEAM_SEAT_LIMIT_REACHED INSTANCE_NOT_ASSIGNED INVITE_EMAIL_MISMATCH'
).split(' ');

const refusals: readonly [status: number, codes: readonly string[], consequence: Outcome][] = [
  [401, ['UNAUTHORIZED'], 'reconnect'],
  [403, [...FORBIDDEN, 'CODE_OF_NEXT_YEAR'], 'errored'],
  [404, ['NOT_FOUND', 'TEAM_NOT_FOUND', 'LOOKUP_NOT_FOUND'], 'errored'],
  [409, ['CONFLICT'], 'halted'],
  [409, ['INVITE_DUPLICATE_MEMBER', 'PLAN_CHANGE_BLOCKED_ACTIVE_TEAMS'], 'errored'],
  [422, ['INVALID_DESTINATION'], 'halted'],
];

/** What MsgFlash says about coming back, and what the platform may be told. */
const RETRY_AFTER: readonly [name: string, value: Pick<Fault, 'retryAt'> & { retryAfter?: string }, Fault['delay']][] =
  [
    ['no Retry-After', {}, [1, 15]],
    ['Retry-After in seconds', { retryAfter: '7' }, [7, 7]],
    ['Retry-After as a date', { retryAt: 600 }, [500, 601]],
    ['a nonsensical Retry-After', { retryAfter: 'soon' }, [1, 15]],
  ];

function throttlings(): Fault[] {
  const limits = [
    ['API_RATE_LIMIT_EXCEEDED', 'throttled'],
    ['MONTHLY_API_REQUEST_QUOTA_EXCEEDED', 'errored'],
    ['MONTHLY_OUTBOUND_QUOTA_EXCEEDED', 'errored'],
  ] as const;
  return limits.flatMap(([code, consequence]) =>
    RETRY_AFTER.map(
      ([name, { retryAt, ...value }, delay]): Fault => ({
        name: `429 ${code}, ${name}`,
        nature: 'refused',
        input: { kind: 'error', status: 429, code, message: 'No.', ...value },
        consequence,
        ...(retryAt && { retryAt }),
        ...(consequence === 'throttled' && delay && { delay }),
      }),
    ),
  );
}

const silent = (name: string, input: Fault['input'], isSlow = false): Fault => ({
  name,
  nature: 'silent',
  input,
  isSlow,
});
const unreadable = (name: string, input: Fault['input']): Fault => ({ name, nature: 'unreadable', input });
const partial = (name: string, input: Fault['input']): Fault => ({ name, nature: 'partial', input });
const harmless = (name: string, input: Fault['input']): Fault => ({ name, nature: 'harmless', input });

const ERROR = { kind: 'error', message: 'Something went wrong' } as const;
const TEN_MINUTES = 600_000;
/** After every run has given up, and before its repeat. */
const LATE_MS = 30_000;

/** The server cannot be reached at all. */
export const connectionRefused: Fault = { name: 'connection refused', nature: 'unreached', input: null };

/** Every fault there is. */
export const allFaults: readonly Fault[] = [
  connectionRefused,
  silent('connection reset before the answer', { kind: 'reset_before_accepting' }),
  silent('connection reset in the middle of the answer', { kind: 'reset_mid_answer' }),
  silent('answer after acceptance lost', { kind: 'reset_after_accepting' }),
  silent('no answer (time-out)', { kind: 'no_answer' }, true),
  silent('no answer after acceptance (time-out)', { kind: 'no_answer_after_accepting' }, true),
  silent('half an answer, then nothing (time-out)', { kind: 'truncated_body' }, true),
  ...refusals.flatMap(([status, codes, consequence]) =>
    codes.map(
      (code): Fault => ({
        name: `${status} ${code}`,
        nature: 'refused',
        input: { kind: 'error', status, code, message: 'No.' },
        consequence,
      }),
    ),
  ),
  ...throttlings(),
  silent('500', { ...ERROR, status: 500, code: 'INTERNAL_ERROR' }),
  silent('500 after acceptance', { ...ERROR, status: 500, code: 'INTERNAL_ERROR', accepted: true }),
  silent('502 PROVIDER_TIMEOUT after acceptance', {
    ...ERROR,
    status: 502,
    code: 'PROVIDER_TIMEOUT',
    accepted: true,
  }),
  silent('502 PROVIDER_UNAVAILABLE', { ...ERROR, status: 502, code: 'PROVIDER_UNAVAILABLE' }),
  silent('502 PROVIDER_ERROR', { ...ERROR, status: 502, code: 'PROVIDER_ERROR' }),
  silent('503 with an HTML page', { kind: 'html_503' }),
  silent('503, and accepted half a minute later', { kind: 'html_503', acceptAfterMs: LATE_MS }),
  silent('connection reset, and accepted half a minute later', {
    kind: 'reset_before_accepting',
    acceptAfterMs: LATE_MS,
  }),
  silent('no answer (time-out), and accepted half a minute later', { kind: 'no_answer', acceptAfterMs: LATE_MS }, true),
  unreadable('200 with an HTML page', { kind: 'html_200' }),
  unreadable('200 with an HTML page, nothing done', { kind: 'html_200', accepted: false }),
  unreadable('200 with truncated JSON', { kind: 'truncated_json' }),
  unreadable('200 with null', { kind: 'json_null' }),
  partial('200 with values of wrong types', { kind: 'wrong_types' }),
  partial('200 without the optional fields', { kind: 'missing_optional' }),
  harmless('200 with unknown extra fields', { kind: 'extra_fields' }),
  harmless('200 with a nested envelope', { kind: 'nested_envelope' }),
  unreadable('200 with a body of 10 MB', { kind: 'huge_body' }),
  unreadable('redirect to another origin', { kind: 'redirect_other_origin' }),
  unreadable('redirect loop', { kind: 'redirect_loop' }),
  harmless('a Date ten minutes ahead', { kind: 'clock_skew', skewMs: TEN_MINUTES }),
  harmless('a Date ten minutes behind', { kind: 'clock_skew', skewMs: -TEN_MINUTES }),
  { ...harmless("the server's clock ten minutes ahead", null), shiftMs: TEN_MINUTES },
  { ...harmless("the server's clock ten minutes behind", null), shiftMs: -TEN_MINUTES },
];

/** Those that `npm test` tries on every step. */
export const FEW: readonly string[] = [
  'answer after acceptance lost',
  '401 UNAUTHORIZED',
  '429 API_RATE_LIMIT_EXCEEDED, Retry-After in seconds',
  '500',
  'connection reset, and accepted half a minute later',
  '200 with values of wrong types',
];

/** And those that are special to an operation: it is gone already, it lies elsewhere, the plan is full. */
export const MORE: Readonly<Partial<Record<Role, readonly string[]>>> = {
  subscribe: ['403 MAX_WEBHOOK_ENDPOINTS_REACHED'],
  cleanup: ['200 with unknown extra fields'],
  unsubscribe: ['404 NOT_FOUND', '403 FORBIDDEN'],
  file: ['404 NOT_FOUND', 'redirect to another origin', '200 with null'],
};
