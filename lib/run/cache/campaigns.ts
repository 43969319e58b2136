import type { Campaign } from '../../msgflash/schemas.ts';
import type { Run } from '../types.ts';
import type { KnownCampaign } from './entries.ts';

/**
 * The campaigns that this connection created: the API has no list of campaigns, so that lists of them can only show what
 * was remembered here.
 */

const KEY = 'campaigns';
const MONTH = 30 * 86_400;
const MAX_KNOWN = 100;

/** Newest first; none without a cache. */
export async function knownCampaigns({ cache }: Run): Promise<KnownCampaign[]> {
  return (await cache.read(KEY, (all) => all.campaigns).catch(() => null)) ?? [];
}

/** Never fails: the campaign is there, whether or not it will be in the list. */
export async function rememberCampaign(run: Run, { id, name }: Campaign): Promise<void> {
  const others = (await knownCampaigns(run)).filter((known) => known.id !== id);
  const known = [{ id, name: name ?? 'Campaign without a name' }, ...others].slice(0, MAX_KNOWN);
  await run.cache.set(KEY, known, MONTH).catch(() => undefined);
}
