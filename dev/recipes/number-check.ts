import { people, type Shop } from '../demo/shop/shop.ts';
import type { StoryStep } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { demo } from '../msgflash/demo.ts';
import { at } from '../zapier/values.ts';
import { type Fields, mapping, openShop, runsFor, showApp, takes } from './shared.ts';

const TEXT = 'Your parcel comes tomorrow, {{1__name}}.';

/** Two ways to know before: a step of its own, which lets a Zap choose another way, or a check that stops. */
export const numberCheck: Story = {
  name: 'number-check',
  about: 'A number is checked before anything is sent; who is not on WhatsApp gets an SMS instead.',
  async play(step) {
    const shop = await step('Connect, and pick a number', openShop);
    await step('A number that is on WhatsApp', (story) => send(story, shop));
    await step('One that is not: the Zap takes the other path', (story) => takeTheOtherPath(story, shop));
    await step('The same with a check, which stops', (story) => stop(story, shop));
  },
};

async function look(story: StoryStep, { connection, mainStore }: Shop, customer: Fields) {
  showApp(story, 'shop', customer);
  const phone = mapping(customer)('{{1__phone}}');
  const run = await story.runs(connection, 'searches.find_whatsapp_number', { instance_id: mainStore, phone });
  story.shows(run, ['number', 'is_on_whatsapp']);
  return run.first;
}

async function send(story: StoryStep, shop: Shop): Promise<void> {
  const customer = { name: 'Awa', phone: people.awa };
  const before = story.environment.wire.charged();
  const found = await look(story, shop, customer);
  story.same('the number is on WhatsApp', at(found, 'is_on_whatsapp'), true);
  const map = mapping(customer, found);
  await runsFor(story, shop, 'creates.send_message', {
    instance_id: shop.mainStore,
    to: map('{{2__number}}'),
    type: 'text',
    text: map(TEXT),
  });
  story.same(
    'the message goes to the number that was checked',
    story.sent().map(({ to }) => to),
    [demo.numbers.awa],
  );
  story.same('it cost two requests', story.environment.wire.charged() - before, 2);
}

async function takeTheOtherPath(story: StoryStep, shop: Shop): Promise<void> {
  const customer = { name: 'Tom', phone: demo.numbers.notOnWhatsApp };
  const found = await look(story, shop, customer);
  story.same('the number is not on WhatsApp', at(found, 'is_on_whatsapp'), false);
  showApp(story, 'sms', takes({ To: '{{2__number}}', Text: TEXT }, customer, found));
  story.same('no WhatsApp message was sent', story.sent().length, 0);
}

async function stop(story: StoryStep, shop: Shop): Promise<void> {
  const { run, cost } = await runsFor(story, shop, 'creates.send_message', {
    instance_id: shop.mainStore,
    to: demo.numbers.notOnWhatsApp,
    type: 'text',
    text: 'Your parcel comes tomorrow.',
    checks: ['recipient_on_whatsapp'],
  });
  story.same('the run stops, and the Zap stays on', run.outcome, 'halted');
  story.check('the sentence names the number', run.message.includes('is not on WhatsApp'), run.message);
  story.same('nothing was sent, for one request', [story.sent().length, cost], [0, 1]);
}
