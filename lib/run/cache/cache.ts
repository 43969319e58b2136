import type { ZObject } from 'zapier-platform-core';
import * as z from 'zod/mini';
import type { Deadline } from '../../msgflash/deadline.ts';
import { parseJson } from '../../msgflash/json.ts';
import * as entries from './entries.ts';

/** Shared by all Zaps of one connection, and by nobody else. */
const SCOPE = ['auth'];

/** A cache call has no limit of its own; this much is always left for what a step is really there for. */
const CALL_MS = 2_000;

/** What the platform's cache takes; its types leave out the scope, without which nothing written with one is found. */
interface PlatformCache {
  get(key: string, scope: string[]): Promise<unknown>;
  set(key: string, value: unknown, ttl: number, scope: string[], nx: boolean): Promise<unknown>;
}

/** The cache did not answer, or answered with a fault: an entry is neither known to be there nor known to be missing. */
export class CacheFault extends Error {}

/** The platform's cache for one connection, with every call raced against the run's clock. */
export class Cache {
  readonly #cache: PlatformCache;
  readonly #cursor: ZObject['cursor'];
  readonly #deadline: Deadline;

  constructor({ cache, cursor }: Pick<ZObject, 'cache' | 'cursor'>, deadline: Deadline) {
    this.#cache = cache;
    this.#cursor = cursor;
    this.#deadline = deadline;
  }

  /** @returns the entry, null when there is none. @throws CacheFault */
  async get(key: string): Promise<unknown> {
    return (await this.#race(() => this.#cache.get(key, SCOPE))) ?? null;
  }

  /** The same, read as what it should be; null when it is something else. @throws CacheFault */
  async read<T>(key: string, entry: (all: typeof entries) => z.ZodMiniType<T>): Promise<T | null> {
    return z.safeParse(entry(entries), await this.get(key)).data ?? null;
  }

  /** Writes an entry over whatever is there. @param ttl in seconds. @throws CacheFault */
  async set(key: string, value: unknown, ttl: number): Promise<void> {
    await this.#race(() => this.#cache.set(key, value, ttl, SCOPE, false));
  }

  /**
   * Writes an entry that only one run may hold.
   *
   * @param owner this run's own mark, kept in the entry as `token`: the platform repeats a write whose answer was lost,
   *   and so may lose to itself
   * @returns `won`; `lost` with the entry that holds the place; or `nothing` when the cache kept none (it is full, say)
   * @throws CacheFault
   */
  async claim<T extends { token: string }>(
    key: string,
    owner: T,
    ttl: number,
  ): Promise<{ result: 'won' } | { result: 'lost'; entry: unknown } | { result: 'nothing' }> {
    const answer = await this.#race(() => this.#cache.set(key, owner, ttl, SCOPE, true));
    if (answer === true) return { result: 'won' };
    const entry = await this.get(key);
    if (entry === null) return { result: 'nothing' };
    return tokenOf(entry) === owner.token ? { result: 'won' } : { result: 'lost', entry };
  }

  /** Page number → cursor of a list, kept in the one text that the platform has for it. @throws CacheFault */
  async getCursors(): Promise<Record<string, string>> {
    const text = await this.#race(() => this.#cursor.get());
    return z.safeParse(entries.cursors, parseJson(text ?? '')).data ?? {};
  }

  /** @throws CacheFault */
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

/** The mark in an entry written by `claim`, undefined for anything else. */
export function tokenOf(entry: unknown): string | undefined {
  const token = typeof entry === 'object' && entry !== null && 'token' in entry ? entry.token : undefined;
  return typeof token === 'string' ? token : undefined;
}
