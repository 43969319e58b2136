import type { Base } from './base.ts';
import { createCampaigns } from './campaigns.ts';
import { createDeliveries } from './deliveries.ts';
import { createMessages } from './messages.ts';

/** What the routes and control use. */
export type Services = ReturnType<typeof createServices>;

export function createServices(base: Base) {
  const deliveries = createDeliveries(base);
  const messages = createMessages(base, deliveries);
  return { ...base, deliveries, messages, campaigns: createCampaigns(base, messages) };
}
