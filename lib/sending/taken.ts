import { tokenOf } from '../run/cache/cache.ts';
import type { Run } from '../run/types.ts';

/** How long claims and results are kept, in seconds. */
export const WEEK = 7 * 86_400;

/** Whose message it is: ours, another run's, or unknown because the cache failed. */
export type Taken = 'ours' | 'other' | 'unknown';

/** Tokens of the runs that count as this one. A message is claimed with the first. */
type Tokens = readonly [string, ...string[]];

/**
 * Claims a sent message for this run, so that another run with the same recipient and text does not take it for its own
 * in a look-up. Never fails.
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

/** Who has claimed a message: `unknown` if no run has, or if the cache cannot be read. Does not claim it. */
export async function takenBy(run: Run, messageId: string, tokens: Tokens): Promise<Taken> {
  try {
    const token = tokenOf(await run.cache.get(keyOf(messageId)));
    if (token === undefined) return 'unknown';
    return tokens.includes(token) ? 'ours' : 'other';
  } catch {
    return 'unknown';
  }
}

function keyOf(messageId: string): string {
  return `taken:${messageId}`;
}
