import { z } from 'zod';
import { iso } from '../dates.ts';
import { ApiError, found } from '../errors.ts';
import { get, type Operation, ok, post, remove } from '../operation.ts';
import { parse } from '../parse.ts';
import { limitsOf } from '../plan-limits.ts';
import type { Services } from '../services.ts';
import { add } from '../store.ts';
import { EVENTS, isLoopback } from '../webhooks.ts';

const createBody = z.object({
  // HTTPS is required, except for a receiver on this machine, which has no certificate.
  url: z.string().refine(isAllowed, { message: 'Must be an HTTPS URL' }),
  events: z.array(z.enum(EVENTS)).min(1).max(50),
});

function isAllowed(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/**
 * "/guides/webhooks", "/api-reference/webhooks/{create,list,delete}".
 *
 * @param newSecret makes the secret of an endpoint
 */
export function webhookRoutes(
  { clock, settings: { generation }, store }: Services,
  newSecret: () => string,
): Operation[] {
  return [
    get('/webhooks', ({ workspace }) =>
      ok(
        [...workspace.webhooks.values()].map(({ id, url, events, createdAt, updatedAt }) => ({
          id,
          url,
          events,
          active: true,
          createdAt: iso(createdAt),
          updatedAt: iso(updatedAt),
        })),
      ),
    ),
    post('/webhooks', ({ workspace: { account, webhooks }, body }) => {
      const { url, events } = parse(createBody, body);
      const allowed = limitsOf(account).maxWebhookEndpoints;
      if (webhooks.size >= allowed) {
        throw new ApiError('MAX_WEBHOOK_ENDPOINTS_REACHED', `Your plan allows ${allowed} webhook endpoints`);
      }
      const now = clock.now();
      const created = { id: store.newId('webhook'), url, secret: newSecret(), events };
      add(webhooks, { ...created, createdAt: now, updatedAt: now });
      return ok(
        {
          ...created,
          ...(generation.webhookCreate !== 'without_active' && { active: true }),
          ...(generation.webhookCreate !== 'with_active' && { createdAt: iso(now) }),
        },
        201,
      );
    }),
    remove('/webhooks/{id}', ({ workspace: { webhooks }, id }) => {
      found(webhooks.get(id), 'Webhook');
      webhooks.delete(id);
      return ok({ deleted: true });
    }),
  ];
}
