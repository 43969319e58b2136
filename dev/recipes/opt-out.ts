import { demo } from '../msgflash/demo.ts';
import { A_DAY, type Recipe } from './recipe.ts';

/** Whoever answers STOP loses the tag, and no campaign to the tag reaches them any more. */
export const optOut: Recipe = {
  name: 'opt-out',
  title: 'STOP on WhatsApp: take somebody off the list',
  apps: ['HubSpot', 'Google Sheets'],
  about: 'People who answer STOP lose their tag, so the next campaign to that tag does not reach them.',
  zaps: [
    {
      steps: [
        {
          kind: 'msgflash',
          step: 'triggers.message_received',
          fields: {},
          guide: { instance_id: 'Leave empty for all your WhatsApp numbers' },
        },
        {
          kind: 'filter',
          if: {
            value: '{{1__text}}',
            is: ['STOP', 'Stop', 'stop'],
            says: '**Text** of step 1 is exactly STOP, or Stop, or stop',
          },
        },
        { kind: 'msgflash', step: 'searches.find_contact', fields: { phone: '{{1__from}}' } },
        {
          kind: 'msgflash',
          step: 'creates.update_contact',
          fields: { contact_id: '{{3__id}}', tags: ['vip'], tags_mode: 'remove' },
          guide: { tags: 'Each tag that your campaigns use, such as `vip`' },
        },
      ],
    },
    {
      title: 'The next campaign',
      isAside: true,
      steps: [
        { kind: 'app', app: 'Schedule by Zapier', does: 'Every Day', returns: { time: '9am' } },
        {
          kind: 'msgflash',
          step: 'creates.create_campaign',
          fields: {
            instance_id: demo.instances.mainStore,
            name: 'Spring for VIPs',
            starts_at: 'tomorrow at 9am',
            recipients: 'tags',
            tags: ['vip'],
            type: 'text',
            text: 'You see it first: our spring collection.',
          },
          guide: { instance_id: 'Your number' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'A customer answers STOP',
      happens: [{ what: 'writes', from: demo.numbers.awa, text: 'Stop' }],
      runs: [{ outcome: 'success', returns: { tags: 'lyon' } }],
      messages: [],
      cost: 4,
    },
    {
      title: 'Somebody who is not a contact answers STOP',
      isWrong: true,
      happens: [{ what: 'writes', from: demo.numbers.stranger, text: 'STOP' }],
      runs: [{ outcome: 'filtered', says: 'Nothing was found' }],
      messages: [],
      cost: 2,
    },
    {
      title: 'Other words change nothing',
      happens: [{ what: 'writes', from: demo.numbers.luc, text: 'Do not stop, I love it!' }],
      runs: [{ outcome: 'filtered', says: 'The filter stopped the Zap' }],
      messages: [],
      cost: 1,
    },
    {
      title: 'The next campaign reaches only those who still have the tag',
      happens: [
        { what: 'arrives', zap: 1 },
        { what: 'passes', ms: 2 * A_DAY },
      ],
      runs: [{ outcome: 'success' }],
      messages: [[demo.numbers.luc, 'You see it first: our spring collection.', 'read']],
      cost: 1,
    },
  ],
  guide: {
    picture: 'create-update_contact',
    why: 'people who say STOP must get no more messages. Build this Zap before your first campaign.',
    notes: [
      "**It works for campaigns to tags.** A campaign to all contacts still reaches them. Take them off the lists of your shop and your CRM too: Zaps that start there do not look at MsgFlash's tags.",
    ],
    wrong: 'the message comes from a number that is not a contact. Nothing is found, and nothing changes.',
    costs: '1 webhook endpoint. For each message: 1 API request if it comes without its text. For a STOP: 3 more.',
  },
};
