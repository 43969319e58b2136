import { tokenOf } from '../runtime/cache.ts';
import type { Run } from '../runtime/run.ts';

/** How long claims and results are kept, in seconds. */
export const WEEK = 7 * 86_400;

/** Whose message it is: ours, another run's, or nobody can tell. */
export type Taken = 'ours' | 'other' | 'unknown';

/** Whether another run has taken a message. Not known counts as no. */
export async function isAnothers(run: Run, messageId: string, tokens: readonly string[]): Promise<boolean> {
  const token = tokenOf(await run.cache.get(`taken:${messageId}`).catch(() => null));
  return token !== undefined && !tokens.includes(token);
}

/**
 * Takes an accepted message for this run, so that no other run with the same recipient and text can mistake it for its
 * own when it has to look it up.
 *
 * @param tokens marks of the runs whose message it may be; it is taken for the first
 */
export async function takeMessage(run: Run, messageId: string, tokens: readonly [string, ...string[]]): Promise<Taken> {
  try {
    const claim = await run.cache.claim(`taken:${messageId}`, { token: tokens[0] }, WEEK);
    if (claim.result === 'won') return 'ours';
    if (claim.result === 'nothing') return 'unknown';
    return tokens.includes(tokenOf(claim.entry) ?? '') ? 'ours' : 'other';
  } catch {
    return 'unknown';
  }
}
