import type { Run } from '../lib/run/types.ts';

/** In seconds. MsgFlash delivers at least once and stops retrying after a few hours, so a day covers every repeat. */
const DAY = 86_400;

/**
 * Whether an event was already output. Checked early to save work; `remember` makes the final decision.
 *
 * @param key of one event and one endpoint, so that two Zaps on one connection do not affect each other
 */
export async function wasSeen({ cache }: Run, key: string): Promise<boolean> {
  return (await cache.get(key).catch(() => null)) !== null;
}

/**
 * Remembers an event that is about to be output.
 *
 * @returns false for a repeat. If the cache fails or stores nothing, true: twice is better than never
 */
export async function remember({ cache }: Run, key: string): Promise<boolean> {
  try {
    return (await cache.claim(key, { token: crypto.randomUUID() }, DAY)).result !== 'lost';
  } catch {
    return true;
  }
}
