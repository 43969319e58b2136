import type { Operation, World } from '../world.ts';
import { accountRoutes } from './account.ts';
import { contactRoutes } from './contacts.ts';
import { instanceRoutes } from './instances.ts';
import { messageRoutes } from './messages.ts';
import { templateRoutes } from './templates.ts';
import { webhookRoutes } from './webhooks.ts';

/** Every operation of the public API. */
export function operations(world: World): Operation[] {
  return [
    ...accountRoutes(world),
    ...instanceRoutes(world),
    ...messageRoutes(world),
    ...templateRoutes(world),
    ...contactRoutes(world),
    ...webhookRoutes(world),
  ];
}
