/** Steps of the app without the platform around them, for what is tried more often than HTTP allows. */
import { randomInt } from 'node:crypto';
import { at } from '../../dev/zapier/values.ts';

/** How a step ended: what it returned, or which of the platform's errors it threw. */
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

/** The error classes that the platform hands to a step. */
export const errors = {
  Error: errorClass('error'),
  HaltedError: errorClass('halted'),
  ThrottledError: errorClass('throttled'),
  ExpiredAuthError: errorClass('reconnect'),
};

/** A function of the app. @param path its place in the definition. @throws when there is none */
export function functionOf(app: object, ...path: string[]): (z: object, bundle: object) => Promise<unknown> {
  const found = at(app, ...path);
  if (typeof found !== 'function') throw new Error(`The app has no function ${path.join('.')}.`);
  return async (z, bundle) => Reflect.apply(found, undefined, [z, bundle]);
}

/** Waits for a step. `foreign` is any error that is none of the platform's, which no step may throw. */
export async function endOf(step: Promise<unknown>): Promise<StepEnd> {
  try {
    return { outcome: 'success', output: await step };
  } catch (error) {
    if (error instanceof PlatformError) return { outcome: error.outcome, message: error.message };
    return { outcome: 'foreign', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** A source of numbers in [0, 1) that gives the same ones for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same values in every `npm test`; others whenever the whole suite runs. */
export const seedOf = (size: 'small' | 'full') => (size === 'small' ? 1 : randomInt(2 ** 31));
