import { at, isDict } from './values.ts';

/**
 * - `success`
 * - `filtered`: a hook's perform returned no item, so the event starts no run
 * - `halted`: HaltedError
 * - `throttled`: ThrottledError, to be retried after `delaySeconds`
 * - `errored`: any other error, including failed output checks and time-outs
 * - `reconnect`: ExpiredAuthError, so the user has to reconnect
 */
export type Outcome = 'success' | 'filtered' | 'halted' | 'throttled' | 'errored' | 'reconnect';

/** How a step ended, as Zap history shows it. */
export interface Ending {
  outcome: Outcome;
  /** The sentence that the user reads, '' on success. */
  message: string;
  /** The message of the error that core threw, which is JSON for some errors. */
  rawMessage: string;
  /** The name of the error, '' on success. */
  errorName: string;
  /** The delay of a ThrottledError, if it has one. */
  delaySeconds?: number;
  output: unknown;
}

/** The message of the editor and Zap history for a step that exceeded its time limit. */
export const TIMED_OUT = 'The app did not respond in-time. It may or may not have completed successfully.';

const OUTCOMES: Record<string, Outcome> = {
  HaltedError: 'halted',
  ThrottledError: 'throttled',
  ExpiredAuthError: 'reconnect',
  RefreshAuthError: 'reconnect',
};

/** The errors whose message is JSON with the sentence inside. */
const WRAPPED = new Set(['AppError', 'ThrottledError', 'ResponseError']);

/** @param isHookPerform only in a hook's perform does an empty result mean a filtered event */
export function succeeded(output: unknown, isHookPerform: boolean): Ending {
  const filtered = isHookPerform && Array.isArray(output) && output.length === 0;
  return { outcome: filtered ? 'filtered' : 'success', message: '', rawMessage: '', errorName: '', output };
}

/** An error that comes from Zapier itself, not from the app. */
export function refused(message: string, errorName = ''): Ending {
  return { outcome: 'errored', message, rawMessage: message, errorName, output: null };
}

/**
 * Reads an error as Zapier does. Its class decides the outcome. AppError, ThrottledError and ResponseError have a JSON
 * message, which is parsed.
 *
 * @param error whatever was thrown
 */
export function failed(error: unknown): Ending {
  const errorName = String(at(error, 'name') ?? '');
  const rawMessage = isDict(error) || error instanceof Error ? String(at(error, 'message') ?? '') : String(error);
  const details = WRAPPED.has(errorName) ? opened(rawMessage) : null;
  const message = at(details, 'message');
  const delay = at(details, 'delay');
  return {
    outcome: OUTCOMES[errorName] ?? 'errored',
    message: typeof message === 'string' ? message : rawMessage,
    rawMessage,
    errorName,
    output: null,
    ...(typeof delay === 'number' ? { delaySeconds: delay } : {}),
  };
}

function opened(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
