import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { contentFields, contentOf, textField, typeField } from '../lib/fields/content.ts';
import { instanceField } from '../lib/fields/instance.ts';
import { moreOptionFields, moreOptions } from '../lib/fields/options.ts';
import { recipientField } from '../lib/fields/recipient.ts';
import { dateOrderField, ifPastField, scheduledAtField, scheduleOf } from '../lib/fields/when.ts';
import { type ScheduledRecord, scheduledOutputFields, scheduledSample } from '../lib/records/sent-message.ts';
import { run } from '../lib/run/run.ts';
import { sendLater } from '../lib/sending/send.ts';

const inputFields = defineInputFields([
  instanceField,
  recipientField,
  typeField,
  textField,
  contentFields('link'),
  scheduledAtField,
  ifPastField,
  ...moreOptionFields,
  dateOrderField,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) => {
    const when = await scheduleOf(bundle.inputData, bundle.meta?.timezone);
    const content = await contentOf(bundle.inputData, Math.max(Date.parse(when.utc), Date.now()), step.connection);
    return sendLater(step, bundle.inputData, content, when, bundle.inputDataRaw);
  })) satisfies CreatePerform<typeof inputFields, ScheduledRecord>;

export default defineCreate({
  key: 'schedule_message',
  noun: 'Message',
  display: {
    label: 'Schedule Message',
    description: 'Schedules a WhatsApp message to one person for later.',
  },
  operation: {
    inputFields,
    inputFieldGroups: [moreOptions],
    perform,
    sample: scheduledSample,
    outputFields: scheduledOutputFields,
  },
});
