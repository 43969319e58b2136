/** The page's server: for this machine alone, and for no page but its own. */
import { readFile } from 'node:fs/promises';
import real from 'node:timers';
import { fastify } from 'fastify';
import { z } from 'zod';
import { openSession, type SessionOptions } from './session.ts';

export interface PageOptions extends Omit<SessionOptions, 'onChange'> {
  /** 0 = any free port. */
  pagePort: number;
  /** The page's own, from `pageScript`. */
  script: string;
}

export interface Page {
  /** http://127.0.0.1:PORT */
  url: string;
  msgflashUrl: string;
  close(): Promise<void>;
}

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};
/** Changes that come at once are told together. */
const TOGETHER_MS = 30;

const text = z.string().max(5000);
const value = z.union([text, z.array(text).max(200), z.record(text, text)]);
const fields = z.record(text, text);
const condition = z.object({ value: text, is: z.array(text), isNot: z.array(text).optional(), says: text });
const path = z.object({ name: text, if: condition }).optional();
const zapStep = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('app'),
    path,
    app: text,
    does: text,
    returns: fields.optional(),
    takes: fields.optional(),
  }),
  z.object({
    ...{
      kind: z.literal('msgflash'),
      path,
      step: z.string().regex(/^(triggers|creates|searches|searchOrCreates)\.\w+$/),
    },
    ...{ fields: z.record(text, value), guide: fields.optional(), goesOnWithNothing: z.boolean().optional() },
  }),
  z.object({ kind: z.literal('filter'), path, if: condition }),
  z.object({ kind: z.literal('delay'), path, ms: z.number().min(0), says: text }),
]);
const zaps = z
  .array(z.object({ title: text.optional(), isAside: z.boolean().optional(), steps: z.array(zapStep).max(30) }))
  .max(5);
const input = z.record(text, value);
const index = z.number().int().min(0);
const peer = z.string().regex(/^\+\d{7,15}$|^[\w:-]+@[a-z.]+$/);

/**
 * Opens the page and the MsgFlash behind it.
 * @throws with code EADDRINUSE when a port is taken; `port` of the error says which
 */
export async function openPage(options: PageOptions): Promise<Page> {
  const listeners = new Set<(snapshot: string) => void>();
  let waiting: NodeJS.Timeout | undefined;
  const [session, html, css] = await Promise.all([
    openSession({ ...options, onChange: changed }),
    readFile(new URL('app/index.html', import.meta.url)),
    readFile(new URL('app/page.css', import.meta.url)),
  ]);
  let last = '';
  let lastNow = 0;

  function changed(): void {
    waiting ??= real.setTimeout(() => {
      waiting = undefined;
      const { now, ...rest } = session.snapshot();
      const next = JSON.stringify(rest);
      const told = next === last ? JSON.stringify({ now }) : JSON.stringify({ ...rest, now });
      if (next === last && now === lastNow) return;
      last = next;
      lastNow = now;
      for (const tell of listeners) tell(told);
    }, TOGETHER_MS);
  }

  const app = fastify({ forceCloseConnections: true, bodyLimit: 1024 * 1024 });
  let own = '';
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    const { host, origin } = request.headers;
    const isOwn = host === own || host === own.replace('127.0.0.1', 'localhost');
    // A page of somebody else must neither read nor do anything here, whatever name leads it to this port.
    if (!isOwn || (origin !== undefined && origin !== `http://${host}`)) {
      return reply.code(403).send({ message: 'This page is for this machine alone.' });
    }
    if (request.method === 'POST' && origin === undefined) {
      return reply.code(403).send({ message: 'Only the page itself may do that.' });
    }
    return undefined;
  });
  app.setErrorHandler((error, _request, reply) => {
    const message = error instanceof Error ? error.message : String(error);
    return reply.code(error instanceof z.ZodError ? 400 : 500).send({ message });
  });

  app.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(html));
  app.get('/page.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(css));
  app.get('/page.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(options.script));
  app.get('/about', () => session.about());
  app.get('/events', (request, reply) => {
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
    const tell = (snapshot: string) => void raw.write(`data: ${snapshot}\n\n`);
    tell(JSON.stringify(session.snapshot()));
    listeners.add(tell);
    request.raw.on('close', () => listeners.delete(tell));
  });

  function action<T>(name: string, schema: z.ZodType<T>, run: (given: T) => Promise<unknown>): void {
    app.post(`/do/${name}`, async (request) => (await run(schema.parse(request.body))) ?? {});
  }
  action('open', z.object({ recipe: text }), ({ recipe }) => session.open(recipe));
  action('reset', z.object({}), () => session.reset());
  action('fields', z.object({ step: text, input }), (given) => session.fields(given.step, given.input));
  action('choices', z.object({ step: text, field: text, page: index, input }), (given) =>
    session.choices(given.step, given.field, given.page, given.input),
  );
  action('test', z.object({ zaps, zap: index, index, outputs: z.array(z.unknown()) }), (given) =>
    session.test(given.zaps, given.zap, given.index, given.outputs),
  );
  action('turn', z.object({ recipe: text, zaps, isOn: z.boolean() }), (given) =>
    session.turn(given.recipe, given.zaps, given.isOn),
  );
  action('run', z.object({ recipe: text, zaps, zap: index }), (given) =>
    session.run(given.recipe, given.zaps, given.zap),
  );
  action('play', z.object({ recipe: text, zaps, case: index }), (given) =>
    session.play(given.recipe, given.zaps, given.case),
  );
  action('replay', z.object({ id: index }), ({ id }) => session.replay(id));
  action('write', z.object({ instance: text, from: peer, text }), (given) =>
    session.write(given.instance, given.from, given.text),
  );
  action(
    'pass',
    z.object({
      ms: z
        .number()
        .min(0)
        .max(400 * 86_400_000),
    }),
    ({ ms }) => session.pass(ms),
  );
  action('fault', z.object({ name: text }), ({ name }) => session.fault(name));
  action('link', z.object({ instance: text, isLinked: z.boolean() }), (given) =>
    session.link(given.instance, given.isLinked),
  );
  action('plan', z.object({ name: z.enum(['free', 'pro', 'max']) }), ({ name }) => session.plan(name));

  try {
    const url = await app.listen({ host: '127.0.0.1', port: options.pagePort });
    own = new URL(url).host;
    return {
      url,
      msgflashUrl: session.url,
      async close() {
        real.clearTimeout(waiting);
        await app.close();
        await session.close();
      },
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}
