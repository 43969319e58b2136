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

interface Timer {
  at: number;
  fn: () => void | Promise<void>;
  cancelled: boolean;
}

const LONGEST_REAL_TIMER = 2 ** 31 - 1;

/** Time that a frozen clock shares with other code. */
export interface SharedTime {
  now(): number;
  tick(ms: number): void;
  /** Awaited before time moves, so that it does not jump while other code is working. */
  settled(): Promise<void>;
}

/**
 * Makes a clock. A running clock is the process's time plus an offset that `advance` increases. A frozen clock moves
 * only with `advance`. Both start at `start`, by default now.
 *
 * @param options.shared the time of a frozen clock, which other code can also move; timers still run only in `advance`
 *   and `settle`
 */
export function createClock(options: { frozen?: boolean; start?: Date; shared?: SharedTime } = {}): Clock {
  const start = options.start?.getTime() ?? Date.now();
  const frozen = options.frozen === true;
  const held = options.shared ?? holdTime(start);
  /** Sorted, the next one first. */
  const timers: Timer[] = [];
  const inFlight = new Set<Promise<unknown>>();
  let offset = start - Date.now();
  let real: NodeJS.Timeout | undefined;
  let queue: Promise<void> = Promise.resolve();

  const now = () => (frozen ? held.now() : Date.now() + offset);

  function moveTo(at: number): void {
    const ahead = at - now();
    if (ahead <= 0) return;
    if (frozen) held.tick(ahead);
    else offset += ahead;
  }

  function fire(timer: Timer): void {
    if (timer.cancelled) return;
    const started = timer.fn();
    if (started) void track(started);
  }

  function nextDue(limit: number): Timer | undefined {
    while (timers[0]?.cancelled) timers.shift();
    return timers[0] !== undefined && timers[0].at <= limit ? timers.shift() : undefined;
  }

  // One real timer at a time, for the earliest entry. It does not keep the process alive.
  function arm(): void {
    if (frozen) return;
    clearTimeout(real);
    const [first] = timers;
    if (first === undefined) return;
    real = setTimeout(
      () => {
        for (let timer = nextDue(now()); timer; timer = nextDue(now())) fire(timer);
        arm();
      },
      Math.min(Math.max(first.at - now(), 0), LONGEST_REAL_TIMER),
    );
    real.unref();
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

  async function run(limit: () => number): Promise<void> {
    await drain();
    for (let timer = nextDue(limit()); timer; timer = nextDue(limit())) {
      moveTo(timer.at);
      fire(timer);
      if (inFlight.size > 0 || options.shared) await drain();
    }
  }

  return {
    now,
    track,
    setTimeout(fn, ms) {
      const timer: Timer = { at: now() + Math.max(ms, 0), fn, cancelled: false };
      insert(timers, timer);
      if (timers[0] === timer) arm();
      return () => {
        timer.cancelled = true;
      };
    },
    advance(ms) {
      // Queued, so that two advances add up even if the second is called while the first waits for a delivery.
      const turn = queue.then(async () => {
        const target = now() + ms;
        await run(() => target);
        moveTo(target);
        arm();
      });
      queue = turn.catch(() => {});
      return turn;
    },
    async settle() {
      await queue;
      await run(now);
    },
  };
}

/** Time that moves only with `tick`. */
function holdTime(start: number): Omit<SharedTime, 'settled'> {
  let now = start;
  return {
    now: () => now,
    tick: (ms) => {
      now += ms;
    },
  };
}

/** Inserts a timer in order. Timers with the same time keep the order in which they were set. */
function insert(timers: Timer[], timer: Timer): void {
  let index = timers.length;
  while (index > 0 && (timers[index - 1]?.at ?? 0) > timer.at) index--;
  timers.splice(index, 0, timer);
}
