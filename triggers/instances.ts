import { instanceFilterField } from '../lib/fields/instance.ts';
import { getInstance, listInstances } from '../lib/msgflash/operations.ts';
import type { Payload } from '../lib/msgflash/schemas.ts';
import { instanceRecord } from '../lib/records/instance.ts';
import {
  type InstanceEventRecord,
  instanceEventOutputFields,
  instanceEventSample,
} from '../lib/records/instance-event.ts';
import { datedInstance, type KnownInstance } from '../lib/run/cache/instances.ts';
import type { Run } from '../lib/run/types.ts';
import { type InstanceRow, instanceRows } from './events.ts';
import { chosenInstance, hookTrigger } from './hook.ts';

function instanceTrigger(row: InstanceRow) {
  return hookTrigger<InstanceEventRecord>({
    row,
    noun: 'Instance',
    inputFields: [instanceFilterField],
    events: () => [`instance.${row.state}`],
    // Without a time, tomorrow's event looks like today's. A repeat is better than a lost event.
    identity: ({ payload: { instanceId, timestamp } }) => timestamp && `${instanceId}:${timestamp}`,
    record: async (step, _values, { payload }) =>
      payload.instanceId
        ? eventRecord(row, await namedInstance(step, payload.instanceId, payload), payload.timestamp)
        : null,
    recent: async (step, values) => {
      const chosen = await chosenInstance(step, values);
      return (await listInstances(step.api))
        .filter(({ id, status }) => status === row.state && (chosen === '' || id === chosen))
        .map((instance) => eventRecord(row, instance, instance.updatedAt));
    },
    sample: instanceEventSample(row.state),
    outputFields: instanceEventOutputFields,
  });
}

/** The instance of an event, with its name and number: the event may carry only the ID, and an alert needs the name. */
async function namedInstance(step: Run, id: string, { name, waNumber }: Payload): Promise<KnownInstance> {
  const fromPayload = { id, name, waNumber, status: null };
  if (name && waNumber) return fromPayload;
  return (await datedInstance(step, id)) ?? getInstance(step.api, id).catch(() => fromPayload);
}

/** The state comes from the event, because the list that names the instance may be older. */
function eventRecord({ state }: InstanceRow, instance: KnownInstance, occurredAt: string | null): InstanceEventRecord {
  return { ...instanceRecord({ ...instance, status: state }), event: `instance.${state}`, occurred_at: occurredAt };
}

export const instanceTriggers = instanceRows.map(instanceTrigger);
