import type { Campaign } from '../../msgflash/schemas.ts';
import type { Run } from '../types.ts';
import type { KnownCampaign } from './entries.ts';

/**
 * The campaigns that this connection created. The API cannot list campaigns, so the dropdown shows only what is
 * remembered here.
 */

const KEY = 'campaigns';
const MONTH = 30 * 86_400;
const MAX_KNOWN = 100;

/** The remembered campaigns, newest first; empty if the cache cannot be read. */
export async function knownCampaigns({ cache }: Run): Promise<KnownCampaign[]> {
  return (await cache.read(KEY, (all) => all.campaigns).catch(() => null)) ?? [];
}

/** Adds a campaign to the list. Never fails: the campaign is already created. */
export async function rememberCampaign(run: Run, { id, name }: Campaign): Promise<void> {
  const others = (await knownCampaigns(run)).filter((other) => other.id !== id);
  const list = [{ id, name: name ?? 'Campaign without a name' }, ...others].slice(0, MAX_KNOWN);
  await run.cache.set(KEY, list, MONTH).catch(() => undefined);
}
