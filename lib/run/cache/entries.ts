import * as z from 'zod/mini';

/** The entries that the connector stores in Zapier's cache. An entry that does not match its schema is ignored. */

/** What is remembered of a sent message: its ID and when it was sent, nothing of its content. */
export const done = z.object({ id: z.string(), at: z.string() });
export type Done = z.output<typeof done>;

/**
 * An attempt to send a message: the token of its run, when it was made (ms since 1970), when the first attempt that it
 * took over was made, and whether MsgFlash refused the message.
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

/** Campaigns that this connection created, newest first. */
export const campaigns = z.array(z.object({ id: z.string(), name: z.string() }));
export type KnownCampaign = z.output<typeof campaigns>[number];

/** What is needed to build the fields of a template, and when it was read (ms since 1970). */
export const template = z.object({
  at: z.number(),
  template: z.object({
    name: z.nullable(z.string()),
    body: z.nullable(z.string()),
    variables: z.nullable(z.array(z.string())),
  }),
});
export type KnownTemplate = z.output<typeof template>['template'];

/** Page number → cursor of a dropdown; an empty cursor means that there are no more pages. */
export const cursors = z.record(z.string(), z.string());
