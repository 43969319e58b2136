/** The connector's definition with functions that do nothing: what the platform itself takes for a step of this app. */
export function doNothing(app: object, results: ReadonlyMap<string, unknown>): object {
  const copy = (value: unknown, path: string): unknown => {
    if (typeof value === 'function') return async () => results.get(path) ?? [];
    if (Array.isArray(value)) return value.map((item, index) => copy(item, `${path}.${index}`));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, copy(item, path === '' ? key : `${path}.${key}`)]),
    );
  };
  return { ...Object(copy(app, '')), beforeRequest: [] };
}
