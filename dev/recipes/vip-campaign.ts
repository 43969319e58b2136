import { A_DAY, A_MINUTE, people, type Shop } from '../demo/shop/shop.ts';
import type { StoryStep } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { demo } from '../msgflash/demo.ts';
import { at } from '../zapier/values.ts';
import { mapping, openShop, runsFor, showApp } from './shared.ts';

const STEP = 'creates.create_campaign';
const EVERYBODY = [demo.numbers.awa, demo.numbers.luc, demo.numbers.zoe];

/** A tag in the CRM becomes a tag in MsgFlash, and a campaign goes to whoever has it. */
export const vipCampaign: Story = {
  name: 'vip-campaign',
  about: 'A tag in the CRM becomes a tag of the contact, and a campaign reaches everybody who has it, once.',
  async play(step) {
    const shop = await step('Connect, and pick a number', openShop);
    await step('The CRM tags a customer', (story) => tag(story, shop));
    await step('A campaign goes to the tag', (story) => campaign(story, shop));
    await step('The line is cut while the next one is created', (story) => doNotRepeat(story, shop));
  },
};

async function tag(story: StoryStep, { connection }: Shop): Promise<void> {
  const customer = { name: 'Zoé Lefèvre', phone: people.zoe, tag: 'VIP' };
  showApp(story, 'crm', customer);
  const found = await story.runs(connection, 'searches.find_contact', { phone: mapping(customer)('{{1__phone}}') });
  story.shows(found, ['name', 'tags']);
  story.environment.labels.set(String(at(found.first, 'id')), customer.name);
  const run = await story.runs(connection, 'creates.update_contact', {
    contact_id: mapping(customer, found.first)('{{2__id}}'),
    tags: ['vip'],
  });
  story.shows(run, ['name', 'tags']);
  story.same('the contact has the tag', at(run.output, 'tags'), 'vip');
}

async function campaign(story: StoryStep, shop: Shop): Promise<void> {
  const { run, cost } = await runsFor(story, shop, STEP, {
    instance_id: shop.mainStore,
    name: 'Spring for VIPs',
    starts_at: 'tomorrow at 9am',
    recipients: 'tags',
    tags: ['vip'],
    type: 'text',
    text: 'You see it first: our spring collection. Answer STOP, and we will not write again.',
  });
  story.shows(run, ['status', 'starts_at', 'audience', 'audience_size']);
  story.same('it cost one request, whatever the number of people', cost, 1);
  await dayPasses(story, 2 * A_DAY);
  story.same('everybody with the tag got it once', recipients(story), EVERYBODY);
}

async function doNotRepeat(story: StoryStep, shop: Shop): Promise<void> {
  const row = { start: new Date(story.environment.msgflash.clock.now() + A_DAY).toISOString(), text: 'Last days!' };
  showApp(story, 'sheet', row);
  story.happens('MsgFlash will create the campaign, and the line will be cut before it can say so.');
  story.environment.msgflash.control.fault({ operation: 'POST /campaigns', kind: 'reset_after_accepting' });
  const { run } = await runsFor(story, shop, STEP, {
    instance_id: shop.mainStore,
    name: 'Last days',
    starts_at: mapping(row)('{{1__start}}'),
    recipients: 'tags',
    tags: ['vip'],
    type: 'text',
    text: mapping(row)('{{1__text}}'),
  });
  story.same('the run stops, and Zapier does not retry it', [run.outcome, run.attempts.length], ['halted', 1]);
  story.check('the sentence says where to look', run.message.includes('Look under Campaigns'), run.message);
  await dayPasses(story, A_DAY);
  story.same('everybody got the second campaign once as well', recipients(story), EVERYBODY);
}

async function dayPasses(story: StoryStep, ms: number): Promise<void> {
  await story.environment.pass(ms);
  await story.environment.pass(A_MINUTE);
  story.happens('Its time comes, and passes.');
}

const recipients = (story: StoryStep) =>
  story
    .sent()
    .map(({ to }) => to)
    .sort();
