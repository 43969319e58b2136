/** Time that can be set, and that passes only when there is nothing left to do: waits and time-outs take no real time. */
import { performance as machine } from 'node:perf_hooks';
import real from 'node:timers';
import FakeTimers from '@sinonjs/fake-timers';

export interface VirtualTime {
  /** Milliseconds since 1970. */
  now(): number;
  /** Moves on at once, firing what falls due, without waiting for what that starts. */
  tick(ms: number): void;
  /** Lets so much time pass, and everything happen that falls due. */
  pass(ms: number): Promise<void>;
  sleep(ms: number): Promise<void>;
  /** Moves from one due timer to the next until the work is done. @throws when it waits for nothing at all */
  until(work: Promise<unknown>): Promise<void>;
  /** From now on, time jumps to the next timer whenever this process does nothing but wait. */
  jump(): void;
  /** Forgets every timer: whoever still waits, waits for ever. */
  forget(): void;
  /** Gives the machine's own time back. */
  release(): void;
}

/** How long nothing may have happened, in real ms, before time jumps: long enough for files and local connections. */
const QUIET_MS = 8;
/** Processor time of all threads, in ms, that still counts as doing nothing. */
const IDLE_CPU_MS = 2;

const turn = () => new Promise<void>((resolve) => real.setImmediate(resolve));

/**
 * Takes over `Date`, `performance.now`, `setTimeout`, `clearTimeout` and `AbortSignal.timeout` of the whole process until
 * `release`. Sockets, files and `setImmediate` stay real.
 *
 * @param start where time begins
 */
export function takeTime(start: number): VirtualTime {
  const clock = FakeTimers.createClock(start);
  // A test may stop this clock with one of its own, which the mark forbids.
  Reflect.deleteProperty(clock.Date, 'isFake');
  const before = {
    Date: globalThis.Date,
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    performanceNow: performance.now,
    abortAfter: AbortSignal.timeout,
  };
  const own = new WeakSet<object>();
  let pump: NodeJS.Timeout | undefined;

  function later(fire: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): object {
    const timer = Object(clock.setTimeout(fire, ms, ...args));
    own.add(timer);
    return timer;
  }

  function cancel(timer: unknown): void {
    // A timer of before, or none at all.
    if (typeof timer !== 'object' || timer === null || !own.has(timer))
      Reflect.apply(before.clearTimeout, null, [timer]);
    else Reflect.apply(clock.clearTimeout, clock, [timer]);
  }

  function abortAfter(ms: number): AbortSignal {
    const abort = new AbortController();
    later(() => abort.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms);
    return abort.signal;
  }

  Reflect.set(globalThis, 'Date', clock.Date);
  Reflect.set(globalThis, 'setTimeout', later);
  Reflect.set(globalThis, 'clearTimeout', cancel);
  performance.now = () => clock.now - start;
  AbortSignal.timeout = abortAfter;

  return {
    now: () => clock.now,
    tick: (ms) => void clock.tick(ms),
    sleep: (ms) => new Promise((resolve) => void later(() => resolve(), ms)),
    async pass(ms) {
      const target = clock.now + Math.max(ms, 0);
      later(() => {}, ms);
      for (await turn(); clock.now < target; await turn()) clock.next();
      for (let left = -1; left !== clock.countTimers(); await turn()) {
        left = clock.countTimers();
        clock.tick(0);
      }
    },
    async until(work) {
      let isOpen = true;
      const done = () => {
        isOpen = false;
      };
      work.then(done, done);
      for (await turn(); isOpen; await turn()) {
        if (clock.countTimers() === 0) throw new Error('The work waits for nothing that could still happen.');
        clock.next();
      }
    },
    jump() {
      const isQuiet = watchQuiet();
      pump ??= real.setInterval(() => {
        if (isQuiet() && clock.countTimers() > 0) clock.next();
      }, 1);
    },
    forget() {
      const { now } = clock;
      clock.reset();
      clock.now = now;
    },
    release() {
      real.clearInterval(pump);
      Reflect.set(globalThis, 'Date', before.Date);
      Reflect.set(globalThis, 'setTimeout', before.setTimeout);
      Reflect.set(globalThis, 'clearTimeout', before.clearTimeout);
      performance.now = before.performanceNow;
      AbortSignal.timeout = before.abortAfter;
    },
  };
}

/** @returns says, asked again and again, whether the process has only been waiting for a while */
function watchQuiet(): () => boolean {
  const look = () => ({
    events: machine.nodeTiming.uvMetricsInfo.events,
    cpu: process.cpuUsage(),
    at: process.hrtime.bigint(),
  });
  let last = look();
  return () => {
    const next = look();
    if (next.events !== last.events || isBusy()) {
      last = next;
      return false;
    }
    if (Number(next.at - last.at) < QUIET_MS * 1e6) return false;
    const used = next.cpu.user + next.cpu.system - last.cpu.user - last.cpu.system;
    last = next;
    return used < IDLE_CPU_MS * 1000;
  };
}

/** Whether the system still works on something for this process: a file, a name, a connection that opens. */
const isBusy = () => process.getActiveResourcesInfo().some((kind) => /Req|Connect|Write|AddrInfo/.test(kind));
