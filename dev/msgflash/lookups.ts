import type { Base } from './base.ts';
import type { Instance, Lookup } from './records.ts';
import type { Workspace } from './store.ts';

export interface Lookups {
  /** Checks numbers at once. Slow numbers are done only after enough polls. */
  start(workspace: Workspace, instance: Instance, numbers: string[]): Lookup;
  /** Counts a poll. Slow numbers are done after a certain number of polls. */
  poll(lookup: Lookup): void;
}

/** Checks numbers by the server's number rules ("/guides/number-lookups"). */
export function createLookups({ clock, store }: Base): Lookups {
  function finish(lookup: Lookup): void {
    const { result } = lookup;
    for (const input of lookup.numbers) {
      const normalized = normalize(input);
      if (normalized === null) {
        result.invalid.push({ input, reason: 'Invalid number' });
      } else if (store.numbers.notOnWhatsApp.some((prefix) => normalized.startsWith(prefix))) {
        result.notOnWhatsApp.push({ input, normalized });
      } else {
        result.onWhatsApp.push({ input, normalized, jid: `${normalized.slice(1)}@s.whatsapp.net` });
      }
    }
    lookup.status = 'done';
    lookup.completedAt = clock.now();
  }

  /** The polls that a look-up takes: those of its slowest number. */
  function pollsFor(numbers: readonly string[]): number {
    const slow = store.numbers.slow.filter(({ prefix }) =>
      numbers.some((input) => normalize(input)?.startsWith(prefix)),
    );
    return Math.max(0, ...slow.map(({ polls }) => polls));
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
        pollsLeft: pollsFor(numbers),
        result: { onWhatsApp: [], notOnWhatsApp: [], invalid: [] },
        createdAt: now,
        updatedAt: now,
        completedAt: null,
      });
      if (lookup.pollsLeft === 0) finish(lookup);
      return lookup;
    },
    poll(lookup) {
      if (lookup.status === 'done') return;
      lookup.pollsLeft--;
      lookup.status = 'processing';
      lookup.updatedAt = clock.now();
      if (lookup.pollsLeft === 0) finish(lookup);
    },
  };
}

// International, with or without + or 00. Spaces, dots, dashes and brackets are allowed.
function normalize(input: string): string | null {
  const digits = input.replace(/[\s().-]/g, '').replace(/^(\+|00)/, '');
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null;
}
