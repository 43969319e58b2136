/**
 * A stand-in for Zapier's runner: runs the steps of an integration on one machine through core's own Lambda handler,
 * with a local server for everything that core asks of the platform (cache, cursors, files, logs, hooks).
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
  /** The app definition, as the integration's entry exports it. */
  app: object;
  /** The user's timezone. Default America/Chicago, as on the platform. */
  timezone?: string;
  /** The environment variables of the integration; part of process.env until the stand-in is closed. */
  env?: Record<string, string>;
  /** Where the time of cache and delays comes from; default the machine's clock. */
  now?: () => number;
  /** How to wait out a ThrottledError; by default the stand-in's clock jumps and nobody waits. */
  wait?: (ms: number) => Promise<void>;
  /** How long a step may take, in real time. Default 30 s. */
  timeoutMs?: number;
}

export interface Zapier {
  /** Where the stand-in listens. */
  readonly url: string;
  /** Connects an account. @throws {ConnectionError} when the connection test fails */
  connect(authData: Readonly<Record<string, unknown>>, options?: ConnectOptions): Promise<Connection>;
  /** The same, with the reason instead of an error. */
  tryConnect(authData: Readonly<Record<string, unknown>>, options?: ConnectOptions): Promise<ConnectAttempt>;
  /** Runs a create, a search, or a trigger's perform as for a list. Never throws for what the step does. */
  run: Steps['run'];
  /** Runs the same step with the same input again. */
  replay(run: RunRecord): Promise<RunRecord>;
  /** The input fields that the editor shows with these values; mapped values are unresolved there. */
  fields: Steps['fields'];
  /** One page of a dropdown. @throws when the step does not show the field, or it has no choices */
  dropdown: Steps['dropdown'];
  findOrCreate: Steps['findOrCreate'];
  /** Subscribes a hook trigger and opens the Zap's hook URL. */
  turnOn: Zaps['turnOn'];
  readonly zaps: readonly Zap[];
  hydrate: Hydration['hydrate'];
  /** Everything that `z.stashFile` stored. */
  files(): StoredFile[];
  /** Every run so far: steps, connection tests, fields, dropdowns, subscriptions. */
  readonly runs: readonly RunRecord[];
  readonly logs: Logs;
  readonly cache: Cache;
  readonly clock: Clock;
  /** What core's local validation finds wrong with the app; empty when nothing is. */
  validate(): Promise<unknown>;
  /** The compiled definition, functions replaced by their marks. */
  definition(): Promise<unknown>;
  /** Resolves when no delivery is being worked on. */
  settled(): Promise<void>;
  /** Ends what is under way, closes the server, gives process.env back. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts a stand-in on a free local port. Several may be open at the same time; as in a Lambda process, the
 * environment is one for all.
 * @throws when no port can be opened
 */
export async function startZapier(options: ZapierOptions): Promise<Zapier> {
  const { app: definition, timezone = 'America/Chicago', env = {}, timeoutMs = 30_000 } = options;
  const server = Fastify({ bodyLimit: 200 * 1024 * 1024, forceCloseConnections: true });
  // Bodies are taken as they come: hooks need them raw, and uploads are forms.
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
