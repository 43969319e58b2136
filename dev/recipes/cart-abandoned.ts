import { people, type Shop } from '../demo/shop/shop.ts';
import type { StoryStep } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { at } from '../zapier/values.ts';
import { mapping, openShop, runsFor, showApp } from './shared.ts';

const CART = { cart: '77', name: 'Zoé', phone: people.zoe, link: 'https://example.com/cart/77' };

/** One reminder with a button; a number that cannot send buttons says so. */
export const cartAbandoned: Story = {
  name: 'cart-abandoned',
  about: 'A forgotten cart gets one reminder with a button, from a number that can send buttons.',
  async play(step) {
    const shop = await step('Connect, and pick a number', openShop);
    await step('The wrong number is picked', (story) => refuseButtons(story, shop));
    await step('A cart is left, and not bought within the hour', (story) => remind(story, shop));
    await step('The shop reports the cart again', (story) => holdBack(story, shop));
  },
};

function reminder(instance: string) {
  const map = mapping(CART);
  return {
    instance_id: instance,
    to: map('{{1__phone}}'),
    type: 'buttons',
    title: map('{{1__name}}, your cart is waiting'),
    description: 'We have kept it for you. Answer STOP, and we will not remind you again.',
    button_1_kind: 'url',
    button_1_text: 'To my cart',
    button_1_value: map('{{1__link}}'),
    send_once_per: map('{{1__cart}}'),
  };
}

async function refuseButtons(story: StoryStep, shop: Shop): Promise<void> {
  const support = await story.picks(shop.connection, 'creates.send_message', 'instance_id', 'Support');
  const { run } = await runsFor(story, shop, 'creates.send_message', reminder(support));
  story.same('the step says that it must be fixed', run.outcome, 'errored');
  story.check('the sentence says how', run.message.includes('buttons need a WhatsApp Business number'), run.message);
  story.same('nothing was sent', story.sent().length, 0);
}

async function remind(story: StoryStep, shop: Shop): Promise<void> {
  showApp(story, 'shop', CART);
  const { run, cost } = await runsFor(story, shop, 'creates.send_message', reminder(shop.mainStore));
  story.shows(run, ['status', 'to']);
  const [message] = story.sent();
  story.same('the customer sees a button that leads to the cart', at(message?.extra, 'buttons', '0', 'url'), CART.link);
  story.same('one message', story.sent().length, 1);
  story.same('it cost one request', cost, 1);
}

async function holdBack(story: StoryStep, shop: Shop): Promise<void> {
  showApp(story, 'shop', CART);
  const { run, cost } = await runsFor(story, shop, 'creates.send_message', reminder(shop.mainStore));
  story.shows(run, ['already_sent']);
  story.same('one cart, one reminder', [at(run.output, 'already_sent'), story.sent().length], [true, 0]);
  story.same('it cost no request', cost, 0);
}
