import { z } from 'zod';
import { instanceFor } from '../checks.ts';
import { isoOrNull } from '../dates.ts';
import { ApiError } from '../errors.ts';
import { type Operation, ok } from '../operation.ts';
import { parse } from '../parse.ts';
import { featuresOf } from '../plan-limits.ts';
import type { Lookup } from '../records.ts';
import type { Services } from '../services.ts';
import { uuid } from './paging.ts';

const createBody = z.object({ instanceId: z.uuid(), numbers: z.array(z.string().min(1)).min(1).max(10_000) });

/** "/guides/number-lookups", "/api-reference/number-lookups/{create,get}". */
export function lookupRoutes({ lookups }: Services): Operation[] {
  return [
    {
      method: 'POST',
      path: '/number-lookups',
      run(call) {
        const { workspace } = call;
        const { instanceId, numbers } = parse(createBody, call.body);
        const instance = instanceFor(call, instanceId);
        if (!featuresOf(workspace.account).numberLookups) {
          throw new ApiError('FEATURE_NOT_AVAILABLE_ON_PLAN', 'Number lookups are not available on your plan');
        }
        if (instance.status !== 'connected') throw new ApiError('PROVIDER_ERROR', 'The instance is not connected');
        const lookup = lookups.start(workspace, instance, numbers);
        const { id: lookupId, status, result } = lookup;
        const requested = numbers.length;
        if (status === 'pending') {
          const message = 'The lookup has started; poll its progress.';
          return ok({ mode: 'async', lookupId, status, requested, message }, 202);
        }
        const { onWhatsAppCount, notOnWhatsAppCount, invalidCount, checkedCount: checked } = countsOf(lookup);
        const counts = { requested, normalized: checked, checked, onWhatsAppCount, notOnWhatsAppCount, invalidCount };
        return ok({ mode: 'sync', lookupId, status, ...counts, result });
      },
    },
    {
      method: 'GET',
      path: '/number-lookups/{id}',
      run({ workspace, params }) {
        const lookup = workspace.lookups.get(uuid(params.id));
        if (!lookup) throw new ApiError('LOOKUP_NOT_FOUND', 'Lookup not found');
        lookups.poll(lookup);
        const { id, status, result, completedAt } = lookup;
        return ok({ id, status, ...countsOf(lookup), result, completedAt: isoOrNull(completedAt) });
      },
    },
  ];
}

function countsOf({ numbers, result }: Lookup) {
  const { onWhatsApp, notOnWhatsApp, invalid } = result;
  const checked = onWhatsApp.length + notOnWhatsApp.length;
  return {
    progress: Math.round(((checked + invalid.length) / numbers.length) * 100),
    requestedCount: numbers.length,
    normalizedCount: checked,
    checkedCount: checked,
    onWhatsAppCount: onWhatsApp.length,
    notOnWhatsAppCount: notOnWhatsApp.length,
    invalidCount: invalid.length,
  };
}
