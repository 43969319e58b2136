import { people, type Shop } from '../demo/shop/shop.ts';
import type { StoryStep } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { type OtherApp, openShop, otherApp, showApp } from './shared.ts';

const WORDS = 'not connected, scan its QR code in MsgFlash';

/** A phone that is unlinked is reported at once; what was to be sent meanwhile waits to be replayed. */
export const offlineAlert: Story = {
  name: 'offline-alert',
  about: 'A number that loses its phone is reported in Slack; a message sent meanwhile stops, and is replayed later.',
  async play(step) {
    const shop = await step('Connect, and pick a number', openShop);
    const slack = otherApp({ Channel: '#shop', Text: '{{1__name}} ({{1__number}}): {{1__recommendations}}' });
    await step('Turn the Zap on', async (story) => {
      const zap = await story.turnsOn(shop.connection, 'instance_disconnected', {}, slack);
      story.wire();
      story.check('the Zap is on', zap.isOn, zap.message);
    });
    await step('The phone is unlinked', (story) => tellSlack(story, slack));
    await step('A message is to go out meanwhile', (story) => stopThenReplay(story, shop));
  },
};

async function tellSlack(story: StoryStep, slack: OtherApp): Promise<void> {
  const before = story.environment.wire.charged();
  story.environment.msgflash.control.unlink({ instance: 'Main Store' });
  await story.environment.settle();
  story.happens('Somebody takes MsgFlash off the linked devices of the phone of Main Store.');
  for (const run of story.environment.zapier.zaps[0]?.runs ?? []) story.triggered(run, ['name', 'number', 'status']);
  story.wire();
  for (const post of slack.got) showApp(story, 'slack', post);
  story.same('Slack is told once', slack.got.length, 1);
  story.check('which number it is', String(slack.got[0]?.Text).startsWith('Main Store (+33639980001)'), slack.got);
  story.check('and what to do', String(slack.got[0]?.Text).toLowerCase().includes(WORDS.toLowerCase()), slack.got);
  story.same('it cost no request', story.environment.wire.charged() - before, 0);
}

async function stopThenReplay(story: StoryStep, { connection, mainStore }: Shop): Promise<void> {
  const run = await story.runs(connection, 'creates.send_message', {
    instance_id: mainStore,
    to: people.awa,
    type: 'text',
    text: 'Your order is ready.',
    checks: ['instance_connected'],
  });
  story.same('the run stops, and the Zap stays on', run.outcome, 'halted');
  story.check('the sentence says the same words', run.message.includes(WORDS), run.message);
  story.same('nothing was sent', story.sent().length, 0);

  story.environment.msgflash.control.link({ instance: 'Main Store' });
  await story.environment.settle();
  story.happens('The QR code is scanned.');
  const again = await story.replays(run);
  story.same('the replay sends it', [again.outcome, story.sent().length], ['success', 1]);
}
