import { ignoreRepeat } from '../demo/shop/delivered-twice.ts';
import { ignoreForgery } from '../demo/shop/forged.ts';
import type { Shop } from '../demo/shop/shop.ts';
import type { FollowUp, StoryStep } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { demo } from '../msgflash/demo.ts';
import type { Zap } from '../zapier/index.ts';
import { type Fields, mapping, openShop, showApp, takes } from './shared.ts';

const TICKET = { Subject: 'WhatsApp from {{2__name}}', Phone: '{{1__from}}', Text: '{{1__text}}' };
const POST = { Channel: '#support', Text: '{{2__name}} ({{1__from}}) to {{1__instance_name}}: {{1__text}}' };

/** Whoever writes becomes a ticket; whoever pretends to be MsgFlash does not. */
export const inboundTicket: Story = {
  name: 'inbound-ticket',
  about: 'Every message that comes in opens one ticket and one post in Slack; repeats and forgeries open none.',
  async play(step) {
    const shop = await step('Connect, and pick a number', openShop);
    const desk = await step('Turn the Zap on', (story) => turnOn(story, shop));
    await step('A customer writes', (story) => openTicket(story, desk));
    await step('MsgFlash delivers it twice', (story) => ignoreRepeat(story, desk));
    await step('A stranger forges a message', (story) => ignoreForgery(story, desk));
    await step('The desk in the evening', async (story) =>
      story.same('one customer wrote, one ticket is open', [desk.tickets.length, desk.posts.length], [1, 1]),
    );
  },
};

interface Desk {
  received: Zap;
  answers: FollowUp;
  tickets: Fields[];
  posts: Fields[];
}

async function turnOn(story: StoryStep, { connection }: Shop): Promise<Desk> {
  const tickets: Fields[] = [];
  const posts: Fields[] = [];
  const answers: FollowUp = {
    played: [],
    onEvent: async (item) => {
      const phone = mapping(item)('{{1__from}}');
      const { first } = await story.environment.zapier.run(connection, 'searches.find_contact', { phone });
      tickets.push(takes(TICKET, item, first));
      posts.push(takes(POST, item, first));
    },
  };
  const received = await story.turnsOn(connection, 'message_received', {}, answers);
  story.wire();
  story.check('the Zap is on', received.isOn, received.message);
  story.same('it takes one webhook endpoint', story.environment.msgflash.control.webhooks().length, 1);
  return { received, answers, tickets, posts };
}

async function openTicket(story: StoryStep, { received, tickets, posts }: Desk): Promise<void> {
  const before = story.environment.wire.charged();
  story.happens('Awa Doe writes to Main Store.');
  story.environment.msgflash.control.receive({
    instance: 'Main Store',
    from: demo.numbers.awa,
    text: 'Is my order ready?',
  });
  await story.environment.settle();
  for (const run of received.runs) story.triggered(run, ['from', 'text', 'instance_name']);
  story.wire();
  for (const ticket of tickets) showApp(story, 'helpdesk', ticket);
  for (const post of posts) showApp(story, 'slack', post);
  story.same('the ticket says who wrote what', tickets, [
    { Subject: 'WhatsApp from Awa Doe', Phone: demo.numbers.awa, Text: 'Is my order ready?' },
  ]);
  story.same(
    'Slack says to which number',
    posts.map(({ Text }) => Text),
    [`Awa Doe (${demo.numbers.awa}) to Main Store: Is my order ready?`],
  );
  story.same('it cost two requests: the message and the contact', story.environment.wire.charged() - before, 2);
}
