import type { Message } from '../msgflash/schemas.ts';
import { shorten } from '../problem.ts';
import type { KnownInstance } from '../run/cache/instances.ts';
import { lines, outputFields } from './output.ts';
import { e164, readableNumber } from './phone.ts';

/** A message, sent or received, as steps output it. */
export interface MessageRecord {
  id: string;
  message_id: string;
  direction: string | null;
  status: string | null;
  type: string | null;
  from: string | null;
  to: string | null;
  text: string | null;
  media_url: string | null;
  /** A dehydrated pointer, which Zapier turns into the file when a later step uses it. */
  media_file: string | null;
  contact_id: string | null;
  campaign_id: string | null;
  instance_id: string | null;
  instance_name: string | null;
  instance_number: string | null;
  provider_message_id: string | null;
  error: string | null;
  warnings: string | null;
  safety_decision: string | null;
  safety_risk_level: string | null;
  safety_score: number | null;
  created_at: string | null;
  updated_at: string | null;
}

/** What a record is made from: the API's message. A delivery or a short response may lack every key but the ID. */
export type PartialMessage = Partial<Message> & Pick<Message, 'id'>;

/** From `/api-reference/messages/get`. @param mediaFile what `mediaPointer` returns */
export function messageRecord(
  message: PartialMessage,
  instance: KnownInstance | null,
  mediaFile: string | null,
): MessageRecord {
  const safety = message.safety ?? message.meta?.workerSafety;
  return {
    id: message.id,
    message_id: message.id,
    direction: message.direction ?? null,
    status: message.status ?? null,
    type: message.type ?? null,
    from: e164(message.from),
    to: e164(message.to),
    text: message.body ?? null,
    media_url: message.mediaUrl ?? null,
    media_file: mediaFile,
    contact_id: message.contactId ?? null,
    campaign_id: message.campaignId ?? null,
    instance_id: message.instanceId ?? null,
    instance_name: instance?.name ?? null,
    instance_number: e164(instance?.waNumber),
    provider_message_id: message.providerMessageId ?? null,
    error: message.error ?? null,
    warnings: lines(message.warnings),
    safety_decision: safety?.decision ?? null,
    safety_risk_level: safety?.riskLevel ?? null,
    safety_score: safety?.score ?? null,
    created_at: message.createdAt ?? null,
    updated_at: message.updatedAt ?? null,
  };
}

/** `To +33 6 39 98 00 42 · Your order is on its way · delivered · 2026-04-01 10:00` */
export async function messageLabel(message: Message): Promise<string> {
  const isInbound = message.direction === 'inbound';
  const who = `${isInbound ? 'From' : 'To'} ${await readableNumber(isInbound ? message.from : message.to)}`;
  const what = shorten(message.body?.replace(/\s+/g, ' ') ?? message.type ?? '', 40);
  const when = message.createdAt?.slice(0, 16).replace('T', ' ');
  return [who, what, message.status, when].filter(Boolean).join(' · ');
}

export const messageSample = {
  id: 'd4f0c7b6-6d0e-4a39-9d4b-2b8e2b7f1c11',
  message_id: 'd4f0c7b6-6d0e-4a39-9d4b-2b8e2b7f1c11',
  direction: 'outbound',
  status: 'queued',
  type: 'text',
  from: '+33639980001',
  to: '+33639980042',
  text: 'Hello Awa, your order is on its way.',
  media_url: null,
  media_file: null,
  contact_id: null,
  campaign_id: null,
  instance_id: '7c0e5a52-54bb-4b0c-9e7e-0f0a3f0c1a01',
  instance_name: 'Main Store',
  instance_number: '+33639980001',
  provider_message_id: null,
  error: null,
  warnings: null,
  safety_decision: 'allow',
  safety_risk_level: 'low',
  safety_score: 82,
  created_at: '2026-04-01T10:00:00.000Z',
  updated_at: '2026-04-01T10:00:05.000Z',
} satisfies MessageRecord;

export const messageOutputFields = outputFields<MessageRecord>(messageSample, {
  labels: {
    type: 'Message Type',
    status: 'Message Status',
    error: 'Error Message',
    media_url: 'Link to File',
    media_file: 'File',
    provider_message_id: 'WhatsApp Message ID',
  },
  types: { media_file: 'file' },
});
