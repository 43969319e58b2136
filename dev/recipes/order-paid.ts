import { people, type Shop } from '../demo/shop/shop.ts';
import type { StoryStep } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { at } from '../zapier/values.ts';
import { type Fields, mapping, openShop, runsFor, showApp } from './shared.ts';

const ORDER = { number: '1043', name: 'Awa', phone: people.awa, total: '42 €' };

/** An order that is paid, and what the shop does wrong: it reports it twice. */
export const orderPaid: Story = {
  name: 'order-paid',
  about: 'A paid order sends its customer one message, however often the shop reports it.',
  async play(step) {
    const shop = await step('Connect, and pick a number', openShop);
    await step('An order is paid', (story) => thank(story, shop));
    await step('The shop reports the same order again', (story) => holdBack(story, shop));
    await step('The same customer orders once more', (story) => thankAgain(story, shop));
  },
};

function message({ mainStore }: Shop, order: Fields) {
  const map = mapping(order);
  return {
    instance_id: mainStore,
    to: map('{{1__phone}}'),
    type: 'text',
    text: map('Thank you {{1__name}}! We have your order {{1__number}} over {{1__total}}.'),
    send_once_per: map('{{1__number}}'),
  };
}

async function thank(story: StoryStep, shop: Shop): Promise<void> {
  showApp(story, 'shop', ORDER);
  const { run, cost } = await runsFor(story, shop, 'creates.send_message', message(shop, ORDER));
  story.shows(run, ['status', 'to', 'already_sent']);
  story.same(
    'the customer gets one message about the order',
    story.sent().map(({ text }) => text),
    ['Thank you Awa! We have your order 1043 over 42 €.'],
  );
  story.same('it cost one request', cost, 1);
}

async function holdBack(story: StoryStep, shop: Shop): Promise<void> {
  showApp(story, 'shop', ORDER);
  const { run, cost } = await runsFor(story, shop, 'creates.send_message', message(shop, ORDER));
  story.shows(run, ['already_sent']);
  const replay = await story.replays(run);
  story.same('the step succeeds, so the Zap goes on', [run.outcome, replay.outcome], ['success', 'success']);
  story.same('and says that the message was sent before', at(run.output, 'already_sent'), true);
  story.same('the customer gets nothing more', story.sent().length, 0);
  story.same('it cost no request', cost, 0);
}

async function thankAgain(story: StoryStep, shop: Shop): Promise<void> {
  const next = { ...ORDER, number: '1044', total: '9 €' };
  showApp(story, 'shop', next);
  const { run } = await runsFor(story, shop, 'creates.send_message', message(shop, next));
  story.shows(run, ['status', 'already_sent']);
  story.same('another order is another message', story.sent().length, 1);
}
