import type { Run } from '../lib/run/types.ts';

/** MsgFlash delivers at least once, and gives up after a few tries within hours. */
const DAY = 86_400;

/**
 * Whether an event went out before. Asked early, it spares the work; the last word is `remember`.
 *
 * @param key of one event for one endpoint: two Zaps on one connection never take each other's events
 */
export async function wasSeen({ cache }: Run, key: string): Promise<boolean> {
  return (await cache.get(key).catch(() => null)) !== null;
}

/**
 * Remembers an event that is about to go out.
 *
 * @returns false for a repeat. Without the cache, or where it kept nothing, the event goes out: twice is better than never
 */
export async function remember({ cache }: Run, key: string): Promise<boolean> {
  try {
    return (await cache.claim(key, { token: crypto.randomUUID() }, DAY)).result !== 'lost';
  } catch {
    return true;
  }
}
