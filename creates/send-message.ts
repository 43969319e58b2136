import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { contentFields, contentOf, typeField } from '../fields/content.ts';
import { instanceField } from '../fields/instance.ts';
import { moreOptionFields, moreOptions } from '../fields/options.ts';
import { recipientField } from '../fields/recipient.ts';
import { type SentRecord, sentOutputFields, sentSample } from '../resources/sent-message.ts';
import { run } from '../runtime/run.ts';
import { sendNow } from '../sending/send.ts';

const inputFields = defineInputFields([
  instanceField,
  recipientField,
  typeField,
  contentFields('file'),
  ...moreOptionFields,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) =>
    sendNow(step, bundle.inputData, await contentOf(bundle.inputData, 'file', step.connection), bundle.inputDataRaw),
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
