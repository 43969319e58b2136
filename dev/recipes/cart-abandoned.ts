import { people, type Shop } from '../demo/shop/shop.ts';
import type { Act } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { at } from '../zapier/values.ts';
import { mapping, openShop, runsFor, tells } from './shared.ts';

const CART = { cart: '77', name: 'Zoé', phone: people.zoe, link: 'https://example.com/cart/77' };

/** One reminder with a button; a number that cannot send buttons says so. */
export const cartAbandoned: Story = {
  name: 'cart-abandoned',
  about: 'A forgotten cart gets one reminder with a button, from a number that can send buttons.',
  async play(act) {
    const shop = await act('Connect, and pick a number', openShop);
    await act('The wrong number is picked', (each) => refuseButtons(each, shop));
    await act('A cart is left, and not bought within the hour', (each) => remind(each, shop));
    await act('The shop tells of the cart again', (each) => holdBack(each, shop));
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

async function refuseButtons(act: Act, shop: Shop): Promise<void> {
  const support = await act.picks(shop.connection, 'creates.send_message', 'instance_id', 'Support');
  const { run } = await runsFor(act, shop, 'creates.send_message', reminder(support));
  act.same('the step says that it must be mended', run.outcome, 'errored');
  act.check('the sentence says how', run.message.includes('buttons need a WhatsApp Business number'), run.message);
  act.same('nothing was sent', act.sent().length, 0);
}

async function remind(act: Act, shop: Shop): Promise<void> {
  tells(act, 'shop', CART);
  const { run, cost } = await runsFor(act, shop, 'creates.send_message', reminder(shop.mainStore));
  act.shows(run.output, ['status', 'to']);
  const [message] = act.sent();
  act.same('the customer sees a button that leads to the cart', at(message?.extra, 'buttons', '0', 'url'), CART.link);
  act.same('one message', act.sent().length, 1);
  act.same('it cost one request', cost, 1);
}

async function holdBack(act: Act, shop: Shop): Promise<void> {
  tells(act, 'shop', CART);
  const { run, cost } = await runsFor(act, shop, 'creates.send_message', reminder(shop.mainStore));
  act.shows(run.output, ['already_sent']);
  act.same('one cart, one reminder', [at(run.output, 'already_sent'), act.sent().length], [true, 0]);
  act.same('it cost no request', cost, 0);
}
