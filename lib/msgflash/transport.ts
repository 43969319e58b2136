import type { HttpRequestOptions, ZObject } from 'zapier-platform-core';
import * as z from 'zod/mini';
import pkg from '../../package.json' with { type: 'json' };
import type { Deadline } from './deadline.ts';
import { NoAnswer, Refusal } from './failures.ts';
import { parseJson } from './json.ts';
import { apiOrigin } from './origin.ts';
import * as schemas from './schemas.ts';

/** What every API operation needs: core's HTTP client and the deadline of the run. */
export interface Api {
  readonly request: ZObject['request'];
  readonly deadline: Deadline;
}

/** The description of one API call. */
export interface Call<T> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, with IDs already encoded. */
  path: string;
  /** Query parameters; null and undefined are left out. */
  query?: Record<string, string | number | null | undefined>;
  body?: object;
  /** The schema of the unwrapped response. */
  answer: (all: typeof schemas) => z.ZodMiniType<T>;
  /** The time-out in milliseconds. */
  timeout?: number;
  /** Milliseconds of the run to keep for what comes after. */
  keep?: number;
}

/** Our own User-Agent, because core adds none to a request with `merge: false`. */
export const USER_AGENT = `MsgFlash-Zapier/${pkg.version}`;

const READ_MS = 5_000;
/** Our largest response is a page of 100 templates, well below half of this. */
const MAX_BYTES = 4_000_000;

/** Errors before a connection exists: nothing was sent. */
const NEVER_REACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** An untrusted certificate: nothing was sent, because the request is written only after the TLS handshake. */
const UNTRUSTED =
  /^(ERR_TLS_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERROR_IN_C|INVALID_CA$|INVALID_PURPOSE$|HOSTNAME_MISMATCH$|PATH_LENGTH_EXCEEDED$)/;

/** A failed TLS handshake, unless the error text shows that it happened after the handshake. */
const HANDSHAKE = /^(EPROTO|ERR_SSL_\w+)$/;
const AFTER_HANDSHAKE = /record.mac|decrypt|encrypted|eof|close.notify/i;
/** Node's message for a connection lost during the handshake. Its code is the same as for any lost connection. */
const BEFORE_TLS = 'before secure TLS connection was established';

/** Core's request options, including some that its types leave out. */
type RequestOptions = HttpRequestOptions & { url: string; merge: boolean; signal: AbortSignal };

/**
 * Sends one request and reads the response.
 *
 * @returns the response's data, unwrapped and checked, and the server's time
 * @throws Refusal for a 4xx except 408; NoAnswer for a 5xx, a 408, a time-out, a lost connection or an unreadable
 *   response
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
    // Serialised here and not merged, because core would refuse or empty {{curly braces}} in a text.
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
  // A 204 is a success without a body.
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

/** Reads Retry-After, in seconds or as an HTTP date. Null for anything else and for a date weeks away. */
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
