import { z } from 'zod';
import { iso } from '../dates.ts';
import { ApiError } from '../errors.ts';
import type { Services } from '../services.ts';
import { action } from './action.ts';

/** Returns webhook endpoints with their secrets, and the deliveries to them. */
export function webhookControl({ deliveries, store }: Services) {
  return {
    webhooks: () =>
      [...store.workspaces.values()].flatMap(({ account, webhooks }) =>
        webhooks.all().map(({ id, url, secret, events, createdAt }) => ({
          id,
          accountId: account.id,
          url,
          secret,
          events,
          createdAt: iso(createdAt),
        })),
      ),
    deliveries: () => [...deliveries.all()],
    /** Sends a delivery again, byte for byte. @returns its record, with the new attempt last */
    redeliver: action(z.object({ id: z.string() }), async ({ id }) => {
      const delivery = await deliveries.redeliver(id);
      if (!delivery) throw new ApiError('NOT_FOUND', `No delivery ${id}`);
      return delivery;
    }),
  };
}
