import type { Operation, World } from '../world.ts';
import { accountRoutes } from './account.ts';
import { bulkRoutes } from './bulk.ts';
import { campaignRoutes } from './campaigns.ts';
import { contactRoutes } from './contacts.ts';
import { groupRoutes } from './groups.ts';
import { instanceRoutes } from './instances.ts';
import { lookupRoutes } from './lookups.ts';
import { messageRoutes } from './messages.ts';
import { statusRoutes } from './statuses.ts';
import { templateRoutes } from './templates.ts';
import { webhookRoutes } from './webhooks.ts';

/** Every operation of the public API. */
export function operations(world: World): Operation[] {
  return [
    ...accountRoutes(world),
    ...instanceRoutes(world),
    ...messageRoutes(world),
    ...campaignRoutes(world),
    ...templateRoutes(world),
    ...contactRoutes(world),
    ...bulkRoutes(world),
    ...groupRoutes(world),
    ...lookupRoutes(world),
    ...webhookRoutes(world),
    ...statusRoutes(),
  ];
}
