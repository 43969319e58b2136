import { iso } from '../dates.ts';
import { type Operation, ok } from '../operation.ts';
import { featuresOf, limitsOf, usageAt } from '../plan-limits.ts';
import { plans } from '../plans.ts';
import type { Services } from '../services.ts';

/** GET /me and GET /billing/usage ("/guides/billing", "/api-reference/billing/usage"). */
export function accountRoutes({ clock, store }: Services): Operation[] {
  return [
    {
      method: 'GET',
      path: '/me',
      personalOnly: true,
      run({ workspace: { account } }) {
        const features = featuresOf(account);
        return ok({
          user: { id: account.id, fullName: account.fullName, email: account.email, plan: account.plan },
          subscription: { planName: plans[account.plan].name, status: account.subscription },
          capabilities: {
            canSendMessages: account.subscription === 'active',
            canCreateCampaigns: features.campaigns,
            canUseWebhooks: features.webhooks,
            canUseNumberLookups: features.numberLookups,
          },
        });
      },
    },
    {
      method: 'GET',
      path: '/billing/usage',
      personalOnly: true,
      run({ workspace }) {
        const { account } = workspace;
        const { messagesCount, apiRequestsCount } = usageAt(workspace, clock.now());
        const { code, name } = plans[account.plan];
        return ok({
          plan: { code, name },
          limits: limitsOf(account),
          features: featuresOf(account),
          usage: {
            messagesCount,
            statusesCount: 0,
            effectiveOutboundUsage: messagesCount,
            apiRequestsCount,
            activeInstancesCount: workspace.instances.all().filter(({ status }) => status === 'connected').length,
            activeApiKeysCount: [...store.keys.values()].filter((owner) => owner.workspace === workspace).length,
          },
          period: monthAround(clock.now()),
        });
      },
    },
  ];
}

/** The billing period of a time: its calendar month, UTC. @param at ms since 1970 */
function monthAround(at: number): { start: string; end: string } {
  const day = new Date(at);
  const monthStart = (ahead: number) => iso(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + ahead, 1));
  return { start: monthStart(0), end: monthStart(1) };
}
