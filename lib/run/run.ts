import type { Bundle, ZObject } from 'zapier-platform-core';
import type { Run, Setting } from './types.ts';

/**
 * Runs a step's body and turns whatever it throws into one of Zapier's errors.
 *
 * @param body the step itself
 * @param setting where it runs: this decides whether Zapier retries it, and what the error says
 * @throws Zapier's Error, HaltedError, ThrottledError or ExpiredAuthError, and nothing else
 */
export async function run<T>(
  z: ZObject,
  bundle: Bundle,
  body: (run: Run) => Promise<T>,
  setting: Setting = 'live',
): Promise<T> {
  // Imported here so that loading the definition does not load it.
  const { start } = await import('./start.ts');
  return start(z, bundle, body, setting);
}
