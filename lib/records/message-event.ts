import { type MessageRecord, messageOutputFields, messageSample } from './message.ts';
import { outputFields } from './output.ts';

/** A message event, as a trigger outputs it: the message, what happened and when. Its ID is `<event>:<message ID>`. */
export interface MessageEventRecord extends MessageRecord {
  event: string;
  occurred_at: string | null;
  /** Whether the record has the whole message, or only what the payload carried. */
  details_loaded: boolean;
  sender_name: string | null;
}

const happened = (event: string) => ({
  event,
  occurred_at: '2026-04-01T10:00:05.000Z',
  details_loaded: true,
  sender_name: 'Awa Diop',
});

/**
 * The sample of a trigger.
 *
 * @param status as in the name of the event: `received`, `sent`, `delivered`, `read`, `failed`
 */
export function messageEventSample(status: string) {
  const isInbound = status === 'received';
  return {
    ...messageSample,
    id: `message.${status}:${messageSample.message_id}`,
    direction: isInbound ? 'inbound' : 'outbound',
    status,
    from: isInbound ? messageSample.to : messageSample.from,
    to: isInbound ? messageSample.from : messageSample.to,
    text: isInbound ? 'Hello, is my order on its way?' : messageSample.text,
    provider_message_id: 'BAE5D1A2B3C4D5E6',
    error: status === 'failed' ? 'The number is not on WhatsApp.' : null,
    ...happened(`message.${status}`),
  } satisfies MessageEventRecord;
}

export const messageEventOutputFields = [...messageOutputFields, ...outputFields(happened('message.sent'))];
