import { A_DAY, A_MINUTE, type Shop } from '../demo/shop/shop.ts';
import type { FollowUp, StoryStep } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { demo } from '../msgflash/demo.ts';
import type { RunRecord } from '../zapier/index.ts';
import { at } from '../zapier/values.ts';
import { mapping, openShop, runsFor } from './shared.ts';

/** Whoever answers STOP loses the tag, and no campaign to the tag reaches them any more. */
export const optOut: Story = {
  name: 'opt-out',
  about: 'Whoever answers STOP loses their tag, and the next campaign to that tag does not reach them.',
  async play(step) {
    const shop = await step('Connect, and pick a number', openShop);
    const updates: RunRecord[] = [];
    await step('Turn the Zap on', (story) => turnOn(story, shop, updates));
    await step('A customer answers STOP', (story) => removeTag(story, updates));
    await step('Somebody unknown answers STOP', (story) => changeNothing(story, updates));
    await step('The next campaign goes out', (story) => leaveOut(story, shop));
  },
};

async function turnOn(story: StoryStep, { connection }: Shop, updates: RunRecord[]): Promise<void> {
  const { zapier } = story.environment;
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
  const zap = await story.turnsOn(connection, 'message_received', {}, next);
  story.wire();
  story.check('the Zap is on', zap.isOn, zap.message);
}

async function write(story: StoryStep, from: string, text: string): Promise<void> {
  story.happens(`${from} writes: “${text}”`);
  story.environment.msgflash.control.receive({ instance: 'Main Store', from, text });
  await story.environment.settle();
  story.wire();
}

async function removeTag(story: StoryStep, updates: readonly RunRecord[]): Promise<void> {
  await write(story, demo.numbers.awa, 'Do not stop, I love it!');
  story.same('other words change nothing', updates.length, 0);
  await write(story, demo.numbers.awa, 'Stop');
  story.shows(updates[0], ['name', 'tags']);
  story.same('the tag is gone, the other one stays', at(updates[0]?.output, 'tags'), 'lyon');
}

async function changeNothing(story: StoryStep, updates: readonly RunRecord[]): Promise<void> {
  await write(story, demo.numbers.stranger, 'STOP');
  story.same('there is no such contact, so nothing is changed', updates.length, 1);
}

async function leaveOut(story: StoryStep, shop: Shop): Promise<void> {
  await runsFor(story, shop, 'creates.create_campaign', {
    instance_id: shop.mainStore,
    name: 'Spring for VIPs',
    starts_at: 'tomorrow at 9am',
    recipients: 'tags',
    tags: ['vip'],
    type: 'text',
    text: 'You see it first: our spring collection.',
  });
  await story.environment.pass(2 * A_DAY);
  await story.environment.pass(A_MINUTE);
  story.happens('Its time comes, and passes.');
  story.same(
    'it reaches who is left, and not who said STOP',
    story.sent().map(({ to }) => to),
    [demo.numbers.luc],
  );
}
