import { z } from 'zod';
import { parse } from '../content.ts';
import { ApiError, found } from '../errors.ts';
import { featuresOf, iso, limitsOf } from '../store.ts';
import { EVENTS, isLoopback } from '../webhooks.ts';
import type { Operation, World } from '../world.ts';
import { ok } from '../world.ts';
import { uuid } from './paging.ts';

const createBody = z.object({
  // HTTPS is demanded; a receiver on this machine may do without, for it has no certificate.
  url: z.string().refine(isAllowed, { message: 'Must be an HTTPS URL' }),
  events: z.array(z.enum(EVENTS)).min(1).max(50),
});

function isAllowed(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** "/guides/webhooks", "/api-reference/webhooks/{create,list,delete}". */
export function webhookRoutes(world: World): Operation[] {
  const { settings, webhooks } = world;
  return [
    {
      method: 'GET',
      path: '/webhooks',
      run: ({ workspace }) =>
        ok(
          workspace.webhooks.all().map((endpoint) => ({
            id: endpoint.id,
            url: endpoint.url,
            events: endpoint.events,
            active: endpoint.active,
            createdAt: iso(endpoint.createdAt),
            updatedAt: iso(endpoint.updatedAt),
          })),
        ),
    },
    {
      method: 'POST',
      path: '/webhooks',
      run({ workspace, body }) {
        const { url, events } = parse(createBody, body);
        const { account } = workspace;
        if (!featuresOf(account).webhooks) {
          throw new ApiError('WEBHOOKS_NOT_AVAILABLE_ON_PLAN', 'Webhooks are not available on your plan');
        }
        const { maxWebhookEndpoints } = limitsOf(account);
        if (workspace.webhooks.size >= maxWebhookEndpoints) {
          throw new ApiError(
            'MAX_WEBHOOK_ENDPOINTS_REACHED',
            `Your plan allows ${maxWebhookEndpoints} webhook endpoints`,
          );
        }
        const endpoint = webhooks.create(workspace, url, events);
        const answer = { id: endpoint.id, url, secret: endpoint.secret, events };
        const createdAt = iso(endpoint.createdAt);
        const { webhookCreate } = settings.generation;
        if (webhookCreate === 'with_active') return ok({ ...answer, active: true }, 201);
        if (webhookCreate === 'without_active') return ok({ ...answer, createdAt }, 201);
        return ok({ ...answer, active: true, createdAt }, 201);
      },
    },
    {
      method: 'DELETE',
      path: '/webhooks/{id}',
      run({ workspace, params }) {
        const endpoint = found(workspace.webhooks.get(uuid(params.id)), 'Webhook');
        webhooks.remove(workspace, endpoint.id);
        return ok({ deleted: true });
      },
    },
  ];
}
