/** Waits for a list to grow, without polling. */
export interface Waiting<T> {
  /** Resolves with the first `n` entries as soon as there are `n`. @throws what `fail` was called with */
  first(n: number): Promise<T[]>;
  /** Call it after adding an entry. */
  added(): void;
  /** Rejects all current and later calls of `first` with this error. */
  fail(error: unknown): void;
}

export function waitFor<T>(list: readonly T[]): Waiting<T> {
  const waiting = new Set<{ n: number; resolve(found: T[]): void; reject(error: unknown): void }>();
  let failure: { error: unknown } | null = null;
  return {
    first: (n) =>
      new Promise((resolve, reject) => {
        if (failure) reject(failure.error);
        else if (list.length >= n) resolve(list.slice(0, n));
        else waiting.add({ n, resolve, reject });
      }),
    added: () => {
      for (const each of waiting) {
        if (list.length < each.n) continue;
        waiting.delete(each);
        each.resolve(list.slice(0, each.n));
      }
    },
    fail: (error) => {
      failure ??= { error };
      for (const each of waiting) each.reject(error);
      waiting.clear();
    },
  };
}
