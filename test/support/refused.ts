import { expect } from '@jest/globals';
import type { FaultInput } from '../../dev/msgflash/faults.ts';
import { type Attempt, mapped, type Outcome, type RunOptions, type RunRecord } from '../../dev/zapier/index.ts';
import { type FrozenWorld, startFrozen } from '../lib/sending/frozen.ts';

/** A run that ends in an error, and all that its user gets to see of it. */
export interface Refused {
  name: string;
  /** Changes to what the step is otherwise given. */
  input?: Record<string, unknown>;
  outcome: 'halted' | 'errored' | 'throttled' | 'reconnect';
  message: string;
  /** Requests of the step itself; default none. */
  requests?: Record<string, number>;
  authData?: Record<string, string>;
  options?: RunOptions;
  given?(world: FrozenWorld): unknown;
}

/** What the platform does not catch: a required field whose mapped value turned out empty, or blank. */
export const empty = mapped('');
export const blank = mapped(' \t');

const CLASSES: Readonly<Record<Refused['outcome'], string>> = {
  halted: 'HaltedError',
  errored: 'AppError',
  throttled: 'ThrottledError',
  reconnect: 'ExpiredAuthError',
};

/** How a run ended, for comparing. */
export function endOf({ outcome, errorName, message, output }: RunRecord | Attempt) {
  return { outcome, errorName, message, output };
}

/** What `endOf` must be after an error. */
export function ending(outcome: Refused['outcome'], message: string) {
  return { outcome: outcome satisfies Outcome, errorName: CLASSES[outcome], message, output: null };
}

/** Runs a case in a world of its own, its fields looked up beforehand as on the platform, and checks how it ends. */
export async function expectRefused(
  step: `creates.${string}` | `searches.${string}`,
  base: Record<string, unknown>,
  { input, outcome, message, requests = {}, authData, options, given }: Refused,
): Promise<FrozenWorld> {
  const world = await startFrozen(authData && { authData });
  const typed = { ...base, ...input };
  const { fields } = await world.zapier.fields(world.connection, step, typed);
  await given?.(world);
  world.mark();
  const run = await world.zapier.run(world.connection, step, typed, { fields, ...options });

  expect(endOf(run)).toEqual(ending(outcome, message));
  expect(world.requests()).toEqual(requests);
  expect([...message].length).toBeLessThanOrEqual(250);
  expect(message).not.toMatch(/[{}[\]"\\<>]|%[0-9a-f]{2}/i);
  return world;
}

/** A field that nothing can be done without. */
export function filling(label: string): string {
  return `${label} is empty. Fill in ${label} and try again. Nothing was done.`;
}

/** What MsgFlash does not have, in the words of the form. */
export function missing(thing: string): string {
  return `MsgFlash no longer has this ${thing}, or it belongs to another account. Choose the ${thing} again from its list.`;
}

/** An id of the right form that nobody has. @param kind the first digit of its kind */
export function unknownId(kind: number): string {
  return `${kind}0000000-0000-4000-8000-00000000ffff`;
}

const PLANS = 'see Plans and Billing in MsgFlash';

/** What every operation can answer, whatever it is about. */
export function accountRefusals(operation: string, requests: Record<string, number> = { [operation]: 1 }): Refused[] {
  const rows: [status: number, code: string, outcome: Refused['outcome'], message: string][] = [
    [
      401,
      'UNAUTHORIZED',
      'reconnect',
      'MsgFlash did not accept the API key. Copy a personal key (msgf_live_…) again from MsgFlash under API Keys, or a team key (msgf_team_…) together with its Team ID, and reconnect.',
    ],
    [
      403,
      'FORBIDDEN',
      'errored',
      'This API key may not do that. Ask the owner of the MsgFlash account, or connect with another key.',
    ],
    [
      403,
      'SUBSCRIPTION_INACTIVE',
      'errored',
      `Your MsgFlash subscription is not active. Renew it (${PLANS}), then replay this run.`,
    ],
    [
      403,
      'TEAM_KEY_REQUIRED',
      'errored',
      'This connection has a personal key and a Team ID. Reconnect with the Team ID left empty, or with a team key (msgf_team_…).',
    ],
    [403, 'TEAM_ACCESS_DENIED', 'errored', 'This key has no access to that team. Check the Team ID of the connection.'],
    [
      403,
      'CODE_OF_NEXT_YEAR',
      'errored',
      'MsgFlash did not allow this (No). Check your plan and the rights of the API key.',
    ],
    [
      429,
      'API_RATE_LIMIT_EXCEEDED',
      'throttled',
      'Too many requests at once: MsgFlash allows 10 per second. Zapier tries this step again automatically.',
    ],
    [
      429,
      'MONTHLY_API_REQUEST_QUOTA_EXCEEDED',
      'errored',
      "This month's API requests are used up. See Usage in MsgFlash; upgrade, or wait for the new month and replay this run.",
    ],
  ];
  return rows.map(([status, code, outcome, message]) => ({
    ...answered(operation, status, code),
    name: `${status} ${code}`,
    outcome,
    message,
    requests,
  }));
}

/** MsgFlash answering an operation with an error that it would not come to by itself. */
export function answered(operation: string, status: number, code: string, message = 'No.') {
  return {
    given: ({ control }: FrozenWorld) => control.fault({ operation, kind: 'error', status, code, message }),
    requests: { [operation]: 1 },
  };
}

/** Ends of a write after which nobody can tell whether it was done. */
export const AMBIGUOUS: readonly (Omit<FaultInput, 'operation'> & { name: string })[] = [
  { name: 'a connection that broke before the work', kind: 'reset_before_accepting' },
  { name: 'a connection that broke after the work', kind: 'reset_after_accepting' },
  { name: '500 without the work', kind: 'error', status: 500 },
  { name: '500 after the work', kind: 'error', status: 500, accepted: true },
  { name: '502', kind: 'error', status: 502, code: 'PROVIDER_TIMEOUT', accepted: true },
  { name: '503 in HTML', kind: 'html_503' },
  { name: '200 in HTML', kind: 'html_200' },
  { name: 'null', kind: 'json_null' },
  { name: 'an answer that breaks off', kind: 'truncated_json' },
  { name: 'an answer of other types', kind: 'wrong_types' },
  { name: 'a redirect', kind: 'redirect_other_origin' },
];

/** Runs a write into each of them: it halts and says so, and neither we nor the platform repeat it. */
export async function expectHonest(
  step: `creates.${string}`,
  input: Record<string, unknown>,
  operation: string,
  fault: (typeof AMBIGUOUS)[number],
  message: string,
  before: Record<string, number> = {},
): Promise<void> {
  const world = await startFrozen();
  const { fields } = await world.zapier.fields(world.connection, step, input);
  const { name: _name, ...kind } = fault;
  world.control.fault({ operation, times: 'always', ...kind });
  world.mark();
  const run = await world.zapier.run(world.connection, step, input, { fields, repeat: 3 });
  expect(endOf(run)).toEqual(ending('halted', message));
  expect(run.attempts).toHaveLength(1);
  expect(world.requests()).toEqual({ ...before, [operation]: 1 });
}

/**
 * Runs a write that may be made twice into one of them: it waits, and its repeat succeeds. Where the step can see what it
 * made, it may succeed at once.
 */
export async function expectRepeated(
  step: `creates.${string}`,
  input: Record<string, unknown>,
  operation: string,
  fault: (typeof AMBIGUOUS)[number],
  { canSee = false, prepare }: { canSee?: boolean; prepare?: (world: FrozenWorld) => Promise<object> } = {},
): Promise<FrozenWorld> {
  const world = await startFrozen();
  const values = { ...input, ...(await prepare?.(world)) };
  const { fields } = await world.zapier.fields(world.connection, step, values);
  const { name: _name, ...kind } = fault;
  world.control.fault({ operation, ...kind });
  const run = await world.zapier.run(world.connection, step, values, { fields });
  if (!canSee || run.outcome !== 'success') {
    expect(run).toMatchObject({
      outcome: 'throttled',
      delaySeconds: 30,
      message: expect.stringMatching(/^MsgFlash .*\. The step is tried again by itself\.$/),
    });
    expect(await world.zapier.replay(run)).toMatchObject({ outcome: 'success' });
  }
  // Zapier does not repeat a test in the editor.
  world.control.fault({ operation, kind: 'reset_before_accepting' });
  const test = await world.zapier.run(world.connection, step, values, { fields, test: true });
  expect(test.outcome === 'errored' || canSee).toBe(true);
  return world;
}

/** What a search says when MsgFlash is in trouble: what passes is tried again, what cannot be read is not. */
export function readTroubles(operation: string, requests: Record<string, number> = { [operation]: 1 }): Refused[] {
  const again = 'Zapier tries this step again automatically.';
  const silent = `MsgFlash did not answer. ${again}`;
  const unreadable = 'MsgFlash gave an answer that could not be read. Try again in a few minutes.';
  const rows: [fault: Omit<FaultInput, 'operation'>, outcome: Refused['outcome'], message: string][] = [
    [{ kind: 'error' }, 'throttled', `MsgFlash answered with an error: it has a temporary problem. ${again}`],
    [{ kind: 'html_503' }, 'throttled', `MsgFlash answered with an error. ${again}`],
    [{ kind: 'reset_before_accepting' }, 'throttled', silent],
    [{ kind: 'reset_after_accepting' }, 'throttled', silent],
    [{ kind: 'html_200' }, 'errored', unreadable],
    [{ kind: 'json_null' }, 'errored', unreadable],
    [{ kind: 'truncated_json' }, 'errored', unreadable],
    [{ kind: 'wrong_types' }, 'errored', unreadable],
    [{ kind: 'redirect_other_origin' }, 'errored', unreadable],
  ];
  return rows.map(([fault, outcome, message]) => ({
    name: fault.kind,
    given: ({ control }) => control.fault({ operation, ...fault }),
    outcome,
    message,
    requests,
  }));
}
