/** Small helpers for values whose shape nobody promised. */

export type Dict = Record<string, unknown>;

/** Whether a value is an object with keys (no array, no null). */
export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * @param path keys from the outside in
 * @returns what lies there, or undefined where the path leaves the object
 */
export function at(value: unknown, ...path: string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}

/** A copy as it would arrive after a trip over the wire as JSON; undefined becomes null. */
export function overTheWire(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value) ?? 'null');
}

/** The same for an object. */
export function dictOverTheWire(value: Dict): Dict {
  const copy = overTheWire(value);
  return isDict(copy) ? copy : {};
}
