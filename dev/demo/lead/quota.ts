import { at } from '../../zapier/values.ts';
import type { Shop } from '../shop/shop.ts';
import type { StoryStep } from '../step.ts';

/** What is left of the plan, and the mark at which a Zap should warn. */
export async function checkQuota(story: StoryStep, { connection }: Shop): Promise<void> {
  const calm = await story.runs(connection, 'searches.find_usage', {});
  story.shows(calm, ['plan', 'messages_used', 'messages_remaining', 'api_requests_used']);
  story.same('far from the mark', at(calm.first, 'is_above_mark'), false);
  story.happens('The month goes on: 45 000 of 50 000 messages are sent.');
  story.environment.msgflash.control.setUsage({ messages: 45_000 });
  const near = await story.runs(connection, 'searches.find_usage', {});
  story.shows(near, ['is_above_mark', 'above_mark']);
  story.same('the mark is passed, and said in words', at(near.first, 'above_mark'), 'Messages: 90 %');
}
