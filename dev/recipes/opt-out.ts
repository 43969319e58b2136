import { A_DAY, A_MINUTE, type Shop } from '../demo/shop/shop.ts';
import type { Act, FollowUp } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { demo } from '../msgflash/demo.ts';
import type { RunRecord } from '../zapier/index.ts';
import { at } from '../zapier/values.ts';
import { mapping, openShop, runsFor } from './shared.ts';

/** Whoever answers STOP loses the tag, and no campaign to the tag reaches them any more. */
export const optOut: Story = {
  name: 'opt-out',
  about: 'Whoever answers STOP loses their tag, and the next campaign to that tag does not reach them.',
  async play(act) {
    const shop = await act('Connect, and pick a number', openShop);
    const updates: RunRecord[] = [];
    await act('Switch the Zap on', (each) => switchOn(each, shop, updates));
    await act('A customer answers STOP', (each) => removeTag(each, updates));
    await act('Somebody unknown answers STOP', (each) => changeNothing(each, updates));
    await act('The next campaign goes out', (each) => leaveOut(each, shop));
  },
};

async function switchOn(act: Act, { connection }: Shop, updates: RunRecord[]): Promise<void> {
  const { zapier } = act.stage;
  const next: FollowUp = {
    played: [],
    onEvent: async (item) => {
      // The filter; and where the search finds nobody, it stops the Zap.
      if (!['STOP', 'Stop', 'stop'].includes(String(item.text))) return;
      const phone = mapping(item)('{{1__from}}');
      const { first } = await zapier.run(connection, 'searches.find_contact', { phone });
      if (!first) return;
      const contact = mapping(item, first)('{{2__id}}');
      const input = { contact_id: contact, tags: ['vip'], tags_mode: 'remove' };
      updates.push(await zapier.run(connection, 'creates.update_contact', input));
    },
  };
  const zap = await act.switchesOn(connection, 'message_received', {}, next);
  act.wire();
  act.check('the Zap is on', zap.isOn, zap.message);
}

async function write(act: Act, from: string, text: string): Promise<void> {
  act.happens(`${from} writes: “${text}”`);
  act.stage.msgflash.control.receive({ instance: 'Main Store', from, text });
  await act.stage.settle();
  act.wire();
}

async function removeTag(act: Act, updates: readonly RunRecord[]): Promise<void> {
  await write(act, demo.numbers.awa, 'Do not stop, I love it!');
  act.same('other words change nothing', updates.length, 0);
  await write(act, demo.numbers.awa, 'Stop');
  act.shows(updates[0]?.output, ['name', 'tags']);
  act.same('the tag is gone, the other one stays', at(updates[0]?.output, 'tags'), 'lyon');
}

async function changeNothing(act: Act, updates: readonly RunRecord[]): Promise<void> {
  await write(act, demo.numbers.stranger, 'STOP');
  act.same('there is no such contact, so nothing is changed', updates.length, 1);
}

async function leaveOut(act: Act, shop: Shop): Promise<void> {
  await runsFor(act, shop, 'creates.create_campaign', {
    instance_id: shop.mainStore,
    name: 'Spring for VIPs',
    starts_at: 'tomorrow at 9am',
    recipients: 'tags',
    tags: ['vip'],
    type: 'text',
    text: 'You see it first: our spring collection.',
  });
  await act.stage.pass(2 * A_DAY);
  await act.stage.pass(A_MINUTE);
  act.happens('Its time comes, and passes.');
  act.same(
    'it reaches who is left, and not who said STOP',
    act.sent().map(({ to }) => to),
    [demo.numbers.luc],
  );
}
