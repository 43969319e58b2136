import { z } from 'zod';
import { iso } from '../dates.ts';
import { ApiError, found } from '../errors.ts';
import { type Operation, ok } from '../operation.ts';
import { parse } from '../parse.ts';
import { featuresOf, limitsOf } from '../plan-limits.ts';
import type { Services } from '../services.ts';
import { EVENTS, isLoopback } from '../webhooks.ts';
import { uuid } from './paging.ts';

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
export function webhookRoutes({ clock, settings, store }: Services, newSecret: () => string): Operation[] {
  return [
    {
      method: 'GET',
      path: '/webhooks',
      run: ({ workspace }) =>
        ok(
          workspace.webhooks.all().map(({ id, url, events, active, createdAt, updatedAt }) => ({
            id,
            url,
            events,
            active,
            createdAt: iso(createdAt),
            updatedAt: iso(updatedAt),
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
        const allowed = limitsOf(account).maxWebhookEndpoints;
        if (workspace.webhooks.size >= allowed) {
          throw new ApiError('MAX_WEBHOOK_ENDPOINTS_REACHED', `Your plan allows ${allowed} webhook endpoints`);
        }
        const now = clock.now();
        const { id, secret } = workspace.webhooks.add({
          id: store.newId('webhook'),
          seq: store.nextSeq(),
          url,
          secret: newSecret(),
          events,
          active: true,
          createdAt: now,
          updatedAt: now,
        });
        const { webhookCreate } = settings.generation;
        return ok(
          {
            id,
            url,
            secret,
            events,
            ...(webhookCreate !== 'without_active' && { active: true }),
            ...(webhookCreate !== 'with_active' && { createdAt: iso(now) }),
          },
          201,
        );
      },
    },
    {
      method: 'DELETE',
      path: '/webhooks/{id}',
      run({ workspace, params }) {
        const endpoint = found(workspace.webhooks.get(uuid(params.id)), 'Webhook');
        workspace.webhooks.remove(endpoint.id);
        return ok({ deleted: true });
      },
    },
  ];
}
