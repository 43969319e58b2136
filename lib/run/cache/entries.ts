import * as z from 'zod/mini';

/** What the connector keeps in the platform's cache. Anything else that is found there counts as nothing. */

/** What is left of a message that went out: enough to say so, nothing about what was in it. */
export const done = z.object({ id: z.string(), at: z.string() });
export type Done = z.output<typeof done>;

/**
 * An attempt to send a message: whose it is, when it was made (ms since 1970), when the first of the attempts was made
 * that it took over, and whether MsgFlash refused the message.
 */
export const attempt = z.object({
  token: z.string(),
  at: z.number(),
  since: z.optional(z.number()),
  refused: z.optional(z.boolean()),
});
export type Attempt = z.output<typeof attempt>;

/** The connection's instances, and when they were read (ms since 1970). */
export const instances = z.object({
  at: z.number(),
  items: z.array(
    z.object({
      id: z.string(),
      name: z.nullable(z.string()),
      waNumber: z.nullable(z.string()),
      status: z.nullable(z.string()),
    }),
  ),
});
export type Instances = z.output<typeof instances>;

/** Campaigns that this connection created, the latest first. */
export const campaigns = z.array(z.object({ id: z.string(), name: z.string() }));
export type KnownCampaign = z.output<typeof campaigns>[number];

/** What a template's form is made of, and when it was read (ms since 1970). */
export const template = z.object({
  at: z.number(),
  template: z.object({
    name: z.nullable(z.string()),
    body: z.nullable(z.string()),
    variables: z.nullable(z.array(z.string())),
  }),
});
export type KnownTemplate = z.output<typeof template>['template'];

/** Page number → cursor of a list; the empty one stands beyond its end. */
export const cursors = z.record(z.string(), z.string());
