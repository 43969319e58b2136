import type { Operation } from '../operation.ts';
import type { Services } from '../services.ts';
import { accountRoutes } from './account.ts';
import { campaignRoutes } from './campaigns.ts';
import { contactRoutes } from './contacts.ts';
import { groupRoutes } from './groups.ts';
import { instanceRoutes } from './instances.ts';
import { lookupRoutes } from './lookups.ts';
import { memberRoutes } from './members.ts';
import { messageRoutes } from './messages.ts';
import { templateRoutes } from './templates.ts';
import { webhookRoutes } from './webhooks.ts';

/** Every operation that the connector or its tests call. @param newSecret makes the secret of an endpoint */
export function operations(services: Services, newSecret: () => string): Operation[] {
  return [
    ...accountRoutes(services),
    ...instanceRoutes(services),
    ...messageRoutes(services),
    ...campaignRoutes(services),
    ...templateRoutes(services),
    ...contactRoutes(services),
    ...groupRoutes(services),
    ...memberRoutes(services),
    ...lookupRoutes(services),
    ...webhookRoutes(services, newSecret),
  ];
}
