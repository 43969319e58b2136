import type { Clock } from './clock.ts';

/** Whose run it is that asks. */
export interface Caller {
  user: string;
  connection: string;
}

export interface CacheEntry {
  key: string;
  value: unknown;
  scope: string[];
  /** Null where the scope does not keep users or connections apart. */
  user: string | null;
  connection: string | null;
  /** Milliseconds since 1970, null for no expiry. */
  expiresAt: number | null;
}

/**
 * - `slow`: answers after a while
 * - `full`: a set stores nothing and answers null
 * - `gone`: every request is answered with 500
 * - `hang`: no request is ever answered
 * - `lost_answer`: a set happens, but its first answer is lost on the way, so that core's retry meets itself
 */
export type Misbehaviour = 'slow' | 'full' | 'gone' | 'hang' | 'lost_answer';

export interface Cache {
  /** What is stored and not expired. */
  entries(): CacheEntry[];
  /** Makes `z.cache` go wrong from now on; null makes it well again. `ms` is for `slow` (default 1000). */
  misbehave(how: Misbehaviour | null, options?: { ms?: number }): void;
  clear(): void;
}

export interface CacheStore extends Cache {
  readonly trouble: { how: Misbehaviour; ms: number } | null;
  get(caller: Caller, key: string, scope: readonly string[]): string | null;
  /** @returns true when stored, null when `nx` found an entry */
  set(
    caller: Caller,
    entry: { key: string; json: string; ttl: number | null; scope: readonly string[]; nx: boolean },
  ): boolean | null;
  delete(caller: Caller, key: string, scope: readonly string[]): boolean;
}

interface Stored {
  key: string;
  json: string;
  scope: string[];
  user: string | null;
  connection: string | null;
  expiresAt: number | null;
}

/**
 * The store behind `z.cache`. An entry belongs to its scope: `user` and `auth` keep users and connections apart, and
 * what was written with a scope is not found without it.
 */
export function createCache(clock: Clock): CacheStore {
  const stored = new Map<string, Stored>();
  let trouble: CacheStore['trouble'] = null;

  const owner = (caller: Caller, scope: readonly string[]) => ({
    user: scope.includes('user') ? caller.user : null,
    connection: scope.includes('auth') ? caller.connection : null,
  });
  const place = (caller: Caller, key: string, scope: readonly string[]) => {
    const { user, connection } = owner(caller, scope);
    return JSON.stringify([key, user, connection]);
  };
  const alive = (where: string): Stored | null => {
    const found = stored.get(where);
    if (!found) return null;
    if (found.expiresAt === null || found.expiresAt > clock.now()) return found;
    stored.delete(where);
    return null;
  };

  return {
    get trouble() {
      return trouble;
    },
    entries: () =>
      [...stored.keys()].flatMap((where) => {
        const found = alive(where);
        if (!found) return [];
        const { json, ...entry } = found;
        return [{ ...entry, value: JSON.parse(json) }];
      }),
    misbehave: (how, options = {}) => {
      trouble = how === null ? null : { how, ms: options.ms ?? 1000 };
    },
    clear: () => stored.clear(),
    get: (caller, key, scope) => alive(place(caller, key, scope))?.json ?? null,
    set: (caller, { key, json, ttl, scope, nx }) => {
      const where = place(caller, key, scope);
      if (nx && alive(where)) return null;
      const expiresAt = ttl === null ? null : clock.now() + ttl * 1000;
      stored.set(where, { key, json, scope: [...scope], ...owner(caller, scope), expiresAt });
      return true;
    },
    delete: (caller, key, scope) => {
      const where = place(caller, key, scope);
      const found = alive(where) !== null;
      stored.delete(where);
      return found;
    },
  };
}
