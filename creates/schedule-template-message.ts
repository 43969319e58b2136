import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { instanceField } from '../fields/instance.ts';
import { moreOptionFields, moreOptions } from '../fields/options.ts';
import { recipientField } from '../fields/recipient.ts';
import { namingEmptyVariables, templateContentOf, templateField, templateFields } from '../fields/template.ts';
import { dateOrderField, ifPastField, scheduledAtField, scheduleOf } from '../fields/when.ts';
import { type ScheduledRecord, scheduledOutputFields, scheduledSample } from '../resources/sent-message.ts';
import { run } from '../runtime/run.ts';
import { sendLater } from '../sending/send.ts';

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
