import { at, isDict } from './values.ts';

/**
 * - `success`
 * - `filtered`: a hook's perform returned no item, so no run came of the event
 * - `halted`: HaltedError, a soft stop
 * - `throttled`: ThrottledError, to be repeated after `delaySeconds`
 * - `errored`: anything else that was thrown, failed checks of the output and time-outs included
 * - `reconnect`: ExpiredAuthError, the user has to connect again
 */
export type Outcome = 'success' | 'filtered' | 'halted' | 'throttled' | 'errored' | 'reconnect';

/** How a step ended, in the words of Zap history. */
export interface Ending {
  outcome: Outcome;
  /** The plain sentence a user reads; empty when all went well. */
  message: string;
  /** The error's text as core threw it, which for some errors is JSON. */
  rawMessage: string;
  /** The name of the error's class; empty when all went well. */
  errorName: string;
  code?: string;
  status?: number;
  /** From a ThrottledError that named a delay. */
  delaySeconds?: number;
  output: unknown;
}

/** What the editor and Zap history say of a step that took longer than it may. */
export const TIMED_OUT = 'The app did not respond in-time. It may or may not have completed successfully.';

const OUTCOMES: Record<string, Outcome> = {
  HaltedError: 'halted',
  ThrottledError: 'throttled',
  ExpiredAuthError: 'reconnect',
  RefreshAuthError: 'reconnect',
};

/** The errors whose text is JSON with the sentence inside. */
const WRAPPED = new Set(['AppError', 'ThrottledError', 'ResponseError']);

/** @param isHookPerform an empty result means a filtered event in a hook's perform, and nowhere else */
export function succeeded(output: unknown, isHookPerform: boolean): Ending {
  const filtered = isHookPerform && Array.isArray(output) && output.length === 0;
  return { outcome: filtered ? 'filtered' : 'success', message: '', rawMessage: '', errorName: '', output };
}

/** An error that the platform itself raises, without the app's code being asked. */
export function refused(message: string, errorName = ''): Ending {
  return { outcome: 'errored', message, rawMessage: message, errorName, output: null };
}

/**
 * Reads an error as the platform does: its class decides the outcome, and the JSON that AppError, ThrottledError and
 * ResponseError carry as their text is opened.
 * @param error whatever was thrown
 */
export function failed(error: unknown): Ending {
  const errorName = String(at(error, 'name') ?? '');
  const rawMessage = isDict(error) || error instanceof Error ? String(at(error, 'message') ?? '') : String(error);
  const details = WRAPPED.has(errorName) ? opened(rawMessage) : null;
  const message = at(details, 'message');
  const code = at(details, 'code');
  const status = at(details, 'status');
  const delay = at(details, 'delay');
  return {
    outcome: OUTCOMES[errorName] ?? 'errored',
    message: typeof message === 'string' ? message : rawMessage,
    rawMessage,
    errorName,
    output: null,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof status === 'number' ? { status } : {}),
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
