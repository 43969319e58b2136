/** Time that passes only when nothing else is left to do: a step's waits of seconds cost nothing. */

export interface VirtualTime {
  now(): number;
  /** Lets so much time pass, and everything happen that falls due. */
  pass(ms: number): Promise<void>;
  sleep(ms: number): Promise<void>;
  /** Moves from one due timer to the next until the work is done. @throws when it waits for nothing at all */
  until(work: Promise<unknown>): Promise<void>;
  /** Forgets every timer: whoever still waits, waits for ever. */
  forget(): void;
  /** Gives the machine's own time back. */
  release(): void;
}

interface Timer {
  at: number;
  order: number;
  fire(): void;
}

const idle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Takes over `Date.now`, `performance.now`, `setTimeout` and `clearTimeout` of the whole process until `release`. */
export function takeTime(start: number): VirtualTime {
  const real = {
    dateNow: Date.now,
    performanceNow: performance.now,
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
  };
  const timers = new Map<object, Timer>();
  let now = start;
  let count = 0;

  function later(fire: () => void, ms: number): object {
    const handle = {};
    timers.set(handle, { at: now + Math.max(ms, 0), order: count++, fire });
    return handle;
  }

  /** Fires the next timer that is due by then; false when there is none. */
  function fireNext(limit: number): boolean {
    let next: [object, Timer] | undefined;
    for (const entry of timers) {
      const [, { at, order }] = entry;
      if (!next || at < next[1].at || (at === next[1].at && order < next[1].order)) next = entry;
    }
    if (!next || next[1].at > limit) return false;
    timers.delete(next[0]);
    now = Math.max(now, next[1].at);
    next[1].fire();
    return true;
  }

  Date.now = () => now;
  performance.now = () => now - start;
  Reflect.set(globalThis, 'setTimeout', (fire: () => void, ms = 0) => later(fire, ms));
  Reflect.set(globalThis, 'clearTimeout', (handle: object | undefined) => handle && timers.delete(handle));

  return {
    now: () => now,
    sleep: (ms) => new Promise((resolve) => later(resolve, ms)),
    async pass(ms) {
      const end = now + ms;
      for (await idle(); fireNext(end); ) await idle();
      now = end;
    },
    async until(work) {
      let isOpen = true;
      const done = () => {
        isOpen = false;
      };
      work.then(done, done);
      for (await idle(); isOpen; await idle()) {
        if (!fireNext(Number.POSITIVE_INFINITY)) throw new Error('The work waits for nothing that could still happen.');
      }
    },
    forget: () => timers.clear(),
    release() {
      timers.clear();
      Date.now = real.dateNow;
      performance.now = real.performanceNow;
      Reflect.set(globalThis, 'setTimeout', real.setTimeout);
      Reflect.set(globalThis, 'clearTimeout', real.clearTimeout);
    },
  };
}
