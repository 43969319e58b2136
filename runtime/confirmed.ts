import { explainOutage } from '../msgflash/errors.ts';
import { NoAnswer } from '../msgflash/failures.ts';
import { Problem } from './problem.ts';
import type { Run } from './run.ts';

/** Zapier tries a live step again after this many seconds. */
const AGAIN_S = 30;

/** A temporary problem. A live step is tried again by itself, a test in the editor is not. */
export function later({ isTest }: Pick<Run, 'isTest'>, sentence: string, seconds: number): Problem {
  return isTest
    ? new Problem('error', `${sentence} Try again in a minute.`)
    : new Problem('throttled', `${sentence} The step is tried again by itself.`, seconds);
}

/** Whether MsgFlash may have done what it was asked, although no answer says so. */
export function isAmbiguous(error: unknown): error is NoAnswer {
  return error instanceof NoAnswer && error.silence !== 'unreached';
}

/**
 * Waits for a change whose repetition changes nothing more.
 *
 * @param find what there is to show for it after an ambiguous end, null where it cannot be seen
 * @throws Problem `throttled` after an ambiguous end, `error` in a test in the editor; anything else as it was thrown
 */
export async function repeatable<T>(
  run: Run,
  call: Promise<T>,
  find: () => Promise<T | null> = async () => null,
): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!isAmbiguous(error)) throw error;
    const found = await find().catch(() => null);
    if (found !== null) return found;
    throw later(run, explainOutage(error), AGAIN_S);
  }
}

/**
 * Waits for something that changes the account and that nothing can tell of afterwards. The run halts after an ambiguous
 * end, since an error would be repeated by the platform.
 *
 * @param mayBe what may have happened, to go on a sentence: `the campaign may have been created`
 * @param place where in MsgFlash to look
 * @throws Problem `halted` after an ambiguous end; anything else as it was thrown
 */
export async function confirmed<T>(call: Promise<T>, mayBe: string, place: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!isAmbiguous(error)) throw error;
    throw new Problem(
      'halted',
      `MsgFlash did not answer, and ${mayBe}. Look under ${place} in MsgFlash before you try again.`,
    );
  }
}
