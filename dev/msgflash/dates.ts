/** ISO 8601 UTC with milliseconds, as all dates of the API are. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** The same for an instant that may not have come. */
export function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}
