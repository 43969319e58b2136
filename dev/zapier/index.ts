/**
 * A stand-in for Zapier's runner. It runs the steps of an integration locally, through core's own Lambda handler, with
 * a local server for what core needs from Zapier: cache, cursors, files, logs and hooks.
 */
import Fastify from 'fastify';
import { readApp } from './app.ts';
import { type Cache, createCache } from './cache.ts';
import { type Clock, createClock } from './clock.ts';
import {
  type ConnectAttempt,
  type Connection,
  ConnectionError,
  type ConnectOptions,
  createConnections,
} from './connections.ts';
import { createFiles, type StoredFile, serveFiles } from './files.ts';
import { createHydration, type Hydration, serveHydration } from './hydrate.ts';
import { createLogSink, type Logs, serveLogs } from './logs.ts';
import { holdProcess } from './process-state.ts';
import { serveRpc } from './rpc.ts';
import { createRunner, type Runner, type RunRecord } from './runner.ts';
import { createSteps, type Steps } from './steps.ts';
import { createZaps, serveHooks, type Zap, type Zaps } from './zaps.ts';

export type { StepName, StepType } from './app.ts';
export type { Cache, CacheEntry, Misbehaviour } from './cache.ts';
export type { Clock } from './clock.ts';
export { type ConnectAttempt, type Connection, ConnectionError, type ConnectOptions } from './connections.ts';
export type { StoredFile } from './files.ts';
export type { Hydrated } from './hydrate.ts';
export { type Input, mapped, type PlainField } from './inputs.ts';
export type { LogLine, Logs } from './logs.ts';
export type { Outcome } from './outcome.ts';
export type { Attempt, RunRecord } from './runner.ts';
export type { Choice, DropdownOptions, DropdownPage, FindOrCreate, RunOptions, StepFields } from './steps.ts';
export type { Delivery, OnEvent, TurnOnOptions, Zap } from './zaps.ts';

export interface ZapierOptions {
  /** The app definition that the integration exports. */
  app: object;
  /** The user's time zone. Default America/Chicago, as in Zapier. */
  timezone?: string;
  /** The environment variables of the integration. They are in process.env until the stand-in is closed. */
  env?: Record<string, string>;
  /** The source of time for the cache and delays, by default the machine's clock. */
  now?: () => number;
  /** How to wait after a ThrottledError; by default the stand-in's clock jumps forward instead. */
  wait?: (ms: number) => Promise<void>;
  /** How long a step may take, in real time. Default 30 s. */
  timeoutMs?: number;
}

export interface Zapier {
  /** The address of the stand-in. */
  readonly url: string;
  /** Connects an account. @throws {ConnectionError} if the connection test fails */
  connect(authData: Readonly<Record<string, unknown>>, options?: ConnectOptions): Promise<Connection>;
  /** The same, but returns the reason instead of throwing. */
  tryConnect(authData: Readonly<Record<string, unknown>>, options?: ConnectOptions): Promise<ConnectAttempt>;
  /** Runs the perform of a create, a search or a polling trigger. Never throws if the step fails. */
  run: Steps['run'];
  /** Runs the same step with the same input again. */
  replay(run: RunRecord): Promise<RunRecord>;
  /** The input fields that the editor shows for these values. Mapped values are not filled in there. */
  fields: Steps['fields'];
  /** One page of a dropdown. @throws Error if the step does not show the field, or the field has no choices */
  dropdown: Steps['dropdown'];
  findOrCreate: Steps['findOrCreate'];
  /** Turns on a Zap: opens its hook URL and subscribes its trigger. */
  turnOn: Zaps['turnOn'];
  readonly zaps: readonly Zap[];
  hydrate: Hydration['hydrate'];
  /** The files that `z.stashFile` stored. */
  files(): StoredFile[];
  /** Every run so far: steps, connection tests, fields, dropdowns, subscriptions. */
  readonly runs: readonly RunRecord[];
  readonly logs: Logs;
  readonly cache: Cache;
  readonly clock: Clock;
  /** The errors of core's local validation, empty if there are none. */
  validate(): Promise<unknown>;
  /** The compiled definition, with placeholders instead of functions. */
  definition(): Promise<unknown>;
  /** Resolves when no delivery is being processed. */
  settled(): Promise<void>;
  /** Ends running steps, closes the server and restores process.env. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts a stand-in on a free local port. Several may be open at the same time. They share one environment, as in a
 * Lambda process.
 *
 * @throws if no port can be opened
 */
export async function startZapier(options: ZapierOptions): Promise<Zapier> {
  const { app: definition, timezone = 'America/Chicago', env = {}, timeoutMs = 30_000 } = options;
  const server = Fastify({ bodyLimit: 200 * 1024 * 1024, forceCloseConnections: true });
  // Bodies are not parsed here: hooks need them raw, and uploads are forms.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  let url = '';
  const base = () => url;
  const clock = createClock(options.now, options.wait);
  const logs = createLogSink();
  const cache = createCache(clock);
  const files = createFiles(base);
  const app = readApp(definition);

  const environment: Record<string, string> = { ...env };
  const runner: Runner = createRunner({ app: definition, environment, clock, logs, timeoutMs, base });
  const connections = createConnections(app, runner, timezone);
  const hydration = createHydration({ runner, files, connections, timezone, base });
  const steps = createSteps({ app, runner, connections, files, hydration, timezone });
  const zaps = createZaps({ app, runner, connections, steps, clock, timezone, base });

  serveRpc(server, { cache, files, clock, callerOf: connections.callerOf });
  serveLogs(server);
  serveFiles(server, files);
  serveHydration(server, hydration, base);
  serveHooks(server, zaps);
  url = await server.listen({ host: '127.0.0.1', port: 0 });
  environment.LOGGING_ENDPOINT = `${url}/logs`;
  const releaseProcess = holdProcess(environment);

  async function close(): Promise<void> {
    runner.stop();
    await server.close();
    await zaps.settled();
    zaps.close();
    releaseProcess();
  }
  let closing: Promise<void> | null = null;

  return {
    url,
    tryConnect: connections.tryConnect,
    connect: async (authData, connectOptions) => {
      const attempt = await connections.tryConnect(authData, connectOptions);
      if (!attempt.connection) throw new ConnectionError(attempt);
      return attempt.connection;
    },
    run: steps.run,
    replay: runner.replay,
    fields: steps.fields,
    dropdown: steps.dropdown,
    findOrCreate: steps.findOrCreate,
    turnOn: zaps.turnOn,
    zaps: zaps.all,
    hydrate: hydration.hydrate,
    files: files.all,
    runs: runner.runs,
    logs,
    cache,
    clock,
    validate: () => runner.command('validate'),
    definition: () => runner.command('definition'),
    settled: zaps.settled,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
