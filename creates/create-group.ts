import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { required, textIn, wordIn } from '../lib/fields/values.ts';
import { groupByName } from '../lib/finding/exact.ts';
import { createGroup } from '../lib/msgflash/operations.ts';
import { Problem, shorten } from '../lib/problem.ts';
import { type GroupRecord, groupOutputFields, groupRecord, groupSample } from '../lib/records/group.ts';
import { createdOnce } from '../lib/run/confirmed.ts';
import { run } from '../lib/run/run.ts';

const inputFields = defineInputFields([
  { key: 'name', label: 'Name', type: 'string', required: true, helpText: 'No other group may have this name.' },
  { key: 'description', label: 'Description', type: 'text', required: false, helpText: 'Only you see it.' },
  {
    key: 'color',
    label: 'Color',
    type: 'string',
    required: false,
    helpText: 'The color in MsgFlash, such as `#F59E0B`.',
  },
]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) => {
    const name = required(wordIn(bundle.inputData, 'name'), 'Name');
    const description = textIn(bundle.inputData, 'description');
    const color = colorOf(wordIn(bundle.inputData, 'color'));
    const group = { name, ...(description && { description }), ...(color && { color }) };
    const outcome = await createdOnce(
      step,
      `group ${name}`,
      Boolean(bundle.meta?.withSearch),
      () => createGroup(step.api, group),
      () => groupByName(step.api, name),
    );
    if (!outcome) {
      throw new Problem('halted', `A group called “${shorten(name, 60)}” already exists. Use Find Group to get it.`);
    }
    if ('found' in outcome) return groupRecord(outcome.found);
    const response = outcome.created;
    return groupRecord({
      ...response,
      name: response.name ?? name,
      description: response.description ?? (description || null),
      color: response.color ?? (color || null),
      contactCount: response.contactCount ?? 0,
    });
  })) satisfies CreatePerform<typeof inputFields, GroupRecord>;

/** The color as `#RRGGBB`, '' if the field is empty. @throws Problem `error` for anything that is not a color */
function colorOf(written: string): string {
  const color = written.replace(/^#?/, '#').toUpperCase();
  if (written === '' || /^#[0-9A-F]{6}$/.test(color)) return written && color;
  throw new Problem(
    'error',
    `“${shorten(written, 40)}” in Color is not a color. Write it like #F59E0B. Nothing was created.`,
  );
}

export default defineCreate({
  key: 'create_group',
  noun: 'Group',
  display: { label: 'Create Group', description: 'Creates a group of contacts.' },
  operation: { inputFields, perform, sample: groupSample, outputFields: groupOutputFields },
});
