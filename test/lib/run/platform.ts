import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, afterEach, beforeEach } from '@jest/globals';
import nock from 'nock';
import type { Bundle, ZObject } from 'zapier-platform-core';
import { createHandler } from '../../../dev/zapier/core.ts';
import App from '../../../index.ts';
import { Deadline } from '../../../lib/msgflash/deadline.ts';
import type { Api } from '../../../lib/msgflash/transport.ts';
import { KEY } from './keys.ts';

export { KEY, TEAM_ID, TEAM_KEY } from './keys.ts';
export const ORIGIN = 'https://srv.msgflash.com';

type Parts = Readonly<Record<string, unknown>>;
type Body = (z: ZObject, bundle: Bundle) => unknown;

/** The body that runs now: one definition serves them all, since core takes long to compile one. */
const running = new AsyncLocalStorage<Body>();
const handle = createHandler({ ...App, _testRequest: (z: ZObject, bundle: Bundle) => running.getStore()?.(z, bundle) });

/** Runs a body inside the platform, with the app's own middleware, for a connection with a personal key. */
export async function onPlatform<T>(
  body: (z: ZObject, bundle: Bundle) => T | Promise<T>,
  bundle: Parts = {},
): Promise<T> {
  const event = {
    command: 'execute' as const,
    method: '_testRequest',
    bundle: { authData: { api_key: KEY }, ...bundle },
    storeKey: null,
    zcacheTestObj: {},
  };
  let result: { value: T } | undefined;
  await running.run(
    async (z, given) => {
      result = { value: await body(z, given) };
      return result.value;
    },
    () => handle(event),
  );
  if (!result) throw new Error('The platform did not run the body.');
  return result.value;
}

/** The platform's own `z`, to be used as it is or with parts of it replaced. */
export async function platform(authData: Record<string, string> = { api_key: KEY }): Promise<ZObject> {
  const [z] = await onPlatform((given) => [given], { authData });
  if (!z) throw new Error('The platform has no z.');
  return z;
}

/** What an API operation needs, with as much time as a test says. */
export async function api({ ms, authData }: { ms?: number; authData?: Record<string, string> } = {}): Promise<Api> {
  const { request } = await platform(authData);
  return { request, deadline: new Deadline(ms) };
}

/** What a promise was rejected with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  const nothing = Symbol('nothing');
  const thrown = await promise.then(() => nothing).catch((error: unknown) => error);
  if (thrown === nothing) throw new Error('It was to fail, and it did not.');
  return thrown;
}

/** A request as it left. */
export interface Sent {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  /** '' when there was none. */
  body: string;
}

export interface Reply {
  status?: number;
  /** Sent as JSON, or, when it is text, as it is. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** MsgFlash, or another origin, with one answer to everything. @returns every request it got, in order */
export function answering(reply: Reply, origin = ORIGIN): Sent[] {
  return answeringBy(() => reply, origin);
}

/** The same with an answer of its own for every request. */
export function answeringBy(reply: (sent: Sent) => Reply, origin = ORIGIN): Sent[] {
  const requests: Sent[] = [];
  const respond = async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const sent = {
      method: request.method,
      path: pathname + search,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    };
    requests.push(sent);
    const { status = 200, body = { data: {} }, headers = {} } = reply(sent);
    const isText = typeof body === 'string';
    const type = isText ? 'text/html' : 'application/json';
    return [status, isText ? body : JSON.stringify(body), { 'content-type': type, ...headers }];
  };
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    nock(origin)
      .persist()
      .intercept(() => true, method)
      .reply(respond);
  }
  return requests;
}

// A test reaches only what it answers itself, and this machine.
beforeEach(() => {
  nock.disableNetConnect();
  nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[?::(ffff:7f00:)?1\]?):/);
});

afterEach(forgetAnswers);

// Files of tests share one process, and each brings its own nock.
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

export function forgetAnswers(): void {
  nock.abortPendingRequests();
  nock.cleanAll();
}
