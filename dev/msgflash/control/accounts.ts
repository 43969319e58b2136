import { z } from 'zod';
import { limitsOf, usageAt } from '../plan-limits.ts';
import { plans } from '../plans.ts';
import type { Services } from '../services.ts';
import { action } from './action.ts';
import { findWorkspace } from './find.ts';

const account = z.string().min(1).optional();

/** Changes plans, usage and keys. The account is the first one unless given. */
export function accountControl({ clock, store }: Services) {
  return {
    setPlan: action(
      z.object({
        account,
        plan: z.enum(['free', 'pro', 'max']).optional(),
        subscription: z.enum(['active', 'inactive']).optional(),
        limits: z
          .object({
            maxInstances: z.number(),
            maxWebhookEndpoints: z.number(),
            monthlyOutboundQuota: z.number(),
            maxContactGroups: z.number().nullable(),
          })
          .partial()
          .optional(),
        features: z
          .object({
            campaigns: z.boolean(),
            voiceNotes: z.boolean(),
            webhooks: z.boolean(),
            numberLookups: z.boolean(),
          })
          .partial()
          .optional(),
      }),
      (wanted) => {
        const { account: target } = findWorkspace(store, wanted.account);
        target.plan = wanted.plan ?? target.plan;
        target.subscription = wanted.subscription ?? target.subscription;
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
          used: { messages: usage.messagesCount, apiRequests: usage.apiRequestsCount, webhooks: webhooks.all().length },
          instances: instances.all().map(({ id, name, waNumber, status }) => ({ id, name, waNumber, status })),
        };
      }),
    revokeKey: action(z.object({ key: z.string() }), ({ key }) => void store.keys.delete(key)),
  };
}
