import { at } from '../../zapier/values.ts';
import { A_DAY, A_MINUTE, type Shop } from '../shop/shop.ts';
import type { StoryStep } from '../step.ts';

/** Its time comes, the messages go out, and the counters say so. */
export async function readProgress(story: StoryStep, { connection }: Shop, campaign: string): Promise<void> {
  story.happens('Its time comes.');
  // Nine in the morning of tomorrow is more than a day away for whoever is up before nine.
  await story.environment.pass(2 * A_DAY);
  await story.environment.pass(A_MINUTE);
  const run = await story.runs(connection, 'searches.find_campaign', { campaign_id: campaign });
  story.shows(run, ['status', 'total', 'sent', 'delivered', 'read', 'failed', 'progress_percent']);
  story.same('it is completed', at(run.first, 'status'), 'completed');
  story.same(
    'one message went out, and is in the ledger',
    story.environment.ledger().filter(({ campaignId }) => campaignId === campaign).length,
    1,
  );
  story.same('all of it is done', at(run.first, 'progress_percent'), 100);
}
