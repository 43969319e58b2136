import { defineInputFields, defineSearch, type SearchPerform } from 'zapier-platform-core';
import { required, wordIn } from '../lib/fields/values.ts';
import { folded } from '../lib/finding/pages.ts';
import { getInstanceHealth, getInstanceState, listInstances } from '../lib/msgflash/operations.ts';
import type { Instance } from '../lib/msgflash/schemas.ts';
import { type InstanceRecord, instanceOutputFields, instanceRecord, instanceSample } from '../lib/records/instance.ts';
import { samePerson } from '../lib/records/person.ts';
import { e164 } from '../lib/records/phone.ts';
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
  run(z, bundle, async ({ api }) => {
    const search = required(wordIn(bundle.inputData, 'search'), 'Name or Number');
    const instance = (await listInstances(api)).find((candidate) => isMeant(candidate, search));
    if (!instance) return [];
    const [states, health] = await Promise.all([
      // Gone since it was listed: not found.
      ifFound(getInstanceState(api, instance.id)),
      // Guidance only: without it the instance is found all the same.
      getInstanceHealth(api, instance.id).catch(() => null),
    ]);
    return states.map((state) => instanceRecord(instance, state, health));
  })) satisfies SearchPerform<typeof inputFields, InstanceRecord>;

/** Whole names and whole numbers only: a message must not go out from a number that merely looks alike. */
function isMeant({ id, name, waNumber }: Instance, search: string): boolean {
  const number = /^[\d\s+().-]+$/.test(search) ? e164(search.replace(/^\s*00/, '').replace(/\D/g, '')) : null;
  const own = e164(waNumber);
  const isNumber = number !== null && own !== null && samePerson(number, own);
  return id === search || folded(name) === folded(search) || isNumber;
}

export default defineSearch({
  key: 'find_instance',
  noun: 'Instance',
  display: {
    label: 'Find Instance',
    description: 'Finds one of your WhatsApp numbers, with its connection and its health.',
  },
  operation: { inputFields, perform, sample: instanceSample, outputFields: instanceOutputFields },
});
