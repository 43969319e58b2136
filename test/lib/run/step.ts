import type { ZObject } from 'zapier-platform-core';
import { Deadline } from '../../../lib/msgflash/deadline.ts';
import { Cache } from '../../../lib/run/cache/cache.ts';
import type { Run } from '../../../lib/run/types.ts';
import { CacheStandIn } from './cache/stand-in.ts';
import { KEY } from './platform.ts';

/** A run of its own with a cache that can be looked into. */
export function newRun(platform: ZObject, { ms = 25_000 } = {}): Run & { standIn: CacheStandIn } {
  const standIn = new CacheStandIn();
  const z = { ...platform, cache: standIn.cache };
  const deadline = new Deadline(ms);
  return {
    z,
    deadline,
    api: { request: z.request, deadline },
    cache: new Cache(z, deadline),
    connection: { apiKey: KEY, teamId: undefined, defaultCountry: undefined },
    isTest: false,
    standIn,
  };
}
