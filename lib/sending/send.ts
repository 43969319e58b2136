import { instanceOf } from '../fields/instance.ts';
import { checksOf, onceOf } from '../fields/options.ts';
import { recipientOf } from '../fields/recipient.ts';
import type { Values } from '../fields/values.ts';
import type { When } from '../fields/when.ts';
import { withIds } from '../finding/ids.ts';
import type { Content } from '../msgflash/content.ts';
import { type Outgoing, scheduleMessage, sendMessage, type TemplateContent } from '../msgflash/operations.ts';
import { messageRecord, type PartialMessage } from '../records/message.ts';
import { withValues } from '../records/output.ts';
import type { ScheduledRecord, SentRecord } from '../records/sent-message.ts';
import { knownInstance, nameInstance } from '../run/cache/instances.ts';
import { mediaPointer } from '../run/message-media.ts';
import type { Run } from '../run/types.ts';

/**
 * Sends a message now. Costs one API request, and one more a day for the name of the instance.
 *
 * @param raw the fields before Zapier filled them in, see `onceOf`
 * @throws Problem naming the field, before anything is sent; also what `deliver` throws
 */
export async function sendNow(
  run: Run,
  values: Values,
  content: Content | TemplateContent,
  raw?: Values,
): Promise<SentRecord> {
  return sendAs(run, values, content, raw, null, sendMessage);
}

/** Schedules a message. A time that has passed means now: `scheduleOf` lets it through only if the user chose that. */
export async function sendLater(
  run: Run,
  values: Values,
  content: Content | TemplateContent,
  when: When,
  raw?: Values,
): Promise<ScheduledRecord> {
  const record = await sendAs(run, values, content, raw, when.utc, (api, message) =>
    when.isPast ? sendMessage(api, message) : scheduleMessage(api, message, when.utc),
  );
  return { ...record, scheduled_at: when.utc, scheduled_at_local: when.local };
}

async function sendAs(
  run: Run,
  values: Values,
  content: Content | TemplateContent,
  raw: Values | undefined,
  sendAt: string | null,
  send: typeof sendMessage,
): Promise<SentRecord> {
  const onceFor = onceOf(values, raw);
  const written = { instanceId: instanceOf(values), to: await recipientOf(values, run.connection), ...content };
  // Read before looking up a name costs a request.
  const checks = checksOf(values);
  const outgoing = await withIds(run, written, values);
  // Imported here because only steps that send need it.
  const { deliver } = await import('./deliver.ts');
  const { message, alreadySent } = await deliver(run, outgoing, { onceFor, sendAt, checks, send });
  const instance = await (alreadySent ? knownInstance : nameInstance)(run, outgoing.instanceId);
  const sent = { ...fromRequest(outgoing), ...fromResponse(message) };
  const record = messageRecord(sent, instance, mediaPointer(run, sent));
  return { ...record, from: record.from ?? record.instance_number, already_sent: alreadySent };
}

/** What the request says about the message. */
function fromRequest(outgoing: Outgoing): Partial<PartialMessage> {
  const content = 'templateId' in outgoing ? {} : { type: outgoing.type };
  return {
    ...content,
    instanceId: outgoing.instanceId,
    to: outgoing.to,
    ...('text' in outgoing && { body: outgoing.text ?? null }),
    ...('mediaUrl' in outgoing && { mediaUrl: outgoing.mediaUrl }),
    ...('contactId' in outgoing && { contactId: outgoing.contactId ?? null }),
  };
}

/**
 * What the response says about it, without the empty keys: some documented versions are short, and the request fills
 * them.
 */
function fromResponse(message: PartialMessage): PartialMessage {
  return { ...withValues(message), id: message.id, direction: 'outbound' };
}
