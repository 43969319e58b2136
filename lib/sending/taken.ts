import { tokenOf } from '../run/cache/cache.ts';
import type { Run } from '../run/types.ts';

/** How long claims and results are kept, in seconds. */
export const WEEK = 7 * 86_400;

/** Whose message it is: ours, another run's, or nobody can tell. */
export type Taken = 'ours' | 'other' | 'unknown';

/** Marks of the runs that count as this one; a message is taken for the first. */
type Tokens = readonly [string, ...string[]];

/**
 * Takes an accepted message for this run, so that no other run with the same recipient and text can mistake it for its
 * own when it has to look it up.
 */
export async function takeMessage(run: Run, messageId: string, tokens: Tokens): Promise<Taken> {
  try {
    const claim = await run.cache.claim(keyOf(messageId), { token: tokens[0] }, WEEK);
    if (claim.result === 'won') return 'ours';
    if (claim.result === 'nothing') return 'unknown';
    return tokens.includes(tokenOf(claim.entry) ?? '') ? 'ours' : 'other';
  } catch {
    return 'unknown';
  }
}

/** Whether another run took a message, without taking it. False when nobody can tell. */
export async function isTakenByOther(run: Run, messageId: string, tokens: Tokens): Promise<boolean> {
  try {
    const token = tokenOf(await run.cache.get(keyOf(messageId)));
    return token !== undefined && !tokens.includes(token);
  } catch {
    return false;
  }
}

function keyOf(messageId: string): string {
  return `taken:${messageId}`;
}
