import type { Clock } from './clock.ts';

/** Timers and waits that end when the server closes, even if its clock continues. */
export interface Timers {
  /** Like `clock.setTimeout`. */
  later(fn: () => void | Promise<void>, ms: number): () => void;
  /** Waits in real time, for slow responses. */
  wait(ms: number): Promise<void>;
  stop(): void;
}

export function createTimers(clock: Clock): Timers {
  const ends = new Set<() => void>();
  return {
    later(fn, ms) {
      const cancelTimer = clock.setTimeout(() => {
        ends.delete(cancel);
        return fn();
      }, ms);
      const cancel = () => {
        ends.delete(cancel);
        cancelTimer();
      };
      ends.add(cancel);
      return cancel;
    },
    wait: (ms) =>
      new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          ends.delete(finish);
          resolve();
        };
        const timer = setTimeout(finish, ms);
        ends.add(finish);
      }),
    stop() {
      for (const end of [...ends]) end();
    },
  };
}
