/** Helpers for values of unknown shape. */

export type Dict = Record<string, unknown>;

/** Whether a value is an object, but not an array or null. */
export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * @param path keys, outermost first
 * @returns the value at this path, undefined if there is none
 */
export function at(value: unknown, ...path: string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}

/** A copy of the value after JSON encoding and decoding; undefined becomes null. */
export function overTheWire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null');
}

/** The same for an object; `{}` for anything else. */
export function dictOverTheWire(value: unknown): Dict {
  const copy = overTheWire(value);
  return isDict(copy) ? copy : {};
}
