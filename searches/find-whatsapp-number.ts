import { defineInputFields, defineSearch, type SearchPerform } from 'zapier-platform-core';
import { instanceField, instanceOf } from '../lib/fields/instance.ts';
import { countryOptionField, moreOptions } from '../lib/fields/options.ts';
import { phoneOf } from '../lib/fields/recipient.ts';
import { wordIn } from '../lib/fields/values.ts';
import { idOf } from '../lib/finding/ids.ts';
import { Problem } from '../lib/problem.ts';
import { type NumberRecord, numberOutputFields, numberSample } from '../lib/records/number.ts';
import { lookUpNumber } from '../lib/run/numbers.ts';
import { run } from '../lib/run/run.ts';

const inputFields = defineInputFields([
  { ...instanceField, helpText: 'The connected number that runs the check.' },
  { key: 'phone', label: 'Phone', type: 'string', required: true, helpText: 'The number to check.' },
  countryOptionField,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) => {
    const instance = instanceOf(bundle.inputData);
    const number = await phoneOf(bundle.inputData, 'phone', 'Phone', step.connection);
    const instanceId = await idOf(step, 'instance', instance, bundle.inputData);
    const { isOnWhatsApp, reason } = await lookUpNumber(step.api, instanceId, number);
    if (isOnWhatsApp === null) {
      throw new Problem(
        'error',
        `MsgFlash could not find out whether ${number} is on WhatsApp. Try again in a few minutes.`,
      );
    }
    const input = wordIn(bundle.inputData, 'phone');
    return [{ id: number, input, number, is_on_whatsapp: isOnWhatsApp, reason }];
  })) satisfies SearchPerform<typeof inputFields, NumberRecord>;

export default defineSearch({
  key: 'find_whatsapp_number',
  noun: 'Number',
  display: { label: 'Find WhatsApp Number', description: 'Finds out whether a phone number is on WhatsApp.' },
  operation: {
    inputFields,
    inputFieldGroups: [moreOptions],
    perform,
    sample: numberSample,
    outputFields: numberOutputFields,
  },
});
