/** The stand-in's time, used for the expiry of cache entries and the delay after a ThrottledError. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits for that long, by this clock. */
  wait(ms: number): Promise<void>;
}

/**
 * @param now the source of time, by default the machine's clock
 * @param wait how to wait; by default the clock jumps forward, so that a step delayed by minutes continues at once
 */
export function createClock(now: () => number = Date.now, wait?: Clock['wait']): Clock {
  let jumped = 0;
  const jump = async (ms: number) => {
    jumped += ms;
  };
  return { now: () => now() + jumped, wait: wait ?? jump };
}
