import { sendInVain } from '../demo/shop/failure.ts';
import type { Shop } from '../demo/shop/shop.ts';
import type { Act } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { demo } from '../msgflash/demo.ts';
import { at } from '../zapier/values.ts';
import { type OtherApp, openShop, otherApp, tells } from './shared.ts';

/** What could not be delivered is told in Slack, not by another message that may fail as well. */
export const failedAlert: Story = {
  name: 'failed-alert',
  about: 'A message that could not be delivered is told in Slack, even when its details cannot be read.',
  async play(act) {
    const shop = await act('Connect, and pick a number', openShop);
    const slack = otherApp({ Channel: '#shop', Text: 'Not delivered to {{1__to}}: {{1__error}}' });
    await act('Switch the Zap on', async (each) => {
      const zap = await each.switchesOn(shop.connection, 'message_failed', {}, slack);
      each.wire();
      each.check('the Zap is on', zap.isOn, zap.message);
    });
    await act('A message cannot be delivered', (each) => tellSlack(each, shop, slack));
    await act('Another one, and MsgFlash cannot say why', (each) => tellSlackAllTheSame(each, shop, slack));
  },
};

async function fail(act: Act, shop: Shop): Promise<void> {
  await sendInVain(act, shop);
  const run = act.stage.zapier.zaps[0]?.runs.at(-1);
  if (run) act.triggered(run, ['to', 'error', 'details_loaded']);
  act.wire();
}

async function tellSlack(act: Act, shop: Shop, slack: OtherApp): Promise<void> {
  await fail(act, shop);
  for (const post of slack.got) tells(act, 'slack', post);
  act.same(
    'Slack is told whom it was for, and why',
    slack.got.map(({ Text }) => Text),
    [`Not delivered to ${demo.numbers.failing}: The recipient could not be reached`],
  );
}

async function tellSlackAllTheSame(act: Act, shop: Shop, slack: OtherApp): Promise<void> {
  act.stage.msgflash.control.fault({ operation: 'GET /messages/{id}', kind: 'html_503' });
  await fail(act, shop);
  const run = act.stage.zapier.zaps[0]?.runs.at(-1);
  for (const post of slack.got.slice(1)) tells(act, 'slack', post);
  act.same('Slack is told all the same', slack.got.length, 2);
  act.same('with the number', slack.got[1]?.Text, `Not delivered to ${demo.numbers.failing}: `);
  act.same('and the Zap knows that the details are missing', at(run?.first, 'details_loaded'), false);
}
