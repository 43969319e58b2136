import { listInstances } from '../../msgflash/operations.ts';
import type { Instance } from '../../msgflash/schemas.ts';
import type { Run } from '../types.ts';
import type { Instances } from './entries.ts';

/**
 * The connection's list of instances, kept in the platform's cache: a person opens the same dropdown many times, every
 * record that goes out names its instance, and each list costs the user one API request.
 */

const KEY = 'instances';
const READING = 'instances:reading';
const DAY = 86_400;
const MINUTE = 60;
/** Kept longer than believed, so that a trigger knows that there is a list to read anew. */
const KEPT = 7 * DAY;

/** What of an instance is kept. */
export type KnownInstance = Pick<Instance, 'id' | 'name' | 'waNumber' | 'status'>;

/** The list for a person who is choosing: at most a minute old. */
export async function currentInstances(run: Run): Promise<KnownInstance[]> {
  const known = await cached(run).catch(() => null);
  return known && age(known) < MINUTE ? known.items : refresh(run);
}

/** Instances by their ids, from the last list that was read and without any request; null for one that it lacks. */
export async function knownInstances(run: Run): Promise<(instanceId: string | null) => KnownInstance | null> {
  const stored = await lastList(run).catch(() => null);
  return (instanceId) => stored?.items.find(({ id }) => id === instanceId) ?? null;
}

/** One of them. */
export async function knownInstance(run: Run, instanceId: string | null): Promise<KnownInstance | null> {
  return (await knownInstances(run))(instanceId);
}

/**
 * The instance of an event: named by a list of at most a day, read anew by one request when it is older. Without any list
 * there is no name, and no request for one.
 */
export async function datedInstance(run: Run, instanceId: string): Promise<KnownInstance | null> {
  const stored = await lastList(run).catch(() => null);
  if (stored && age(stored) >= DAY) return nameInstance(run, instanceId);
  return stored?.items.find(({ id }) => id === instanceId) ?? null;
}

/**
 * The name for a record of something that has been done already: nothing here may fail. A list that lacks the instance
 * is read anew by one request, and not again within a minute. Without a cache there is no name, and no request for one.
 */
export async function nameInstance(run: Run, instanceId: string): Promise<KnownInstance | null> {
  return (await instancesWith(run, instanceId))?.find(({ id }) => id === instanceId) ?? null;
}

/** The list that `nameInstance` uses; null when there is none. */
export async function instancesWith(run: Run, instanceId: string): Promise<KnownInstance[] | null> {
  try {
    const known = await cached(run);
    if (known && (age(known) < MINUTE || known.items.some(({ id }) => id === instanceId))) return known.items;
    // A cache that keeps nothing would cost a request for each record.
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
  const known = await lastList(run);
  return known && age(known) < DAY ? known : null;
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
