import { ignoreRepeat } from '../demo/shop/delivered-twice.ts';
import { ignoreForgery } from '../demo/shop/forged.ts';
import type { Shop } from '../demo/shop/shop.ts';
import type { Act, FollowUp } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { demo } from '../msgflash/demo.ts';
import type { Zap } from '../zapier/index.ts';
import { type Fields, mapping, openShop, takes, tells } from './shared.ts';

const TICKET = { Subject: 'WhatsApp from {{2__name}}', Phone: '{{1__from}}', Text: '{{1__text}}' };
const POST = { Channel: '#support', Text: '{{2__name}} ({{1__from}}) to {{1__instance_name}}: {{1__text}}' };

/** Whoever writes becomes a ticket; whoever pretends to be MsgFlash does not. */
export const inboundTicket: Story = {
  name: 'inbound-ticket',
  about: 'Every message that comes in opens one ticket and tells Slack; repeats and forgeries open none.',
  async play(act) {
    const shop = await act('Connect, and pick a number', openShop);
    const desk = await act('Switch the Zap on', (each) => switchOn(each, shop));
    await act('A customer writes', (each) => openTicket(each, desk));
    await act('MsgFlash delivers it twice', (each) => ignoreRepeat(each, desk));
    await act('A stranger forges a message', (each) => ignoreForgery(each, desk));
    await act('The desk in the evening', async (each) =>
      each.same('one customer wrote, one ticket is open', [desk.tickets.length, desk.posts.length], [1, 1]),
    );
  },
};

interface Desk {
  received: Zap;
  answers: FollowUp;
  tickets: Fields[];
  posts: Fields[];
}

async function switchOn(act: Act, { connection }: Shop): Promise<Desk> {
  const tickets: Fields[] = [];
  const posts: Fields[] = [];
  const answers: FollowUp = {
    played: [],
    onEvent: async (item) => {
      const phone = mapping(item)('{{1__from}}');
      const { first } = await act.stage.zapier.run(connection, 'searches.find_contact', { phone });
      tickets.push(takes(TICKET, item, first));
      posts.push(takes(POST, item, first));
    },
  };
  const received = await act.switchesOn(connection, 'message_received', {}, answers);
  act.wire();
  act.check('the Zap is on', received.isOn, received.message);
  act.same('it takes one webhook endpoint', act.stage.msgflash.control.webhooks().length, 1);
  return { received, answers, tickets, posts };
}

async function openTicket(act: Act, { received, tickets, posts }: Desk): Promise<void> {
  const before = act.stage.wire.charged();
  act.happens('Awa Doe writes to Main Store.');
  act.stage.msgflash.control.receive({ instance: 'Main Store', from: demo.numbers.awa, text: 'Is my order ready?' });
  await act.stage.settle();
  for (const run of received.runs) act.triggered(run, ['from', 'text', 'instance_name']);
  act.wire();
  for (const ticket of tickets) tells(act, 'helpdesk', ticket);
  for (const post of posts) tells(act, 'slack', post);
  act.same('the ticket says who wrote what', tickets, [
    { Subject: 'WhatsApp from Awa Doe', Phone: demo.numbers.awa, Text: 'Is my order ready?' },
  ]);
  act.same(
    'Slack says to which number',
    posts.map(({ Text }) => Text),
    [`Awa Doe (${demo.numbers.awa}) to Main Store: Is my order ready?`],
  );
  act.same('it cost two requests: the message and the contact', act.stage.wire.charged() - before, 2);
}
