import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { contentFields, contentOf, textField, typeField } from '../lib/fields/content.ts';
import { instanceField } from '../lib/fields/instance.ts';
import { moreOptionFields, moreOptions } from '../lib/fields/options.ts';
import { recipientField } from '../lib/fields/recipient.ts';
import { type SentRecord, sentOutputFields, sentSample } from '../lib/records/sent-message.ts';
import { run } from '../lib/run/run.ts';
import { sendNow } from '../lib/sending/send.ts';

const inputFields = defineInputFields([
  instanceField,
  recipientField,
  typeField,
  textField,
  contentFields('file'),
  ...moreOptionFields,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) =>
    sendNow(step, bundle.inputData, await contentOf(bundle.inputData, null, step.connection), bundle.inputDataRaw),
  )) satisfies CreatePerform<typeof inputFields, SentRecord>;

export default defineCreate({
  key: 'send_message',
  noun: 'Message',
  display: {
    label: 'Send Message',
    description: 'Sends a WhatsApp message to one person.',
  },
  operation: {
    inputFields,
    inputFieldGroups: [moreOptions],
    perform,
    sample: sentSample,
    outputFields: sentOutputFields,
  },
});
