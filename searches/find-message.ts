import { defineInputFields, defineSearch, type SearchPerform } from 'zapier-platform-core';
import { required, wordIn } from '../lib/fields/values.ts';
import { getMessage } from '../lib/msgflash/operations.ts';
import { type MessageRecord, messageOutputFields, messageRecord, messageSample } from '../lib/records/message.ts';
import { knownInstance } from '../lib/run/cache/instances.ts';
import { mediaPointer } from '../lib/run/message-media.ts';
import { run } from '../lib/run/run.ts';
import { ifFound } from './found.ts';

const inputFields = defineInputFields([
  {
    key: 'message_id',
    label: 'Message',
    type: 'string',
    required: true,
    dynamic: 'message_list.id.label',
    helpText: 'From the list, or the ID or Message ID of an earlier step or trigger.',
  },
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) => {
    // A trigger's record has the ID `<event>:<message ID>`.
    const messageId = required(wordIn(bundle.inputData, 'message_id'), 'Message').replace(/^message\.[a-z]+:/, '');
    const found = await ifFound(getMessage(step.api, messageId));
    return Promise.all(
      found.map(async (message) =>
        messageRecord(message, await knownInstance(step, message.instanceId), mediaPointer(step, message)),
      ),
    );
  })) satisfies SearchPerform<typeof inputFields, MessageRecord>;

export default defineSearch({
  key: 'find_message',
  noun: 'Message',
  display: { label: 'Find Message', description: 'Finds a message and its current status.' },
  operation: { inputFields, perform, sample: messageSample, outputFields: messageOutputFields },
});
