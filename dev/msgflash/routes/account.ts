import { iso } from '../dates.ts';
import { get, type Operation, ok } from '../operation.ts';
import { featuresOf, limitsOf, usageAt } from '../plan-limits.ts';
import { plans } from '../plans.ts';
import type { Services } from '../services.ts';

/** GET /me and GET /billing/usage ("/guides/billing", "/api-reference/billing/usage"). */
export function accountRoutes({ clock, store }: Services): Operation[] {
  return [
    get('/me', ({ workspace: { account } }) => {
      const { campaigns, numberLookups, webhooks } = featuresOf(account);
      return ok({
        user: { id: account.id, fullName: account.fullName, email: account.email, plan: account.plan },
        subscription: { planName: plans[account.plan].name, status: 'active' },
        capabilities: {
          canSendMessages: true,
          canCreateCampaigns: campaigns,
          canUseWebhooks: webhooks,
          canUseNumberLookups: numberLookups,
        },
      });
    }),
    get('/billing/usage', ({ workspace }) => {
      const { account, instances } = workspace;
      const { messagesCount, apiRequestsCount } = usageAt(workspace, clock.now());
      return ok({
        plan: { code: account.plan, name: plans[account.plan].name },
        limits: limitsOf(account),
        features: featuresOf(account),
        usage: {
          messagesCount,
          statusesCount: 0,
          effectiveOutboundUsage: messagesCount,
          apiRequestsCount,
          activeInstancesCount: [...instances.values()].filter(({ status }) => status === 'connected').length,
          activeApiKeysCount: [...store.keys.values()].filter((owner) => owner.workspace === workspace).length,
        },
        period: monthAround(clock.now()),
      });
    }),
  ];
}

/** The billing period of a time: its calendar month, UTC. @param at ms since 1970 */
function monthAround(at: number): { start: string; end: string } {
  const day = new Date(at);
  const monthStart = (ahead: number) => iso(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + ahead, 1));
  return { start: monthStart(0), end: monthStart(1) };
}
