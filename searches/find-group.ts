import { defineInputFields, defineSearch, type SearchPerform } from 'zapier-platform-core';
import { required, wordIn } from '../lib/fields/values.ts';
import { groupByName } from '../lib/finding/exact.ts';
import { type GroupRecord, groupOutputFields, groupRecord, groupSample } from '../lib/records/group.ts';
import { run } from '../lib/run/run.ts';

const inputFields = defineInputFields([
  {
    key: 'name',
    label: 'Name',
    type: 'string',
    required: true,
    helpText: 'The whole name: “VIP” does not find “VIP Lyon”.',
  },
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async ({ api }) => {
    const name = required(wordIn(bundle.inputData, 'name'), 'Name');
    const group = await groupByName(api, name);
    return group ? [groupRecord(group)] : [];
  })) satisfies SearchPerform<typeof inputFields, GroupRecord>;

export default defineSearch({
  key: 'find_group',
  noun: 'Group',
  display: { label: 'Find Group', description: 'Finds a group of contacts by its name.' },
  operation: { inputFields, perform, sample: groupSample, outputFields: groupOutputFields },
});
