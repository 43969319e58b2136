import { expect, test } from '@jest/globals';
import { groupField, membersOf } from '../../../lib/fields/group.ts';
import { expectProblem } from './problem.ts';
import { expectInputFields } from './schema.ts';

const ids = (count: number) => Array.from({ length: count }, (_, n) => `cnt_${n}`);

test('a group and its contacts, each once', () => {
  expect(membersOf({ group_id: ' grp_1 ', contact_ids: ['a', 'b, a'] })).toEqual({
    groupId: 'grp_1',
    contactIds: ['a', 'b'],
  });
});

test('10 000 contacts are not too many', () => {
  expect(membersOf({ group_id: 'grp_1', contact_ids: ids(10_000) }).contactIds).toHaveLength(10_000);
});

test.each([
  ['no group', { contact_ids: ['a'] }, 'Group is empty. Fill in Group and try again. Nothing was done.'],
  [
    'no contact',
    { group_id: 'grp_1', contact_ids: [' '] },
    'Contacts is empty. Choose at least one contact and try again.',
  ],
  [
    'one more than 10 000',
    { group_id: 'grp_1', contact_ids: ids(10_001) },
    'Contacts holds 10001 contacts, and MsgFlash allows 10 000 at once. Split them over several steps. Nothing was changed.',
  ],
])('%s', (_what, values, sentence) => {
  expectProblem(() => membersOf(values), 'error', sentence);
});

test('the field has its list and its search', () => {
  expectInputFields([groupField]);
  expect(groupField).toMatchObject({ required: true, dynamic: 'group_list.id.label', search: 'find_group.id' });
});
