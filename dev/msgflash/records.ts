import type { Features, Limits, PlanCode } from './plans.ts';
import type { EventStatus } from './webhooks.ts';

/** What the server keeps. Instants are milliseconds on the server's clock; answers turn them into ISO 8601. */
export interface Account {
  id: string;
  fullName: string;
  email: string;
  phone: string | null;
  plan: PlanCode;
  subscription: 'active' | 'inactive';
  /** What control changed against the plan, to reach a limit without filling it. */
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
  /** Contact id → when it was added, in that order. */
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
  /** What the customer would see beyond text and media: place, shared contact, buttons. */
  extra: Record<string, unknown>;
  /** Whether it counts against the quota when it goes out instead of when it was accepted. */
  countsWhenSent: boolean;
  scheduledAt: number | null;
  sentAt: number | null;
  /** Part of the seed: never in the ledger. */
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
  /** How many more times it is polled for before it is done. */
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

/** How numbers behave; every entry is a prefix, so a whole number names itself alone. */
export interface NumberRules {
  /** Refused when sending, 422 INVALID_DESTINATION. */
  unsupported: string[];
  /** Accepted, then failed with the reason. */
  failing: { prefix: string; reason: string }[];
  /** Not on WhatsApp, as number lookups say. */
  notOnWhatsApp: string[];
  /** Makes a lookup a job, however small, which is done once it has been asked for so many times. */
  slow: { prefix: string; polls: number }[];
}

/** What a server starts with. Everything but accounts may be left out. */
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
  /** Messages of the past, oldest first; their age counts from the start of the server. */
  messages?: {
    instanceId: string;
    direction: 'outbound' | 'inbound';
    type?: MessageType;
    /** The customer's number, whichever the direction. */
    peer: string;
    body?: string;
    mediaUrl?: string;
    status: MessageStatus;
    error?: string;
    minutesAgo: number;
  }[];
  numbers?: Partial<NumberRules>;
}
