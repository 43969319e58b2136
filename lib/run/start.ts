import type { Bundle, ZObject } from 'zapier-platform-core';
import { Deadline } from '../msgflash/deadline.ts';
import { explain, explainOutage } from '../msgflash/errors.ts';
import { NoAnswer, Refusal } from '../msgflash/failures.ts';
import { Problem, plain } from '../problem.ts';
import { Cache } from './cache/cache.ts';
import { readConnection } from './connection.ts';
import type { Run, Setting } from './types.ts';

/** Does the work of `run`. */
export async function start<T>(
  z: ZObject,
  bundle: Bundle,
  body: (run: Run) => Promise<T>,
  setting: Setting,
): Promise<T> {
  // Zapier leaves `meta` out of some calls, although its types require it.
  const isTest = Boolean((bundle as Partial<Bundle>).meta?.isLoadingSample);
  try {
    const connection = readConnection(bundle.authData);
    const deadline = new Deadline();
    const api = { request: z.request, deadline };
    return await body({ z, api, cache: new Cache(z, deadline), deadline, connection, isTest });
  } catch (error) {
    const where = setting === 'live' && isTest ? 'editor' : setting;
    throw platformError(z, toProblem(z, error, where), where);
  }
}

/** The delay in seconds when MsgFlash names none: short, and random so that runs do not all retry together. */
function shortDelay(): number {
  return 2 + Math.floor(Math.random() * 9);
}

/** The delay that MsgFlash asks for, limited to between 2 seconds and 1 hour. */
function delayOf(retryAfter: number | null): number {
  return retryAfter === null ? shortDelay() : Math.min(Math.max(retryAfter, 2), 3_600);
}

/** Turns anything thrown into a Problem: the consequence for the Zap, and a sentence for its user. */
function toProblem(z: ZObject, error: unknown, where: Setting): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refusal) {
    const { consequence, sentence } = explain(error);
    const text = consequence === 'throttled' ? `${sentence} ${again(where)}` : sentence;
    return new Problem(consequence, text, delayOf(error.retryAfter));
  }
  if (error instanceof NoAnswer) return silent(error, where);
  // Log only the error's name and place. Its message may contain anything, including secrets.
  const place = error instanceof Error ? `${error.name} ${placeOf(error)}` : typeof error;
  z.console.error(`Unexpected fault: ${place}`);
  return new Problem(
    'error',
    'Something went wrong in this step. Try again. If it happens again, write to support@msgflash.com.',
  );
}

/** The three innermost calls of the stack. The message is removed first: it may have several lines. */
function placeOf({ stack = '', message }: Error): string {
  const calls = stack
    .replace(message, '')
    .split('\n')
    .filter((line) => /^ {4}at /.test(line));
  return calls.slice(0, 3).join(' ');
}

function silent(error: NoAnswer, where: Setting): Problem {
  if (error.silence === 'unreadable' || error.silence === 'redirect') {
    return new Problem('error', `${explainOutage(error)} Try again in a few minutes.`);
  }
  const text = `${explainOutage(error)} ${again(where)}`;
  return where === 'live' ? new Problem('throttled', text, shortDelay()) : new Problem('error', text);
}

/** Says whether Zapier retries or the user has to. */
function again(where: Setting): string {
  return where === 'live' ? 'Zapier tries this step again automatically.' : 'Try again in a minute.';
}

/**
 * Makes Zapier's error for a problem. No other function makes one. Without `doNotContextify`, core would add the whole
 * bundle to the text, including the webhook secret.
 */
function platformError(z: ZObject, { consequence, message, delay }: Problem, where: Setting): Error {
  const text = plain(message);
  const make = {
    halted: () => new z.errors.HaltedError(text),
    error: () => new z.errors.Error(text, 'InvalidStep', 400),
    throttled: () => new z.errors.ThrottledError(text, delay),
    reconnect: () =>
      where === 'connecting'
        ? new z.errors.Error(text, 'AuthenticationError', 401)
        : new z.errors.ExpiredAuthError(text),
  };
  return Object.assign(make[consequence](), { doNotContextify: true });
}
