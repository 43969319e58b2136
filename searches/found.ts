import { Refusal } from '../lib/msgflash/failures.ts';

/** The result of a search by ID. A 404 is an empty result, not an error. @throws any other error as it was thrown */
export async function ifFound<T>(reading: Promise<T>): Promise<T[]> {
  try {
    return [await reading];
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return [];
    throw error;
  }
}
