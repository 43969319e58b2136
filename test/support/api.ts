/** Calls of the API and readers of JSON, for tests with Jest and without it. */

/** Calls the API without the connector. @returns the response's `data` @throws Error for a 4xx or 5xx */
export async function callApi(
  origin: string,
  headers: Record<string, string>,
  operation: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const [method = 'GET', path = '/'] = operation.split(' ');
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = dictOf(await response.json());
  if (!response.ok) throw new Error(`${operation} was answered with ${response.status}: ${JSON.stringify(answer)}`);
  return dictOf(answer.data);
}

/** A copy of an object; {} for anything else. */
export function dictOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The items of a list; empty for anything else. */
export function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(dictOf) : [];
}
