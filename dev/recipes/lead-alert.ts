import { demo } from '../msgflash/demo.ts';
import { people } from './people.ts';
import type { Recipe } from './recipe.ts';

/** The team hears of a lead, once, even when MsgFlash does not say whether it took the message. */
export const leadAlert: Recipe = {
  name: 'lead-alert',
  title: 'New Google Forms lead: WhatsApp to the team',
  apps: ['Google Forms', 'Typeform', 'Facebook Lead Ads'],
  about: 'Each new lead is reported to the team on WhatsApp once, even if MsgFlash does not answer.',
  zaps: [
    {
      steps: [
        {
          kind: 'app',
          app: 'Google Forms',
          does: 'New Form Response',
          returns: {
            response_number: '301',
            name: 'Léa Fontaine',
            phone: people.lea,
            question: 'Do you deliver to Lyon?',
          },
        },
        {
          kind: 'msgflash',
          step: 'creates.send_message',
          fields: {
            instance_id: demo.instances.support,
            to: people.team,
            type: 'text',
            text: '*New lead*: {{1__name}}, {{1__phone}}\n_{{1__question}}_',
            send_once_per: '{{1__response_number}}',
          },
          guide: { instance_id: 'Your number', to: 'The phone of whoever answers leads' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'A lead comes in',
      happens: [{ what: 'arrives' }],
      runs: [{ outcome: 'success', returns: { already_sent: false } }],
      messages: [[demo.numbers.stranger, `*New lead*: Léa Fontaine, ${people.lea}\n_Do you deliver to Lyon?_`]],
      cost: 1,
    },
    {
      title: 'MsgFlash takes the message, but does not answer',
      isWrong: true,
      happens: [
        { what: 'fault', operation: 'POST /messages/send', kind: 'no_answer_after_accepting' },
        { what: 'arrives', with: { response_number: '302', question: 'Are you open on Sunday?' } },
      ],
      runs: [{ outcome: 'success' }],
      messages: [[demo.numbers.stranger, `*New lead*: Léa Fontaine, ${people.lea}\n_Are you open on Sunday?_`]],
      cost: 2,
    },
  ],
  guide: {
    why: 'the first to answer wins the customer, and people check WhatsApp more often than e-mail.',
    notes: [
      '**To a group of colleagues**: WhatsApp groups cannot be reached. Add one **Send Message** for each person.',
    ],
    wrong:
      'MsgFlash takes the message but does not answer. The step checks whether the message went out, and succeeds. The team gets it once.',
    costs: '1 API request per lead.',
  },
};
