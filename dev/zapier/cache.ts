import type { Clock } from './clock.ts';

export interface CacheEntry {
  key: string;
  value: unknown;
  /** `['auth']` for an entry of one connection, `[]` for one that all connections share. */
  scope: string[];
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

/**
 * The store behind `z.cache`. An entry with the scope `auth` belongs to one connection and is not found without the
 * scope. The scope `user` does not exist here.
 */
export class Cache {
  trouble: { how: Misbehaviour; ms: number } | null = null;
  readonly #clock: Clock;
  readonly #stored = new Map<string, CacheEntry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is stored and not expired. */
  entries(): CacheEntry[] {
    return [...this.#stored.values()].filter((entry) => this.#isAlive(entry));
  }

  /** Makes `z.cache` fail from now on; null makes it work again. @param options.ms for `slow` */
  misbehave(how: Misbehaviour | null, { ms = 1000 } = {}): void {
    this.trouble = how && { how, ms };
  }

  clear(): void {
    this.#stored.clear();
  }

  get(connection: string, key: string, scope: readonly string[]): CacheEntry | null {
    const found = this.#stored.get(placeOf(connection, key, scope));
    return found && this.#isAlive(found) ? found : null;
  }

  /** @param ttl in seconds, null for no expiry */
  set(connection: string, { key, value, scope }: Omit<CacheEntry, 'expiresAt'>, ttl: number | null): void {
    const expiresAt = ttl === null ? null : this.#clock.now() + ttl * 1000;
    this.#stored.set(placeOf(connection, key, scope), { key, value, scope, expiresAt });
  }

  /** @returns whether there was an entry */
  delete(connection: string, key: string, scope: readonly string[]): boolean {
    const found = this.get(connection, key, scope) !== null;
    this.#stored.delete(placeOf(connection, key, scope));
    return found;
  }

  #isAlive({ expiresAt }: CacheEntry): boolean {
    return expiresAt === null || expiresAt > this.#clock.now();
  }
}

function placeOf(connection: string, key: string, scope: readonly string[]): string {
  return scope.includes('auth') ? `${connection} ${key}` : key;
}
