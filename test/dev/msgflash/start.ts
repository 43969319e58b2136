import { afterEach, jest } from '@jest/globals';
import { type FastifyRequest, fastify } from 'fastify';
import { createClock } from '../../../dev/msgflash/clock.ts';
import { demo } from '../../../dev/msgflash/demo.ts';
import type { MsgFlash, MsgFlashOptions } from '../../../dev/msgflash/server.ts';
import { startMsgFlash } from '../../../dev/msgflash/server.ts';

export interface Result {
  status: number;
  headers: Headers;
  // Tests read answers of many shapes; what is not there compares as undefined.
  body: { data: Loose; error: Loose };
}

/** Any JSON, read without ceremony. */
export interface Loose {
  [name: string]: Loose;
  [index: number]: Loose;
}

export interface Api extends MsgFlash {
  call(operation: string, body?: unknown, headers?: Record<string, string | null>): Promise<Result>;
  /** A send that is right in every respect, with the given changes. */
  send(changes?: object): Promise<Result>;
}

// Real connections on a machine that is busy with something else may wait for seconds.
jest.setTimeout(30_000);

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

export const START = new Date('2026-11-20T10:00:00.000Z');

/** A server on a frozen clock, closed after the test. */
export async function start(options: MsgFlashOptions = {}): Promise<Api> {
  const clock = createClock({ frozen: true, start: START });
  const server = await startMsgFlash({ clock, rateLimit: null, ...options });
  closers.push(server.close);
  const call: Api['call'] = async (operation, body, headers = {}) => {
    const [method = 'GET', path = '/'] = operation.split(' ');
    const all = new Headers({ 'x-api-key': demo.key });
    if (body !== undefined) all.set('content-type', 'application/json');
    for (const [name, value] of Object.entries(headers)) {
      if (value === null) all.delete(name);
      else all.set(name, value);
    }
    const response = await fetch(`${server.url}${path.startsWith('/control') ? '' : '/api/v1'}${path}`, {
      method,
      headers: all,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
  };
  const send: Api['send'] = (changes = {}) =>
    call('POST /messages/send', {
      instanceId: demo.instances.mainStore,
      to: demo.numbers.stranger,
      type: 'text',
      text: 'Hello',
      ...changes,
    });
  return { ...server, call, send };
}

/** A receiver of webhooks that answers with `status()`, closed after the test. */
export async function receiver(status: () => number = () => 200) {
  const received: { headers: FastifyRequest['headers']; body: string }[] = [];
  const app = fastify({ forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post('/hook', ({ headers, body }, reply) => {
    received.push({ headers, body: String(body) });
    return reply.code(status()).send();
  });
  closers.push(() => app.close());
  return { url: `${await app.listen({ host: '127.0.0.1', port: 0 })}/hook`, received };
}
