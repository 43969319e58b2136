/** The only source of time in the built-in MsgFlash: statuses, retries, quotas, dates and the Date header. */
export interface Clock {
  /** The current time in milliseconds since 1970. */
  now(): number;
  /** Runs `fn` once, `ms` from now on this clock. @returns cancels it */
  setTimeout(fn: () => void | Promise<void>, ms: number): () => void;
  /**
   * Moves the clock forward, runs due timers in order, and awaits the work they start. Do not call it inside a timer.
   */
  advance(ms: number): Promise<void>;
  /** Resolves when no due timer and no tracked work is left. */
  settle(): Promise<void>;
  /** Makes `advance` and `settle` wait for work that was started elsewhere, such as a webhook delivery. */
  track<T>(work: Promise<T>): Promise<T>;
}

/** Time that a frozen clock shares with other code. */
export interface SharedTime {
  now(): number;
  tick(ms: number): void;
  /** Awaited before time moves, so that it does not jump while other code is working. */
  settled(): Promise<void>;
}

interface Timer {
  at: number;
  fn: () => void | Promise<void>;
}

const LONGEST_REAL_TIMER = 2 ** 31 - 1;

/**
 * Makes a clock. A running clock is the process's time plus what `advance` adds. A frozen clock moves only with
 * `advance`. Both start at `start`, by default now.
 *
 * @param options.shared the time of a frozen clock, which other code can also move; timers still run only in `advance`
 *   and `settle`
 */
export function createClock(options: { frozen?: boolean; start?: Date; shared?: SharedTime } = {}): Clock {
  const isRunning = options.frozen !== true;
  const time = options.shared ?? ownTime(options.start?.getTime() ?? Date.now(), isRunning);
  /** The next one first. */
  let timers: Timer[] = [];
  const inFlight = new Set<Promise<unknown>>();
  let real: NodeJS.Timeout | undefined;
  let queue: Promise<void> = Promise.resolve();

  function moveTo(at: number): void {
    if (at > time.now()) time.tick(at - time.now());
  }

  function nextDue(limit: number): Timer | undefined {
    return timers[0] && timers[0].at <= limit ? timers.shift() : undefined;
  }

  function fire({ fn }: Timer): void {
    void track(Promise.resolve(fn()));
  }

  // One real timer at a time, for the earliest entry. It does not keep the process alive.
  function arm(): void {
    clearTimeout(real);
    const [first] = timers;
    if (!isRunning || !first) return;
    const fireDue = () => {
      for (let timer = nextDue(time.now()); timer; timer = nextDue(time.now())) fire(timer);
      arm();
    };
    real = setTimeout(fireDue, Math.min(first.at - time.now(), LONGEST_REAL_TIMER)).unref();
  }

  function track<T>(work: Promise<T>): Promise<T> {
    inFlight.add(work);
    const done = () => inFlight.delete(work);
    work.then(done, done);
    return work;
  }

  async function drain(): Promise<void> {
    do {
      await Promise.allSettled(inFlight);
      await options.shared?.settled();
    } while (inFlight.size > 0);
  }

  /** Runs what is due until then, and what that starts. */
  async function run(limit: number): Promise<void> {
    await drain();
    for (let timer = nextDue(limit); timer; timer = nextDue(limit)) {
      moveTo(timer.at);
      fire(timer);
      await drain();
    }
  }

  return {
    now: time.now,
    track,
    setTimeout(fn, ms) {
      const timer = { at: time.now() + Math.max(ms, 0), fn };
      // Timers with the same time keep the order in which they were set.
      timers = [...timers, timer].sort((a, b) => a.at - b.at);
      if (timers[0] === timer) arm();
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      // Queued, so that two advances add up even if the second is called while the first waits for a delivery.
      const turn = queue.then(async () => {
        const target = time.now() + ms;
        await run(target);
        moveTo(target);
        arm();
      });
      queue = turn.catch(() => {});
      return turn;
    },
    async settle() {
      await queue;
      await run(time.now());
    },
  };
}

/** Time of a clock's own, which moves with `tick` and, if it is running, with the process's time. */
function ownTime(start: number, isRunning: boolean): Omit<SharedTime, 'settled'> {
  const begun = Date.now();
  let now = start;
  return {
    now: () => (isRunning ? now + Date.now() - begun : now),
    tick: (ms) => {
      now += ms;
    },
  };
}
