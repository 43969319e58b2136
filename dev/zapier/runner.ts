import type { Clock } from './clock.ts';
import { createHandler, type LambdaEvent } from './core.ts';
import type { Logs } from './logs.ts';
import { type Ending, failed, refused, succeeded, TIMED_OUT } from './outcome.ts';
import { type Dict, dictOverTheWire, overTheWire } from './values.ts';

/** A connected account. */
export interface Connection {
  id: string;
  authData: Record<string, string>;
  /** Its name in the list of connections. */
  label: string;
}

/** A run, as in Zap history. */
export interface RunRecord extends Ending {
  id: string;
  /** `creates.send_message`, `triggers.new_lead`, `authentication` … */
  step: string;
  /** The app's method that ran, '' if the run ended before it. */
  method: string;
  connectionId: string;
  input: { raw: Dict; typed: Dict };
  /** The first item of a list, which is what a search passes on to later steps; null if the output is not a list. */
  first: unknown;
  /** Every attempt. The record's outcome is that of the last one. */
  attempts: Ending[];
  /** How long it took, in ms. */
  ms: number;
}

/** A run that is ready to start, and can be repeated. */
export interface RunPlan {
  step: string;
  method: string;
  connection: Connection;
  storeKey?: string | null;
  /** Makes a new bundle for every run, so that a replay has the same input. The connection's authData is added. */
  bundle(): Dict;
  /** Unless empty, the run ends with this sentence and the app is not called. */
  refusal?: string;
  isHookPerform?: boolean;
  /** How often a throttled run is retried. */
  repeat?: number;
  /** The longest delay of a ThrottledError, in seconds. */
  maxDelay?: number;
}

interface Surroundings {
  app: object;
  environment: Record<string, string>;
  clock: Clock;
  logs: Logs;
  base(): string;
}

/** Zapier's delay for a ThrottledError without a delay, in seconds. */
const DEFAULT_DELAY = 60;
/** How long an attempt may take, in ms. */
const TIME_LIMIT = 30_000;

export type Runner = ReturnType<typeof createRunner>;

/** Runs steps through core's Lambda handler. */
export function createRunner({ app, environment, clock, logs, base }: Surroundings) {
  const handler = createHandler(app);
  const runs: RunRecord[] = [];
  const plans = new WeakMap<RunRecord, RunPlan>();
  const closing = new AbortController();
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

  async function attempt(id: string, plan: RunPlan, bundle: Dict): Promise<Ending> {
    const event: LambdaEvent = {
      command: 'execute',
      method: plan.method,
      bundle: dictOverTheWire({ authData: plan.connection.authData, ...bundle }),
      storeKey: plan.storeKey ?? null,
      rpc_base: `${base()}/rpc/cli`,
      environment,
      isDeveloper: true,
      customLogger: (message, data) => logs.write(id, message, data),
    };
    const running = call(event, plan.connection.id).then(
      ({ results }) => succeeded(overTheWire(results), plan.isHookPerform ?? false),
      (error: unknown) => failed(error),
    );
    let timer: NodeJS.Timeout | undefined;
    let close = () => {};
    const cut = new Promise<Ending>((resolve) => {
      timer = setTimeout(() => resolve(refused(TIMED_OUT, 'TimeoutError')), TIME_LIMIT);
      close = () => resolve(refused('The stand-in was closed during this run.', 'ClosedError'));
      closing.signal.addEventListener('abort', close);
    });
    try {
      return await Promise.race([running, cut]);
    } finally {
      clearTimeout(timer);
      closing.signal.removeEventListener('abort', close);
    }
  }

  /** Never throws: the record has the error. */
  async function run(plan: RunPlan): Promise<RunRecord> {
    count += 1;
    const id = `run-${count}`;
    const start = performance.now();
    const bundle = plan.bundle();
    const attempts: Ending[] = [];
    async function attemptOnce(): Promise<Ending> {
      const ending = await attempt(id, plan, bundle);
      attempts.push(ending);
      return ending;
    }

    const refusal = closing.signal.aborted ? 'The stand-in is closed.' : plan.refusal;
    let ending = refusal ? refused(refusal) : await attemptOnce();
    for (let left = plan.repeat ?? 0; left > 0 && ending.outcome === 'throttled'; left -= 1) {
      const { delaySeconds = DEFAULT_DELAY } = ending;
      await clock.wait(Math.min(delaySeconds, plan.maxDelay ?? delaySeconds) * 1000);
      ending = await attemptOnce();
    }

    const record: RunRecord = {
      id,
      step: plan.step,
      method: refusal ? '' : plan.method,
      connectionId: plan.connection.id,
      input: { raw: dictOverTheWire(bundle.inputDataRaw), typed: dictOverTheWire(bundle.inputData) },
      ...ending,
      first: Array.isArray(ending.output) ? (ending.output[0] ?? null) : null,
      attempts,
      ms: Math.round(performance.now() - start),
    };
    plans.set(record, plan);
    runs.push(record);
    return record;
  }

  return {
    /** Every run so far, in the order in which they ended. */
    runs,
    run,
    /** Runs the same step with the same input again. @throws Error for a record of another stand-in */
    async replay(record: RunRecord): Promise<RunRecord> {
      const plan = plans.get(record);
      if (!plan) throw new Error(`${record.id} belongs to another stand-in.`);
      return run(plan);
    },
    /** Calls core with a command that runs no step. @throws what core throws */
    command: async (command: 'validate' | 'definition') =>
      overTheWire((await call({ command, environment }, null)).results),
    /** Ends every running step. */
    stop: () => closing.abort(),
  };
}
