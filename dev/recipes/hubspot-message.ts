import { demo } from '../msgflash/demo.ts';
import { people } from './people.ts';
import type { Recipe } from './recipe.ts';

/** A contact of the CRM gets a message, unless it has no number. */
export const hubspotMessage: Recipe = {
  name: 'hubspot-message',
  title: 'New HubSpot contact: send a WhatsApp message',
  apps: ['HubSpot', 'Pipedrive', 'Salesforce'],
  about: 'A contact added to a CRM list gets one message. A contact without a number gets none.',
  zaps: [
    {
      steps: [
        {
          kind: 'app',
          app: 'HubSpot',
          does: 'Contact Added to List',
          returns: { contact_number: '51', first_name: 'Awa', phone_number: people.awa, owner_name: 'Camille' },
        },
        {
          kind: 'msgflash',
          step: 'creates.send_message',
          fields: {
            instance_id: demo.instances.mainStore,
            to: '{{1__phone_number}}',
            type: 'text',
            text: 'Hello {{1__first_name}}, this is {{1__owner_name}}. How can I help you?',
            send_once_per: '{{1__contact_number}}',
          },
          guide: { instance_id: 'Your number' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'A contact is added to the list',
      happens: [{ what: 'arrives' }],
      runs: [{ outcome: 'success', returns: { already_sent: false } }],
      messages: [[demo.numbers.awa, 'Hello Awa, this is Camille. How can I help you?']],
      cost: 1,
    },
    {
      title: 'A contact without a phone number',
      isWrong: true,
      happens: [{ what: 'arrives', with: { contact_number: '52', first_name: 'Tom', phone_number: '' } }],
      runs: [{ outcome: 'halted', says: 'it needs a phone number' }],
      messages: [],
      cost: 0,
    },
  ],
  guide: {
    why: 'your first message arrives while the contact still remembers you.',
    notes: ['**Use a list of people who agreed** to get messages on WhatsApp, not all new contacts.'],
    wrong: 'the contact has no phone number. Only this run stops. The Zap goes on with the next contact.',
    costs: '1 API request per contact.',
  },
};
