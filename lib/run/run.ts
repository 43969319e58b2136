import type { Bundle, ZObject } from 'zapier-platform-core';
import type { Deadline } from '../msgflash/deadline.ts';
import type { Api } from '../msgflash/transport.ts';
import type { Cache } from './cache.ts';
import type { Connection } from './connection.ts';

/** What every step works with. One per run. */
export interface Run {
  readonly z: ZObject;
  readonly api: Api;
  readonly cache: Cache;
  readonly deadline: Deadline;
  readonly connection: Connection;
  /** Whether this is a test in the editor, not a live Zap. */
  readonly isTest: boolean;
}

/**
 * Where a body runs. `live` is a create or search of a switched-on Zap, which the platform repeats when it is throttled;
 * in the `editor` (lists, fields, tests, a hook's set-up) and while `connecting` nobody does.
 */
export type Setting = 'live' | 'editor' | 'connecting';

/**
 * Runs a step's body and turns whatever it throws into one of the platform's own errors.
 *
 * @param body the step itself
 * @param setting who is there to repeat it, and to read the sentence
 * @throws the platform's Error, HaltedError, ThrottledError or ExpiredAuthError, and nothing else
 */
export async function run<T>(
  z: ZObject,
  bundle: Bundle,
  body: (run: Run) => Promise<T>,
  setting: Setting = 'live',
): Promise<T> {
  // What only a run needs is not loaded with the definition.
  const { start } = await import('./start.ts');
  return start(z, bundle, body, setting);
}
