import type { Clock } from './clock.ts';
import { createHandler, type LambdaEvent } from './core.ts';
import type { LogSink } from './logs.ts';
import { type Ending, failed, refused, succeeded, TIMED_OUT } from './outcome.ts';
import { type Dict, dictOverTheWire, overTheWire } from './values.ts';

/** One attempt to run a step. */
export interface Attempt extends Ending {
  startedAt: string;
  ms: number;
}

/** A run, as in Zap history. */
export interface RunRecord extends Ending {
  id: string;
  /** `creates.send_message`, `triggers.new_lead`, `authentication` … */
  step: string;
  /** The app's method that ran, '' if the run ended before it. */
  method: string;
  connectionId: string | null;
  input: { raw: Dict; typed: Dict };
  /** The first item of a list, which is what a search passes on to later steps; null if the output is not a list. */
  first: unknown;
  /** Every attempt. The record's outcome is that of the last one. */
  attempts: Attempt[];
  startedAt: string;
  ms: number;
}

/** A run that is ready to start, and can be repeated. */
export interface RunPlan {
  step: string;
  method: string;
  /** Null for a method that needs no token. */
  token: string | null;
  connectionId: string | null;
  storeKey?: string | null;
  /** Makes a new bundle for every run, so that a replay has the same input. */
  bundle(): Dict;
  /** If set, the run ends with this sentence and the app is not called. */
  refusal?: string;
  isHookPerform?: boolean;
  /** How often a throttled run is retried. */
  repeat?: number;
  /** The time limit of each attempt, in real time. By default that of the stand-in. */
  timeoutMs?: number;
  /** The longest delay of a ThrottledError, in seconds. */
  maxDelay?: number;
}

interface Surroundings {
  app: object;
  environment: Record<string, string>;
  clock: Clock;
  logs: LogSink;
  timeoutMs: number;
  base(): string;
}

/** Zapier's delay for a ThrottledError without a delay, in seconds. */
const DEFAULT_DELAY = 60;

export interface Runner {
  /** Every run so far, in the order in which they ended. */
  readonly runs: readonly RunRecord[];
  /** Never throws: the record has the error. */
  run(plan: RunPlan): Promise<RunRecord>;
  /** Runs the same plan again. @throws Error for a record of another runner */
  replay(record: RunRecord): Promise<RunRecord>;
  /** Calls core with a command that runs no step. @throws what core throws */
  command(command: 'validate' | 'definition'): Promise<unknown>;
  /** Ends every running step. */
  stop(): void;
}

/** Runs steps through core's Lambda handler. */
export function createRunner({ app, environment, clock, logs, timeoutMs, base }: Surroundings): Runner {
  const handler = createHandler(app);
  const runs: RunRecord[] = [];
  const plans = new WeakMap<RunRecord, RunPlan>();
  const stopped = new AbortController();
  let count = 0;

  /**
   * Core reads two keys before its first await. Without `calledFromCli`, it prints a line about memory before each
   * step. With a token, it also streams the log lines that `customLogger` already gets, in a request that may outlive
   * the run. So `calledFromCli` is set only until then, and the token afterwards: the RPC client reads it later, when
   * it needs it.
   */
  function call(event: LambdaEvent, token: string | null): ReturnType<typeof handler> {
    event.calledFromCli = true;
    const running = handler(event);
    delete event.calledFromCli;
    if (token !== null) event.token = token;
    return running;
  }

  async function attempt(id: string, plan: RunPlan, bundle: Dict): Promise<Attempt> {
    const startedAt = new Date(clock.now()).toISOString();
    const start = performance.now();
    if (stopped.signal.aborted) return { ...refused('The stand-in is closed.', 'ClosedError'), startedAt, ms: 0 };
    const ended = (ending: Ending): Attempt => ({ ...ending, startedAt, ms: Math.round(performance.now() - start) });

    let timer: NodeJS.Timeout | undefined;
    let stop: (() => void) | undefined;
    const cut = new Promise<Ending>((resolve) => {
      timer = setTimeout(() => resolve(refused(TIMED_OUT, 'TimeoutError')), plan.timeoutMs ?? timeoutMs);
      stop = () => resolve(refused('The stand-in was closed during this run.', 'ClosedError'));
      stopped.signal.addEventListener('abort', stop);
    });
    const event: LambdaEvent = {
      command: 'execute',
      method: plan.method,
      bundle: dictOverTheWire(bundle),
      storeKey: plan.storeKey ?? null,
      rpc_base: `${base()}/rpc/cli`,
      callback_url: `${base()}/callbacks/${id}`,
      environment,
      isDeveloper: true,
      customLogger: (message, data) => logs.write(id, message, data),
    };
    const running = call(event, plan.token).then(
      ({ results }) => succeeded(overTheWire(results), plan.isHookPerform ?? false),
      (error: unknown) => failed(error),
    );
    try {
      return ended(await Promise.race([running, cut]));
    } finally {
      clearTimeout(timer);
      if (stop) stopped.signal.removeEventListener('abort', stop);
    }
  }

  async function run(plan: RunPlan): Promise<RunRecord> {
    count += 1;
    const id = `run-${count}`;
    const startedAt = new Date(clock.now()).toISOString();
    const start = performance.now();
    const bundle = plan.bundle();
    const attempts: Attempt[] = [];
    let ending: Ending;

    if (plan.refusal) {
      ending = refused(plan.refusal);
    } else {
      let last = await attempt(id, plan, bundle);
      attempts.push(last);
      for (let left = plan.repeat ?? 0; left > 0 && last.outcome === 'throttled'; left -= 1) {
        const seconds = Math.min(last.delaySeconds ?? DEFAULT_DELAY, plan.maxDelay ?? Number.POSITIVE_INFINITY);
        await clock.wait(seconds * 1000);
        last = await attempt(id, plan, bundle);
        attempts.push(last);
      }
      const { startedAt: _startedAt, ms: _ms, ...rest } = last;
      ending = rest;
    }

    const record: RunRecord = {
      id,
      step: plan.step,
      method: plan.refusal ? '' : plan.method,
      connectionId: plan.connectionId,
      input: { raw: dictOf(bundle.inputDataRaw), typed: dictOf(bundle.inputData) },
      ...ending,
      first: Array.isArray(ending.output) ? (ending.output[0] ?? null) : null,
      attempts,
      startedAt,
      ms: Math.round(performance.now() - start),
    };
    plans.set(record, plan);
    runs.push(record);
    return record;
  }

  return {
    runs,
    run,
    replay: async (record) => {
      const plan = plans.get(record);
      if (!plan) throw new Error(`Nothing is known of ${record.id}: it belongs to another stand-in.`);
      return run(plan);
    },
    command: async (command) => overTheWire((await call({ command, environment }, null)).results),
    stop: () => stopped.abort(),
  };
}

function dictOf(value: unknown): Dict {
  return typeof value === 'object' && value !== null ? dictOverTheWire({ ...value }) : {};
}
