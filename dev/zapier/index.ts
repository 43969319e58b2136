/**
 * A stand-in for Zapier's runner. It runs the steps of an integration locally, through core's own Lambda handler, with
 * a local server for what core needs from Zapier: cache, cursors, files, logs and hooks.
 */
import Fastify from 'fastify';
import { Cache } from './cache.ts';
import { createClock } from './clock.ts';
import { createConnections } from './connections.ts';
import { createFiles, serveFiles } from './files.ts';
import { createHydration, serveHydration } from './hydrate.ts';
import { createLogs, serveLogs } from './logs.ts';
import { holdProcess } from './process-state.ts';
import { serveRpc } from './rpc.ts';
import { type Connection, createRunner, type RunRecord } from './runner.ts';
import { createSteps } from './steps.ts';
import { createZaps, serveHooks, type Zap } from './zaps.ts';

export type { StepName, StepType } from './app.ts';
export type { Misbehaviour } from './cache.ts';
export type { ConnectAttempt } from './connections.ts';
export { type Input, mapped, type PlainField } from './inputs.ts';
export type { Ending as Attempt, Outcome } from './outcome.ts';
export type { Connection, RunRecord } from './runner.ts';
export type { Choice, RunOptions } from './steps.ts';
export type { OnEvent, Zap } from './zaps.ts';

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
}

export type Zapier = Awaited<ReturnType<typeof startZapier>>;

/**
 * Starts a stand-in on a free local port. Several may be open at the same time. They share one environment, as in a
 * Lambda process.
 *
 * @throws if no port can be opened
 */
export async function startZapier(options: ZapierOptions) {
  const { app, timezone = 'America/Chicago', env = {} } = options;
  const server = Fastify({ bodyLimit: 200 * 1024 * 1024, forceCloseConnections: true });
  // Bodies are not parsed here: hooks need them raw, and uploads are forms.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  let url = '';
  const base = () => url;
  const environment: Record<string, string> = { ...env };
  const clock = createClock(options.now, options.wait);
  const logs = createLogs();
  const cache = new Cache(clock);
  const files = createFiles(base);
  const runner = createRunner({ app, environment, clock, logs, base });
  const { tryConnect, all: connections } = createConnections(app, runner, timezone);
  const hydration = createHydration({ runner, files, connections, timezone, base });
  const steps = createSteps({ app, runner, files, hydration, timezone });
  const zaps = createZaps({ app, runner, steps, base });

  serveRpc(server, { cache, files, clock });
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
    releaseProcess();
  }
  let closing: Promise<void> | null = null;

  return {
    /** The address of the stand-in. */
    url,
    tryConnect,
    /** Connects an account. @throws Error if the connection test fails */
    async connect(authData: Readonly<Record<string, unknown>>): Promise<Connection> {
      const { connection, message } = await tryConnect(authData);
      if (!connection) throw new Error(message);
      return connection;
    },
    run: steps.run,
    replay: runner.replay,
    fields: steps.fields,
    dropdown: steps.dropdown,
    findOrCreate: steps.findOrCreate,
    turnOn: zaps.turnOn,
    zaps: zaps.all as readonly Zap[],
    hydrate: hydration.hydrate,
    /** Every run so far: steps, connection tests, fields, dropdowns, subscriptions. */
    runs: runner.runs as readonly RunRecord[],
    logs,
    cache,
    /** The errors of core's local validation, empty if there are none. */
    validate: () => runner.command('validate'),
    /** The compiled definition, with placeholders instead of functions. */
    definition: () => runner.command('definition'),
    /** Resolves when no delivery is being processed. */
    settled: zaps.settled,
    /** Ends running steps, closes the server and restores process.env. Safe to call twice. */
    close(): Promise<void> {
      closing ??= close();
      return closing;
    },
  };
}
