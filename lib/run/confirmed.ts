import { NoAnswer, Refusal } from '../msgflash/failures.ts';
import { Problem } from '../problem.ts';
import type { Run } from './types.ts';

/** Zapier tries a live step again after this many seconds. */
const AGAIN_S = 30;
const HOUR = 3_600;

/** A temporary problem. A live step is tried again by itself, a test in the editor is not. */
export function later({ isTest }: Pick<Run, 'isTest'>, sentence: string, seconds: number): Problem {
  return isTest
    ? new Problem('error', `${sentence} Try again in a minute.`)
    : new Problem('throttled', `${sentence} Zapier tries this step again automatically.`, seconds);
}

/** Whether MsgFlash may have done what it was asked, although no answer says so. */
export function isAmbiguous(error: unknown): error is NoAnswer {
  return error instanceof NoAnswer && error.silence !== 'unreached';
}

async function unclear(run: Run, error: NoAnswer): Promise<Problem> {
  const { explainOutage } = await import('../msgflash/errors.ts');
  return later(run, explainOutage(error), AGAIN_S);
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
    throw await unclear(run, error);
  }
}

/**
 * Creates something that MsgFlash refuses to have twice (409), and finds what is there after an ambiguous end.
 *
 * @param key tells what is created from all else of its kind
 * @param withSearch whether this is the second half of Find or Create, which wants what exists already
 * @returns what was created, or what exists; null where it exists and is not this run's
 * @throws as `repeatable`
 */
export async function createdOnce<T, F>(
  run: Run,
  key: string,
  withSearch: boolean,
  create: () => Promise<T>,
  find: () => Promise<F | null>,
): Promise<{ created: T } | { found: F } | null> {
  try {
    return { created: await create() };
  } catch (error) {
    if (error instanceof Refusal && error.status === 409) {
      // What an earlier try of this run created, as far as anybody can tell.
      const isOurs = withSearch || (await run.cache.get(await noteOf(key)).catch(() => null)) !== null;
      const found = isOurs ? await find() : null;
      return found === null ? null : { found };
    }
    if (!isAmbiguous(error)) throw error;
    const found = await find().catch(() => null);
    if (found !== null) return { found };
    await run.cache.set(await noteOf(key), true, HOUR).catch(() => undefined);
    throw await unclear(run, error);
  }
}

/** Where it is noted that something may have been created. */
async function noteOf(key: string): Promise<string> {
  const { createHash } = await import('node:crypto');
  return `created:${createHash('sha256').update(key, 'utf8').digest('hex')}`;
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
