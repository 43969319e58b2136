import * as z from 'zod/mini';
import type { Campaign } from '../msgflash/schemas.ts';
import type { Run } from './run.ts';

/**
 * The campaigns that this connection created: the API has no list of campaigns, so that lists of them can only show what
 * was remembered here.
 */

const KEY = 'campaigns';
const MONTH = 30 * 86_400;
const MAX_KNOWN = 100;

const entries = z.array(z.object({ id: z.string(), name: z.string() }));
export type KnownCampaign = z.output<typeof entries>[number];

/** Newest first; none without a cache. */
export async function knownCampaigns({ cache }: Run): Promise<KnownCampaign[]> {
  const parsed = z.safeParse(entries, await cache.get(KEY).catch(() => null));
  return parsed.success ? parsed.data : [];
}

/** Never fails: the campaign is there, whether or not it will be in the list. */
export async function rememberCampaign(run: Run, { id, name }: Campaign): Promise<void> {
  const others = (await knownCampaigns(run)).filter((known) => known.id !== id);
  const known = [{ id, name: name ?? 'Campaign without a name' }, ...others].slice(0, MAX_KNOWN);
  await run.cache.set(KEY, known, MONTH).catch(() => undefined);
}
