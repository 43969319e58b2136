import { NoAnswer, Refusal } from '../msgflash/failures.ts';
import { Problem } from '../problem.ts';
import type { Run } from './types.ts';

/** Zapier tries a live step again after this many seconds. */
const AGAIN_S = 30;
const HOUR = 3_600;

/**
 * A temporary problem: `throttled` in a live step, because Zapier retries it, `error` in a test in the editor.
 *
 * @param seconds after which Zapier tries again
 */
export function later({ isTest }: Pick<Run, 'isTest'>, sentence: string, seconds: number): Problem {
  return isTest
    ? new Problem('error', `${sentence} Try again in a minute.`)
    : new Problem('throttled', `${sentence} Zapier tries this step again automatically.`, seconds);
}

/** Whether the request may have been carried out although no usable response says so. */
export function isAmbiguous(error: unknown): error is NoAnswer {
  return error instanceof NoAnswer && error.silence !== 'unreached';
}

async function unclear(run: Run, error: NoAnswer): Promise<Problem> {
  const { explainOutage } = await import('../msgflash/errors.ts');
  return later(run, explainOutage(error), AGAIN_S);
}

/**
 * Waits for a change that is safe to repeat.
 *
 * @param find reads the result after an ambiguous response; null if the change is not visible
 * @throws Problem `throttled` if the result stays unclear, `error` in a test in the editor; anything else as it was
 *   thrown
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
 * Creates something that MsgFlash refuses to create twice (409). After an ambiguous response, looks for it.
 *
 * @param key identifies what is created, such as `group VIP`
 * @param withSearch whether this is the create half of Find or Create, which returns what already exists
 * @returns what was created or found; null if it already existed and not because of this run
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
      // A note in the cache shows that an earlier attempt of this run probably created it.
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

/** The cache key of the note that something may have been created. Hashed, so that no name or number is stored. */
async function noteOf(key: string): Promise<string> {
  const { createHash } = await import('node:crypto');
  return `created:${createHash('sha256').update(key, 'utf8').digest('hex')}`;
}

/**
 * Waits for a change that cannot be looked up afterwards. After an ambiguous response the run halts, because Zapier
 * would replay an error and make the change twice.
 *
 * @param mayBe what may have happened, as part of a sentence: `the campaign may have been created`
 * @param place where in MsgFlash to look
 * @throws Problem `halted` after an ambiguous response; anything else as it was thrown
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
