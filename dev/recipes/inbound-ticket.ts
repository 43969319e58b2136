import { demo } from '../msgflash/demo.ts';
import type { Recipe } from './recipe.ts';

/** Whoever writes becomes a ticket; whoever pretends to be MsgFlash does not. */
export const inboundTicket: Recipe = {
  name: 'inbound-ticket',
  title: 'WhatsApp message received: open a Zendesk ticket and tell Slack',
  apps: ['Zendesk', 'Freshdesk', 'Slack'],
  about: 'Each incoming message opens one ticket and one Slack post. Repeats and forgeries open none.',
  zaps: [
    {
      steps: [
        {
          kind: 'msgflash',
          step: 'triggers.message_received',
          fields: {},
          guide: { instance_id: 'Leave empty for all your WhatsApp numbers' },
        },
        { kind: 'msgflash', step: 'searches.find_contact', fields: { phone: '{{1__from}}' }, goesOnWithNothing: true },
        {
          kind: 'app',
          app: 'Zendesk',
          does: 'Create Ticket',
          takes: { Subject: 'WhatsApp from {{2__name}}, {{1__from}}', Description: '{{1__text}}' },
        },
        {
          kind: 'app',
          app: 'Slack',
          does: 'Send Channel Message',
          takes: { Channel: '#support', Text: '{{2__name}} to {{1__instance_name}}: {{1__text}}' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'A customer writes',
      happens: [{ what: 'writes', from: demo.numbers.awa, text: 'Is my order ready?' }],
      runs: [{ outcome: 'success' }],
      messages: [],
      apps: [
        { Subject: `WhatsApp from Awa Doe, ${demo.numbers.awa}`, Description: 'Is my order ready?' },
        { Channel: '#support', Text: 'Awa Doe to Main Store: Is my order ready?' },
      ],
      cost: 2,
    },
    {
      title: 'MsgFlash delivers it twice',
      isWrong: true,
      happens: [{ what: 'delivered again' }],
      runs: [{ outcome: 'filtered' }],
      messages: [],
      apps: [],
      cost: 0,
    },
    {
      title: 'A stranger forges a message',
      isWrong: true,
      happens: [{ what: 'forged' }],
      runs: [{ outcome: 'halted', says: 'A delivery with a wrong signature was ignored' }],
      messages: [],
      apps: [],
      cost: 0,
    },
  ],
  guide: {
    picture: 'trigger-message_received',
    why: 'the team answers in the tool it already uses. Nobody has to watch a phone.',
    notes: [
      '**In step 2**, let Zapier continue if nothing is found: not everybody who writes is a contact. The ticket still has the number, and often **Sender Name** of step 1.',
      '**A photo or a document** comes as **File**. Map it to the attachment of the ticket.',
    ],
    wrong:
      'MsgFlash delivers the same message twice. You still get one ticket. If a stranger sends a forged message to the Zap, it has no valid signature: the run stops and no ticket is opened.',
    costs: '1 webhook endpoint. For each message: 1 API request if it comes without its text, and 1 for the contact.',
  },
};
