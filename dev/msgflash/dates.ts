/** A time as the API writes it: ISO 8601, UTC, with milliseconds. @param at ms since 1970 */
export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** The same for a time that may be null. */
export function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}
