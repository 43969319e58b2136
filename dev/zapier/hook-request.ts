import { parse } from 'node:querystring';
import { type Dict, isDict } from './values.ts';

/** `bundle.rawRequest` in a hook's perform. */
export interface RawRequest {
  method: string;
  querystring: string;
  headers: Record<string, string>;
  /** The raw body, needed to check a signature. */
  content: string;
}

const KEPT = new Set(['content-type', 'content-length']);

/**
 * A header name as Zapier writes it: Camel-Case, with `Http-` in front of all but Content-Type and Content-Length.
 * `X-MsgFlash-Signature` becomes `Http-X-Msgflash-Signature`.
 */
export function headerName(name: string): string {
  const lower = name.toLowerCase();
  const camel = lower
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('-');
  return KEPT.has(lower) ? camel : `Http-${camel}`;
}

/** @param headers with names in any case */
export function rawRequest(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): RawRequest {
  const question = url.indexOf('?');
  return {
    method,
    querystring: question < 0 ? '' : url.slice(question + 1),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [headerName(name), value])),
    content: body,
  };
}

/** `bundle.cleanedRequest` of a hook: the parsed body with `querystring` added. A list stays a list. */
export function cleanedRequest(request: RawRequest): unknown {
  const querystring = { ...parse(request.querystring) };
  const body = parsedBody(request);
  if (Array.isArray(body)) return body;
  return { ...(isDict(body) ? body : {}), querystring };
}

function parsedBody({ headers, content }: RawRequest): Dict | unknown[] | null {
  if (headers['Content-Type']?.includes('application/x-www-form-urlencoded')) return { ...parse(content) };
  try {
    const parsed: unknown = JSON.parse(content);
    return isDict(parsed) || Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
