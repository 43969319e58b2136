/** `bundle.rawRequest` in a hook's perform. */
export interface RawRequest {
  method: string;
  querystring: string;
  headers: Record<string, string>;
  /** The raw body, needed to check a signature. */
  content: string;
}

/**
 * A header name as Zapier writes it: Camel-Case, with `Http-` in front of all but Content-Type and Content-Length.
 * `x-msgflash-signature` becomes `Http-X-Msgflash-Signature`.
 *
 * @param name in lower case
 */
function headerName(name: string): string {
  const camel = name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
  return /^content-(type|length)$/.test(name) ? camel : `Http-${camel}`;
}

/** @param headers with names in lower case */
export function rawRequest(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  content: string,
): RawRequest {
  const [, querystring = ''] = url.split(/\?(.*)/);
  const named = Object.entries(headers).map(([name, value]) => [headerName(name), value]);
  return { method, querystring, headers: Object.fromEntries(named), content };
}

/** `bundle.cleanedRequest` of a hook: the parsed body, `{}` if it is no JSON. */
export function cleanedRequest({ content }: RawRequest): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return {};
  }
}
