import { people, type Shop } from '../demo/shop/shop.ts';
import type { Act } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { type OtherApp, openShop, otherApp, tells } from './shared.ts';

const WORDS = 'not connected, scan its QR code in MsgFlash';

/** A phone that is unlinked is told at once; what was to be sent meanwhile waits to be replayed. */
export const offlineAlert: Story = {
  name: 'offline-alert',
  about: 'A number that loses its phone is told in Slack; a message sent meanwhile stops, and is replayed later.',
  async play(act) {
    const shop = await act('Connect, and pick a number', openShop);
    const slack = otherApp({ Channel: '#shop', Text: '{{1__name}} ({{1__number}}): {{1__recommendations}}' });
    await act('Switch the Zap on', async (each) => {
      const zap = await each.switchesOn(shop.connection, 'instance_disconnected', {}, slack);
      each.wire();
      each.check('the Zap is on', zap.isOn, zap.message);
    });
    await act('The phone is unlinked', (each) => tellSlack(each, slack));
    await act('A message is to go out meanwhile', (each) => stopThenReplay(each, shop));
  },
};

async function tellSlack(act: Act, slack: OtherApp): Promise<void> {
  const before = act.stage.wire.charged();
  act.stage.msgflash.control.unlink({ instance: 'Main Store' });
  await act.stage.settle();
  act.happens('Somebody takes MsgFlash off the linked devices of the phone of Main Store.');
  for (const run of act.stage.zapier.zaps[0]?.runs ?? []) act.triggered(run, ['name', 'number', 'status']);
  act.wire();
  for (const post of slack.got) tells(act, 'slack', post);
  act.same('Slack is told once', slack.got.length, 1);
  act.check('which number it is', String(slack.got[0]?.Text).startsWith('Main Store (+33639980001)'), slack.got);
  act.check('and what to do', String(slack.got[0]?.Text).toLowerCase().includes(WORDS.toLowerCase()), slack.got);
  act.same('it cost no request', act.stage.wire.charged() - before, 0);
}

async function stopThenReplay(act: Act, { connection, mainStore }: Shop): Promise<void> {
  const run = await act.runs(connection, 'creates.send_message', {
    instance_id: mainStore,
    to: people.awa,
    type: 'text',
    text: 'Your order is ready.',
    checks: ['instance_connected'],
  });
  act.same('the run stops, and the Zap stays on', run.outcome, 'halted');
  act.check('the sentence says the same words', run.message.includes(WORDS), run.message);
  act.same('nothing was sent', act.sent().length, 0);

  act.stage.msgflash.control.link({ instance: 'Main Store' });
  await act.stage.settle();
  act.happens('The QR code is scanned.');
  const again = await act.replays(run);
  act.same('the replay sends it', [again.outcome, act.sent().length], ['success', 1]);
}
