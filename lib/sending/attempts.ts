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
 * Attempts to send a message, kept in the platform's cache while nobody knows how they ended.
 *
 * An attempt is a chain of numbered entries that only one run at a time can extend. A run that finds an attempt it may
 * take over adds the next number; no entry is ever deleted, since another run could slip in before the next is written.
 */

/** A run is over after 30 s at most. After twice that, whoever made the entry is gone, and so is its request. */
const HELD_MS = 60_000;
/** Each refused or abandoned attempt leaves an entry behind. So many mean that something else is wrong. */
const MAX_ENTRIES = 50;
/** Zapier has repeated a delayed run long before. An equal message of the next day is a message of its own. */
const DAY = 86_400;

/** When Zapier runs a step again whose message may still arrive: after the attempt can be taken over. */
export const AGAIN_S = 75;

/** One attempt of this run: either an earlier one that it took over, or its own. */
interface Held {
  key: string;
  entry: Attempt;
}

/** How a run goes on after it claimed an attempt. */
export type Claimed =
  | { result: 'send' }
  /** This attempt ended long ago: its message went out. */
  | { result: 'done'; done: Done }
  /** This run took over an attempt, and found its message. */
  | { result: 'found'; message: Message };

export class Attempts {
  readonly #run: Run;
  readonly #outgoing: Outgoing;
  readonly #token: string;
  readonly #base: string;
  readonly #isProtected: boolean;
  /** Marks of the runs whose message this may be, the first first. */
  #tokens: string[] = [];
  #slot = '';
  #held: Held | undefined;

  /**
   * @param onceFor what the message may be sent only once for; '' where two equal messages are two messages
   * @param sendAt when the message is to go out, null for now
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

  /** Marks of the runs whose message a look-up may take for this run. */
  get tokens(): readonly [string, ...string[]] {
    const [first = this.#token, ...others] = this.#tokens;
    return [first, ...others, this.#token];
  }

  /** The message of a protected step that went out already, null when none is known. @throws Problem `throttled` */
  async done(): Promise<Done | null> {
    if (!this.#isProtected) return null;
    this.#slot = this.#base;
    return this.#guarded(() => this.#readDone());
  }

  /**
   * Finds out whether this run may send. With protection it claims the right to; without, it only settles what an
   * earlier run left open.
   *
   * @throws Problem `throttled` while another run may be sending or nothing can be read, `halted` when an earlier run may
   *   have sent the message
   */
  async claim(): Promise<Claimed> {
    if (this.#isProtected) {
      this.#slot = this.#base;
      return this.#takeOver(WEEK);
    }
    for (let n = 1; n <= MAX_ENTRIES; n++) {
      this.#slot = `${this.#base}:${n}`;
      // Without protection the cache is a help, not a condition.
      const isOpen = await this.#isOpen().catch(() => null);
      if (isOpen === null) return { result: 'send' };
      if (!isOpen) continue;
      const claimed = await this.#takeOver(DAY);
      // Settled by another run meanwhile. Its message is not this one.
      if (claimed.result !== 'done') return claimed;
      this.#tokens = [];
    }
    return { result: 'send' };
  }

  /**
   * Notes an attempt whose end nobody knows, so that the repeat of this run settles it.
   *
   * @param at when it was made, in ms since 1970
   * @returns whether it is noted
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
      // Counts as not noted.
    }
    return false;
  }

  /** Lets the next run try at once: MsgFlash answered, and did not take the message. Never fails. */
  async refused(): Promise<void> {
    if (!this.#held) return;
    const { key, entry } = this.#held;
    await this.#run.cache.set(key, { ...entry, refused: true } satisfies Attempt, WEEK).catch(() => undefined);
  }

  /** Remembers the message that went out. Never fails: a later run finds the attempt, and looks its message up. */
  async finish(done: Done): Promise<void> {
    if (!this.#held) return;
    await this.#run.cache.set(`${this.#slot}:done`, done, WEEK).catch(() => undefined);
  }

  /** Null for an attempt that nobody made, otherwise whether its end is unknown. @throws CacheFault */
  async #isOpen(): Promise<boolean | null> {
    if ((await this.#run.cache.get(`${this.#slot}:1`)) === null) return null;
    return (await this.#readDone()) === null;
  }

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
        // None of the entries before may end before this one: a later run would find their place free, and send.
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

  /** Looks for the message of the attempts that were taken over. */
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

/** What two runs with the same message have in common: Zapier gives a file a new link at each run. */
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
