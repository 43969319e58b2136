import { people, type Shop } from '../demo/shop/shop.ts';
import type { Act } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { demo } from '../msgflash/demo.ts';
import { at } from '../zapier/values.ts';
import { openShop, runsFor, takes, tells } from './shared.ts';

/** On the Free plan: a look every morning, a warning at 80 percent, and what happens to those who did not look. */
export const quotaAlert: Story = {
  name: 'quota-alert',
  about:
    "On the Free plan a Zap looks every morning, and warns when 80 percent of the month's messages or API requests are used.",
  async play(act) {
    const shop = await act('Connect, and pick a number', (each) => openShop(each, demo.otherKey, 'Bakery'));
    await act('A morning early in the month', (each) => stayCalm(each, shop));
    await act('A morning when much is used', (each) => warn(each, shop));
    await act('Nobody looked, and all is used', (each) => explain(each, shop));
  },
};

const used = (act: Act, apiRequests: number) =>
  act.stage.msgflash.control.setUsage({ account: demo.otherAccountId, apiRequests });

async function look(act: Act, { connection }: Shop) {
  const before = act.stage.wire.charged();
  const { first } = await act.runs(connection, 'searches.find_usage', { warn_at_percent: '80' });
  act.shows(first, ['plan', 'api_requests_used', 'api_requests_percent', 'is_above_mark', 'above_mark']);
  act.same('it cost one request', act.stage.wire.charged() - before, 1);
  return first;
}

/** The filter between the two steps. */
const isTight = (usage: unknown) => at(usage, 'is_above_mark') === true;

async function stayCalm(act: Act, shop: Shop): Promise<void> {
  used(act, 398);
  act.same('399 of 500 are not 80 percent: the filter stops the Zap', isTight(await look(act, shop)), false);
}

async function warn(act: Act, shop: Shop): Promise<void> {
  used(act, 399);
  const usage = await look(act, shop);
  act.same('400 of 500 are: the filter lets it pass', isTight(usage), true);
  const text = 'The {{1__plan}} plan runs low. {{1__above_mark}}';
  const post = takes({ Channel: '#shop', Text: text }, usage);
  tells(act, 'slack', post);
  act.same('Slack is told what is used', post.Text, 'The Free plan runs low. API Requests: 80 %');
}

async function explain(act: Act, shop: Shop): Promise<void> {
  used(act, 500);
  const { run } = await runsFor(act, shop, 'creates.send_message', {
    instance_id: shop.mainStore,
    to: people.awa,
    type: 'text',
    text: 'Fresh bread from 6 am.',
  });
  act.same('the step does not try again by itself', run.outcome, 'errored');
  act.check('the sentence says what is used up', run.message.includes('API requests are used up'), run.message);
  act.same('nothing was sent', act.sent().length, 0);
}
