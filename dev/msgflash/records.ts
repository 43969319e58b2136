import { z } from 'zod';
import type { Features, Limits, PlanCode } from './plans.ts';
import type { EventStatus } from './webhooks.ts';

/** What most records have. Times are milliseconds on the server's clock; responses have them as ISO 8601. */
interface Stored {
  id: string;
  createdAt: number;
  updatedAt: number;
}

export interface Account {
  id: string;
  fullName: string;
  email: string;
  phone: string | null;
  plan: PlanCode;
  /** Limits of the plan that control overrides, so that a test can reach one without filling it. */
  limits: Partial<Limits> & { maxContactGroups?: number | null };
  features: Partial<Features>;
}

export interface Team {
  id: string;
  name: string;
  instanceIds: Set<string>;
}

export const instanceStatus = z.enum(['disconnected', 'connecting', 'connected', 'suspended']);
export type SafetyState = 'new' | 'warming' | 'stable' | 'at_risk' | 'restricted';

export interface Instance extends Stored {
  name: string;
  waNumber: string | null;
  status: z.infer<typeof instanceStatus>;
  /** Whether the number has a WhatsApp Business account, which buttons need. */
  business: boolean;
  safetyState: SafetyState;
  safetyScore: number;
  firstConnectedAt: number | null;
}

export interface Contact extends Stored {
  name: string;
  phone: string;
  tags: string[];
  meta: Record<string, unknown>;
}

export interface Group extends Stored {
  name: string;
  description: string | null;
  color: string | null;
  /** Contact ID → when it was added, oldest first. */
  members: Map<string, number>;
}

export interface Template extends Stored {
  name: string;
  type: 'text' | 'image' | 'video' | 'audio' | 'document';
  body: string | null;
  mediaUrl: string | null;
}

export const messageType = z.enum([
  'text',
  'image',
  'video',
  'audio',
  'document',
  'voice_note',
  'location',
  'contact',
  'buttons',
]);
export type MessageType = z.infer<typeof messageType>;

export type MessageStatus = 'queued' | 'cancelled' | EventStatus;

export interface Message extends Stored {
  accountId: string;
  instanceId: string;
  contactId: string | null;
  campaignId: string | null;
  direction: 'outbound' | 'inbound';
  type: MessageType;
  from: string | null;
  to: string;
  body: string | null;
  mediaUrl: string | null;
  status: MessageStatus;
  error: string | null;
  meta: Record<string, unknown>;
  providerMessageId: string | null;
  /** What the customer sees besides text and media: location, shared contact, buttons. */
  extra: Record<string, unknown>;
  /** Whether it counts towards the quota when it is sent instead of when it was accepted. */
  countsWhenSent: boolean;
  scheduledAt: number | null;
  sentAt: number | null;
  /** From the seed, so not in the ledger. */
  isHistory: boolean;
}

export const recipients = z.discriminatedUnion('type', [
  z.object({ type: z.literal('all') }),
  z.object({ type: z.literal('tags'), value: z.array(z.string().min(1)).min(1) }),
  z.object({ type: z.literal('explicit'), value: z.array(z.uuid()).min(1) }),
  z.object({ type: z.literal('group'), groupId: z.uuid() }),
]);
export type Recipients = z.infer<typeof recipients>;

export interface Campaign extends Stored {
  accountId: string;
  instanceId: string;
  name: string;
  status: 'scheduled' | 'running' | 'paused' | 'paused_quota' | 'completed';
  templateId: string | null;
  templateVariables: Record<string, string | number> | null;
  type: MessageType | null;
  body: string | null;
  mediaUrl: string | null;
  extra: Record<string, unknown>;
  schedule: number;
  repeat: 'none' | 'daily' | 'weekly';
  recipients: Recipients;
  processingStartedAt: number | null;
  completedAt: number | null;
}

export interface BulkJob extends Stored {
  operation: 'add_to_group' | 'remove_from_group';
  status: 'pending' | 'done';
  requestedCount: number;
  processedCount: number;
  groupId: string;
  summary: Record<string, number>;
  completedAt: number | null;
}

export interface Lookup {
  id: string;
  numbers: string[];
  /** How many more polls it takes until it is done. */
  pollsLeft: number;
}

export interface WebhookEndpoint extends Stored {
  url: string;
  secret: string;
  events: string[];
}

/** How numbers behave. Every entry is a prefix; a whole number matches only itself. */
export interface NumberRules {
  /** Sending to it gets 422 INVALID_DESTINATION. */
  unsupported: string[];
  /** Messages are accepted, then fail with this reason. */
  failing: { prefix: string; reason: string }[];
  /** Not on WhatsApp in number look-ups. */
  notOnWhatsApp: string[];
  /** A look-up with this number becomes a job that is done after this many polls. */
  slow: { prefix: string; polls: number }[];
}

/** A record of a seed: what it leaves out has a default. */
type Seeded<T, Needed extends keyof T> = Pick<T, Needed> &
  Partial<Omit<T, keyof Stored>> & { id: string; accountId: string; createdAt?: string };

/** The data a server starts with. Only accounts are required. */
export interface Seed {
  accounts: (Pick<Account, 'id' | 'fullName' | 'email' | 'plan'> & { phone?: string; keys: string[] })[];
  teams?: (Omit<Team, 'instanceIds'> & { ownerId: string; keys: string[]; instanceIds: string[] })[];
  instances?: Seeded<Instance, 'name' | 'waNumber' | 'status'>[];
  templates?: Seeded<Template, 'name'>[];
  contacts?: Seeded<Contact, 'name' | 'phone'>[];
  groups?: (Omit<Seeded<Group, 'name'>, 'members'> & { contactIds?: string[] })[];
  /** Past messages, oldest first. Their age is relative to the server's start. */
  messages?: (Pick<Message, 'instanceId' | 'direction' | 'status'> &
    Partial<Pick<Message, 'type' | 'body' | 'mediaUrl' | 'error'>> & {
      /** The customer's number, in either direction. */
      peer: string;
      minutesAgo: number;
    })[];
  numbers?: Partial<NumberRules>;
}
