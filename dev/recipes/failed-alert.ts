import { sendUndeliverable } from '../demo/shop/failure.ts';
import type { Shop } from '../demo/shop/shop.ts';
import type { StoryStep } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { demo } from '../msgflash/demo.ts';
import { at } from '../zapier/values.ts';
import { type OtherApp, openShop, otherApp, showApp } from './shared.ts';

/** What could not be delivered is reported in Slack, not by another message that may fail as well. */
export const failedAlert: Story = {
  name: 'failed-alert',
  about: 'A message that could not be delivered is reported in Slack, even when its details cannot be read.',
  async play(step) {
    const shop = await step('Connect, and pick a number', openShop);
    const slack = otherApp({ Channel: '#shop', Text: 'Not delivered to {{1__to}}: {{1__error}}' });
    await step('Turn the Zap on', async (story) => {
      const zap = await story.turnsOn(shop.connection, 'message_failed', {}, slack);
      story.wire();
      story.check('the Zap is on', zap.isOn, zap.message);
    });
    await step('A message cannot be delivered', (story) => tellSlack(story, shop, slack));
    await step('Another one, and MsgFlash cannot say why', (story) => tellSlackAllTheSame(story, shop, slack));
  },
};

async function fail(story: StoryStep, shop: Shop): Promise<void> {
  await sendUndeliverable(story, shop);
  const run = story.environment.zapier.zaps[0]?.runs.at(-1);
  if (run) story.triggered(run, ['to', 'error', 'details_loaded']);
  story.wire();
}

async function tellSlack(story: StoryStep, shop: Shop, slack: OtherApp): Promise<void> {
  await fail(story, shop);
  for (const post of slack.got) showApp(story, 'slack', post);
  story.same(
    'Slack gets whom it was for, and why',
    slack.got.map(({ Text }) => Text),
    [`Not delivered to ${demo.numbers.failing}: The recipient could not be reached`],
  );
}

async function tellSlackAllTheSame(story: StoryStep, shop: Shop, slack: OtherApp): Promise<void> {
  story.environment.msgflash.control.fault({ operation: 'GET /messages/{id}', kind: 'html_503' });
  await fail(story, shop);
  const run = story.environment.zapier.zaps[0]?.runs.at(-1);
  for (const post of slack.got.slice(1)) showApp(story, 'slack', post);
  story.same('Slack is told anyway', slack.got.length, 2);
  story.same('with the number', slack.got[1]?.Text, `Not delivered to ${demo.numbers.failing}: `);
  story.same('and the Zap knows that the details are missing', at(run?.first, 'details_loaded'), false);
}
