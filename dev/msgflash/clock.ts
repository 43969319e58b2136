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
  seq: number;
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
  const heap: Timer[] = [];
  const inFlight = new Set<Promise<unknown>>();
  let offset = start - Date.now();
  let sequence = 0;
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
    while (heap[0]?.cancelled) pop(heap);
    const first = heap[0];
    return first !== undefined && first.at <= limit ? pop(heap) : undefined;
  }

  // One real timer at a time, for the earliest entry; it never keeps the process alive.
  function arm(): void {
    if (frozen) return;
    clearTimeout(real);
    const first = heap[0];
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
      const timer: Timer = { at: now() + Math.max(ms, 0), seq: sequence++, fn, cancelled: false };
      push(heap, timer);
      if (heap[0] === timer) arm();
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

const isBefore = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.seq < b.seq);

function push(heap: Timer[], timer: Timer): void {
  let index = heap.push(timer) - 1;
  while (index > 0) {
    const parentIndex = (index - 1) >> 1;
    const parent = heap[parentIndex];
    if (parent === undefined || !isBefore(timer, parent)) break;
    heap[index] = parent;
    index = parentIndex;
  }
  heap[index] = timer;
}

function pop(heap: Timer[]): Timer | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    const leftIndex = 2 * index + 1;
    const left = heap[leftIndex];
    if (left === undefined) break;
    const right = heap[leftIndex + 1];
    const isRight = right !== undefined && isBefore(right, left);
    const child = isRight ? right : left;
    if (!isBefore(child, last)) break;
    heap[index] = child;
    index = isRight ? leftIndex + 1 : leftIndex;
  }
  heap[index] = last;
  return first;
}
