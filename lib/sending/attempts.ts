import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { isPlatformFile } from '../fields/links.ts';
import type { Outgoing } from '../msgflash/operations.ts';
import type { Message } from '../msgflash/schemas.ts';
import { Problem } from '../problem.ts';
import { personOf } from '../records/person.ts';
import { CacheFault } from '../run/cache/cache.ts';
import { type Attempt, attempt as attemptEntry, type Done } from '../run/cache/entries.ts';
import type { Run } from '../run/types.ts';
import { lookUp } from './lookup.ts';
import { WEEK } from './taken.ts';

/**
 * Attempts to send a message, stored in Zapier's cache while it is unknown whether the message was sent.
 *
 * An attempt is a chain of numbered entries that only one run at a time can extend. A run that takes over an attempt
 * adds the next number. Entries are never deleted, because another run could slip in before the next one is written.
 */

/**
 * A run ends after 30 s at most. After twice that, neither the run that wrote the entry nor its request still exists.
 */
const HELD_MS = 60_000;
/** Each refused or abandoned attempt leaves an entry behind. This many mean that something else is wrong. */
const MAX_ENTRIES = 50;
/** In seconds. Zapier has retried a throttled run long before, and the same message a day later is a new message. */
const DAY = 86_400;

/**
 * The retry delay, in seconds, when it is unclear whether a message was sent: the attempt can be taken over by then.
 */
export const AGAIN_S = 75;

/** The entry that this run holds: its own attempt, or the latest of a chain that it took over. */
interface Held {
  key: string;
  entry: Attempt;
}

/** What a run does after it claimed an attempt. */
export type Claimed =
  | { result: 'send' }
  /** An earlier run has already sent the message. */
  | { result: 'done'; done: Done }
  /** This run took over an attempt and found its message. */
  | { result: 'found'; message: Message };

export class Attempts {
  readonly #run: Run;
  readonly #outgoing: Outgoing;
  readonly #token: string;
  readonly #base: string;
  readonly #isProtected: boolean;
  /** Tokens of the earlier runs that may have sent this message, oldest first. */
  #tokens: string[] = [];
  #slot = '';
  #held: Held | undefined;

  /**
   * @param onceFor the value of Prevent Duplicates By; '' if two equal messages may both be sent
   * @param sendAt when the message is to be sent (ISO 8601), null for now
   * @param token identifies this run
   */
  constructor(run: Run, outgoing: Outgoing, onceFor: string, sendAt: string | null, token: string) {
    this.#run = run;
    this.#outgoing = outgoing;
    this.#token = token;
    this.#isProtected = onceFor !== '';
    const { instanceId, to, ...content } = outgoing;
    const person = personOf(to);
    this.#base = this.#isProtected
      ? `once:${hash([instanceId, person, onceFor.normalize('NFC')])}`
      : `attempt:${hash([instanceId, person, sendAt, comparable(content)])}`;
  }

  /** Tokens of all runs whose message counts as this run's in a look-up, oldest first. */
  get tokens(): readonly [string, ...string[]] {
    const [first = this.#token, ...others] = this.#tokens;
    return [first, ...others, this.#token];
  }

  /**
   * With Prevent Duplicates By, the message that was already sent; else null.
   *
   * @throws Problem `throttled` without a cache
   */
  async done(): Promise<Done | null> {
    if (!this.#isProtected) return null;
    this.#slot = this.#base;
    return this.#guarded(() => this.#readDone());
  }

  /**
   * Finds out whether this run may send. With Prevent Duplicates By, it claims the right to send. Without, it only
   * settles an attempt whose outcome an earlier run left open.
   *
   * @throws Problem `throttled` if another run may be sending or the cache or list cannot be read, `halted` if an
   *   earlier run may have sent the message
   */
  async claim(): Promise<Claimed> {
    if (this.#isProtected) {
      this.#slot = this.#base;
      return this.#takeOver(WEEK);
    }
    for (let n = 1; n <= MAX_ENTRIES; n++) {
      this.#slot = `${this.#base}:${n}`;
      // Without Prevent Duplicates By, the step also sends if the cache fails.
      const isOpen = await this.#isOpen().catch(() => null);
      if (isOpen === null) return { result: 'send' };
      if (!isOpen) continue;
      const claimed = await this.#takeOver(DAY);
      // Another run settled this attempt in the meantime, so its message is not ours. Look at the next chain.
      if (claimed.result !== 'done') return claimed;
      this.#tokens = [];
    }
    return { result: 'send' };
  }

  /**
   * Notes an attempt whose outcome is unknown, so that the retry of this run settles it. Never fails.
   *
   * @param at when it was made, in ms since 1970
   * @returns whether the note is stored
   */
  async note(at: number): Promise<boolean> {
    if (this.#held) return true;
    const entry: Attempt = { token: this.#token, at };
    try {
      for (let n = 1; n <= MAX_ENTRIES; n++) {
        const claim = await this.#run.cache.claim(`${this.#base}:${n}:1`, entry, DAY);
        if (claim.result !== 'lost') return claim.result === 'won';
      }
    } catch {
      // The note was not stored.
    }
    return false;
  }

  /** Marks the attempt as refused by MsgFlash (4xx), so that the next run may send without waiting. Never fails. */
  async refused(): Promise<void> {
    if (!this.#held) return;
    const { key, entry } = this.#held;
    await this.#run.cache.set(key, { ...entry, refused: true } satisfies Attempt, WEEK).catch(() => undefined);
  }

  /** Remembers the sent message. Never fails: without it, a later run finds the attempt and looks up the message. */
  async finish(done: Done): Promise<void> {
    if (!this.#held) return;
    await this.#run.cache.set(`${this.#slot}:done`, done, WEEK).catch(() => undefined);
  }

  /** Null if there is no such attempt, otherwise whether its outcome is still unknown. @throws CacheFault */
  async #isOpen(): Promise<boolean | null> {
    if ((await this.#run.cache.get(`${this.#slot}:1`)) === null) return null;
    return (await this.#readDone()) === null;
  }

  /** Claims the next free number of the chain, and settles the attempts before it. @param ttl in seconds */
  async #takeOver(ttl: number): Promise<Claimed> {
    const passed: { key: string; entry: unknown }[] = [];
    let since: number | undefined;
    for (let n = 1; n <= MAX_ENTRIES; n++) {
      const key = `${this.#slot}:${n}`;
      const now = Date.now();
      const entry: Attempt = { token: this.#token, at: now, ...(since !== undefined && { since }) };
      const outcome = await this.#guarded(() => this.#run.cache.claim(key, entry, ttl));
      if (outcome.result === 'nothing') throw unprotected(this.#isProtected);
      if (outcome.result === 'won') {
        this.#held = { key, entry };
        // Renew the earlier entries: if one expired before ours, a later run would find its number free and send.
        await this.#guarded(() => Promise.all(passed.map((each) => this.#run.cache.set(each.key, each.entry, ttl))));
        return since === undefined ? { result: 'send' } : this.#settle(since);
      }
      const done = await this.#guarded(() => this.#readDone());
      if (done) return { result: 'done', done };
      const earlier = z.safeParse(attemptEntry, outcome.entry).data ?? { token: '', at: 0 };
      passed.push({ key, entry: outcome.entry });
      if (earlier.refused) {
        since = undefined;
        this.#tokens = [];
        continue;
      }
      const age = now - earlier.at;
      if (age < HELD_MS) throw underWay(Math.ceil((HELD_MS - age) / 1000));
      since = Math.min(since ?? Number.POSITIVE_INFINITY, earlier.since ?? earlier.at);
      if (earlier.token) this.#tokens.push(earlier.token);
    }
    throw new Problem(
      'halted',
      'MsgFlash refused this message too many times. Correct the step, then use another value in Prevent Duplicates By.',
    );
  }

  /** Looks for the message of the attempts that were taken over. @param since when the first was made, ms since 1970 */
  async #settle(since: number): Promise<Claimed> {
    const trace = await lookUp(this.#run, this.#outgoing, () => Date.now() - since, this.tokens);
    switch (trace.result) {
      case 'found':
        return { result: 'found', message: trace.message };
      case 'absent':
        return { result: 'send' };
      case 'doubtful':
        if (trace.mayClear) throw underWay(AGAIN_S);
        throw new Problem(
          'halted',
          'An earlier run may have sent this message. This run sent nothing. Look under Messages in MsgFlash.',
        );
      case 'unreadable':
        throw new Problem(
          'throttled',
          'An earlier run may have sent this message, and MsgFlash did not return its list of messages. Zapier tries this step again automatically.',
          AGAIN_S,
        );
    }
  }

  #readDone(): Promise<Done | null> {
    return this.#run.cache.read(`${this.#slot}:done`, (all) => all.done);
  }

  async #guarded<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw error instanceof CacheFault ? unprotected(this.#isProtected) : error;
    }
  }
}

/** The content without links to Zapier's own files: they change with each run, and a retry must match its first run. */
function comparable(content: object): object {
  return 'mediaUrl' in content && isPlatformFile(String(content.mediaUrl)) ? { ...content, mediaUrl: '' } : content;
}

function hash(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts), 'utf8').digest('hex');
}

function underWay(seconds: number): Problem {
  return new Problem(
    'throttled',
    'Another run may be sending this message right now. This run waits, and sends only if the message has not gone out.',
    seconds,
  );
}

function unprotected(isProtected: boolean): Problem {
  return new Problem(
    'throttled',
    isProtected
      ? 'Prevent Duplicates By does not work at the moment, so nothing was sent. Zapier tries this step again automatically.'
      : 'An earlier run may have sent this message, so this run sent nothing. Zapier tries this step again automatically.',
    60,
  );
}
