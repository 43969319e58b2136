/** Runs steps of the app without core and HTTP, for tests that need too many runs for these. */
import { randomInt } from 'node:crypto';
import { at } from '../../dev/zapier/values.ts';

/** How a step ended: with an output, or with one of Zapier's errors. */
export type StepEnd =
  | { outcome: 'success'; output: unknown }
  | { outcome: 'halted' | 'error' | 'throttled' | 'reconnect' | 'foreign'; message: string };

class PlatformError extends Error {
  readonly outcome: 'halted' | 'error' | 'throttled' | 'reconnect';

  constructor(outcome: PlatformError['outcome'], message: string) {
    super(message);
    this.outcome = outcome;
  }
}

function errorClass(outcome: PlatformError['outcome']) {
  return class extends PlatformError {
    constructor(message: string) {
      super(outcome, message);
    }
  };
}

/** The error classes in `z.errors`. */
export const errors = {
  Error: errorClass('error'),
  HaltedError: errorClass('halted'),
  ThrottledError: errorClass('throttled'),
  ExpiredAuthError: errorClass('reconnect'),
};

/** A function of the app. @param path its path in the definition @throws Error if there is none */
export function functionOf(app: object, ...path: string[]): (z: object, bundle: object) => Promise<unknown> {
  const found = at(app, ...path);
  if (typeof found !== 'function') throw new Error(`The app has no function ${path.join('.')}.`);
  return async (z, bundle) => Reflect.apply(found, undefined, [z, bundle]);
}

/** Waits for a step. `foreign` means an error that is not one of Zapier's, which no step may throw. */
export async function endOf(step: Promise<unknown>): Promise<StepEnd> {
  try {
    return { outcome: 'success', output: await step };
  } catch (error) {
    if (error instanceof PlatformError) return { outcome: error.outcome, message: error.message };
    return { outcome: 'foreign', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** A random number generator for [0, 1) that returns the same numbers for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A fixed seed for `npm test`, a new one for each run of the whole suite. */
export const seedOf = (size: 'small' | 'full') => (size === 'small' ? 1 : randomInt(2 ** 31));
