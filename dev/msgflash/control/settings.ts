import { z } from 'zod';
import type { RateLimit } from '../limits.ts';
import type { Settings } from '../settings.ts';
import { action } from './action.ts';

/** Chooses between contradictory versions of the documentation, and sets the rate limit. */
export function settingControl({ generation, listing, payloads }: Settings, rate: RateLimit) {
  return {
    setPayloads: action(
      z.object({ shape: z.enum(['flat', 'nested']), detail: z.enum(['thin', 'full', 'sketch']) }).partial(),
      (changes) => void Object.assign(payloads, changes),
    ),
    setGeneration: action(
      z
        .object({
          lists: z.enum(['new', 'old', 'arrays']),
          objects: z.enum(['full', 'partial']),
          templates: z.enum(['full', 'without_body']),
          webhookCreate: z.enum(['union', 'with_active', 'without_active']),
          waNumber: z.enum(['plus', 'plain']),
          messages: z.enum(['newest_first', 'oldest_first']),
          receivedFilter: z.enum(['accepted', 'refused']),
        })
        .partial(),
      (changes) => void Object.assign(generation, changes),
    ),
    setListing: action(
      z
        .object({
          recipients: z.enum(['as_sent', 'device', 'lid', 'without_nine']),
          voiceNotes: z.enum(['as_sent', 'audio']),
          texts: z.enum(['as_sent', 'escaped', 'tidied']),
          media: z.enum(['as_sent', 'own_link']),
        })
        .partial(),
      (changes) => void Object.assign(listing, changes),
    ),
    setRateLimit: action(z.object({ perSecond: z.number().int().min(1).nullable() }), ({ perSecond }) => {
      rate.perSecond = perSecond;
    }),
  };
}
