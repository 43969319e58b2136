import { z } from 'zod';
import { limitsOf, usageAt } from '../plan-limits.ts';
import { plans } from '../plans.ts';
import type { Services } from '../services.ts';
import { action } from './action.ts';
import { findWorkspace } from './find.ts';

const account = z.string().min(1).optional();
const limits = z.object({ maxInstances: z.number(), maxContactGroups: z.number() });
const features = z.object({ campaigns: z.boolean(), voiceNotes: z.boolean(), numberLookups: z.boolean() });

/** Changes plans and usage. The account is the first one unless given. */
export function accountControl({ clock, store }: Services) {
  return {
    setPlan: action(
      z.object({
        account,
        plan: z.enum(['free', 'pro', 'max']).optional(),
        limits: limits.partial().optional(),
        features: features.partial().optional(),
      }),
      (wanted) => {
        const { account: target } = findWorkspace(store, wanted.account);
        target.plan = wanted.plan ?? target.plan;
        Object.assign(target.limits, wanted.limits);
        Object.assign(target.features, wanted.features);
      },
    ),
    /** Sets the usage of this month. */
    setUsage: action(
      z.object({ account, messages: z.number().optional(), apiRequests: z.number().optional() }),
      (wanted) => {
        const usage = usageAt(findWorkspace(store, wanted.account), clock.now());
        usage.messagesCount = wanted.messages ?? usage.messagesCount;
        usage.apiRequestsCount = wanted.apiRequests ?? usage.apiRequestsCount;
      },
    ),
    /** Accounts with their plans, what this month has used, and their instances; keys are not in it. */
    overview: () =>
      [...store.workspaces.values()].map((workspace) => {
        const { account, instances, webhooks } = workspace;
        const usage = usageAt(workspace, clock.now());
        return {
          account: account.id,
          plan: plans[account.plan].name,
          limits: limitsOf(account),
          used: { messages: usage.messagesCount, apiRequests: usage.apiRequestsCount, webhooks: webhooks.size },
          instances: [...instances.values()].map(({ id, name, waNumber, status }) => ({ id, name, waNumber, status })),
        };
      }),
  };
}
