import { type Collection, createCollection } from './collection.ts';
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
  Team,
  Template,
  WebhookEndpoint,
} from './records.ts';

/** The data of one account. Routes see only one workspace, so they cannot find anything of another account. */
export interface Workspace {
  account: Account;
  instances: Collection<Instance>;
  templates: Collection<Template>;
  contacts: Collection<Contact>;
  contactIdByPhone: Map<string, string>;
  /** Increases with every change of a contact, so that a sorted copy knows when it is outdated. */
  contactsVersion: number;
  groups: Collection<Group>;
  messages: Collection<Message>;
  campaigns: Collection<Campaign>;
  jobs: Collection<BulkJob>;
  lookups: Collection<Lookup>;
  webhooks: Collection<WebhookEndpoint>;
  /** Month (YYYY-MM) → its usage. */
  usage: Map<string, Usage>;
}

export interface Usage {
  messagesCount: number;
  apiRequestsCount: number;
}

export interface Store {
  workspaces: Map<string, Workspace>;
  /** API key → its owner; `team` is null for a personal key. */
  keys: Map<string, { workspace: Workspace; team: Team | null }>;
  numbers: NumberRules;
  nextSeq(): number;
  /** A new UUID. Its first hex digit depends on `kind`, so that a log shows what an ID belongs to. */
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

/**
 * An empty store.
 *
 * @param start ms since 1970; part of every ID, so that a client never sees the same ID from two servers
 */
export function createStore(start: number): Store {
  let seq = 0;
  let serial = 0;
  const run = (start % 2 ** 48).toString(16).padStart(12, '0');
  return {
    workspaces: new Map(),
    keys: new Map(),
    numbers: { unsupported: [], failing: [], notOnWhatsApp: [], slow: [] },
    nextSeq: () => ++seq,
    newId(kind) {
      const tail = (++serial).toString(16).padStart(12, '0');
      return `${ID_DIGIT[kind]}${run.slice(0, 7)}-${run.slice(7, 11)}-4${run.slice(11)}00-8000-${tail}`;
    },
  };
}

/** An empty workspace. */
export function createWorkspace(account: Account): Workspace {
  return {
    account,
    instances: createCollection(),
    templates: createCollection(),
    contacts: createCollection(),
    contactIdByPhone: new Map(),
    contactsVersion: 0,
    groups: createCollection(),
    messages: createCollection(),
    campaigns: createCollection(),
    jobs: createCollection(),
    lookups: createCollection(),
    webhooks: createCollection(),
    usage: new Map(),
  };
}

/** The workspace of an account. @throws Error if there is no such account */
export function workspaceOf(store: Store, accountId: string): Workspace {
  const workspace = store.workspaces.get(accountId);
  if (!workspace) throw new Error(`No account ${accountId}`);
  return workspace;
}

/** Adds a contact, and its number to the index. */
export function addContact(workspace: Workspace, contact: Contact): Contact {
  workspace.contactIdByPhone.set(contact.phone, contact.id);
  workspace.contactsVersion++;
  return workspace.contacts.add(contact);
}

/** A provider message ID like the documented `BAE5D1A2B3C4D5E6`. */
export function providerId(seq: number): string {
  return `BAE5${seq.toString(16).toUpperCase().padStart(12, '0')}`;
}
