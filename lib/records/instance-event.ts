import { type InstanceRecord, instanceOutputFields, instanceSample } from './instance.ts';
import { outputFields } from './output.ts';

/** An instance event, as a trigger outputs it: the instance, what happened and when. */
export interface InstanceEventRecord extends InstanceRecord {
  event: string;
  occurred_at: string | null;
}

const happened = (event: string) => ({ event, occurred_at: '2026-04-01T10:00:05.000Z' });

/** The sample of a trigger, by its state. */
export function instanceEventSample(state: 'connected' | 'disconnected') {
  return {
    ...instanceSample,
    status: state,
    is_connected: state === 'connected',
    ...happened(`instance.${state}`),
  } satisfies InstanceEventRecord;
}

export const instanceEventOutputFields = [...instanceOutputFields, ...outputFields(happened('instance.connected'))];
