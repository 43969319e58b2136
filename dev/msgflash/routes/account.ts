import { parse } from '../content.ts';
import { plans } from '../plans.ts';
import type { Workspace } from '../store.ts';
import { featuresOf, limitsOf, periodAt, usageAt } from '../store.ts';
import type { Operation, World } from '../world.ts';
import { ok } from '../world.ts';
import { pageQuery } from './paging.ts';

/** GET /me and the billing pages ("/guides/billing", "/api-reference/billing/*"). */
export function accountRoutes(world: World): Operation[] {
  const usage = (workspace: Workspace) => {
    const { messagesCount, apiRequestsCount } = usageAt(workspace, world.clock.now());
    return {
      messagesCount,
      statusesCount: 0,
      effectiveOutboundUsage: messagesCount,
      apiRequestsCount,
      activeInstancesCount: workspace.instances.all().filter(({ status }) => status === 'connected').length,
      activeApiKeysCount: [...world.store.keys.values()].filter((owner) => owner.workspace === workspace).length,
    };
  };
  const planOf = ({ account }: Workspace) => ({ code: plans[account.plan].code, name: plans[account.plan].name });
  const billingUsage: Operation['run'] = ({ workspace }) =>
    ok({
      plan: planOf(workspace),
      limits: limitsOf(workspace.account),
      features: featuresOf(workspace.account),
      usage: usage(workspace),
      period: periodAt(world.clock.now()),
    });

  return [
    {
      method: 'GET',
      path: '/me',
      personalOnly: true,
      run({ workspace }) {
        const { account } = workspace;
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
      path: '/billing/plans',
      run: () => ok(Object.values(plans).map(({ maxContactGroups: _prose, ...plan }) => plan)),
    },
    {
      method: 'GET',
      path: '/billing/subscription',
      personalOnly: true,
      run: ({ workspace }) =>
        ok({
          subscription: {
            plan: {
              ...planOf(workspace),
              limits: limitsOf(workspace.account),
              features: featuresOf(workspace.account),
            },
            scheduledPlan: null,
            scheduledPlanAt: null,
            scheduledAction: null,
          },
          usage: usage(workspace),
          period: periodAt(world.clock.now()),
        }),
    },
    { method: 'GET', path: '/billing/usage', personalOnly: true, run: billingUsage },
    { method: 'GET', path: '/usage', personalOnly: true, run: billingUsage },
    {
      method: 'GET',
      path: '/billing/payments',
      personalOnly: true,
      run({ query }) {
        const { page } = parse(pageQuery, query);
        return ok({ payments: [], total: 0, page, totalPages: 0 });
      },
    },
  ];
}
