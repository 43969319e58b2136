import { Refusal } from '../lib/msgflash/failures.ts';

/** The result of a search for one thing by its id: what MsgFlash does not have is not found, and that is no error. */
export async function ifFound<T>(reading: Promise<T>): Promise<T[]> {
  try {
    return [await reading];
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return [];
    throw error;
  }
}
