/** What one step may take, in milliseconds. Zapier ends it after 30 s without a word to the user; we speak first. */
export const STEP_MS = 25_000;

/** The one clock of a run: every request and every cache call takes its share of what is left of it. */
export class Deadline {
  readonly #end: number;

  /** @param ms how long the whole step may take */
  constructor(ms: number = STEP_MS) {
    this.#end = performance.now() + ms;
  }

  /**
   * Milliseconds left, whole (abort signals take no fractions), never negative.
   *
   * @param atMost what the part that asks may take at the most
   * @param keep what must be left for the parts after it
   */
  left(atMost: number = Number.POSITIVE_INFINITY, keep = 0): number {
    return Math.max(0, Math.floor(Math.min(atMost, this.#end - performance.now() - keep)));
  }
}
