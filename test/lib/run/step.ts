import type { ZObject } from 'zapier-platform-core';
import { Deadline } from '../../../lib/msgflash/deadline.ts';
import { Cache } from '../../../lib/run/cache/cache.ts';
import type { Run } from '../../../lib/run/types.ts';
import { CacheStandIn } from './cache/stand-in.ts';
import { KEY } from './platform.ts';

/** A run of its own with a cache that can be looked into. @param shared the cache of an earlier run */
export function newRun(
  platform: ZObject,
  { ms = 25_000, shared = new CacheStandIn() } = {},
): Run & { standIn: CacheStandIn } {
  const z = { ...platform, cache: shared.cache };
  const deadline = new Deadline(ms);
  return {
    z,
    deadline,
    api: { request: z.request, deadline },
    cache: new Cache(z, deadline),
    connection: { apiKey: KEY, teamId: undefined, defaultCountry: undefined },
    isTest: false,
    standIn: shared,
  };
}
