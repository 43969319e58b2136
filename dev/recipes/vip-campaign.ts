import { demo } from '../msgflash/demo.ts';
import { people } from './people.ts';
import { A_DAY, type Recipe } from './recipe.ts';

const SPRING = 'You see it first: our spring collection. Answer STOP, and we will not write again.';
const EVERYBODY = [demo.numbers.awa, demo.numbers.luc, demo.numbers.zoe];

/** A tag in the CRM becomes a tag in MsgFlash, and a campaign goes to whoever has it. */
export const vipCampaign: Recipe = {
  name: 'vip-campaign',
  title: 'HubSpot VIP list: a campaign for the best customers',
  apps: ['HubSpot', 'Google Sheets', 'Pipedrive'],
  about: 'A tag in the CRM becomes a tag in MsgFlash, and one campaign reaches everybody who has it.',
  zaps: [
    {
      title: 'The first keeps the tags up to date:',
      steps: [
        {
          kind: 'app',
          app: 'HubSpot',
          does: 'Contact Added to List',
          returns: { name: 'Zoé Lefèvre', phone: people.zoe },
        },
        {
          kind: 'msgflash',
          step: 'searchOrCreates.find_contact',
          fields: { phone: '{{1__phone}}', name: '{{1__name}}' },
        },
        {
          kind: 'msgflash',
          step: 'creates.update_contact',
          fields: { contact_id: '{{2__id}}', tags: ['vip'], tags_mode: 'add' },
        },
      ],
    },
    {
      title: 'The second sends the campaign, for each new row of a sheet where you plan campaigns:',
      steps: [
        {
          kind: 'app',
          app: 'Google Sheets',
          does: 'New Spreadsheet Row',
          returns: { date: 'now +1d', text: SPRING },
        },
        {
          kind: 'msgflash',
          step: 'creates.create_campaign',
          fields: {
            instance_id: demo.instances.mainStore,
            name: 'For VIPs',
            starts_at: '{{1__date}}',
            recipients: 'tags',
            tags: ['vip'],
            type: 'text',
            text: '{{1__text}}',
            repeat: 'none',
          },
          guide: { instance_id: 'Your number' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'The CRM tags a customer',
      happens: [{ what: 'arrives' }],
      runs: [{ outcome: 'success', returns: { tags: 'vip' } }],
      messages: [],
      cost: 3,
    },
    {
      title: 'A campaign goes to the tag',
      happens: [
        { what: 'arrives', zap: 1 },
        { what: 'passes', ms: 2 * A_DAY },
      ],
      runs: [{ outcome: 'success', returns: { status: 'scheduled' } }],
      messages: EVERYBODY.map((to) => [to, SPRING, 'read']),
      cost: 1,
    },
    {
      title: 'The connection breaks while the next campaign is created',
      isWrong: true,
      happens: [
        { what: 'fault', operation: 'POST /campaigns', kind: 'reset_after_accepting' },
        { what: 'arrives', zap: 1, with: { text: 'Last days!' } },
        { what: 'passes', ms: 2 * A_DAY },
      ],
      runs: [
        {
          outcome: 'halted',
          says: 'MsgFlash did not answer, and the campaign may have been created. Look under Campaigns',
        },
      ],
      messages: EVERYBODY.map((to) => [to, 'Last days!', 'read']),
      cost: 1,
    },
  ],
  guide: {
    picture: 'create-create_campaign',
    why: 'your best customers hear first. MsgFlash sends the messages when the time comes; the Zap itself ends at once.',
    notes: ['**Say how to stop** in the text of each row. Only you see the **Name** of a campaign.'],
    wrong:
      'the connection breaks while the campaign is being created. The run stops and tells you where to look. It does not try again, because everybody might then get the message twice. If nobody has the tag, **Warnings** says so.',
    costs:
      '3 or 4 API requests per tag, and 1 per campaign, however many people get it. Each person counts as one message of your plan.',
  },
};
