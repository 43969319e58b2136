import { at } from '../../zapier/values.ts';
import { A_DAY, A_MINUTE, type Shop } from '../shop/shop.ts';
import type { Act } from '../step.ts';

/** Its time comes, the messages go out, and the counters say so. */
export async function readProgress(act: Act, { connection }: Shop, campaign: string): Promise<void> {
  act.happens('Its time comes.');
  // Nine in the morning of tomorrow is more than a day away for whoever is up before nine.
  await act.stage.pass(2 * A_DAY);
  await act.stage.pass(A_MINUTE);
  const run = await act.runs(connection, 'searches.find_campaign', { campaign_id: campaign });
  act.shows(run.first, ['status', 'total', 'sent', 'delivered', 'read', 'failed', 'progress_percent']);
  act.same('it is completed', at(run.first, 'status'), 'completed');
  act.same(
    'one message went out, and is in the ledger',
    act.stage.ledger().filter(({ campaignId }) => campaignId === campaign).length,
    1,
  );
  act.same('all of it is done', at(run.first, 'progress_percent'), 100);
}
