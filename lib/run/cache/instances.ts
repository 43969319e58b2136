import { listInstances } from '../../msgflash/operations.ts';
import type { Instance } from '../../msgflash/schemas.ts';
import type { Run } from '../types.ts';
import type { Instances } from './entries.ts';

/**
 * The connection's list of instances, cached because each list costs the user one API request, people open the same
 * dropdown many times, and every record names its instance.
 */

const KEY = 'instances';
const READING = 'instances:reading';
const DAY = 86_400;
const MINUTE = 60;
/** An old list is kept for longer than it is used, so that a trigger knows there is one to refresh. */
const KEPT = 7 * DAY;

/** What is cached of an instance. */
export type KnownInstance = Pick<Instance, 'id' | 'name' | 'waNumber' | 'status'>;

/** The list for a dropdown or a name look-up: at most a minute old. */
export async function currentInstances(run: Run): Promise<KnownInstance[]> {
  const list = await cached(run).catch(() => null);
  return list && age(list) < MINUTE ? list.items : refresh(run);
}

/** Finds instances by ID in the last list that was read, without a request; null if an instance is not in it. */
export async function knownInstances(run: Run): Promise<(instanceId: string | null) => KnownInstance | null> {
  const list = await lastList(run).catch(() => null);
  return (instanceId) => list?.items.find(({ id }) => id === instanceId) ?? null;
}

/** The same for one instance. */
export async function knownInstance(run: Run, instanceId: string | null): Promise<KnownInstance | null> {
  return (await knownInstances(run))(instanceId);
}

/**
 * The instance of an event, from a list that is at most a day old. An older list is refreshed with one request. If
 * there is no list at all, the result is null and no request is made.
 */
export async function datedInstance(run: Run, instanceId: string): Promise<KnownInstance | null> {
  const stored = await lastList(run).catch(() => null);
  if (stored && age(stored) >= DAY) return nameInstance(run, instanceId);
  return stored?.items.find(({ id }) => id === instanceId) ?? null;
}

/**
 * The instance of a record, for its name and number. Never fails, because what the record describes is already done. If
 * the list lacks the instance it is refreshed with one request, at most once a minute. Without a cache: null, and no
 * request.
 */
export async function nameInstance(run: Run, instanceId: string): Promise<KnownInstance | null> {
  return (await instancesWith(run, instanceId))?.find(({ id }) => id === instanceId) ?? null;
}

/** The list that `nameInstance` uses; null if there is none. */
export async function instancesWith(run: Run, instanceId: string): Promise<KnownInstance[] | null> {
  try {
    const list = await cached(run);
    if (list && (age(list) < MINUTE || list.items.some(({ id }) => id === instanceId))) return list.items;
    // First check that the cache stores anything: otherwise every record would cost a request.
    const token = crypto.randomUUID();
    await run.cache.set(READING, token, MINUTE);
    if ((await run.cache.get(READING)) !== token) return null;
    return await refresh(run);
  } catch {
    return null;
  }
}

function lastList(run: Run): Promise<Instances | null> {
  return run.cache.read(KEY, (all) => all.instances);
}

async function cached(run: Run): Promise<Instances | null> {
  const stored = await lastList(run);
  return stored && age(stored) < DAY ? stored : null;
}

async function refresh(run: Run): Promise<KnownInstance[]> {
  const items = (await listInstances(run.api)).map(({ id, name, waNumber, status }) => ({
    id,
    name,
    waNumber,
    status,
  }));
  await run.cache.set(KEY, { at: Date.now(), items } satisfies Instances, KEPT).catch(() => undefined);
  return items;
}

/** Seconds since the list was read. */
function age({ at }: Instances): number {
  return (Date.now() - at) / 1000;
}
