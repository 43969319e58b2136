import { findOrCreateLead, LEAD } from '../demo/lead/contact.ts';
import type { Shop } from '../demo/shop/shop.ts';
import type { StoryStep } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { at } from '../zapier/values.ts';
import { mapping, openShop, runsFor, showApp } from './shared.ts';

/** A form that somebody fills in twice, and one with a number that is none. */
export const formWelcome: Story = {
  name: 'form-welcome',
  about: 'A form becomes a contact with one welcome; filled in again it changes nothing, and a wrong number stops.',
  async play(step) {
    const shop = await step('Connect, and pick a number', openShop);
    const contact = await step('A form comes in, twice', (story) => findOrCreateLead(story, shop));
    await step('The lead is welcomed once', (story) => welcome(story, shop, contact));
    await step('A form with a number that is none', (story) => stopAtNumber(story, shop));
  },
};

async function welcome(story: StoryStep, shop: Shop, contact: string): Promise<void> {
  const step = 'creates.send_template_message';
  const template = await story.picks(shop.connection, step, 'template_id', 'Welcome');
  const map = mapping(LEAD, { id: contact, phone: LEAD.phone });
  const input = {
    instance_id: shop.mainStore,
    to: map('{{2__phone}}'),
    template_id: template,
    send_once_per: 'welcome',
  };
  const run = await story.runs(shop.connection, step, input);
  story.shows(run, ['status', 'text', 'already_sent']);
  story.same('the lead is welcomed, and learns how to stop', story.sent()[0]?.text?.includes('STOP'), true);
  const { run: second, cost } = await runsFor(story, shop, step, input);
  story.shows(second, ['already_sent']);
  story.same('the second form welcomes nobody', [at(second.output, 'already_sent'), story.sent().length], [true, 1]);
  story.same('it cost no request', cost, 0);
}

async function stopAtNumber(story: StoryStep, { connection }: Shop): Promise<void> {
  const form = { name: 'Tom', phone: '06 39 98' };
  showApp(story, 'form', form);
  const before = story.environment.wire.charged();
  const run = await story.runs(connection, 'searches.find_contact', { phone: mapping(form)('{{1__phone}}') });
  story.same('the run stops before anything is created', run.outcome, 'halted');
  story.check('the sentence shows the number', run.message.includes('“06 39 98” in Phone'), run.message);
  story.same('it cost no request', story.environment.wire.charged() - before, 0);
}
