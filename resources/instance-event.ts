import { type InstanceRecord, instanceOutputFields, instanceSample } from './instance.ts';
import type { OutputField } from './output.ts';

/** An instance as a trigger outputs it: what happened to it, and when. */
export interface InstanceEventRecord extends InstanceRecord {
  event: string;
  occurred_at: string | null;
}

/** The sample of one state. */
export function instanceEventSample(state: 'connected' | 'disconnected') {
  return {
    ...instanceSample,
    status: state,
    is_connected: state === 'connected',
    event: `instance.${state}`,
    occurred_at: '2026-04-01T10:00:05.000Z',
  } satisfies InstanceEventRecord;
}

export const instanceEventOutputFields: OutputField<InstanceEventRecord>[] = [
  ...instanceOutputFields,
  { key: 'event', label: 'Event', type: 'string' },
  { key: 'occurred_at', label: 'Occurred At', type: 'datetime' },
];
