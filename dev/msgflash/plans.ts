/** The plan catalogue of "/resources/plans-and-quotas" and "/api-reference/billing/plans". */
export type PlanCode = 'free' | 'pro' | 'max';

export interface Limits {
  maxInstances: number;
  maxApiKeys: number;
  maxWebhookEndpoints: number;
  monthlyOutboundQuota: number;
  monthlyApiRequestQuota: number;
}

export interface Features {
  campaigns: boolean;
  statuses: boolean;
  voiceNotes: boolean;
  webhooks: boolean;
  numberLookups: boolean;
}

interface Plan {
  name: string;
  limits: Limits;
  features: Features;
  /** Not in the API's response: only the text of the plans page has it. null = unlimited. */
  maxContactGroups: number | null;
}

const features: Features = { campaigns: true, statuses: false, voiceNotes: true, webhooks: true, numberLookups: true };

export const plans: Readonly<Record<PlanCode, Plan>> = {
  free: {
    name: 'Free',
    limits: {
      maxInstances: 1,
      maxApiKeys: 1,
      maxWebhookEndpoints: 3,
      monthlyOutboundQuota: 500,
      monthlyApiRequestQuota: 500,
    },
    features,
    maxContactGroups: 10,
  },
  pro: {
    name: 'Pro',
    limits: {
      maxInstances: 5,
      maxApiKeys: 5,
      maxWebhookEndpoints: 15,
      monthlyOutboundQuota: 50_000,
      monthlyApiRequestQuota: 150_000,
    },
    features,
    maxContactGroups: 50,
  },
  max: {
    name: 'MAX',
    limits: {
      maxInstances: 20,
      maxApiKeys: 10,
      maxWebhookEndpoints: 50,
      monthlyOutboundQuota: 150_000,
      monthlyApiRequestQuota: 500_000,
    },
    features,
    maxContactGroups: null,
  },
};
