/** The time that the stand-in lives by: expiry of cache entries and waits after a ThrottledError. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Moves the clock on. */
  advance(ms: number): void;
  /** Waits for that long, by this clock. */
  wait(ms: number): Promise<void>;
}

/**
 * @param now where the time comes from; by default the machine's clock
 * @param wait how to wait; by default nobody waits and the clock jumps, so that a step delayed by minutes goes on at once
 */
export function createClock(now: () => number = Date.now, wait?: (ms: number) => Promise<void>): Clock {
  let jumped = 0;
  const advance = (ms: number) => {
    jumped += ms;
  };
  return { now: () => now() + jumped, advance, wait: wait ?? (async (ms) => advance(ms)) };
}
