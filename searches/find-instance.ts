import { defineInputFields, defineSearch, type SearchPerform } from 'zapier-platform-core';
import { required, wordIn } from '../lib/fields/values.ts';
import { getInstanceHealth, getInstanceState, listInstances } from '../lib/msgflash/operations.ts';
import { type InstanceRecord, instanceOutputFields, instanceRecord, instanceSample } from '../lib/records/instance.ts';
import { run } from '../lib/run/run.ts';
import { ifFound } from './found.ts';

const inputFields = defineInputFields([
  {
    key: 'search',
    label: 'Name or Number',
    type: 'string',
    required: true,
    helpText: 'The whole name of the instance, or its WhatsApp number.',
  },
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async ({ api, connection }) => {
    const search = required(wordIn(bundle.inputData, 'search'), 'Name or Number');
    const { instancesMeant } = await import('../lib/finding/names.ts');
    const [instance] = await instancesMeant(await listInstances(api), search, connection);
    if (!instance) return [];
    const [states, health] = await Promise.all([
      // Deleted since it was listed: not found.
      ifFound(getInstanceState(api, instance.id)),
      // Health is only guidance. If it cannot be read, the instance is still found.
      getInstanceHealth(api, instance.id).catch(() => null),
    ]);
    return states.map((state) => instanceRecord(instance, state, health));
  })) satisfies SearchPerform<typeof inputFields, InstanceRecord>;

export default defineSearch({
  key: 'find_instance',
  noun: 'Instance',
  display: {
    label: 'Find Instance',
    description: 'Finds one of your WhatsApp numbers, with its connection and its health.',
  },
  operation: { inputFields, perform, sample: instanceSample, outputFields: instanceOutputFields },
});
