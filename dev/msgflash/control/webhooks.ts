import { z } from 'zod';
import { found } from '../errors.ts';
import type { Services } from '../services.ts';
import { action } from './action.ts';

/** Returns webhook endpoints with their secrets, and the deliveries to them. */
export function webhookControl({ deliveries, store }: Services) {
  return {
    webhooks: () =>
      [...store.workspaces.values()].flatMap(({ webhooks }) =>
        [...webhooks.values()].map(({ id, url, secret, events }) => ({ id, url, secret, events })),
      ),
    deliveries: deliveries.all,
    /** Sends a delivery again, byte for byte. @returns its record, with the new attempt last */
    redeliver: action(z.object({ id: z.string() }), async ({ id }) =>
      found(await deliveries.redeliver(id), 'Delivery'),
    ),
  };
}
