import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { App } from './app.ts';
import type { Clock } from './clock.ts';
import type { Connection, Connections } from './connections.ts';
import { cleanedRequest, type RawRequest, rawRequest } from './hook-request.ts';
import type { Input } from './inputs.ts';
import { bundleMeta, type MetaOptions } from './meta.ts';
import type { Outcome } from './outcome.ts';
import type { Runner, RunPlan, RunRecord } from './runner.ts';
import type { RunOptions, Steps } from './steps.ts';
import { at, type Dict, isDict } from './values.ts';
import { waitFor } from './waiting.ts';

/** Zapier retries a throttled hook once, after five minutes at most. */
const HOOK_REPEAT = { repeat: 1, maxDelay: 300 };

/** A request to a Zap's hook URL. */
export interface Delivery {
  at: string;
  method: string;
  /** As sent, with names in lower case. */
  headers: Record<string, string>;
  body: string;
  /** The status that the sender got: 200, or 410 if the Zap was off. */
  status: number;
}

/** A Zap with a hook trigger. */
export interface Zap {
  readonly id: string;
  readonly trigger: string;
  readonly connection: Connection;
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
  /**
   * Resolves with the first `n` runs as soon as there are `n`.
   *
   * @throws what `onEvent` threw, or Error if the stand-in is closed first
   */
  waitForRuns(n: number): Promise<RunRecord[]>;
  /** Runs performList, for the samples in the editor. */
  sampleList(options?: MetaOptions): Promise<RunRecord>;
  /** Runs performUnsubscribe. Even if that fails, the Zap is off and its URL is closed. */
  turnOff(): Promise<RunRecord>;
}

/** Runs the steps after the trigger. Called once for each item that the trigger returned. */
export type OnEvent = (item: Dict, context: { run: RunRecord; zap: Zap }) => unknown;

export type TurnOnOptions = Pick<RunOptions, 'requireFields' | 'fields' | 'timezone'>;

export interface Zaps {
  readonly all: readonly Zap[];
  turnOn(
    connection: Connection,
    triggerKey: string,
    input?: Input,
    onEvent?: OnEvent,
    options?: TurnOnOptions,
  ): Promise<Zap>;
  /**
   * Handles a request to a hook URL. The perform runs afterwards.
   *
   * @returns the status for the sender: 200, 410 if the Zap is off, 404 if there is no Zap
   */
  receive(path: string, headers: Record<string, string>, request: RawRequest): number;
  /** Resolves when no delivery is being processed. */
  settled(): Promise<void>;
  /** Ends all waits with an error. */
  close(): void;
}

interface Parts {
  app: App;
  runner: Runner;
  connections: Connections;
  steps: Steps;
  clock: Clock;
  timezone: string;
  base(): string;
}

export function createZaps({ app, runner, connections, steps, clock, timezone, base }: Parts): Zaps {
  const all: Zap[] = [];
  const hooks = new Map<string, (headers: Record<string, string>, request: RawRequest) => number>();
  const underway = new Set<Promise<void>>();
  const closing: ((error: Error) => void)[] = [];
  let count = 0;

  async function turnOn(
    connection: Connection,
    triggerKey: string,
    input: Input = {},
    onEvent: OnEvent = () => undefined,
    options: TurnOnOptions = {},
  ): Promise<Zap> {
    const step = app.step({ type: 'triggers', key: triggerKey });
    const prepared = await steps.prepare(connection, step, input, options);
    count += 1;
    const id = String(1_000_000 + count);
    const path = `/hooks/standard/${count}/${randomBytes(12).toString('hex')}/`;
    const targetUrl = `${base()}${path}`;

    const plan = (method: string, more: () => Dict, meta: MetaOptions = {}): RunPlan => ({
      step: step.name,
      method: `${step.name}.operation.${method}`,
      token: connections.tokenOf(connection.id),
      connectionId: connection.id,
      storeKey: at(step.operation, 'canPaginate') === true ? `${connection.id}/${step.name}/${id}` : null,
      bundle: () => ({
        authData: connection.authData,
        ...prepared.bundle(),
        meta: bundleMeta(
          { timezone: options.timezone ?? timezone, zapId: id, ...meta },
          { inputFields: prepared.fieldMeta },
        ),
        ...more(),
      }),
    });

    const runs: RunRecord[] = [];
    const deliveries: Delivery[] = [];
    const waiting = waitFor(runs);
    closing.push(waiting.fail);
    let isOn = true;

    async function perform(zap: Zap, request: RawRequest): Promise<void> {
      const { subscribeData } = zap;
      const run = await runner.run({
        ...plan('perform', () => ({
          subscribeData,
          targetUrl,
          rawRequest: request,
          cleanedRequest: cleanedRequest(request),
        })),
        ...HOOK_REPEAT,
        isHookPerform: true,
      });
      try {
        const items = run.outcome === 'success' && Array.isArray(run.output) ? run.output : [];
        for (const item of items) await onEvent(isDict(item) ? item : {}, { run, zap });
      } catch (error) {
        waiting.fail(error);
      }
      runs.push(run);
      waiting.added();
    }

    // The URL opens before subscribing, because a sender may call it at once. Such deliveries wait for the
    // subscription.
    const subscribing = subscribe();
    hooks.set(path, (headers, request) => {
      const status = isOn ? 200 : 410;
      const { method, content: body } = request;
      deliveries.push({ at: new Date(clock.now()).toISOString(), method, headers, body, status });
      if (isOn) track(subscribing.then((zap) => (zap.outcome === 'success' ? perform(zap, request) : undefined)));
      return status;
    });

    async function subscribe(): Promise<Zap> {
      const run = await runner.run({
        ...plan('performSubscribe', () => ({ targetUrl })),
        ...(prepared.refusal ? { refusal: prepared.refusal } : {}),
      });
      isOn = run.outcome === 'success';
      const subscribeData = isDict(run.output) ? run.output : {};
      return {
        id,
        trigger: step.name,
        connection,
        hookUrl: targetUrl,
        get isOn() {
          return isOn;
        },
        outcome: run.outcome,
        message: run.message,
        subscribeData,
        subscribeRun: run,
        deliveries,
        runs,
        waitForRuns: waiting.first,
        sampleList: (meta = {}) => runner.run(plan('performList', () => ({}), { test: true, ...meta })),
        turnOff: () => {
          isOn = false;
          return runner.run(plan('performUnsubscribe', () => ({ subscribeData, targetUrl })));
        },
      };
    }

    const zap = await subscribing;
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
    receive: (path, headers, request) => hooks.get(path)?.(headers, request) ?? 404,
    settled: async () => {
      while (underway.size > 0) await Promise.allSettled(underway);
    },
    close: () => closing.forEach((each) => void each(new Error('The stand-in was closed.'))),
  };
}

/** Serves the hook URLs. They accept every method, and respond before the Zap runs. */
export function serveHooks(server: FastifyInstance, zaps: Zaps): void {
  server.all('/hooks/*', async (request, reply) => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    );
    const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
    const path = request.url.split('?')[0] ?? '';
    const status = zaps.receive(
      path.endsWith('/') ? path : `${path}/`,
      headers,
      rawRequest(request.method, request.url, headers, body),
    );
    if (status === 410) return reply.code(410).send({ status: 'error', message: 'This Zap is off.' });
    if (status === 404) return reply.code(404).send({ status: 'error', message: 'No Zap listens here.' });
    return { status: 'success', id: request.id, request_id: request.id };
  });
}
