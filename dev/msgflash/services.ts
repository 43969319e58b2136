import type { Base } from './base.ts';
import { type Campaigns, createCampaigns } from './campaigns.ts';
import { createDeliveries, type Deliveries, type DeliveryOptions } from './deliveries.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { createLookups, type Lookups } from './lookups.ts';
import { createMessages, type Messages } from './messages.ts';

/** What the routes and control use. */
export interface Services extends Base {
  deliveries: Deliveries;
  messages: Messages;
  campaigns: Campaigns;
  jobs: Jobs;
  lookups: Lookups;
}

export function createServices(base: Base, delivering: DeliveryOptions): Services {
  const deliveries = createDeliveries(base, delivering);
  const messages = createMessages(base, deliveries);
  return {
    ...base,
    deliveries,
    messages,
    campaigns: createCampaigns(base, messages),
    jobs: createJobs(base),
    lookups: createLookups(base),
  };
}
