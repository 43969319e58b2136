import type { Clock } from './clock.ts';
import type { Features, Limits } from './plans.ts';
import { plans } from './plans.ts';
import type {
  Account,
  BulkJob,
  Campaign,
  Contact,
  Group,
  Instance,
  Lookup,
  Message,
  NumberRules,
  Seed,
  Team,
  Template,
  WebhookEndpoint,
} from './records.ts';
import type { Shelf } from './shelf.ts';
import { createShelf } from './shelf.ts';

/** Everything of one account. Routes see one workspace only, so what belongs to another account is simply not found. */
export interface Workspace {
  account: Account;
  instances: Shelf<Instance>;
  templates: Shelf<Template>;
  contacts: Shelf<Contact>;
  contactIdByPhone: Map<string, string>;
  /** Grows with every change of a contact, for whoever keeps them sorted. */
  contactsVersion: number;
  groups: Shelf<Group>;
  messages: Shelf<Message>;
  campaigns: Shelf<Campaign>;
  jobs: Shelf<BulkJob>;
  lookups: Shelf<Lookup>;
  webhooks: Shelf<WebhookEndpoint>;
  /** Month (YYYY-MM) → what was used in it. */
  usage: Map<string, Usage>;
}

export interface Usage {
  messagesCount: number;
  apiRequestsCount: number;
}

export interface Store {
  workspaces: Map<string, Workspace>;
  /** API key → whose it is; `team` is null for a personal key. */
  keys: Map<string, { workspace: Workspace; team: Team | null }>;
  teams: Map<string, Team>;
  numbers: NumberRules;
  nextSeq(): number;
  /** A fresh UUID; `kind` is its first hex digit, so that ids tell in a log what they name. */
  newId(kind: IdKind): string;
}

const ID_DIGIT = {
  instance: '1',
  template: '2',
  contact: '3',
  group: '4',
  message: '5',
  campaign: '6',
  job: '7',
  lookup: '8',
  webhook: '9',
  media: 'a',
  delivery: 'b',
  fault: 'c',
} as const;

export type IdKind = keyof typeof ID_DIGIT;

/** Fills a store from a seed. */
export function createStore(seed: Seed, clock: Clock): Store {
  let seq = 0;
  let serial = 0;
  // A start that differs from run to run keeps ids of two servers apart where a client remembers them.
  const run = (clock.now() % 2 ** 48).toString(16).padStart(12, '0');
  const store: Store = {
    workspaces: new Map(),
    keys: new Map(),
    teams: new Map(),
    numbers: {
      unsupported: [...(seed.numbers?.unsupported ?? [])],
      failing: [...(seed.numbers?.failing ?? [])],
      notOnWhatsApp: [...(seed.numbers?.notOnWhatsApp ?? [])],
      slow: [...(seed.numbers?.slow ?? [])],
    },
    nextSeq: () => ++seq,
    newId(kind) {
      const tail = (++serial).toString(16).padStart(12, '0');
      return `${ID_DIGIT[kind]}${run.slice(0, 7)}-${run.slice(7, 11)}-4${run.slice(11)}00-8000-${tail}`;
    },
  };
  const at = (iso: string | undefined) => (iso === undefined ? Date.UTC(2026, 0, 5, 9) : Date.parse(iso));

  for (const { keys, phone, ...account } of seed.accounts) {
    const workspace = createWorkspace({
      ...account,
      phone: phone ?? null,
      subscription: 'active',
      limits: {},
      features: {},
    });
    store.workspaces.set(account.id, workspace);
    for (const key of keys) store.keys.set(key, { workspace, team: null });
  }
  for (const { keys, instanceIds, ...rest } of seed.teams ?? []) {
    const team: Team = { ...rest, instanceIds: new Set(instanceIds) };
    store.teams.set(team.id, team);
    for (const key of keys) store.keys.set(key, { workspace: workspaceOf(store, team.ownerId), team });
  }
  for (const { accountId, createdAt, ...rest } of seed.instances ?? []) {
    const created = at(createdAt);
    workspaceOf(store, accountId).instances.add({
      business: false,
      safetyState: 'stable',
      safetyScore: 90,
      ...rest,
      seq: store.nextSeq(),
      firstConnectedAt: rest.waNumber === null ? null : created,
      createdAt: created,
      updatedAt: created,
    });
  }
  for (const { accountId, createdAt, type, body, mediaUrl, ...rest } of seed.templates ?? []) {
    const created = at(createdAt);
    workspaceOf(store, accountId).templates.add({
      ...rest,
      seq: store.nextSeq(),
      type: type ?? 'text',
      body: body ?? null,
      mediaUrl: mediaUrl ?? null,
      createdAt: created,
      updatedAt: created,
    });
  }
  for (const { accountId, createdAt, tags, meta, ...rest } of seed.contacts ?? []) {
    const created = at(createdAt);
    const workspace = workspaceOf(store, accountId);
    addContact(workspace, {
      ...rest,
      seq: store.nextSeq(),
      tags: tags ?? [],
      meta: meta ?? {},
      createdAt: created,
      updatedAt: created,
    });
  }
  for (const { accountId, createdAt, contactIds, description, color, ...rest } of seed.groups ?? []) {
    const created = at(createdAt);
    workspaceOf(store, accountId).groups.add({
      ...rest,
      seq: store.nextSeq(),
      description: description ?? null,
      color: color ?? null,
      createdAt: created,
      members: new Map((contactIds ?? []).map((id) => [id, created])),
    });
  }
  addHistory(store, seed, clock);
  return store;
}

function addHistory(store: Store, seed: Seed, clock: Clock): void {
  for (const past of seed.messages ?? []) {
    const home = [...store.workspaces.values()].find((workspace) => workspace.instances.get(past.instanceId));
    const instance = home?.instances.get(past.instanceId);
    if (!home || !instance) throw new Error(`The seed has a message of instance ${past.instanceId}, which it lacks`);
    const created = clock.now() - past.minutesAgo * 60_000;
    const isInbound = past.direction === 'inbound';
    const own = instance.waNumber ?? '';
    home.messages.add({
      id: store.newId('message'),
      seq: store.nextSeq(),
      accountId: home.account.id,
      instanceId: instance.id,
      contactId: home.contactIdByPhone.get(past.peer) ?? null,
      campaignId: null,
      direction: past.direction,
      type: past.type ?? 'text',
      from: isInbound ? past.peer : null,
      to: isInbound ? own : past.peer,
      body: past.body ?? null,
      mediaUrl: past.mediaUrl ?? null,
      status: past.status,
      error: past.error ?? null,
      meta: {},
      providerMessageId: past.status === 'failed' ? null : providerId(store.nextSeq()),
      extra: {},
      countsWhenSent: false,
      scheduledAt: null,
      sentAt: past.status === 'failed' ? null : created,
      isHistory: true,
      createdAt: created,
      updatedAt: created + 5_000,
    });
  }
}

function createWorkspace(account: Account): Workspace {
  return {
    account,
    instances: createShelf(),
    templates: createShelf(),
    contacts: createShelf(),
    contactIdByPhone: new Map(),
    contactsVersion: 0,
    groups: createShelf(),
    messages: createShelf(),
    campaigns: createShelf(),
    jobs: createShelf(),
    lookups: createShelf(),
    webhooks: createShelf(),
    usage: new Map(),
  };
}

/** The workspace of an account that is known to exist. */
export function workspaceOf(store: Store, accountId: string): Workspace {
  const workspace = store.workspaces.get(accountId);
  if (!workspace) throw new Error(`No account ${accountId}`);
  return workspace;
}

/** Adds a contact and its number to the index. */
export function addContact(workspace: Workspace, contact: Contact): Contact {
  workspace.contactIdByPhone.set(contact.phone, contact.id);
  workspace.contactsVersion++;
  return workspace.contacts.add(contact);
}

/** Removes a contact from everywhere it stands; tells whether it was there. */
export function removeContact(workspace: Workspace, id: string): boolean {
  const contact = workspace.contacts.get(id);
  if (!contact) return false;
  workspace.contactIdByPhone.delete(contact.phone);
  workspace.contactsVersion++;
  for (const group of workspace.groups.all()) group.members.delete(id);
  return workspace.contacts.remove(id);
}

/** A provider message id like the documented `BAE5D1A2B3C4D5E6`. */
export function providerId(seq: number): string {
  return `BAE5${seq.toString(16).toUpperCase().padStart(12, '0')}`;
}

/** The limits in force for an account: its plan's, unless control changed one. */
export function limitsOf(account: Account): Limits {
  const { maxContactGroups: _groups, ...changed } = account.limits;
  return { ...plans[account.plan].limits, ...changed };
}

/** How many contact groups the account may have; null = unlimited. */
export function maxGroupsOf(account: Account): number | null {
  const changed = account.limits.maxContactGroups;
  return changed === undefined ? plans[account.plan].maxContactGroups : changed;
}

/** The features in force for an account: its plan's, unless control changed one. */
export function featuresOf(account: Account): Features {
  return { ...plans[account.plan].features, ...account.features };
}

/** The month's usage at an instant, to be counted up. */
export function usageAt(workspace: Workspace, at: number): Usage {
  const month = new Date(at).toISOString().slice(0, 7);
  const known = workspace.usage.get(month);
  if (known) return known;
  const fresh = { messagesCount: 0, apiRequestsCount: 0 };
  workspace.usage.set(month, fresh);
  return fresh;
}

/** The calendar month around an instant, UTC: the billing period. */
export function periodAt(at: number): { start: string; end: string } {
  const day = new Date(at);
  const start = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1);
  const end = Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1);
  return { start: iso(start), end: iso(end) };
}

/** ISO 8601 UTC with milliseconds, as all dates of the API are. */
export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** The same for an instant that may not have come. */
export function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}
