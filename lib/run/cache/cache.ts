import type { ZObject } from 'zapier-platform-core';
import * as z from 'zod/mini';
import type { Deadline } from '../../msgflash/deadline.ts';
import { parseJson } from '../../msgflash/json.ts';
import * as entries from './entries.ts';

/** Each connection has its own cache, shared by all its Zaps. */
const SCOPE = ['auth'];

/** The time limit of a cache call: core sets none, and a slow cache must not use up the time of the step. */
const CALL_MS = 2_000;

/** Core's cache. Its types leave out the scope of `get`, without which an entry written with a scope is not found. */
interface PlatformCache {
  get(key: string, scope: string[]): Promise<unknown>;
  set(key: string, value: unknown, ttl: number, scope: string[], nx: boolean): Promise<unknown>;
}

/** The cache failed or did not respond, so it is unknown whether the entry exists. */
export class CacheFault extends Error {}

/** Zapier's cache for one connection. Every call is limited by the run's deadline. */
export class Cache {
  readonly #cache: PlatformCache;
  readonly #cursor: ZObject['cursor'];
  readonly #deadline: Deadline;

  constructor({ cache, cursor }: Pick<ZObject, 'cache' | 'cursor'>, deadline: Deadline) {
    this.#cache = cache;
    this.#cursor = cursor;
    this.#deadline = deadline;
  }

  /** @returns the entry, null if there is none. @throws CacheFault */
  async get(key: string): Promise<unknown> {
    return (await this.#race(() => this.#cache.get(key, SCOPE))) ?? null;
  }

  /** Reads an entry by its schema; null if there is none or it does not match. @throws CacheFault */
  async read<T>(key: string, entry: (all: typeof entries) => z.ZodMiniType<T>): Promise<T | null> {
    return z.safeParse(entry(entries), await this.get(key)).data ?? null;
  }

  /** Writes an entry, replacing any existing one. @param ttl in seconds. @throws CacheFault */
  async set(key: string, value: unknown, ttl: number): Promise<void> {
    await this.#race(() => this.#cache.set(key, value, ttl, SCOPE, false));
  }

  /**
   * Writes an entry only if there is none, so that one run at most gets it.
   *
   * @param owner the entry, with this run's own `token`: core repeats a write whose response was lost, and the second
   *   write then finds the entry of the first
   * @param ttl in seconds
   * @returns `won`; `lost` with the existing entry; or `nothing` if the cache stored nothing (for example, it is full)
   * @throws CacheFault
   */
  async claim<T extends { token: string }>(
    key: string,
    owner: T,
    ttl: number,
  ): Promise<{ result: 'won' } | { result: 'lost'; entry: unknown } | { result: 'nothing' }> {
    const isStored = await this.#race(() => this.#cache.set(key, owner, ttl, SCOPE, true));
    if (isStored === true) return { result: 'won' };
    const entry = await this.get(key);
    if (entry === null) return { result: 'nothing' };
    return tokenOf(entry) === owner.token ? { result: 'won' } : { result: 'lost', entry };
  }

  /**
   * Page number → cursor of a dropdown, stored as JSON in the one text that Zapier keeps per dropdown.
   *
   * @throws CacheFault
   */
  async getCursors(): Promise<Record<string, string>> {
    const text = await this.#race(() => this.#cursor.get());
    return z.safeParse(entries.cursors, parseJson(text ?? '')).data ?? {};
  }

  /** See `getCursors`. @throws CacheFault */
  async setCursors(cursors: Record<string, string>): Promise<void> {
    await this.#race(() => this.#cursor.set(JSON.stringify(cursors)));
  }

  async #race<T>(call: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new CacheFault('time-out')), this.#deadline.left(CALL_MS));
    });
    try {
      return await Promise.race([call(), timeout]);
    } catch (error) {
      throw error instanceof CacheFault ? error : new CacheFault('unreachable');
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The token in an entry written by `claim`, undefined for anything else. */
export function tokenOf(entry: unknown): string | undefined {
  const token = typeof entry === 'object' && entry !== null && 'token' in entry ? entry.token : undefined;
  return typeof token === 'string' ? token : undefined;
}
