import type { Instance, Lookup, LookupEntry } from './records.ts';
import type { Workspace } from './store.ts';
import type { Base } from './world.ts';

/** From this many numbers on, a lookup runs in the background ("/api-reference/number-lookups/create", English page). */
export const LOOKUP_ASYNC_FROM = 100;

const BATCH = 20;
const BATCH_MS = 200;

export interface Lookups {
  /** Checks numbers: at once below the threshold, else in batches of twenty on the clock; slow numbers as they are asked for. */
  start(workspace: Workspace, instance: Instance, numbers: string[]): Lookup;
  /** Notes that somebody asks for a lookup, which is all that slow numbers wait for. */
  asked(lookup: Lookup): void;
  /** Stops a lookup that still runs; tells whether it did. */
  cancel(lookup: Lookup): boolean;
}

/** Looks numbers up on WhatsApp as this server's number rules have it ("/guides/number-lookups"). */
export function createLookups(base: Base): Lookups {
  const { clock, store } = base;

  function check(lookup: Lookup, numbers: readonly string[]): void {
    for (const input of numbers) {
      const normalized = normalize(input);
      if (normalized === null) {
        lookup.result.invalid.push({ input, reason: 'Invalid number' });
        continue;
      }
      lookup.normalizedCount++;
      lookup.checkedCount++;
      const entry: LookupEntry = { input, normalized };
      if (store.numbers.notOnWhatsApp.some((prefix) => normalized.startsWith(prefix))) {
        lookup.result.notOnWhatsApp.push(entry);
      } else {
        lookup.result.onWhatsApp.push({ ...entry, jid: `${normalized.slice(1)}@s.whatsapp.net` });
      }
    }
  }

  function finish(lookup: Lookup, status: Lookup['status']): void {
    lookup.status = status;
    lookup.completedAt = clock.now();
  }

  /** How many times a lookup of these numbers has to be asked for; null where none of them is slow. */
  function pollsOf(numbers: readonly string[]): number | null {
    const polls = numbers.flatMap((input) => {
      const normalized = normalize(input);
      return store.numbers.slow.filter(({ prefix }) => normalized?.startsWith(prefix)).map((rule) => rule.polls);
    });
    return polls.length > 0 ? Math.max(...polls) : null;
  }

  function runBatch(lookup: Lookup): void {
    if (!isOpen(lookup)) return;
    const done = doneCount(lookup);
    if (lookup.status === 'processing') check(lookup, lookup.numbers.slice(done, done + BATCH));
    lookup.status = 'processing';
    lookup.updatedAt = clock.now();
    if (doneCount(lookup) >= lookup.numbers.length) finish(lookup, 'done');
    else base.later(() => runBatch(lookup), BATCH_MS);
  }

  return {
    start(workspace, instance, numbers) {
      const now = clock.now();
      const lookup = workspace.lookups.add({
        id: store.newId('lookup'),
        seq: store.nextSeq(),
        instanceId: instance.id,
        status: 'pending',
        numbers,
        pollsLeft: numbers.length < LOOKUP_ASYNC_FROM ? pollsOf(numbers) : null,
        normalizedCount: 0,
        checkedCount: 0,
        result: { onWhatsApp: [], notOnWhatsApp: [], invalid: [] },
        error: null,
        createdAt: now,
        updatedAt: now,
        completedAt: null,
      });
      if (lookup.pollsLeft !== null) return lookup;
      if (numbers.length < LOOKUP_ASYNC_FROM) {
        check(lookup, numbers);
        finish(lookup, 'done');
      } else {
        base.later(() => runBatch(lookup), BATCH_MS);
      }
      return lookup;
    },
    asked(lookup) {
      if (!isOpen(lookup) || lookup.pollsLeft === null) return;
      lookup.pollsLeft--;
      lookup.status = 'processing';
      lookup.updatedAt = clock.now();
      if (lookup.pollsLeft > 0) return;
      check(lookup, lookup.numbers);
      finish(lookup, 'done');
    },
    cancel(lookup) {
      if (!isOpen(lookup)) return false;
      finish(lookup, 'cancelled');
      lookup.updatedAt = clock.now();
      return true;
    },
  };
}

/** How many numbers of a lookup are done with, the invalid ones included. */
export function doneCount({ result }: Lookup): number {
  return result.onWhatsApp.length + result.notOnWhatsApp.length + result.invalid.length;
}

function isOpen(lookup: Lookup): boolean {
  return lookup.status === 'pending' || lookup.status === 'processing';
}

// International, with or without + or 00; people also write blanks, dots, dashes and brackets.
function normalize(input: string): string | null {
  const digits = input.replace(/[\s().-]/g, '').replace(/^(\+|00)/, '');
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null;
}
