import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { instanceField } from '../lib/fields/instance.ts';
import { moreOptionFields, moreOptions } from '../lib/fields/options.ts';
import { recipientField } from '../lib/fields/recipient.ts';
import { namingEmptyVariables, templateContentOf, templateField } from '../lib/fields/template.ts';
import { dateOrderField, ifPastField, scheduledAtField, scheduleOf } from '../lib/fields/when.ts';
import { templateFields } from '../lib/finding/template-fields.ts';
import { type ScheduledRecord, scheduledOutputFields, scheduledSample } from '../lib/records/sent-message.ts';
import { run } from '../lib/run/run.ts';
import { sendLater } from '../lib/sending/send.ts';

const inputFields = defineInputFields([
  instanceField,
  recipientField,
  templateField,
  templateFields,
  scheduledAtField,
  ifPastField,
  ...moreOptionFields,
  dateOrderField,
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) => {
    const content = templateContentOf(bundle.inputData);
    const when = await scheduleOf(bundle.inputData, bundle.meta?.timezone);
    return namingEmptyVariables(
      bundle.inputData,
      sendLater(step, bundle.inputData, content, when, bundle.inputDataRaw),
    );
  })) satisfies CreatePerform<typeof inputFields, ScheduledRecord>;

export default defineCreate({
  key: 'schedule_template_message',
  noun: 'Message',
  display: {
    label: 'Schedule Template Message',
    description: 'Schedules a WhatsApp message made from a template to one person for later.',
  },
  operation: {
    inputFields,
    inputFieldGroups: [moreOptions],
    perform,
    sample: scheduledSample,
    outputFields: scheduledOutputFields,
  },
});
