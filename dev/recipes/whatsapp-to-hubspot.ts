import { demo } from '../msgflash/demo.ts';
import type { Recipe } from './recipe.ts';

/** Whoever writes becomes a contact in the CRM; who hides the number cannot. */
export const whatsappToHubspot: Recipe = {
  name: 'whatsapp-to-hubspot',
  title: 'WhatsApp message received: HubSpot contact with a note',
  apps: ['HubSpot', 'Pipedrive', 'Salesforce'],
  about: 'Each person who writes becomes a contact in the CRM, with the message as a note.',
  zaps: [
    {
      steps: [
        {
          kind: 'msgflash',
          step: 'triggers.message_received',
          fields: {},
          guide: { instance_id: 'Leave empty for all your WhatsApp numbers' },
        },
        { kind: 'filter', if: { value: '{{1__from}}', is: [], isNot: [''], says: '**From** of step 1 exists' } },
        {
          kind: 'app',
          app: 'HubSpot',
          does: 'Find or Create Contact',
          takes: { 'Phone Number': '{{1__from}}', 'First Name': '{{1__sender_name}}' },
          returns: { contact_number: '51' },
        },
        {
          kind: 'app',
          app: 'HubSpot',
          does: 'Create Note',
          takes: { Contact: '{{3__contact_number}}', Note: 'WhatsApp to {{1__instance_name}}: {{1__text}}' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'A customer writes',
      happens: [{ what: 'writes', from: demo.numbers.awa, text: 'Do you have it in blue?' }],
      runs: [{ outcome: 'success' }],
      messages: [],
      apps: [
        { 'Phone Number': demo.numbers.awa, 'First Name': '' },
        { Contact: '51', Note: 'WhatsApp to Main Store: Do you have it in blue?' },
      ],
      cost: 1,
    },
    {
      title: 'Somebody writes without showing a number',
      isWrong: true,
      happens: [{ what: 'writes', from: '270000000000001@lid', text: 'Hello?' }],
      runs: [{ outcome: 'filtered', says: 'The filter stopped the Zap' }],
      messages: [],
      apps: [],
      cost: 1,
    },
  ],
  guide: {
    why: 'the conversation is kept with everything else you know about the customer.',
    wrong:
      'WhatsApp does not always show the number of the sender. Then **From** is empty, and the filter stops the Zap before it makes a contact without a number. Answer in WhatsApp on the phone.',
    costs: '1 webhook endpoint. For each message: 1 API request if it comes without its text.',
  },
};
