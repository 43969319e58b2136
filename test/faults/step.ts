/** Runs steps of the app without core and HTTP, for tests that need too many runs for these. */
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import type { ZObject } from 'zapier-platform-core';
import { type Ending, failed, succeeded } from '../../dev/zapier/outcome.ts';
import { at } from '../../dev/zapier/values.ts';

/** Zapier's own error classes. */
export const { errors }: Pick<ZObject, 'errors'> = createRequire(import.meta.url)('zapier-platform-core');

/** Runs a function of the app. @param path where it is in the definition, separated by dots @returns how it ended */
export async function runStep(app: object, path: string, z: object, bundle: object): Promise<Ending> {
  try {
    return succeeded(await Reflect.apply(Object(at(app, ...path.split('.'))), undefined, [z, bundle]), false);
  } catch (error) {
    return failed(error);
  }
}

/** A fixed seed for `npm test`, a new one for each run of the whole suite. */
export const seedOf = (size: 'small' | 'full') => (size === 'small' ? 1 : randomInt(2 ** 31));
