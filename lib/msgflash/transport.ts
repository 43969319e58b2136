import type { HttpRequestOptions, ZObject } from 'zapier-platform-core';
import * as z from 'zod/mini';
import pkg from '../../package.json' with { type: 'json' };
import type { Deadline } from './deadline.ts';
import { NoAnswer, Refusal } from './failures.ts';
import { parseJson } from './json.ts';
import { apiOrigin } from './origin.ts';
import * as schemas from './schemas.ts';

/** What every API operation needs: the platform's HTTP client, and the clock of the run. */
export interface Api {
  readonly request: ZObject['request'];
  readonly deadline: Deadline;
}

/** One call of the API, as an operation describes it. */
export interface Call<T> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, ids already encoded. */
  path: string;
  /** Query parameters; null and undefined are left out. */
  query?: Record<string, string | number | null | undefined>;
  body?: object;
  /** What the unwrapped answer must look like. */
  answer: (all: typeof schemas) => z.ZodMiniType<T>;
  /** The most it may take, in milliseconds. */
  timeout?: number;
  /** What must be left of the run's time when it has taken that long. */
  keep?: number;
}

/** Named, because a request that is not merged gets no agent from the platform. */
export const USER_AGENT = `MsgFlash-Zapier/${pkg.version}`;

const READ_MS = 5_000;
/** Our largest answer is a page of 100 templates, well below half of this. */
const MAX_BYTES = 4_000_000;

/** Errors of the connection attempt itself: nothing was handed over. */
const NEVER_REACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** A certificate that is not trusted: the request is written only once the handshake is done. */
const UNTRUSTED =
  /^(ERR_TLS_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERROR_IN_C|INVALID_CA$|INVALID_PURPOSE$|HOSTNAME_MISMATCH$|PATH_LENGTH_EXCEEDED$)/;

/** A handshake that failed, unless the error says that it came later, in what was sent or received after it. */
const HANDSHAKE = /^(EPROTO|ERR_SSL_\w+)$/;
const AFTER_HANDSHAKE = /record.mac|decrypt|encrypted|eof|close.notify/i;
/** Node's words for a connection that ended within the handshake; its code is that of any other lost connection. */
const BEFORE_TLS = 'before secure TLS connection was established';

/** The platform's options, with those that its types leave out. */
type RequestOptions = HttpRequestOptions & { url: string; merge: boolean; signal: AbortSignal };

/**
 * Sends one request and reads the answer.
 *
 * @returns the answer's data, unwrapped and checked, and the server's own time
 * @throws Refusal for a 4xx; NoAnswer when the connection, the clock or the answer failed
 */
export async function send<T>(api: Api, call: Call<T>): Promise<schemas.Answer<T>> {
  const timeout = api.deadline.left(call.timeout ?? READ_MS, call.keep);
  if (timeout === 0) throw new NoAnswer('unreached');
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout);
  const options: RequestOptions = {
    url: `${apiOrigin()}/api/v1${call.path}${queryString(call.query)}`,
    method: call.method,
    headers: {
      accept: 'application/json',
      'user-agent': USER_AGENT,
      ...(call.body && { 'content-type': 'application/json; charset=utf-8' }),
    },
    // Serialised here and never merged: a text may contain {{curly braces}}, which the platform would refuse or blank.
    ...(call.body && { body: JSON.stringify(call.body) }),
    merge: false,
    skipThrowForStatus: true,
    signal: abort.signal,
    timeout,
    size: MAX_BYTES,
  };
  try {
    const response = await api.request(options);
    return read(call, response.status, response.content, (name) => response.headers.get(name));
  } catch (error) {
    throw error instanceof Refusal || error instanceof NoAnswer ? error : new NoAnswer(silenceOf(error));
  } finally {
    clearTimeout(timer);
  }
}

function read<T>(
  call: Call<T>,
  status: number,
  content: string,
  header: (name: string) => string | null,
): schemas.Answer<T> {
  // A 204 says that it was done, and has nothing to add.
  const json = status === 204 ? null : parseJson(content);
  if (status >= 500 || status === 408) throw new NoAnswer('server', errorIn(json).code);
  if (status >= 400) {
    throw new Refusal({ status, ...errorIn(json), retryAfter: seconds(header('retry-after')) });
  }
  if (status >= 300) throw new NoAnswer('redirect');
  const parsed = z.safeParse(call.answer(schemas), schemas.unwrap(json));
  if (!parsed.success) throw new NoAnswer('unreadable');
  const date = Date.parse(header('date') ?? '');
  return { data: parsed.data, serverTime: Number.isNaN(date) ? null : date };
}

function errorIn(json: unknown): { code: string; reason: string; fields: string[] } {
  const parsed = z.safeParse(schemas.errorBody, json);
  return parsed.success ? parsed.data : { code: '', reason: '', fields: [] };
}

/** Retry-After is seconds or an HTTP date; anything else, and anything weeks away, says nothing. */
function seconds(retryAfter: string | null): number | null {
  if (!retryAfter) return null;
  if (/^\d{1,6}$/.test(retryAfter.trim())) return Number(retryAfter);
  const wait = Math.ceil((Date.parse(retryAfter) - Date.now()) / 1000);
  return wait > 0 && wait < 1_000_000 ? wait : null;
}

function silenceOf(error: unknown): NoAnswer['silence'] {
  const { name, type, code, message } = z.parse(thrown, error);
  if (NEVER_REACHED.has(code) || UNTRUSTED.test(code) || message.includes(BEFORE_TLS)) return 'unreached';
  if (HANDSHAKE.test(code) && !AFTER_HANDSHAKE.test(`${code} ${message}`)) return 'unreached';
  if (name === 'AbortError' || type === 'request-timeout' || type === 'body-timeout') return 'timeout';
  return type === 'max-size' ? 'unreadable' : 'connection';
}

const thrown = z.catch(
  z.object({
    name: z.catch(z.string(), ''),
    type: z.catch(z.string(), ''),
    code: z.catch(z.string(), ''),
    message: z.catch(z.string(), ''),
  }),
  { name: '', type: '', code: '', message: '' },
);

function queryString(query: Call<unknown>['query'] = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') params.set(key, String(value));
  }
  return params.size > 0 ? `?${params}` : '';
}
