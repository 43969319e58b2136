import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { instanceField } from '../fields/instance.ts';
import { moreOptionFields, moreOptions } from '../fields/options.ts';
import { recipientField } from '../fields/recipient.ts';
import { namingEmptyVariables, templateContentOf, templateField, templateFields } from '../fields/template.ts';
import { type SentRecord, sentOutputFields, sentSample } from '../resources/sent-message.ts';
import { run } from '../runtime/run.ts';
import { sendNow } from '../sending/send.ts';

const inputFields = defineInputFields([
  instanceField,
  recipientField,
  templateField,
  templateFields,
  ...moreOptionFields,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) =>
    namingEmptyVariables(
      bundle.inputData,
      sendNow(step, bundle.inputData, templateContentOf(bundle.inputData), bundle.inputDataRaw),
    ),
  )) satisfies CreatePerform<typeof inputFields, SentRecord>;

export default defineCreate({
  key: 'send_template_message',
  noun: 'Message',
  display: {
    label: 'Send Template Message',
    description: 'Sends a WhatsApp message made from a template to one person.',
  },
  operation: {
    inputFields,
    inputFieldGroups: [moreOptions],
    perform,
    sample: sentSample,
    outputFields: sentOutputFields,
  },
});
