import type { Clock } from './clock.ts';
import { createHandler, type LambdaEvent } from './core.ts';
import type { LogSink } from './logs.ts';
import { type Ending, failed, refused, succeeded, TIMED_OUT } from './outcome.ts';
import { type Dict, dictOverTheWire, overTheWire } from './values.ts';

/** One try at a step. */
export interface Attempt extends Ending {
  startedAt: string;
  ms: number;
}

/** A line of Zap history. */
export interface RunRecord extends Ending {
  id: string;
  /** `creates.send_message`, `triggers.new_lead`, `authentication` … */
  step: string;
  /** The method of the app that ran; empty when the run ended before one did. */
  method: string;
  connectionId: string | null;
  input: { raw: Dict; typed: Dict };
  /** The first item of a list, which is all that a search hands on to later steps; null otherwise. */
  first: unknown;
  /** Every try, the last one included; the record's own outcome is that of the last. */
  attempts: Attempt[];
  startedAt: string;
  ms: number;
}

/** A run that is ready to start, and can be started again. */
export interface RunPlan {
  step: string;
  method: string;
  /** Null for a method that needs none. */
  token: string | null;
  connectionId: string | null;
  storeKey?: string | null;
  /** Made anew for every run, so that a replay reads the same input again. */
  bundle(): Dict;
  /** A sentence that ends the run before the app is called. */
  refusal?: string;
  isHookPerform?: boolean;
  /** How often a ThrottledError is waited out and repeated. */
  repeat?: number;
  /** How long each try may take, in real time; by default what the stand-in was started with. */
  timeoutMs?: number;
  /** The longest a ThrottledError may delay the run, in seconds. */
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

/** What the platform waits when a ThrottledError names no delay, in seconds. */
const DEFAULT_DELAY = 60;

export interface Runner {
  /** Every run so far, in the order in which they ended. */
  readonly runs: readonly RunRecord[];
  /** Never throws: whatever happens is in the record. */
  run(plan: RunPlan): Promise<RunRecord>;
  /** Runs the same plan again. @throws for a record of another runner */
  replay(record: RunRecord): Promise<RunRecord>;
  /** Calls core with a command that is not about a step. @throws what core throws */
  command(command: 'validate' | 'definition'): Promise<unknown>;
  /** Ends every run that is under way. */
  stop(): void;
}

/** Runs steps through core's Lambda handler, each with a bundle of its own. */
export function createRunner({ app, environment, clock, logs, timeoutMs, base }: Surroundings): Runner {
  const handler = createHandler(app);
  const runs: RunRecord[] = [];
  const plans = new WeakMap<RunRecord, RunPlan>();
  const stopped = new AbortController();
  let count = 0;

  /**
   * Core reads two things before its first await. Without `calledFromCli` it prints a line about memory before each
   * step; with a token it also streams the log lines that it has already handed to `customLogger`, a request for each
   * run that may outlive it. The RPC client reads the token later, when it needs it.
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
