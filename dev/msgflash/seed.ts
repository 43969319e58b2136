import type { Seed } from './records.ts';
import { addContact, createStore, createWorkspace, providerId, type Store, workspaceOf } from './store.ts';

/** The default creation time of the seed's records. */
const CREATED = Date.UTC(2026, 0, 5, 9);

const createdAt = (iso: string | undefined) => (iso === undefined ? CREATED : Date.parse(iso));

/** A store with the data of a seed. @param now the server's time, for the age of messages */
export function seededStore(seed: Seed, now: number): Store {
  const store = createStore(now);
  Object.assign(store.numbers, seed.numbers);
  addAccounts(store, seed);
  for (const { accountId, createdAt: at, ...rest } of seed.instances ?? []) {
    const created = createdAt(at);
    workspaceOf(store, accountId).instances.add({
      business: false,
      safetyState: 'stable',
      safetyScore: 90,
      ...rest,
      ...stamps(store, created),
      firstConnectedAt: rest.waNumber === null ? null : created,
    });
  }
  for (const { accountId, createdAt: at, type = 'text', body = null, mediaUrl = null, ...rest } of seed.templates ??
    []) {
    workspaceOf(store, accountId).templates.add({ ...rest, type, body, mediaUrl, ...stamps(store, createdAt(at)) });
  }
  for (const { accountId, createdAt: at, tags = [], meta = {}, ...rest } of seed.contacts ?? []) {
    addContact(workspaceOf(store, accountId), { ...rest, tags, meta, ...stamps(store, createdAt(at)) });
  }
  for (const { accountId, createdAt: at, contactIds = [], description = null, color = null, ...rest } of seed.groups ??
    []) {
    const { seq, createdAt: created } = stamps(store, createdAt(at));
    const members = new Map(contactIds.map((id) => [id, created]));
    workspaceOf(store, accountId).groups.add({ ...rest, description, color, seq, createdAt: created, members });
  }
  addHistory(store, seed, now);
  return store;
}

function stamps(store: Store, created: number) {
  return { seq: store.nextSeq(), createdAt: created, updatedAt: created };
}

function addAccounts(store: Store, seed: Seed): void {
  for (const { keys, phone = null, ...account } of seed.accounts) {
    const workspace = createWorkspace({ ...account, phone, subscription: 'active', limits: {}, features: {} });
    store.workspaces.set(account.id, workspace);
    for (const key of keys) store.keys.set(key, { workspace, team: null });
  }
  for (const { keys, instanceIds, ...rest } of seed.teams ?? []) {
    const team = { ...rest, instanceIds: new Set(instanceIds) };
    for (const key of keys) store.keys.set(key, { workspace: workspaceOf(store, team.ownerId), team });
  }
}

function addHistory(store: Store, seed: Seed, now: number): void {
  for (const past of seed.messages ?? []) {
    const home = [...store.workspaces.values()].find((workspace) => workspace.instances.get(past.instanceId));
    const instance = home?.instances.get(past.instanceId);
    if (!home || !instance) throw new Error(`The seed has a message of instance ${past.instanceId}, which it lacks`);
    const created = now - past.minutesAgo * 60_000;
    const isInbound = past.direction === 'inbound';
    const isFailed = past.status === 'failed';
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
      to: isInbound ? (instance.waNumber ?? '') : past.peer,
      body: past.body ?? null,
      mediaUrl: past.mediaUrl ?? null,
      status: past.status,
      error: past.error ?? null,
      meta: {},
      providerMessageId: isFailed ? null : providerId(store.nextSeq()),
      extra: {},
      countsWhenSent: false,
      scheduledAt: null,
      sentAt: isFailed ? null : created,
      isHistory: true,
      createdAt: created,
      updatedAt: created + 5_000,
    });
  }
}
