import { z } from 'zod';
import { instanceFor } from '../checks.ts';
import { iso } from '../dates.ts';
import { ApiError } from '../errors.ts';
import { get, type Operation, ok, post } from '../operation.ts';
import { parse } from '../parse.ts';
import { featuresOf } from '../plan-limits.ts';
import type { Lookup, NumberRules } from '../records.ts';
import type { Services } from '../services.ts';
import { add } from '../store.ts';

const createBody = z.object({ instanceId: z.uuid(), numbers: z.array(z.string().min(1)).min(1).max(10_000) });

/** "/guides/number-lookups", "/api-reference/number-lookups/{create,get}". */
export function lookupRoutes({ clock, store }: Services): Operation[] {
  return [
    post('/number-lookups', (call) => {
      const { workspace } = call;
      const { instanceId, numbers } = parse(createBody, call.body);
      const instance = instanceFor(call, instanceId);
      if (!featuresOf(workspace.account).numberLookups) {
        throw new ApiError('FEATURE_NOT_AVAILABLE_ON_PLAN', 'Number lookups are not available on your plan');
      }
      if (instance.status !== 'connected') throw new ApiError('PROVIDER_ERROR', 'The instance is not connected');
      const id = store.newId('lookup');
      const lookup = add(workspace.lookups, { id, numbers, pollsLeft: pollsFor(numbers, store.numbers) });
      const requested = numbers.length;
      if (lookup.pollsLeft > 0) {
        const message = 'The lookup has started; poll its progress.';
        return ok({ mode: 'async', lookupId: id, status: 'pending', requested, message }, 202);
      }
      const { checkedCount: checked, normalizedCount: normalized, ...counts } = countsOf(lookup, store.numbers);
      return ok({ mode: 'sync', lookupId: id, status: 'done', requested, normalized, checked, ...counts });
    }),
    get('/number-lookups/{id}', ({ workspace, id }) => {
      const lookup = workspace.lookups.get(id);
      if (!lookup) throw new ApiError('LOOKUP_NOT_FOUND', 'Lookup not found');
      lookup.pollsLeft = Math.max(lookup.pollsLeft - 1, 0);
      const isDone = lookup.pollsLeft === 0;
      return ok({
        id,
        status: isDone ? 'done' : 'processing',
        progress: isDone ? 100 : 0,
        requestedCount: lookup.numbers.length,
        ...countsOf(lookup, store.numbers),
        completedAt: isDone ? iso(clock.now()) : null,
      });
    }),
  ];
}

/** The polls that a look-up takes: those of its slowest number. */
function pollsFor(numbers: readonly string[], { slow }: NumberRules): number {
  const isIn = (prefix: string) => numbers.some((input) => normalize(input)?.startsWith(prefix));
  return Math.max(0, ...slow.filter(({ prefix }) => isIn(prefix)).map(({ polls }) => polls));
}

/** The result of a look-up and its counts, which are empty until it is done. */
function countsOf({ numbers, pollsLeft }: Lookup, { notOnWhatsApp }: NumberRules) {
  const result: Record<'onWhatsApp' | 'notOnWhatsApp' | 'invalid', object[]> = {
    onWhatsApp: [],
    notOnWhatsApp: [],
    invalid: [],
  };
  for (const input of pollsLeft === 0 ? numbers : []) {
    const normalized = normalize(input);
    if (normalized === null) result.invalid.push({ input, reason: 'Invalid number' });
    else if (notOnWhatsApp.some((prefix) => normalized.startsWith(prefix))) {
      result.notOnWhatsApp.push({ input, normalized });
    } else result.onWhatsApp.push({ input, normalized, jid: `${normalized.slice(1)}@s.whatsapp.net` });
  }
  const [onWhatsAppCount, notOnWhatsAppCount] = [result.onWhatsApp.length, result.notOnWhatsApp.length];
  const checkedCount = onWhatsAppCount + notOnWhatsAppCount;
  const invalidCount = result.invalid.length;
  return { normalizedCount: checkedCount, checkedCount, onWhatsAppCount, notOnWhatsAppCount, invalidCount, result };
}

// International, with or without + or 00. Spaces, dots, dashes and brackets are allowed.
function normalize(input: string): string | null {
  const digits = input.replace(/[\s().-]/g, '').replace(/^(\+|00)/, '');
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null;
}
