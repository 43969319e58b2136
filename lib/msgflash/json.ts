/** Parses JSON from outside, to be checked by a schema. Invalid JSON is undefined, not an error. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
