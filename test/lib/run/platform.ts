import { afterAll, afterEach, beforeEach } from '@jest/globals';
import nock from 'nock';
import zapier, { type Bundle, type ZObject } from 'zapier-platform-core';
import App from '../../../index.ts';
import { Deadline } from '../../../lib/msgflash/deadline.ts';
import type { Api } from '../../../lib/msgflash/transport.ts';

/** Keys of the documented forms that nobody was ever given. */
export const KEY = `msgf_live_${'0123456789abcdef'.repeat(4)}`;
export const TEAM_KEY = `msgf_team_${'0123456789abcdef'.repeat(4)}`;
export const TEAM_ID = '3f0c1a01-54bb-4b0c-9e7e-0f0a7c0e5a52';
export const ORIGIN = 'https://srv.msgflash.com';

type Parts = NonNullable<Parameters<ReturnType<typeof zapier.createAppTester>>[1]>;

/** Runs a body inside the platform, with the app's own middleware, for a connection with a personal key. */
export function onPlatform<T>(body: (z: ZObject, bundle: Bundle) => T | Promise<T>, bundle: Parts = {}): Promise<T> {
  // A copy: the tester keeps the body on the app while it runs.
  const tester = zapier.createAppTester({ ...App });
  return tester((z: ZObject, given: Bundle) => body(z, given), { authData: { api_key: KEY }, ...bundle });
}

/** The platform's own toolbox, to be used as it is or with parts of it replaced. */
export async function platform(authData: Record<string, string> = { api_key: KEY }): Promise<ZObject> {
  let toolbox: ZObject | undefined;
  await onPlatform(
    (z) => {
      toolbox = z;
    },
    { authData },
  );
  if (!toolbox) throw new Error('The platform handed over no toolbox.');
  return toolbox;
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

/** MsgFlash, or another origin, giving one answer to everything. @returns every request it got, in order */
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

// Only what a test answers for itself is reachable, besides this very machine.
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
