import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { FastifyInstance } from 'fastify';
import { stepOf } from './app.ts';
import { cleanedRequest, type RawRequest, rawRequest } from './hook-request.ts';
import type { Input } from './inputs.ts';
import type { Outcome } from './outcome.ts';
import type { Connection, Runner, RunPlan, RunRecord } from './runner.ts';
import type { RunOptions, Steps } from './steps.ts';
import { type Dict, isDict } from './values.ts';

/** Zapier retries a throttled hook once, after five minutes at most. */
const HOOK_REPEAT = { repeat: 1, maxDelay: 300 };

/** A request to a Zap's hook URL. */
export interface Delivery {
  /** As sent, with names in lower case. */
  headers: Record<string, string>;
  /** The status that the sender got: 200, or 410 if the Zap was off. */
  status: number;
}

/** A Zap with a hook trigger. */
export interface Zap {
  readonly id: string;
  readonly trigger: string;
  readonly hookUrl: string;
  /** False if subscribing failed, and after `turnOff`. */
  readonly isOn: boolean;
  /** The outcome of subscribing. */
  readonly outcome: Outcome;
  readonly message: string;
  readonly subscribeData: Dict;
  readonly subscribeRun: RunRecord;
  readonly deliveries: readonly Delivery[];
  /** One run for every delivery whose perform, and the later steps of its items, have ended. */
  readonly runs: readonly RunRecord[];
  /** Resolves with the first `n` runs as soon as there are `n`. */
  waitForRuns(n: number): Promise<RunRecord[]>;
  /** Runs performList, for the samples in the editor. */
  sampleList(): Promise<RunRecord>;
  /** Runs performUnsubscribe. Even if that fails, the Zap is off and its URL is closed. */
  turnOff(): Promise<RunRecord>;
}

/** Runs the steps after the trigger. Called once for each item that the trigger returned. */
export type OnEvent = (item: Dict, context: { run: RunRecord }) => unknown;

interface Parts {
  app: object;
  runner: Runner;
  steps: Steps;
  base(): string;
}

export type Zaps = ReturnType<typeof createZaps>;

export function createZaps({ app, runner, steps, base }: Parts) {
  const all: Zap[] = [];
  const hooks = new Map<string, (request: RawRequest, headers: Record<string, string>) => number>();
  const underway = new Set<Promise<void>>();

  /** Turns on a Zap: opens its hook URL and subscribes its trigger. */
  async function turnOn(
    connection: Connection,
    triggerKey: string,
    input: Input = {},
    onEvent: OnEvent = () => undefined,
    options: RunOptions = {},
  ): Promise<Zap> {
    const step = stepOf(app, { type: 'triggers', key: triggerKey });
    const { name } = step;
    const prepared = await steps.prepare(connection, step, input, options);
    const id = String(1_000_001 + hooks.size);
    const path = `/hooks/standard/${id}/${randomBytes(12).toString('hex')}/`;
    const targetUrl = `${base()}${path}`;
    const runs: RunRecord[] = [];
    const deliveries: Delivery[] = [];
    const events = new EventEmitter();
    let isOn = true;

    const start = (method: string, more: Dict, plan: Partial<RunPlan> = {}) =>
      runner.run({
        step: name,
        method: `${name}.operation.${method}`,
        connection,
        bundle: () => ({ ...prepared.bundle(), ...more }),
        ...plan,
      });

    // The URL opens before subscribing, because a sender may call it at once. Such deliveries wait for the
    // subscription.
    hooks.set(path, (request, headers) => {
      const status = isOn ? 200 : 410;
      deliveries.push({ headers, status });
      if (isOn) track(perform(request));
      return status;
    });
    const subscribing = start('performSubscribe', { targetUrl }, { refusal: prepared.refusal });

    async function perform(request: RawRequest): Promise<void> {
      const { outcome, output: subscribeData } = await subscribing;
      if (outcome !== 'success') return;
      const bundle = { subscribeData, targetUrl, rawRequest: request, cleanedRequest: cleanedRequest(request) };
      const run = await start('perform', bundle, { ...HOOK_REPEAT, isHookPerform: true });
      const items: unknown[] = Array.isArray(run.output) ? run.output : [];
      for (const item of items) await onEvent(isDict(item) ? item : {}, { run });
      runs.push(run);
      events.emit('run');
    }

    const subscribeRun = await subscribing;
    const { outcome, message, output } = subscribeRun;
    const subscribeData = isDict(output) ? output : {};
    isOn = outcome === 'success';
    const zap: Zap = {
      ...{ id, trigger: name, hookUrl: targetUrl, outcome, message, subscribeData, subscribeRun, deliveries, runs },
      get isOn() {
        return isOn;
      },
      async waitForRuns(n) {
        while (runs.length < n) await once(events, 'run');
        return runs.slice(0, n);
      },
      sampleList: () => start('performList', prepared.bundle({ test: true })),
      turnOff() {
        isOn = false;
        return start('performUnsubscribe', { subscribeData, targetUrl });
      },
    };
    all.push(zap);
    return zap;
  }

  function track(work: Promise<void>): void {
    const done = work.finally(() => underway.delete(done));
    underway.add(done);
  }

  return {
    all,
    turnOn,
    /**
     * Handles a request to a hook URL. The perform runs afterwards.
     *
     * @returns the status for the sender: 200, 410 if the Zap is off, 404 if there is no Zap
     */
    receive: (path: string, request: RawRequest, headers: Record<string, string>) =>
      hooks.get(path)?.(request, headers) ?? 404,
    /** Resolves when no delivery is being processed. @throws what an `onEvent` threw */
    async settled(): Promise<void> {
      while (underway.size > 0) await Promise.all(underway);
    },
  };
}

/** Serves the hook URLs. They accept every method, and respond before the Zap runs. */
export function serveHooks(server: FastifyInstance, zaps: Zaps): void {
  server.all('/hooks/*', async ({ body, headers: given, id, method, url }, reply) => {
    const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
    const request = rawRequest(method, url, headers, Buffer.isBuffer(body) ? body.toString('utf8') : '');
    const status = zaps.receive(url.split('?')[0] ?? '', request, headers);
    if (status === 410) return reply.code(410).send({ status: 'error', message: 'This Zap is off.' });
    if (status === 404) return reply.code(404).send({ status: 'error', message: 'No Zap listens here.' });
    return { status: 'success', id, request_id: id };
  });
}
