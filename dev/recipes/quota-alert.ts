import { people, type Shop } from '../demo/shop/shop.ts';
import type { StoryStep } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { demo } from '../msgflash/demo.ts';
import { at } from '../zapier/values.ts';
import { openShop, runsFor, showApp, takes } from './shared.ts';

/** On the Free plan: a look every morning, a warning at 80 percent, and what happens to those who did not look. */
export const quotaAlert: Story = {
  name: 'quota-alert',
  about:
    "On the Free plan a Zap looks every morning, and warns when 80 percent of the month's messages or API requests are used.",
  async play(step) {
    const shop = await step('Connect, and pick a number', (story) => openShop(story, demo.otherKey, 'Bakery'));
    await step('A morning early in the month', (story) => stayCalm(story, shop));
    await step('A morning when much is used', (story) => warn(story, shop));
    await step('Nobody looked, and all is used', (story) => explain(story, shop));
  },
};

const used = (story: StoryStep, apiRequests: number) =>
  story.environment.msgflash.control.setUsage({ account: demo.otherAccountId, apiRequests });

async function look(story: StoryStep, { connection }: Shop) {
  const before = story.environment.wire.charged();
  const run = await story.runs(connection, 'searches.find_usage', { warn_at_percent: '80' });
  story.shows(run, ['plan', 'api_requests_used', 'api_requests_percent', 'is_above_mark', 'above_mark']);
  story.same('it cost one request', story.environment.wire.charged() - before, 1);
  return run.first;
}

/** The filter between the two steps. */
const isTight = (usage: unknown) => at(usage, 'is_above_mark') === true;

async function stayCalm(story: StoryStep, shop: Shop): Promise<void> {
  used(story, 398);
  story.same('399 of 500 are not 80 percent: the filter stops the Zap', isTight(await look(story, shop)), false);
}

async function warn(story: StoryStep, shop: Shop): Promise<void> {
  used(story, 399);
  const usage = await look(story, shop);
  story.same('400 of 500 are: the filter lets it pass', isTight(usage), true);
  const text = 'The {{1__plan}} plan runs low. {{1__above_mark}}';
  const post = takes({ Channel: '#shop', Text: text }, usage);
  showApp(story, 'slack', post);
  story.same('Slack is told what is used', post.Text, 'The Free plan runs low. API Requests: 80 %');
}

async function explain(story: StoryStep, shop: Shop): Promise<void> {
  used(story, 500);
  const { run } = await runsFor(story, shop, 'creates.send_message', {
    instance_id: shop.mainStore,
    to: people.awa,
    type: 'text',
    text: 'Fresh bread from 6 am.',
  });
  story.same('the step does not try again by itself', run.outcome, 'errored');
  story.check('the sentence says what is used up', run.message.includes('API requests are used up'), run.message);
  story.same('nothing was sent', story.sent().length, 0);
}
