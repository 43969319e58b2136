import { at } from '../../zapier/values.ts';
import type { Shop } from '../shop/shop.ts';
import type { Act } from '../step.ts';

const STEP = 'creates.create_campaign';

/** A campaign to a group, tomorrow. @returns the campaign's id */
export async function createForGroup(act: Act, { connection, mainStore }: Shop, group: string): Promise<string> {
  const filled = {
    instance_id: mainStore,
    name: 'Spring',
    starts_at: 'tomorrow at 9am',
    recipients: 'group',
    group_id: group,
    type: 'text',
    text: 'The spring collection is here.',
  };
  const late = await act.runs(connection, STEP, { ...filled, starts_at: '2024-03-20 09:00' });
  act.same('a start that has passed creates nothing', late.outcome, 'halted');

  const run = await act.runs(connection, STEP, filled);
  act.shows(run.output, ['status', 'starts_at', 'audience', 'audience_size', 'safety_decision']);
  act.same('it is scheduled', at(run.output, 'status'), 'scheduled');
  act.same('for the one contact of the group', at(run.output, 'audience_size'), 1);
  act.same('nothing has gone out yet', act.sent().length, 0);
  const labels = await act.opens(connection, 'creates.pause_campaign', 'campaign_id');
  act.same('the list of campaigns shows it, without a request', labels, ['Spring']);
  return String(at(run.output, 'id'));
}
