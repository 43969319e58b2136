import { A_DAY, A_MINUTE, people, type Shop } from '../demo/shop/shop.ts';
import type { Act } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { demo } from '../msgflash/demo.ts';
import { at } from '../zapier/values.ts';
import { mapping, openShop, runsFor, tells } from './shared.ts';

const STEP = 'creates.create_campaign';
const EVERYBODY = [demo.numbers.awa, demo.numbers.luc, demo.numbers.zoe];

/** A tag in the CRM becomes a tag in MsgFlash, and a campaign goes to whoever has it. */
export const vipCampaign: Story = {
  name: 'vip-campaign',
  about: 'A tag in the CRM becomes a tag of the contact, and a campaign reaches everybody who has it, once.',
  async play(act) {
    const shop = await act('Connect, and pick a number', openShop);
    await act('The CRM tags a customer', (each) => tag(each, shop));
    await act('A campaign goes to the tag', (each) => campaign(each, shop));
    await act('The line is cut while the next one is created', (each) => doNotRepeat(each, shop));
  },
};

async function tag(act: Act, { connection }: Shop): Promise<void> {
  const customer = { name: 'Zoé Lefèvre', phone: people.zoe, tag: 'VIP' };
  tells(act, 'crm', customer);
  const found = await act.runs(connection, 'searches.find_contact', { phone: mapping(customer)('{{1__phone}}') });
  act.shows(found.first, ['name', 'tags']);
  act.stage.labels.set(String(at(found.first, 'id')), customer.name);
  const run = await act.runs(connection, 'creates.update_contact', {
    contact_id: mapping(customer, found.first)('{{2__id}}'),
    tags: ['vip'],
  });
  act.shows(run.output, ['name', 'tags']);
  act.same('the contact has the tag', at(run.output, 'tags'), 'vip');
}

async function campaign(act: Act, shop: Shop): Promise<void> {
  const { run, cost } = await runsFor(act, shop, STEP, {
    instance_id: shop.mainStore,
    name: 'Spring for VIPs',
    starts_at: 'tomorrow at 9am',
    recipients: 'tags',
    tags: ['vip'],
    type: 'text',
    text: 'You see it first: our spring collection. Answer STOP, and we will not write again.',
  });
  act.shows(run.output, ['status', 'starts_at', 'audience', 'audience_size']);
  act.same('it cost one request, whatever the number of people', cost, 1);
  await dayPasses(act, 2 * A_DAY);
  act.same('everybody with the tag got it once', recipients(act), EVERYBODY);
}

async function doNotRepeat(act: Act, shop: Shop): Promise<void> {
  const row = { start: new Date(act.stage.msgflash.clock.now() + A_DAY).toISOString(), text: 'Last days!' };
  tells(act, 'sheet', row);
  act.happens('MsgFlash will create the campaign, and the line will be cut before it can say so.');
  act.stage.msgflash.control.fault({ operation: 'POST /campaigns', kind: 'reset_after_accepting' });
  const { run } = await runsFor(act, shop, STEP, {
    instance_id: shop.mainStore,
    name: 'Last days',
    starts_at: mapping(row)('{{1__start}}'),
    recipients: 'tags',
    tags: ['vip'],
    type: 'text',
    text: mapping(row)('{{1__text}}'),
  });
  act.same('the run stops, and nobody repeats it', [run.outcome, run.attempts.length], ['halted', 1]);
  act.check('the sentence says where to look', run.message.includes('Look under Campaigns'), run.message);
  await dayPasses(act, A_DAY);
  act.same('everybody got the second campaign once as well', recipients(act), EVERYBODY);
}

async function dayPasses(act: Act, ms: number): Promise<void> {
  await act.stage.pass(ms);
  await act.stage.pass(A_MINUTE);
  act.happens('Its time comes, and passes.');
}

const recipients = (act: Act) =>
  act
    .sent()
    .map(({ to }) => to)
    .sort();
