import type { ZObject } from 'zapier-platform-core';

/**
 * The connector's definition with other functions: what the platform itself takes for a step of this app.
 *
 * @param app the app definition
 * @param method the path of a function, or of the list it is in, and what stands in its place; every other does nothing
 */
export function withFunction(app: object, method: string, work: (z: ZObject) => Promise<unknown>): object {
  // What holds no function stays the very same object, as quick to read as the connector's own.
  const idle = (value: unknown, path: string): unknown => {
    if (typeof value === 'function') return `${path}.`.startsWith(`${method}.`) ? work : async () => [];
    if (typeof value !== 'object' || value === null) return value;
    const changed = Object.entries(value).flatMap(([key, item]) => {
      const replaced = idle(item, path === '' ? key : `${path}.${key}`);
      return replaced === item ? [] : [[key, replaced] as const];
    });
    if (changed.length === 0) return value;
    return Object.assign(Array.isArray(value) ? [...value] : { ...value }, Object.fromEntries(changed));
  };
  return { ...Object(idle(app, '')), beforeRequest: [] };
}
