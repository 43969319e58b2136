import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fastify } from 'fastify';
import { z } from 'zod';
import { sendAnswer } from './answers.ts';
import { authenticate, keyIn } from './auth.ts';
import type { Steps } from './base.ts';
import type { Clock } from './clock.ts';
import { createClock } from './clock.ts';
import type { Control } from './control.ts';
import { controlRoutes, createControl } from './control.ts';
import { demoSeed } from './demo.ts';
import { ApiError, errorBody } from './errors.ts';
import { createFaults } from './faults.ts';
import type { RateLimit } from './limits.ts';
import { countRequest, createRateLimiter } from './limits.ts';
import { createLog } from './log.ts';
import type { MediaFiles } from './media.ts';
import type { Answer, Operation } from './operation.ts';
import { startOtherOrigin } from './other-origin.ts';
import { parse } from './parse.ts';
import type { Seed } from './records.ts';
import { jsonBody, pathOf, readableBody } from './request.ts';
import { operations } from './routes/index.ts';
import { mediaRoutes } from './routes/media.ts';
import { seededStore } from './seed.ts';
import { createServices } from './services.ts';
import { defaultSettings } from './settings.ts';

export interface MsgFlashOptions {
  /** 0 = any free port. */
  port?: number;
  /** Default: a running clock. */
  clock?: Clock;
  /** Default: the demo data. */
  data?: Seed;
  /** Requests per second for each key, on the clock; null = off. Default 10. */
  rateLimit?: number | null;
  /** How long a message takes from status to status, in ms on the clock. Default 500, 1500, 3000, campaigns 100. */
  steps?: Partial<Steps>;
  /** Makes the secret of a new webhook endpoint, by default 48 random hex digits. */
  newSecret?: () => string;
}

export interface MsgFlash {
  /** http://127.0.0.1:PORT, without a path. */
  url: string;
  clock: Clock;
  control: Control;
  close(): Promise<void>;
}

const PREFIX = '/api/v1';
const BODY_LIMIT = 8 * 1024 * 1024;

/**
 * Starts an in-memory MsgFlash: the public API under /api/v1, its files under /media, and its control under /control.
 */
export async function startMsgFlash(options: MsgFlashOptions = {}): Promise<MsgFlash> {
  const clock = options.clock ?? createClock();
  const store = seededStore(options.data ?? demoSeed, clock.now());
  const steps = { sent: 500, delivered: 1500, read: 3000, campaignPace: 100, ...options.steps };
  const closer = new AbortController();
  const closing = closer.signal;
  const later: Clock['setTimeout'] = (fn, ms) => clock.setTimeout(() => (closing.aborted ? undefined : fn()), ms);
  const services = createServices({ clock, closing, later, steps, store, settings: defaultSettings() });
  const faults = createFaults();
  const log = createLog();
  const rate: RateLimit = { perSecond: options.rateLimit === undefined ? 10 : options.rateLimit };
  const checkRate = createRateLimiter(rate);
  const media: MediaFiles = new Map();
  const otherOrigin = await startOtherOrigin(media);
  const sender = { now: clock.now, otherOrigin: otherOrigin.url, closing };
  let url = '';
  const control = createControl(services, { faults, log, rate, media, otherOrigin, url: () => url });

  /** Carries out one call, with the checks before it. Only calls of `/api/v1` count towards rate limit and quota. */
  function work(operation: Operation, request: FastifyRequest, isCounted: boolean): Answer {
    const { workspace, team } = authenticate(store, request.headers, operation.path);
    if (isCounted) {
      checkRate(keyIn(request.headers), clock.now());
      countRequest(workspace, clock.now());
    }
    const [id = ''] = Object.values(parse(z.record(z.string(), z.uuid()), request.params));
    return operation.run({ workspace, team, id, query: request.query, body: jsonBody(request) });
  }

  async function serve(
    name: string | null,
    request: FastifyRequest,
    reply: FastifyReply,
    run: () => Answer,
  ): Promise<FastifyReply> {
    const entry = log.add({
      at: new Date(clock.now()).toISOString(),
      method: request.method,
      path: pathOf(request),
      operation: name,
      query: request.query,
      headers: request.headers,
      body: readableBody(request),
    });
    const fault = name === null ? undefined : faults.take(name, keyIn(request.headers));
    entry.fault = fault?.kind ?? null;
    if (fault?.acceptAfterMs !== undefined) {
      later(() => {
        entry.status = attempt(run).status;
      }, fault.acceptAfterMs);
    }
    const isWorking = fault === undefined || fault.accepted;
    const answer = isWorking ? attempt(run) : { status: 200, body: { data: {} } };
    entry.status = isWorking ? answer.status : null;
    await sendAnswer(sender, request, reply, answer, fault);
    return reply;
  }

  const app = createApp();
  function route(operation: Operation, prefix: string): void {
    const { method, path } = operation;
    app.route({
      method,
      url: prefix + path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: (request, reply) =>
        serve(`${method} ${path}`, request, reply, () => work(operation, request, prefix === PREFIX)),
    });
  }
  const newSecret = options.newSecret ?? (() => randomBytes(24).toString('hex'));
  for (const operation of operations(services, newSecret)) route(operation, PREFIX);
  for (const operation of mediaRoutes(media, otherOrigin.url)) route(operation, '');
  routeControl(app, control);
  app.addHook('onSend', async (_request, reply) => {
    // Responses of control and of the framework have no date yet. They also get this server's time.
    if (!reply.hasHeader('date')) reply.header('date', new Date(clock.now()).toUTCString());
  });
  app.setNotFoundHandler((request, reply) =>
    serve(null, request, reply, () => {
      throw new ApiError('NOT_FOUND', `No such endpoint: ${request.method} ${pathOf(request)}`);
    }),
  );

  try {
    url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  } catch (error) {
    await otherOrigin.close();
    throw error;
  }

  return {
    url,
    clock,
    control,
    async close() {
      closer.abort();
      await Promise.all([app.close(), otherOrigin.close()]);
    },
  };
}

function createApp(): FastifyInstance {
  const app = fastify({
    forceCloseConnections: true,
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 1000 },
  });
  // Bodies stay text, so that an invalid one is refused after the key is checked, and logged as it came.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.all('/loop', (_request, reply) => reply.code(307).header('location', '/loop').send());
  app.setErrorHandler((error, _request, reply) => {
    const { status, body } = errorAnswer(error);
    return reply.code(status).send(body);
  });
  return app;
}

function routeControl(app: FastifyInstance, control: Control): void {
  for (const [name, run] of controlRoutes(control)) {
    const handler = async (request: FastifyRequest) => ({ data: (await run(jsonBody(request) ?? {})) ?? null });
    app.route({ method: ['GET', 'POST'], url: `/control/${name}`, handler });
  }
}

function attempt(run: () => Answer): Answer {
  try {
    return run();
  } catch (error) {
    return errorAnswer(error);
  }
}

/** The response to an error: an ApiError has its own, any other gets 500 INTERNAL_ERROR. */
function errorAnswer(error: unknown): Answer {
  return error instanceof ApiError
    ? { status: error.status, body: errorBody(error.code, error.message, error.details) }
    : { status: 500, body: errorBody('INTERNAL_ERROR', error instanceof Error ? error.message : String(error)) };
}
