import { expect } from '@jest/globals';
import type { FaultInput } from '../../dev/msgflash/faults.ts';
import { type Attempt, mapped, type Outcome, type RunOptions, type RunRecord } from '../../dev/zapier/index.ts';
import { type Environment, sharedEnvironment, startEnvironment } from './environment.ts';

type Ended = Exclude<Outcome, 'success' | 'filtered'>;

/** What a case needs beside its input. */
interface More {
  /** Requests of the step itself; default none. */
  requests?: Record<string, number>;
  /** What MsgFlash does wrong, once. */
  fault?: FaultInput;
  /** Such a case gets an environment of its own. */
  authData?: Record<string, string>;
  /** What is changed in MsgFlash beforehand; such a case gets an environment of its own. */
  given?(environment: Environment): unknown;
  options?: RunOptions;
}

/** A run that ends in an error: its input, the error's class, and all that its user gets to see of it. */
export type Refused = [input: Record<string, unknown>, outcome: Ended, message: string, more?: More];

/** What the platform does not catch: a required field whose mapped value turned out empty, or blank. */
export const empty = mapped('');
export const blank = mapped(' \t');

const CLASSES: Readonly<Partial<Record<Outcome, string>>> = {
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
export function ending(outcome: Ended, message: string) {
  return { outcome: outcome satisfies Outcome, errorName: CLASSES[outcome], message, output: null };
}

/** Runs a case, its fields looked up beforehand as on the platform, and checks how it ends. */
export async function expectRefused(
  step: `creates.${string}` | `searches.${string}`,
  base: Record<string, unknown>,
  [input, outcome, message, { requests = {}, authData, options, fault, given } = {}]: Refused,
): Promise<Environment> {
  const environment = await (authData || given ? startEnvironment(authData && { authData }) : sharedEnvironment());
  const { connection, control, zapier } = environment;
  const typed = { ...base, ...input };
  const { fields } = await zapier.fields(connection, step, typed);
  await given?.(environment);
  if (fault) control.fault(fault);
  environment.mark();
  const accepted = control.ledger().length;
  const run = await zapier.run(connection, step, typed, { fields, ...options });

  expect(endOf(run)).toEqual(ending(outcome, message));
  expect(environment.requests()).toEqual(requests);
  expect(control.ledger()).toHaveLength(accepted);
  expect([...message].length).toBeLessThanOrEqual(250);
  expect(message).not.toMatch(/[{}[\]"\\<>]|%[0-9a-f]{2}/i);
  return environment;
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
export const UNREADABLE = 'MsgFlash gave an answer that could not be read. Try again in a few minutes.';
export const notANumber = (written: string, label: string) =>
  `“${written}” in ${label} is not a phone number. Nothing was done. Correct it in the app it comes from.`;
export const noCountry = (written: string, label: string) =>
  `“${written}” in ${label} has no country. Write it with + and the country code, or choose a Default Country in your connection. Nothing was done.`;

/** MsgFlash answering an operation with an error that it would not come to by itself. */
export function answered(operation: string, status: number, code: string, message = 'No.'): More {
  return { fault: { operation, kind: 'error', status, code, message }, requests: { [operation]: 1 } };
}
