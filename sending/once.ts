import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Outgoing } from '../msgflash/operations.ts';
import { personOf } from '../resources/person.ts';
import { CacheFault } from '../runtime/cache.ts';
import { type Claim, claim as claimEntry, type Done } from '../runtime/entries.ts';
import { Problem } from '../runtime/problem.ts';
import type { Run } from '../runtime/run.ts';
import { lookUp } from './lookup.ts';
import { HELD_MS, mayHaveGoneOut, unreadableList } from './outcomes.ts';
import { WEEK } from './taken.ts';

/**
 * Send Only Once For: a claim in the platform's cache that one run can hold, and a result beside it.
 *
 * Claims are numbered. A run that finds a claim it may pass over takes the next number; none is ever deleted, since
 * between deleting and writing another run could slip in.
 */

/** Each refused attempt leaves a claim behind; so many of them, and something else is wrong. */
const MAX_CLAIMS = 50;

export class Once {
  readonly #run: Run;
  readonly #outgoing: Outgoing;
  readonly #token: string;
  readonly #key: string;
  #held: { key: string; claim: Claim } | undefined;

  /** @param value what the message may be sent only once for, beside its instance and recipient */
  constructor(run: Run, outgoing: Outgoing, value: string, token: string) {
    this.#run = run;
    this.#outgoing = outgoing;
    this.#token = token;
    const parts = JSON.stringify([outgoing.instanceId, personOf(outgoing.to), value.normalize('NFC')]);
    this.#key = `once:${createHash('sha256').update(parts, 'utf8').digest('hex')}`;
  }

  /**
   * The message that went out already, null when none is known.
   *
   * @throws Problem `throttled` without a cache: asked for protection, the step does not send without
   */
  async done(): Promise<Done | null> {
    return this.#guarded(() => this.#run.cache.read(`${this.#key}:done`, (all) => all.done));
  }

  /**
   * Claims the right to send.
   *
   * @returns null when this run holds it; the message when an earlier run turns out to have sent it
   * @throws Problem `throttled` while another run may be sending, `halted` when nobody can tell what an earlier one did
   */
  async claim(): Promise<Done | null> {
    const passed: { key: string; entry: unknown }[] = [];
    for (let n = 1; n <= MAX_CLAIMS; n++) {
      const key = `${this.#key}:${n}`;
      const claim: Claim = { token: this.#token, at: Date.now() };
      const outcome = await this.#guarded(() => this.#run.cache.claim(key, claim, WEEK));
      if (outcome.result === 'nothing') throw unprotected();
      if (outcome.result === 'won') {
        this.#held = { key, claim };
        // None of the claims before may end before this one: a later run would find their place free, and send.
        await this.#guarded(() => Promise.all(passed.map((each) => this.#run.cache.set(each.key, each.entry, WEEK))));
        return null;
      }
      const done = (await this.done()) ?? (await this.#passOver(outcome.entry));
      if (done) return done;
      passed.push({ key, entry: outcome.entry });
    }
    throw new Problem(
      'halted',
      'This message was refused too often to be tried again. Mend the step, then use another value in Send Only Once For.',
    );
  }

  /** Lets the next run try at once: MsgFlash answered, and did not take the message. Never fails. */
  async refused(): Promise<void> {
    if (!this.#held) return;
    const { key, claim } = this.#held;
    await this.#run.cache.set(key, { ...claim, refused: true } satisfies Claim, WEEK).catch(() => undefined);
  }

  /** Remembers the message that went out. Never fails: the claim alone makes a later run look for it. */
  async finish(done: Done): Promise<void> {
    await this.#run.cache.set(`${this.#key}:done`, done, WEEK).catch(() => undefined);
  }

  /** @returns null when the claim of another run may be passed over; the message when that run did send it */
  async #passOver(entry: unknown): Promise<Done | null> {
    const parsed = z.safeParse(claimEntry, entry);
    const { token, at, refused } = parsed.success ? parsed.data : { token: '', at: 0 };
    if (refused) return null;
    if (Date.now() - at < HELD_MS) {
      throw new Problem('throttled', 'Another run is sending this message right now. This one waits a minute.', 60);
    }
    // Taken in the name of the claim: whoever looks it up after us must not find it another run's.
    const tokens = [token || this.#token, this.#token] as const;
    const trace = await lookUp(this.#run, this.#outgoing, () => Date.now() - at, tokens);
    if (trace.result === 'absent') return null;
    if (trace.result === 'unreadable') throw unreadableList();
    if (trace.result === 'unknown') throw mayHaveGoneOut();
    const done: Done = { id: trace.message.id, at: trace.message.createdAt ?? new Date(at).toISOString() };
    await this.finish(done);
    return done;
  }

  async #guarded<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw error instanceof CacheFault ? unprotected() : error;
    }
  }
}

function unprotected(): Problem {
  return new Problem(
    'throttled',
    'Send Only Once For cannot be ensured at the moment, so nothing was sent. The step is tried again by itself.',
    60,
  );
}
