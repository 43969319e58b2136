import { type MessageRecord, messageOutputFields, messageSample } from './message.ts';
import type { OutputField } from './output.ts';

/** A message as a trigger outputs it: what happened to it, and when. Its id is `<event>:<message id>`. */
export interface MessageEventRecord extends MessageRecord {
  event: string;
  occurred_at: string | null;
  /** Whether the message itself is known, or only what the event said of it. */
  details_loaded: boolean;
}

/** The sample of one status. @param status as in the event's name: `received`, `sent`, `delivered`, `read`, `failed` */
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
    error: status === 'failed' ? 'The number is not on WhatsApp.' : null,
    event: `message.${status}`,
    occurred_at: '2026-04-01T10:00:05.000Z',
    details_loaded: true,
  } satisfies MessageEventRecord;
}

export const messageEventOutputFields: OutputField<MessageEventRecord>[] = [
  ...messageOutputFields,
  { key: 'event', label: 'Event', type: 'string' },
  { key: 'occurred_at', label: 'Occurred At', type: 'datetime' },
  { key: 'details_loaded', label: 'Details Loaded', type: 'boolean' },
];
