/** The one source of time of the embedded MsgFlash: message steps, back-off, quotas, paging dates and the Date header. */
export interface Clock {
  /** The present instant in milliseconds since the epoch. */
  now(): number;
  /** Runs `fn` once, `ms` from now on this clock; the answer cancels it. */
  setTimeout(fn: () => void | Promise<void>, ms: number): () => void;
  /** Moves the clock forward, firing what falls due in order and awaiting what that starts. Not to be called from inside a timer. */
  advance(ms: number): Promise<void>;
  /** Resolves when no due timer is left and nothing that was tracked is in flight. */
  settle(): Promise<void>;
  /** Makes `advance` and `settle` wait for a piece of work that began elsewhere, such as a webhook delivery. */
  track<T>(work: Promise<T>): Promise<T>;
}

interface Timer {
  at: number;
  fn: () => void | Promise<void>;
  cancelled: boolean;
}

const LONGEST_REAL_TIMER = 2 ** 31 - 1;

/** Time that the owner of a frozen clock shares with others. */
export interface SharedTime {
  now(): number;
  tick(ms: number): void;
  /** Time moves only once this is done: whoever is at work would otherwise see it leap. */
  settled(): Promise<void>;
}

/**
 * Makes a clock. A running one is the time of the process plus an offset that `advance` moves; a frozen one moves by
 * `advance` only. Both start at `start`, which is the present unless given.
 *
 * @param options.shared moves with a frozen clock, and it with that; then timers still fire by `advance` and `settle` only
 */
export function createClock(options: { frozen?: boolean; start?: Date; shared?: SharedTime } = {}): Clock {
  const start = options.start?.getTime() ?? Date.now();
  const frozen = options.frozen === true;
  const held = options.shared ?? holdTime(start);
  /** The next one first. */
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

  // One real timer at a time, for the earliest entry; it never keeps the process alive.
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
      // Two advances add up, also when the second is asked for while the first still waits for a delivery.
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

/** Time that stands still unless it is moved. */
function holdTime(start: number): Omit<SharedTime, 'settled'> {
  let now = start;
  return {
    now: () => now,
    tick: (ms) => {
      now += ms;
    },
  };
}

/** Before the first timer that falls due later; those of one instant fire in the order in which they were set. */
function insert(timers: Timer[], timer: Timer): void {
  let index = timers.length;
  while (index > 0 && (timers[index - 1]?.at ?? 0) > timer.at) index--;
  timers.splice(index, 0, timer);
}
