import { at } from '../../zapier/values.ts';
import type { Shop } from '../shop/shop.ts';
import type { Act } from '../step.ts';

/** What is left of the plan, and the mark at which a Zap should warn. */
export async function checkQuota(act: Act, { connection }: Shop): Promise<void> {
  const calm = await act.runs(connection, 'searches.find_usage', {});
  act.shows(calm.first, ['plan', 'messages_used', 'messages_remaining', 'api_requests_used']);
  act.same('far from the mark', at(calm.first, 'is_above_mark'), false);
  act.happens('The month goes on: 45 000 of 50 000 messages are sent.');
  act.stage.msgflash.control.setUsage({ messages: 45_000 });
  const near = await act.runs(connection, 'searches.find_usage', {});
  act.shows(near.first, ['is_above_mark', 'above_mark']);
  act.same('the mark is passed, and said in words', at(near.first, 'above_mark'), 'Messages: 90 %');
}
