import { at } from '../../zapier/values.ts';
import type { Shop } from '../shop/shop.ts';
import type { StoryStep } from '../step.ts';

const STEP = 'creates.create_campaign';

/** A campaign to a group, tomorrow. @returns the campaign's id */
export async function createForGroup(
  story: StoryStep,
  { connection, mainStore }: Shop,
  group: string,
): Promise<string> {
  const filled = {
    instance_id: mainStore,
    name: 'Spring',
    starts_at: 'tomorrow at 9am',
    recipients: 'group',
    group_id: group,
    type: 'text',
    text: 'The spring collection is here.',
  };
  const late = await story.runs(connection, STEP, { ...filled, starts_at: '2024-03-20 09:00' });
  story.same('a start that has passed creates nothing', late.outcome, 'halted');

  const run = await story.runs(connection, STEP, filled);
  story.shows(run, ['status', 'starts_at', 'audience', 'audience_size', 'safety_decision']);
  story.same('it is scheduled', at(run.output, 'status'), 'scheduled');
  story.same('for the one contact of the group', at(run.output, 'audience_size'), 1);
  story.same('nothing has gone out yet', story.sent().length, 0);
  const labels = await story.opens(connection, 'creates.pause_campaign', 'campaign_id');
  story.same('the list of campaigns shows it, without a request', labels, ['Spring']);
  return String(at(run.output, 'id'));
}
