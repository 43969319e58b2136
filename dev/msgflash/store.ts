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
export type Workspace = ReturnType<typeof createWorkspace>;

/** An empty workspace. Its records are in the order in which they were added. */
export function createWorkspace(account: Account) {
  return {
    account,
    instances: new Map<string, Instance>(),
    templates: new Map<string, Template>(),
    contacts: new Map<string, Contact>(),
    groups: new Map<string, Group>(),
    messages: new Map<string, Message>(),
    campaigns: new Map<string, Campaign>(),
    jobs: new Map<string, BulkJob>(),
    lookups: new Map<string, Lookup>(),
    webhooks: new Map<string, WebhookEndpoint>(),
    /** Month (YYYY-MM) → its usage. */
    usage: new Map<string, { messagesCount: number; apiRequestsCount: number }>(),
  };
}

/** Stores a record under its ID. */
export function add<T extends { id: string }>(records: Map<string, T>, record: T): T {
  records.set(record.id, record);
  return record;
}

/** The contact with this number. */
export function contactByPhone({ contacts }: Workspace, phone: string): Contact | undefined {
  return [...contacts.values()].find((contact) => contact.phone === phone);
}

export interface Store {
  workspaces: Map<string, Workspace>;
  /** API key → its owner; `team` is null for a personal key. */
  keys: Map<string, { workspace: Workspace; team: Team | null }>;
  numbers: NumberRules;
  /** A new UUID. Its first hex digit depends on `kind`, so that a log shows what an ID belongs to. */
  newId(kind: keyof typeof ID_DIGIT): string;
}

const ID_DIGIT = {
  contact: '3',
  group: '4',
  message: '5',
  campaign: '6',
  job: '7',
  lookup: '8',
  webhook: '9',
  media: 'a',
  delivery: 'b',
} as const;

/**
 * An empty store.
 *
 * @param start ms since 1970; part of every ID, so that a client never sees the same ID from two servers
 */
export function createStore(start: number): Store {
  let serial = 0;
  const run = (start % 2 ** 48).toString(16).padStart(12, '0');
  return {
    workspaces: new Map(),
    keys: new Map(),
    numbers: { unsupported: [], failing: [], notOnWhatsApp: [], slow: [] },
    newId(kind) {
      const tail = (++serial).toString(16).padStart(12, '0');
      return `${ID_DIGIT[kind]}${run.slice(0, 7)}-${run.slice(7, 11)}-4${run.slice(11)}00-8000-${tail}`;
    },
  };
}

/** The workspace of an account. @throws Error if there is no such account */
export function workspaceOf(store: Store, accountId: string): Workspace {
  const workspace = store.workspaces.get(accountId);
  if (!workspace) throw new Error(`No account ${accountId}`);
  return workspace;
}

/**
 * A new message of an instance, with what most messages have in common.
 *
 * @param fields what is its own
 */
export function newMessage(
  store: Store,
  fields: Pick<Message, 'accountId' | 'instanceId' | 'direction' | 'to' | 'status' | 'createdAt'> & Partial<Message>,
): Message {
  return {
    id: store.newId('message'),
    contactId: null,
    campaignId: null,
    type: 'text',
    from: null,
    body: null,
    mediaUrl: null,
    error: null,
    meta: {},
    providerMessageId: null,
    extra: {},
    countsWhenSent: false,
    scheduledAt: null,
    sentAt: null,
    isHistory: false,
    updatedAt: fields.createdAt,
    ...fields,
  };
}

/** A provider message ID like the documented `BAE5D1A2B3C4D5E6`. @param id the message's own */
export function providerId(id: string): string {
  return `BAE5${id.slice(-12).toUpperCase()}`;
}
