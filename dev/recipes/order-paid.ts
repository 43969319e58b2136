import { people, type Shop } from '../demo/shop/shop.ts';
import type { Act } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { at } from '../zapier/values.ts';
import { type Fields, mapping, openShop, runsFor, tells } from './shared.ts';

const ORDER = { number: '1043', name: 'Awa', phone: people.awa, total: '42 €' };

/** An order that is paid, and what the shop does wrong: it tells of it twice. */
export const orderPaid: Story = {
  name: 'order-paid',
  about: 'A paid order sends its customer one message, however often the shop tells of it.',
  async play(act) {
    const shop = await act('Connect, and pick a number', openShop);
    await act('An order is paid', (each) => thank(each, shop));
    await act('The shop tells of the same order again', (each) => holdBack(each, shop));
    await act('The same customer orders once more', (each) => thankAgain(each, shop));
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

async function thank(act: Act, shop: Shop): Promise<void> {
  tells(act, 'shop', ORDER);
  const { run, cost } = await runsFor(act, shop, 'creates.send_message', message(shop, ORDER));
  act.shows(run.output, ['status', 'to', 'already_sent']);
  act.same(
    'the customer gets one message about the order',
    act.sent().map(({ text }) => text),
    ['Thank you Awa! We have your order 1043 over 42 €.'],
  );
  act.same('it cost one request', cost, 1);
}

async function holdBack(act: Act, shop: Shop): Promise<void> {
  tells(act, 'shop', ORDER);
  const { run, cost } = await runsFor(act, shop, 'creates.send_message', message(shop, ORDER));
  act.shows(run.output, ['already_sent']);
  const replay = await act.replays(run);
  act.same('the step succeeds, so the Zap goes on', [run.outcome, replay.outcome], ['success', 'success']);
  act.same('and says that the message was sent before', at(run.output, 'already_sent'), true);
  act.same('the customer gets nothing more', act.sent().length, 0);
  act.same('it cost no request', cost, 0);
}

async function thankAgain(act: Act, shop: Shop): Promise<void> {
  const next = { ...ORDER, number: '1044', total: '9 €' };
  tells(act, 'shop', next);
  const { run } = await runsFor(act, shop, 'creates.send_message', message(shop, next));
  act.shows(run.output, ['status', 'already_sent']);
  act.same('another order is another message', act.sent().length, 1);
}
