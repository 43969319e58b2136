import { people, type Shop } from '../demo/shop/shop.ts';
import type { Act } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { demo } from '../msgflash/demo.ts';
import { at } from '../zapier/values.ts';
import { type Fields, mapping, openShop, runsFor, takes, tells } from './shared.ts';

const TEXT = 'Your parcel comes tomorrow, {{1__name}}.';

/** Two ways to know before: a step of its own, which lets a Zap choose another way, or a check that stops. */
export const numberCheck: Story = {
  name: 'number-check',
  about: 'A number is checked before anything is sent; who is not on WhatsApp gets an SMS instead.',
  async play(act) {
    const shop = await act('Connect, and pick a number', openShop);
    await act('A number that is on WhatsApp', (each) => send(each, shop));
    await act('One that is not: the Zap takes the other path', (each) => takeTheOtherPath(each, shop));
    await act('The same with a check, which stops', (each) => stop(each, shop));
  },
};

async function look(act: Act, { connection, mainStore }: Shop, customer: Fields) {
  tells(act, 'shop', customer);
  const phone = mapping(customer)('{{1__phone}}');
  const run = await act.runs(connection, 'searches.find_whatsapp_number', { instance_id: mainStore, phone });
  act.shows(run.first, ['number', 'is_on_whatsapp']);
  return run.first;
}

async function send(act: Act, shop: Shop): Promise<void> {
  const customer = { name: 'Awa', phone: people.awa };
  const before = act.stage.wire.charged();
  const found = await look(act, shop, customer);
  act.same('the number is on WhatsApp', at(found, 'is_on_whatsapp'), true);
  const map = mapping(customer, found);
  await runsFor(act, shop, 'creates.send_message', {
    instance_id: shop.mainStore,
    to: map('{{2__number}}'),
    type: 'text',
    text: map(TEXT),
  });
  act.same(
    'the message goes to the number that was checked',
    act.sent().map(({ to }) => to),
    [demo.numbers.awa],
  );
  act.same('it cost two requests', act.stage.wire.charged() - before, 2);
}

async function takeTheOtherPath(act: Act, shop: Shop): Promise<void> {
  const customer = { name: 'Tom', phone: demo.numbers.notOnWhatsApp };
  const found = await look(act, shop, customer);
  act.same('the number is not on WhatsApp', at(found, 'is_on_whatsapp'), false);
  tells(act, 'sms', takes({ To: '{{2__number}}', Text: TEXT }, customer, found));
  act.same('no WhatsApp message was sent', act.sent().length, 0);
}

async function stop(act: Act, shop: Shop): Promise<void> {
  const { run, cost } = await runsFor(act, shop, 'creates.send_message', {
    instance_id: shop.mainStore,
    to: demo.numbers.notOnWhatsApp,
    type: 'text',
    text: 'Your parcel comes tomorrow.',
    checks: ['recipient_on_whatsapp'],
  });
  act.same('the run stops, and the Zap stays on', run.outcome, 'halted');
  act.check('the sentence names the number', run.message.includes('is not on WhatsApp'), run.message);
  act.same('nothing was sent, for one request', [act.sent().length, cost], [0, 1]);
}
