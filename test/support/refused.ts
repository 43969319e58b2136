import { expect } from '@jest/globals';
import type { FaultInput } from '../../dev/msgflash/faults.ts';
import { type Attempt, mapped, type Outcome, type RunOptions, type RunRecord } from '../../dev/zapier/index.ts';
import { type FrozenWorld, sharedFrozen, startFrozen } from '../lib/sending/frozen.ts';

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
  /** What MsgFlash does wrong, once. */
  fault?: FaultInput;
  /** What is changed in MsgFlash beforehand; such a case gets an environment of its own. */
  given?(world: FrozenWorld): unknown;
}

type More = Omit<Refused, 'name' | 'input' | 'outcome' | 'message'>;

/** A case that ends in an Error: somebody has to change the step. */
export const errored = (name: string, input: Refused['input'], message: string, more: More = {}): Refused => ({
  name,
  input: input ?? {},
  outcome: 'errored',
  message,
  ...more,
});

/** A case that stops this run only. */
export const halted = (name: string, input: Refused['input'], message: string, more: More = {}): Refused => ({
  ...errored(name, input, message, more),
  outcome: 'halted',
});

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

/** Runs a case, its fields looked up beforehand as on the platform, and checks how it ends. */
export async function expectRefused(
  step: `creates.${string}` | `searches.${string}`,
  base: Record<string, unknown>,
  { input, outcome, message, requests = {}, authData, options, fault, given }: Refused,
): Promise<FrozenWorld> {
  const world = authData || given ? await startFrozen(authData && { authData }) : await sharedFrozen();
  const typed = { ...base, ...input };
  const { fields } = await world.zapier.fields(world.connection, step, typed);
  await given?.(world);
  if (fault) world.control.fault(fault);
  world.mark();
  const accepted = world.control.ledger().length;
  const run = await world.zapier.run(world.connection, step, typed, { fields, ...options });

  expect(world.control.ledger()).toHaveLength(accepted);
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

/** A required field that is empty, or holds nothing but spaces. */
export const withoutValue = (key: string, label: string): Refused[] => [
  errored(`no ${label}`, { [key]: empty }, filling(label)),
  errored(`a blank ${label}`, { [key]: blank }, filling(label)),
];

/** What stands in place of an id, and names nothing in MsgFlash. */
export function unmatched(thing: string, written: string, label: string, wayOut = `the ID of Find ${label}`): string {
  return `No ${thing} in MsgFlash fits “${written}” in ${label}. Choose one from the list, or map ${wayOut}. Nothing was done.`;
}

export const REFUSED_KEY =
  'MsgFlash did not accept the API key. Copy a personal key (msgf_live_…) again from MsgFlash under API Keys, or a team key (msgf_team_…) together with its Team ID, and reconnect.';
export const NOT_ASSIGNED =
  'This instance is not assigned to your team. Choose another Instance, or ask the owner to assign it to the team.';
export const NO_BUTTONS =
  'This instance cannot send that kind of message: buttons need a WhatsApp Business number. Choose another Instance, or a message without buttons.';
export const TEMPORARY =
  'MsgFlash answered with an error: it has a temporary problem. Zapier tries this step again automatically.';
export const UNREADABLE = 'MsgFlash gave an answer that could not be read. Try again in a few minutes.';

/** MsgFlash answering an operation with an error that it would not come to by itself. */
export function answered(operation: string, status: number, code: string, message = 'No.') {
  return {
    fault: { operation, kind: 'error', status, code, message } satisfies FaultInput,
    requests: { [operation]: 1 },
  };
}

/** What every operation can answer, one case for each way on; the whole table is in test/lib/msgflash/errors.test.ts. */
export const accountRefusals = (operation: string): Refused[] => [
  { name: 'a revoked key', outcome: 'reconnect', message: REFUSED_KEY, ...answered(operation, 401, 'UNAUTHORIZED') },
  {
    name: 'requests used up',
    outcome: 'errored',
    message:
      "This month's API requests are used up. See Usage in MsgFlash; upgrade, or wait for the new month and replay this run.",
    ...answered(operation, 429, 'MONTHLY_API_REQUEST_QUOTA_EXCEEDED'),
  },
];

/** Ends of a write after which nobody can tell whether it was done; test/faults has all of them. */
export const AMBIGUOUS: readonly (Omit<FaultInput, 'operation'> & { name: string })[] = [
  { name: 'a connection that broke before the work', kind: 'reset_before_accepting' },
  { name: 'an error after the work', kind: 'error', status: 500, accepted: true },
  { name: 'an answer that is no JSON', kind: 'html_200' },
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
      message: expect.stringMatching(/^MsgFlash .*\. Zapier tries this step again automatically\.$/),
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
export const readTroubles = (operation: string): Refused[] => [
  { name: 'an outage', outcome: 'throttled', message: TEMPORARY, ...answered(operation, 500, 'INTERNAL_ERROR') },
  {
    name: 'an answer of other types',
    outcome: 'errored',
    message: UNREADABLE,
    fault: { operation, kind: 'wrong_types' },
    requests: { [operation]: 1 },
  },
];
