import type { Bundle, ZObject } from 'zapier-platform-core';
import type { Run, Setting } from './types.ts';

/**
 * Runs a step's body and turns whatever it throws into one of the platform's own errors.
 *
 * @param body the step itself
 * @param setting whether Zapier retries the run, which its sentence has to say
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
