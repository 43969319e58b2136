import { z } from 'zod';
import type { RateLimit } from '../limits.ts';
import { generation, listing, payloads, type Settings } from '../settings.ts';
import { action } from './action.ts';

/** Chooses between contradictory versions of the documentation, and sets the rate limit. */
export function settingControl(settings: Settings, rate: RateLimit) {
  return {
    setGeneration: action(generation.partial(), (changes) => void Object.assign(settings.generation, changes)),
    setPayloads: action(payloads.partial(), (changes) => void Object.assign(settings.payloads, changes)),
    setListing: action(listing.partial(), (changes) => void Object.assign(settings.listing, changes)),
    setRateLimit: action(z.object({ perSecond: z.number().int().min(1).nullable() }), ({ perSecond }) => {
      rate.perSecond = perSecond;
    }),
  };
}
