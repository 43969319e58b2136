import { listGroups } from '../../lib/msgflash/operations.ts';
import { groupLabel } from '../../lib/records/group.ts';
import { dropdown } from './choice.ts';
import { cursorPage } from './cursor.ts';

export default dropdown('group_list', 'Group', async (step, page) => {
  const groups = await cursorPage(step, page, (cursor) => listGroups(step.api, { cursor }));
  return groups.map((group) => ({ id: group.id, label: groupLabel(group) }));
});
