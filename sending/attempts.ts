import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Outgoing } from '../msgflash/operations.ts';
import { personOf } from '../resources/person.ts';
import { type Attempt, attempt as attemptEntry, type Claim } from '../runtime/entries.ts';
import { Problem } from '../runtime/problem.ts';
import type { Run } from '../runtime/run.ts';
import { isPlatformFile } from './content.ts';
import { lookUp } from './lookup.ts';
import { HELD_MS, mayHaveGoneOut, unreadableList } from './outcomes.ts';
import { WEEK } from './taken.ts';

/**
 * Attempts whose end nobody knows, noted so that the run's own repeat settles them.
 *
 * Notes are numbered, because two runs may mean two equal messages: each note stands for one message that is still to be
 * accounted for. A settled note stays, and is passed over.
 */

/** So many open or settled notes for one message in a week, and something else is wrong. */
const MAX_NOTES = 50;

export class Attempts {
  readonly #run: Run;
  readonly #outgoing: Outgoing;
  readonly #token: string;
  readonly #key: string;
  #held: { key: string; note: Attempt } | undefined;

  constructor(run: Run, outgoing: Outgoing, token: string) {
    this.#run = run;
    this.#outgoing = outgoing;
    this.#token = token;
    const { instanceId, to, ...content } = outgoing;
    // A link of the platform's own to a file may be another at the repeat.
    const same = 'mediaUrl' in content && isPlatformFile(content.mediaUrl) ? { ...content, mediaUrl: '' } : content;
    const parts = JSON.stringify([instanceId, personOf(to), same]).normalize('NFC');
    this.#key = `attempt:${createHash('sha256').update(parts, 'utf8').digest('hex')}`;
  }

  /**
   * Settles an earlier attempt at this message, if one is noted. Without the cache there is none to be found.
   *
   * @returns the message when it did go out; null when this run is to send
   * @throws Problem `throttled` while it may still be under way, `halted` when nobody can tell what became of it
   */
  async settle(): Promise<{ id: string; at: string } | null> {
    for (let n = 1; n <= MAX_NOTES; n++) {
      const key = `${this.#key}:${n}`;
      const entry = await this.#run.cache.get(key).catch(() => null);
      if (entry === null) return null;
      const parsed = z.safeParse(attemptEntry, entry);
      if (!parsed.success || parsed.data.settled) continue;
      return this.#settle(key, parsed.data);
    }
    throw mayHaveGoneOut();
  }

  async #settle(key: string, note: Attempt): Promise<{ id: string; at: string } | null> {
    const age = Date.now() - note.at;
    if (age < HELD_MS) throw pending(Math.ceil((HELD_MS - age) / 1000));
    // Held no longer than a run can take: the next one goes on where a run was cut off.
    const lease: Claim = { token: this.#token, at: Date.now() };
    const held = await this.#run.cache.claim(`${key}:settling`, lease, HELD_MS / 1000).catch(() => null);
    if (held?.result !== 'won') throw pending(HELD_MS / 1000);
    const tokens = [note.token || this.#token, this.#token] as const;
    const trace = await lookUp(this.#run, this.#outgoing, () => Date.now() - note.at, tokens);
    if (trace.result === 'unreadable') throw unreadableList();
    if (trace.result === 'absent') {
      // Ours from now on, and written before the send: were this run cut off, its repeat would look again.
      const ours: Attempt = { token: this.#token, at: Date.now() };
      const kept = await this.#run.cache.set(key, ours, WEEK).then(
        () => true,
        () => false,
      );
      if (!kept) throw pending(HELD_MS / 1000);
      this.#held = { key, note: ours };
      return null;
    }
    // Found; or a person was told to look, and decides.
    await this.#mark(key, note);
    if (trace.result === 'unknown') throw mayHaveGoneOut();
    return { id: trace.message.id, at: trace.message.createdAt ?? new Date(note.at).toISOString() };
  }

  /** Notes this run's attempt. @returns whether it was stored */
  async note(at: number): Promise<boolean> {
    if (this.#held) return true;
    try {
      for (let n = 1; n <= MAX_NOTES; n++) {
        const outcome = await this.#run.cache.claim(`${this.#key}:${n}`, { token: this.#token, at }, WEEK);
        if (outcome.result !== 'lost') return outcome.result === 'won';
      }
    } catch {
      // Said below.
    }
    return false;
  }

  /** The outcome of this run's send is known. Never fails. */
  async finish(): Promise<void> {
    if (this.#held) await this.#mark(this.#held.key, this.#held.note);
  }

  async #mark(key: string, note: Attempt): Promise<void> {
    await this.#run.cache.set(key, { ...note, settled: true } satisfies Attempt, WEEK).catch(() => undefined);
  }
}

function pending(seconds: number): Problem {
  return new Problem(
    'throttled',
    'An earlier attempt to send this message has not been settled yet. This step is tried again by itself.',
    seconds,
  );
}
