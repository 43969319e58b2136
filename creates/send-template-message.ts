import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { instanceField } from '../lib/fields/instance.ts';
import { moreOptionFields, moreOptions } from '../lib/fields/options.ts';
import { recipientField } from '../lib/fields/recipient.ts';
import { namingEmptyVariables, templateContentOf, templateField } from '../lib/fields/template.ts';
import { templateFields } from '../lib/finding/template-fields.ts';
import { type SentRecord, sentOutputFields, sentSample } from '../lib/records/sent-message.ts';
import { run } from '../lib/run/run.ts';
import { sendNow } from '../lib/sending/send.ts';

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
