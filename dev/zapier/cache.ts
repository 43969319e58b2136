import type { Clock } from './clock.ts';

/** The user and connection of the run that makes the call. */
export interface Caller {
  user: string;
  connection: string;
}

export interface CacheEntry {
  key: string;
  value: unknown;
  scope: string[];
  /** Null if the scope does not separate users or connections. */
  user: string | null;
  connection: string | null;
  /** Milliseconds since 1970, null for no expiry. */
  expiresAt: number | null;
}

/**
 * - `slow`: responds after a while
 * - `full`: a set stores nothing and returns null
 * - `gone`: every request gets a 500
 * - `hang`: no request ever gets a response
 * - `lost_answer`: a set is stored but its first response is lost, so that core's retry finds its own entry
 */
export type Misbehaviour = 'slow' | 'full' | 'gone' | 'hang' | 'lost_answer';

export interface Cache {
  /** What is stored and not expired. */
  entries(): CacheEntry[];
  /** Makes `z.cache` fail from now on; null makes it work again. `ms` is for `slow` (default 1000). */
  misbehave(how: Misbehaviour | null, options?: { ms?: number }): void;
  clear(): void;
}

export interface CacheStore extends Cache {
  readonly trouble: { how: Misbehaviour; ms: number } | null;
  get(caller: Caller, key: string, scope: readonly string[]): string | null;
  /** @returns true if stored, null if `nx` is set and there is an entry */
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
 * The store behind `z.cache`. An entry belongs to its scope: `user` separates users, `auth` separates connections, and
 * an entry written with a scope is not found without it.
 */
export function createCache(clock: Clock): CacheStore {
  const stored = new Map<string, Stored>();
  let trouble: CacheStore['trouble'] = null;

  const owner = (caller: Caller, scope: readonly string[]) => ({
    user: scope.includes('user') ? caller.user : null,
    connection: scope.includes('auth') ? caller.connection : null,
  });
  const keyFor = (caller: Caller, key: string, scope: readonly string[]) => {
    const { user, connection } = owner(caller, scope);
    return JSON.stringify([key, user, connection]);
  };
  const alive = (storeKey: string): Stored | null => {
    const found = stored.get(storeKey);
    if (!found) return null;
    if (found.expiresAt === null || found.expiresAt > clock.now()) return found;
    stored.delete(storeKey);
    return null;
  };

  return {
    get trouble() {
      return trouble;
    },
    entries: () =>
      [...stored.keys()].flatMap((storeKey) => {
        const found = alive(storeKey);
        if (!found) return [];
        const { json, ...entry } = found;
        return [{ ...entry, value: JSON.parse(json) }];
      }),
    misbehave: (how, options = {}) => {
      trouble = how === null ? null : { how, ms: options.ms ?? 1000 };
    },
    clear: () => stored.clear(),
    get: (caller, key, scope) => alive(keyFor(caller, key, scope))?.json ?? null,
    set: (caller, { key, json, ttl, scope, nx }) => {
      const storeKey = keyFor(caller, key, scope);
      if (nx && alive(storeKey)) return null;
      const expiresAt = ttl === null ? null : clock.now() + ttl * 1000;
      stored.set(storeKey, { key, json, scope: [...scope], ...owner(caller, scope), expiresAt });
      return true;
    },
    delete: (caller, key, scope) => {
      const storeKey = keyFor(caller, key, scope);
      const found = alive(storeKey) !== null;
      stored.delete(storeKey);
      return found;
    },
  };
}
