import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fastify } from 'fastify';
import { sendAnswer } from './answers.ts';
import { authenticate, keyIn } from './auth.ts';
import { createCampaigns } from './campaigns.ts';
import type { Clock } from './clock.ts';
import { createClock } from './clock.ts';
import type { Control } from './control.ts';
import { controlActions, createControl } from './control.ts';
import { demoSeed } from './demo.ts';
import { startElsewhere } from './elsewhere.ts';
import { ApiError, errorBody, found } from './errors.ts';
import { createFaults } from './faults.ts';
import { createJobs } from './jobs.ts';
import type { RateLimit } from './limits.ts';
import { countRequest, createRateLimiter } from './limits.ts';
import { createLog } from './log.ts';
import { createLookups } from './lookups.ts';
import { createMedia, mediaHeaders } from './media.ts';
import { createMessages } from './messages.ts';
import type { Seed } from './records.ts';
import { operations } from './routes/index.ts';
import { defaultSettings } from './settings.ts';
import { createStore } from './store.ts';
import { createWebhooks } from './webhooks.ts';
import type { Answer, Base, Operation, Steps, World } from './world.ts';

export interface MsgFlashOptions {
  /** 0 = any free port. */
  port?: number;
  /** Default: a running clock. */
  clock?: Clock;
  /** Default: the demo data. */
  data?: Seed;
  /** Requests per second and key, on the clock; null = off. Default 10. */
  rateLimit?: number | null;
  /** How long a message takes from state to state, in ms on the clock. Default 500, 1500, 3000, campaigns 100. */
  steps?: Partial<Steps>;
  /** Webhook attempts (5), pause before the second, doubled after each (1000, on the clock), real time to answer (10 000). */
  deliveries?: { attempts?: number; backoffMs?: number; timeoutMs?: number };
  /** Draws the secret of a new webhook endpoint; default 48 random hex digits. */
  newSecret?: () => string;
}

export interface MsgFlash {
  /** http://127.0.0.1:PORT, without a path. */
  url: string;
  /** The second origin, which takes no key: redirects and files that lie elsewhere lead there. */
  elsewhereUrl: string;
  clock: Clock;
  control: Control;
  close(): Promise<void>;
}

const PREFIX = '/api/v1';
const BODY_LIMIT = 8 * 1024 * 1024;

/** Starts an in-memory MsgFlash: the public API under /api/v1, its files under /media, and /control beside it. */
export async function startMsgFlash(options: MsgFlashOptions = {}): Promise<MsgFlash> {
  const clock = options.clock ?? createClock();
  const store = createStore(options.data ?? demoSeed, clock);
  const timers = createTimers(clock);
  const steps: Steps = { sent: 500, delivered: 1500, read: 3000, campaignPace: 100, ...options.steps };
  const base: Base = { clock, store, settings: defaultSettings(), steps, later: timers.later };
  const newSecret = options.newSecret ?? (() => randomBytes(24).toString('hex'));
  const delivering = { attempts: 5, backoffMs: 1000, timeoutMs: 10_000, ...options.deliveries };
  const webhooks = createWebhooks(base, { ...delivering, newSecret });
  const messages = createMessages(base, webhooks);
  const world: World = {
    ...base,
    webhooks,
    messages,
    campaigns: createCampaigns(base, messages),
    jobs: createJobs(base),
    lookups: createLookups(base),
  };

  const faults = createFaults(() => store.newId('fault'));
  const log = createLog();
  const rate: RateLimit = { perSecond: options.rateLimit === undefined ? 10 : options.rateLimit };
  const checkRate = createRateLimiter(rate);
  const media = createMedia(store.newId);
  const elsewhere = await startElsewhere(media);
  const waits = createWaits();
  const sender = { now: clock.now, otherOrigin: () => elsewhere.url, wait: waits.wait };
  let url = '';
  const control = createControl(world, { faults, log, rate, media, elsewhere, url: () => url });

  const app = fastify({
    forceCloseConnections: true,
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 1000 },
  });
  // Bodies stay text here: a broken one is refused after the key was looked at, and the log keeps it as it came.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  /** The work of one call, with everything that can refuse it. Only `/api/v1` counts against rate and quota. */
  function work(operation: Operation, request: FastifyRequest, isCounted: boolean): Answer {
    const caller = authenticate(store, request.headers, operation.personalOnly === true);
    if (isCounted) {
      checkRate(caller.key, clock.now());
      countRequest(caller, clock.now());
    }
    const { workspace, team } = caller;
    const params: Record<string, string> = { ...Object(request.params) };
    return operation.run({ workspace, team, params, query: request.query, body: jsonBody(request) });
  }

  async function serve(
    name: string | null,
    request: FastifyRequest,
    reply: FastifyReply,
    act: () => Answer,
  ): Promise<FastifyReply> {
    const entry = log.add({
      at: new Date(clock.now()).toISOString(),
      method: request.method,
      path: pathOf(request),
      operation: name,
      query: request.query,
      headers: request.headers,
      body: readable(request.body),
    });
    const fault = name === null ? undefined : faults.take(name, keyIn(request.headers));
    entry.fault = fault?.kind ?? null;
    const isWorking = fault === undefined || fault.accepted;
    if (fault?.acceptAfterMs !== undefined) {
      timers.later(() => {
        entry.status = attempt(act).status;
      }, fault.acceptAfterMs);
    }
    const answer = isWorking ? attempt(act) : { status: 200, body: { data: {} } };
    entry.status = isWorking ? answer.status : null;
    await sendAnswer(sender, request, reply, answer, fault);
    return reply;
  }

  for (const operation of operations(world)) {
    app.route({
      method: operation.method,
      url: PREFIX + operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: (request, reply) =>
        serve(`${operation.method} ${operation.path}`, request, reply, () => work(operation, request, true)),
    });
  }

  const files: Operation[] = [
    {
      method: 'GET',
      path: '/media/{id}',
      run({ workspace, params }) {
        const file = media.get(params.id ?? '');
        const own = found(file?.accountId === workspace.account.id ? file : null, 'Media');
        return { status: 200, body: own.bytes, headers: mediaHeaders(own) };
      },
    },
    {
      method: 'GET',
      path: '/media/{id}/elsewhere',
      run: ({ params }) => ({
        status: 302,
        body: Buffer.alloc(0),
        headers: { location: `${elsewhere.url}/files/${params.id}` },
      }),
    },
  ];
  for (const file of files) {
    app.get(file.path.replaceAll(/\{(\w+)\}/g, ':$1'), (request, reply) =>
      serve(`GET ${file.path}`, request, reply, () => work(file, request, false)),
    );
  }
  for (const [here, there] of [
    ['a', 'b'],
    ['b', 'a'],
  ]) {
    app.all(`/loop/${here}`, (_request, reply) => reply.code(307).header('location', `/loop/${there}`).send());
  }

  for (const [name, action] of Object.entries(controlActions(control))) {
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      try {
        const input = request.method === 'GET' ? request.query : (jsonBody(request) ?? {});
        return await reply.send({ data: (await action(input)) ?? null });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return reply.code(error.status).send(errorBody(error.code, error.message, error.details));
      }
    };
    app.route({ method: ['GET', 'POST'], url: `/control/${name}`, handler });
  }

  app.addHook('onSend', async (_request, reply) => {
    // What has no date of its own yet (control, errors of the framework) tells this server's time as well.
    if (!reply.hasHeader('date')) reply.header('date', new Date(clock.now()).toUTCString());
  });
  app.setNotFoundHandler((request, reply) =>
    serve(null, request, reply, () => {
      throw new ApiError('NOT_FOUND', `No such endpoint: ${request.method} ${pathOf(request)}`);
    }),
  );
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    const message = error instanceof Error ? error.message : String(error);
    return status < 500
      ? reply.code(400).send(errorBody('VALIDATION_ERROR', message))
      : reply.code(500).send(errorBody('INTERNAL_ERROR', message));
  });

  try {
    url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  } catch (error) {
    await elsewhere.close();
    throw error;
  }

  return {
    url,
    elsewhereUrl: elsewhere.url,
    clock,
    control,
    async close() {
      timers.stop();
      waits.stop();
      webhooks.stop();
      await Promise.all([app.close(), elsewhere.close()]);
    },
  };
}

/** Timers that end with the server, whoever owns the clock. */
function createTimers(clock: Clock) {
  const cancels = new Set<() => void>();
  return {
    later(fn: () => void | Promise<void>, ms: number): () => void {
      const cancelTimer = clock.setTimeout(() => {
        cancels.delete(cancel);
        return fn();
      }, ms);
      const cancel = () => {
        cancels.delete(cancel);
        cancelTimer();
      };
      cancels.add(cancel);
      return cancel;
    },
    stop() {
      for (const cancel of [...cancels]) cancel();
    },
  };
}

/** Real waits that end early when the server does. */
function createWaits() {
  const open = new Set<() => void>();
  return {
    wait: (ms: number) =>
      new Promise<void>((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          open.delete(finish);
          resolve();
        };
        const timer = setTimeout(finish, ms);
        open.add(finish);
      }),
    stop() {
      for (const finish of [...open]) finish();
    },
  };
}

/** The answer of some work, a refusal included; what nobody foresaw is 500 INTERNAL_ERROR. */
function attempt(act: () => Answer): Answer {
  try {
    return act();
  } catch (error) {
    if (error instanceof ApiError) {
      return { status: error.status, body: errorBody(error.code, error.message, error.details) };
    }
    return { status: 500, body: errorBody('INTERNAL_ERROR', error instanceof Error ? error.message : String(error)) };
  }
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? request.url;
}

/** The JSON of a request; undefined when there is none or it does not say that it is JSON. */
function jsonBody(request: FastifyRequest): unknown {
  const isJson = (request.headers['content-type'] ?? '').toLowerCase().startsWith('application/json');
  if (!isJson || typeof request.body !== 'string' || request.body === '') return undefined;
  try {
    return JSON.parse(request.body);
  } catch {
    throw new ApiError('VALIDATION_ERROR', 'The request body is not valid JSON');
  }
}

function readable(body: unknown): unknown {
  if (typeof body !== 'string' || body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
