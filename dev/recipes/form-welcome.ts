import { findOrCreateLead, LEAD } from '../demo/lead/contact.ts';
import type { Shop } from '../demo/shop/shop.ts';
import type { Act } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { at } from '../zapier/values.ts';
import { mapping, openShop, runsFor, tells } from './shared.ts';

/** A form that somebody fills in twice, and one with a number that is none. */
export const formWelcome: Story = {
  name: 'form-welcome',
  about: 'A form becomes a contact with one welcome; filled in again it changes nothing, and a wrong number stops.',
  async play(act) {
    const shop = await act('Connect, and pick a number', openShop);
    const contact = await act('A form comes in, twice', (each) => findOrCreateLead(each, shop));
    await act('The lead is welcomed once', (each) => welcome(each, shop, contact));
    await act('A form with a number that is none', (each) => stopAtNumber(each, shop));
  },
};

async function welcome(act: Act, shop: Shop, contact: string): Promise<void> {
  const step = 'creates.send_template_message';
  const template = await act.picks(shop.connection, step, 'template_id', 'Welcome');
  const map = mapping(LEAD, { id: contact, phone: LEAD.phone });
  const input = {
    instance_id: shop.mainStore,
    to: map('{{2__phone}}'),
    template_id: template,
    send_once_per: 'welcome',
  };
  const run = await act.runs(shop.connection, step, input);
  act.shows(run.output, ['status', 'text', 'already_sent']);
  act.same('the lead is welcomed, and told how to stop', act.sent()[0]?.text?.includes('STOP'), true);
  const { run: second, cost } = await runsFor(act, shop, step, input);
  act.shows(second.output, ['already_sent']);
  act.same('the second form welcomes nobody', [at(second.output, 'already_sent'), act.sent().length], [true, 1]);
  act.same('it cost no request', cost, 0);
}

async function stopAtNumber(act: Act, { connection }: Shop): Promise<void> {
  const form = { name: 'Tom', phone: '06 39 98' };
  tells(act, 'form', form);
  const before = act.stage.wire.charged();
  const run = await act.runs(connection, 'searches.find_contact', { phone: mapping(form)('{{1__phone}}') });
  act.same('the run stops before anything is created', run.outcome, 'halted');
  act.check('the sentence shows the number', run.message.includes('“06 39 98” in Phone'), run.message);
  act.same('it cost no request', act.stage.wire.charged() - before, 0);
}
