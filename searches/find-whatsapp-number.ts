import { defineInputFields, defineSearch, type SearchPerform } from 'zapier-platform-core';
import { idOf } from '../fields/ids.ts';
import { instanceField, instanceOf } from '../fields/instance.ts';
import { countryField, phoneOf } from '../fields/recipient.ts';
import { wordIn } from '../fields/values.ts';
import { type NumberRecord, numberOutputFields, numberSample } from '../resources/number.ts';
import { lookUpNumber } from '../runtime/numbers.ts';
import { Problem } from '../runtime/problem.ts';
import { run } from '../runtime/run.ts';

const inputFields = defineInputFields([
  { ...instanceField, helpText: 'A connected WhatsApp number, which asks.' },
  { key: 'phone', label: 'Phone', type: 'string', required: true, helpText: 'The number to look for.' },
  countryField,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) => {
    const instance = instanceOf(bundle.inputData);
    const number = await phoneOf(bundle.inputData, 'phone', 'Phone', step.connection);
    const instanceId = await idOf(step, 'instance', instance, bundle.inputData);
    const { isOnWhatsApp, reason } = await lookUpNumber(step, instanceId, number);
    if (isOnWhatsApp === null) {
      throw new Problem(
        'error',
        `MsgFlash could not tell whether ${number} is on WhatsApp. Try again in a few minutes.`,
      );
    }
    const input = wordIn(bundle.inputData, 'phone');
    return [{ id: number, input, number, is_on_whatsapp: isOnWhatsApp, reason }];
  })) satisfies SearchPerform<typeof inputFields, NumberRecord>;

export default defineSearch({
  key: 'find_whatsapp_number',
  noun: 'Number',
  display: { label: 'Find WhatsApp Number', description: 'Finds out whether a phone number is on WhatsApp.' },
  operation: { inputFields, perform, sample: numberSample, outputFields: numberOutputFields },
});
