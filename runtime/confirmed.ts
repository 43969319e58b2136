import { NoAnswer } from '../msgflash/failures.ts';
import { Problem } from './problem.ts';

/** Waits for a change that may be made twice: after an ambiguous end, a live run is tried again by itself. */
export async function repeatable<T>(call: Promise<T>): Promise<T> {
  return await call.catch((error: unknown) => {
    const isAmbiguous = error instanceof NoAnswer && error.silence !== 'unreached';
    throw isAmbiguous ? new NoAnswer(error.silence === 'server' ? 'server' : 'connection', error.code) : error;
  });
}

/**
 * Waits for something that changes the account. When nobody can tell whether it was done the run halts, since an error
 * would be repeated by the platform.
 *
 * @param mayBe what may have happened, to go on a sentence: `the contact may have been created`
 * @param place where in MsgFlash to look
 * @throws Problem `halted` after an ambiguous end; anything else as it was thrown
 */
export async function confirmed<T>(call: Promise<T>, mayBe: string, place: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof NoAnswer) || error.silence === 'unreached') throw error;
    throw new Problem(
      'halted',
      `MsgFlash did not answer, and ${mayBe}. Look under ${place} in MsgFlash before you try again.`,
    );
  }
}
