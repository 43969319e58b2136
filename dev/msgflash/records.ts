import type { Features, Limits, PlanCode } from './plans.ts';
import type { EventStatus } from './webhooks.ts';

/** The server's records. Times are milliseconds on the server's clock; responses have them as ISO 8601. */
export interface Account {
  id: string;
  fullName: string;
  email: string;
  phone: string | null;
  plan: PlanCode;
  subscription: 'active' | 'inactive';
  /** Limits of the plan that control overrides, so that a test can reach one without filling it. */
  limits: Partial<Limits> & { maxContactGroups?: number | null };
  features: Partial<Features>;
}

export interface Team {
  id: string;
  name: string;
  ownerId: string;
  instanceIds: Set<string>;
}

export type InstanceStatus = 'disconnected' | 'connecting' | 'connected' | 'suspended';
export type SafetyState = 'new' | 'warming' | 'stable' | 'at_risk' | 'restricted';

export interface Instance {
  id: string;
  seq: number;
  name: string;
  waNumber: string | null;
  status: InstanceStatus;
  /** Whether the number has a WhatsApp Business account, which buttons need. */
  business: boolean;
  safetyState: SafetyState;
  safetyScore: number;
  firstConnectedAt: number | null;
  createdAt: number;
  updatedAt: number;
}

export interface Contact {
  id: string;
  seq: number;
  name: string;
  phone: string;
  tags: string[];
  meta: Record<string, unknown>;
  createdAt: number;
  updatedAt: number;
}

export interface Group {
  id: string;
  seq: number;
  name: string;
  description: string | null;
  color: string | null;
  createdAt: number;
  /** Contact ID → when it was added, oldest first. */
  members: Map<string, number>;
}

export type TemplateType = 'text' | 'image' | 'video' | 'audio' | 'document';

export interface Template {
  id: string;
  seq: number;
  name: string;
  type: TemplateType;
  body: string | null;
  mediaUrl: string | null;
  createdAt: number;
  updatedAt: number;
}

export type MessageType =
  | 'text'
  | 'image'
  | 'video'
  | 'audio'
  | 'document'
  | 'voice_note'
  | 'location'
  | 'contact'
  | 'buttons';

export type MessageStatus = 'queued' | 'cancelled' | EventStatus;

export interface Message {
  id: string;
  seq: number;
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
  createdAt: number;
  updatedAt: number;
}

export type CampaignStatus = 'scheduled' | 'running' | 'paused' | 'paused_quota' | 'completed' | 'cancelled' | 'failed';

export type Recipients =
  | { type: 'all' }
  | { type: 'tags'; value: string[] }
  | { type: 'explicit'; value: string[] }
  | { type: 'group'; groupId: string };

export interface CampaignStats {
  planned: number;
  queued: number;
  sent: number;
  delivered: number;
  read: number;
  failed: number;
  cancelled: number;
}

export interface Campaign {
  id: string;
  seq: number;
  accountId: string;
  instanceId: string;
  name: string;
  status: CampaignStatus;
  templateId: string | null;
  templateVariables: Record<string, string | number> | null;
  type: MessageType | null;
  body: string | null;
  mediaUrl: string | null;
  extra: Record<string, unknown>;
  schedule: number;
  repeat: 'none' | 'daily' | 'weekly';
  recipients: Recipients;
  total: number;
  stats: CampaignStats;
  processingStartedAt: number | null;
  lastEnqueuedAt: number | null;
  completedAt: number | null;
  cancelledAt: number | null;
  lastActivityAt: number | null;
  createdAt: number;
  updatedAt: number;
}

export interface BulkJob {
  id: string;
  seq: number;
  operation: 'add_to_group' | 'remove_from_group';
  status: 'pending' | 'processing' | 'done';
  requestedCount: number;
  processedCount: number;
  groupId: string;
  summary: Record<string, number>;
  error: string | null;
  createdAt: number;
  updatedAt: number;
  completedAt: number | null;
}

export interface LookupEntry {
  input: string;
  normalized?: string;
  jid?: string;
  reason?: string;
}

export interface Lookup {
  id: string;
  seq: number;
  instanceId: string;
  status: 'pending' | 'processing' | 'done';
  numbers: string[];
  /** How many more polls it takes until it is done. */
  pollsLeft: number;
  result: { onWhatsApp: LookupEntry[]; notOnWhatsApp: LookupEntry[]; invalid: LookupEntry[] };
  createdAt: number;
  updatedAt: number;
  completedAt: number | null;
}

export interface WebhookEndpoint {
  id: string;
  seq: number;
  url: string;
  secret: string;
  events: string[];
  active: boolean;
  createdAt: number;
  updatedAt: number;
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

/** The data a server starts with. Only accounts are required. */
export interface Seed {
  accounts: { id: string; fullName: string; email: string; phone?: string; plan: PlanCode; keys: string[] }[];
  teams?: { id: string; name: string; ownerId: string; keys: string[]; instanceIds: string[] }[];
  instances?: {
    id: string;
    accountId: string;
    name: string;
    waNumber: string | null;
    status: InstanceStatus;
    business?: boolean;
    safetyState?: SafetyState;
    safetyScore?: number;
    createdAt?: string;
  }[];
  templates?: {
    id: string;
    accountId: string;
    name: string;
    type?: TemplateType;
    body?: string;
    mediaUrl?: string;
    createdAt?: string;
  }[];
  contacts?: {
    id: string;
    accountId: string;
    name: string;
    phone: string;
    tags?: string[];
    meta?: Record<string, unknown>;
    createdAt?: string;
  }[];
  groups?: {
    id: string;
    accountId: string;
    name: string;
    description?: string;
    color?: string;
    contactIds?: string[];
    createdAt?: string;
  }[];
  /** Past messages, oldest first. Their age is relative to the server's start. */
  messages?: {
    instanceId: string;
    direction: 'outbound' | 'inbound';
    type?: MessageType;
    /** The customer's number, in either direction. */
    peer: string;
    body?: string;
    mediaUrl?: string;
    status: MessageStatus;
    error?: string;
    minutesAgo: number;
  }[];
  numbers?: Partial<NumberRules>;
}
