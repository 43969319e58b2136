/**
 * The time limit of a step in milliseconds. Zapier ends a step after 30 s without telling the user why; we end it
 * first.
 */
export const STEP_MS = 25_000;

/** The deadline of a run. Every request and cache call is limited by the time left. */
export class Deadline {
  readonly #end: number;

  /** @param ms from now, for the whole step */
  constructor(ms: number = STEP_MS) {
    this.#end = performance.now() + ms;
  }

  /**
   * Milliseconds left: a whole number (abort signals take no fractions), never negative.
   *
   * @param atMost the limit of the part that asks, in milliseconds
   * @param keep milliseconds to keep for the parts after it
   */
  left(atMost: number = Number.POSITIVE_INFINITY, keep = 0): number {
    return Math.max(0, Math.floor(Math.min(atMost, this.#end - performance.now() - keep)));
  }
}
