import { z } from 'zod';

/**
 * The version of the documentation that the server follows. Each key is one point where the documentation contradicts
 * itself.
 */
export const generation = z.object({
  /**
   * `old`: GET /contacts is a plain array with `meta`, and groups have no paging, as on older pages.
   * `arrays`: every list is a plain array.
   */
  lists: z.enum(['new', 'old', 'arrays']),
  /** `partial`: single objects have only the keys of the shortest sample. */
  objects: z.enum(['full', 'partial']),
  /** `without_body`: a single template has no text, as on its reference page. */
  templates: z.enum(['full', 'without_body']),
  /** The response of POST /webhooks: the union of both samples, or one of them. */
  webhookCreate: z.enum(['union', 'with_active', 'without_active']),
  /** `plain`: waNumber without the plus, as on the fundamentals page. */
  waNumber: z.enum(['plus', 'plain']),
  /** Whether GET /messages accepts `status=received`, which is not documented. */
  receivedFilter: z.enum(['accepted', 'refused']),
});

/** The shape of webhook payloads. Two shapes are documented, their full contents are not. */
export const payloads = z.object({
  shape: z.enum(['flat', 'nested']),
  /**
   * `thin`: the keys of the one documented sample. `full`: every key of a message. `sketch`: only message ID and
   * status, as in the nested sketch on the fundamentals page.
   */
  detail: z.enum(['thin', 'full', 'sketch']),
});

/** How sent messages are listed. No page says that it is as they were sent. */
export const listing = z.object({
  /**
   * `device`: WhatsApp's ID of the recipient's phone, with the device. `lid`: an ID of WhatsApp without a number in it.
   * `without_nine`: a Brazilian mobile without the ninth digit.
   */
  recipients: z.enum(['as_sent', 'device', 'lid', 'without_nine']),
  voiceNotes: z.enum(['as_sent', 'audio']),
  /** `escaped`: with HTML entities. `tidied`: with plain spaces instead of non-breaking ones, and none at the end. */
  texts: z.enum(['as_sent', 'escaped', 'tidied']),
  /** `own_link`: with a link of MsgFlash instead of the sender's. */
  media: z.enum(['as_sent', 'own_link']),
});

export type Payloads = z.infer<typeof payloads>;
export type Listing = z.infer<typeof listing>;

export interface Settings {
  generation: z.infer<typeof generation>;
  payloads: Payloads;
  listing: Listing;
}

/** The newest documented shapes. */
export function defaultSettings(): Settings {
  return {
    generation: {
      lists: 'new',
      objects: 'full',
      templates: 'full',
      webhookCreate: 'union',
      waNumber: 'plus',
      receivedFilter: 'accepted',
    },
    payloads: { shape: 'flat', detail: 'thin' },
    listing: { recipients: 'as_sent', voiceNotes: 'as_sent', texts: 'as_sent', media: 'as_sent' },
  };
}
