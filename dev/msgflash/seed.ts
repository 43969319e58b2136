import type { Seed } from './records.ts';
import {
  add,
  contactByPhone,
  createStore,
  createWorkspace,
  newMessage,
  providerId,
  type Store,
  workspaceOf,
} from './store.ts';

/** A store with the data of a seed. @param now the server's time, for the age of messages */
export function seededStore(seed: Seed, now: number): Store {
  const store = createStore(now);
  Object.assign(store.numbers, seed.numbers);
  addAccounts(store, seed);
  for (const { accountId, createdAt, ...given } of seed.instances ?? []) {
    const times = timesOf(createdAt);
    const firstConnectedAt = given.waNumber === null ? null : times.createdAt;
    const defaults = { business: false, safetyState: 'stable', safetyScore: 90, firstConnectedAt } as const;
    add(workspaceOf(store, accountId).instances, { ...defaults, ...given, ...times });
  }
  for (const { accountId, createdAt, ...given } of seed.templates ?? []) {
    const defaults = { type: 'text', body: null, mediaUrl: null } as const;
    add(workspaceOf(store, accountId).templates, { ...defaults, ...given, ...timesOf(createdAt) });
  }
  for (const { accountId, createdAt, ...given } of seed.contacts ?? []) {
    add(workspaceOf(store, accountId).contacts, { tags: [], meta: {}, ...given, ...timesOf(createdAt) });
  }
  for (const { accountId, createdAt, contactIds = [], ...given } of seed.groups ?? []) {
    const times = timesOf(createdAt);
    const members = new Map(contactIds.map((id) => [id, times.createdAt]));
    add(workspaceOf(store, accountId).groups, { description: null, color: null, ...given, members, ...times });
  }
  addHistory(store, seed, now);
  return store;
}

function timesOf(iso = '2026-01-05T09:00:00.000Z') {
  return { createdAt: Date.parse(iso), updatedAt: Date.parse(iso) };
}

function addAccounts(store: Store, seed: Seed): void {
  for (const { keys, phone = null, ...account } of seed.accounts) {
    const workspace = createWorkspace({ ...account, phone, limits: {}, features: {} });
    store.workspaces.set(account.id, workspace);
    for (const key of keys) store.keys.set(key, { workspace, team: null });
  }
  for (const { keys, instanceIds, ownerId, ...rest } of seed.teams ?? []) {
    const team = { ...rest, instanceIds: new Set(instanceIds) };
    for (const key of keys) store.keys.set(key, { workspace: workspaceOf(store, ownerId), team });
  }
}

function addHistory(store: Store, seed: Seed, now: number): void {
  for (const { peer, minutesAgo, ...past } of seed.messages ?? []) {
    const workspace = [...store.workspaces.values()].find(({ instances }) => instances.has(past.instanceId));
    if (!workspace) throw new Error(`The seed has a message of instance ${past.instanceId}, which it lacks`);
    const createdAt = now - minutesAgo * 60_000;
    const isInbound = past.direction === 'inbound';
    const message = newMessage(store, {
      ...past,
      accountId: workspace.account.id,
      contactId: contactByPhone(workspace, peer)?.id ?? null,
      from: isInbound ? peer : null,
      to: isInbound ? (workspace.instances.get(past.instanceId)?.waNumber ?? '') : peer,
      isHistory: true,
      createdAt,
      updatedAt: createdAt + 5_000,
    });
    if (past.status !== 'failed') {
      message.providerMessageId = providerId(message.id);
      message.sentAt = createdAt;
    }
    add(workspace.messages, message);
  }
}
