import { type MessageRecord, messageOutputFields, messageSample } from './message.ts';
import type { OutputField } from './output.ts';

/** What a send step outputs. */
export interface SentRecord extends MessageRecord {
  already_sent: boolean;
}

/** What a schedule step outputs: MsgFlash's answer does not say when, so we do. */
export interface ScheduledRecord extends SentRecord {
  scheduled_at: string;
}

export const sentSample = { ...messageSample, already_sent: false } satisfies SentRecord;

export const sentOutputFields: OutputField<SentRecord>[] = [
  ...messageOutputFields,
  { key: 'already_sent', label: 'Already Sent', type: 'boolean' },
];

export const scheduledSample = { ...sentSample, scheduled_at: '2027-04-03T15:00:00.000Z' } satisfies ScheduledRecord;

export const scheduledOutputFields: OutputField<ScheduledRecord>[] = [
  ...sentOutputFields,
  { key: 'scheduled_at', label: 'Scheduled At', type: 'datetime' },
];
