import { type MessageRecord, messageOutputFields, messageSample } from './message.ts';
import { outputFields } from './output.ts';

/** What a send step outputs. */
export interface SentRecord extends MessageRecord {
  already_sent: boolean;
}

/** What a schedule step outputs. MsgFlash's response has no time, so it is added here. */
export interface ScheduledRecord extends SentRecord {
  /** ISO 8601, UTC. */
  scheduled_at: string;
  /** The same time in the Zap's time zone, with its offset. */
  scheduled_at_local: string;
}

const sent = { already_sent: false };
export const sentSample = { ...messageSample, ...sent } satisfies SentRecord;
export const sentOutputFields = [...messageOutputFields, ...outputFields(sent)];

const scheduled = { scheduled_at: '2027-04-03T15:00:00.000Z', scheduled_at_local: '2027-04-03T17:00:00.000+02:00' };
export const scheduledSample = { ...sentSample, ...scheduled } satisfies ScheduledRecord;
export const scheduledOutputFields = [...sentOutputFields, ...outputFields(scheduled)];
