import { demo } from '../msgflash/demo.ts';
import { people } from './people.ts';
import type { Recipe } from './recipe.ts';

/** A form that somebody fills in twice, one with a number that is none, and one without the tick. */
export const formWelcome: Recipe = {
  name: 'form-welcome',
  title: 'Typeform or Google Forms filled in: contact and welcome',
  apps: ['Typeform', 'Google Forms', 'Jotform'],
  about: 'A form entry becomes a contact and gets one welcome. A second entry changes nothing.',
  zaps: [
    {
      steps: [
        {
          kind: 'app',
          app: 'Typeform',
          does: 'New Entry',
          returns: { name: 'Léa Fontaine', phone: people.lea, write_to_me_on_whatsapp: 'Yes' },
        },
        {
          kind: 'filter',
          if: {
            value: '{{1__write_to_me_on_whatsapp}}',
            is: ['Yes'],
            says: 'The box “Yes, write to me on WhatsApp” is ticked',
          },
        },
        {
          kind: 'msgflash',
          step: 'searchOrCreates.find_contact',
          fields: { phone: '{{1__phone}}', name: '{{1__name}}', tags: ['lead'] },
        },
        {
          kind: 'msgflash',
          step: 'creates.send_template_message',
          fields: {
            instance_id: demo.instances.mainStore,
            to: '{{3__phone}}',
            template_id: demo.templates.welcome,
            send_once_per: 'welcome',
          },
          guide: { instance_id: 'Your number', template_id: 'Your welcome' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'A form comes in',
      happens: [{ what: 'arrives' }],
      runs: [{ outcome: 'success', returns: { already_sent: false } }],
      messages: [['+33639987707', 'Welcome to our shop! Answer STOP at any time and we will not write again.']],
      cost: 3,
    },
    {
      title: 'A form with something that is not a phone number',
      isWrong: true,
      happens: [{ what: 'arrives', with: { name: 'Tom', phone: '06 39 98' } }],
      runs: [{ outcome: 'halted', says: '“06 39 98” in Phone is not a phone number of France' }],
      messages: [],
      cost: 0,
    },
    {
      title: 'Somebody fills in the form twice',
      isWrong: true,
      happens: [{ what: 'arrives' }],
      runs: [{ outcome: 'success', returns: { already_sent: true } }],
      messages: [],
      cost: 1,
    },
    {
      title: 'Somebody does not tick the box',
      happens: [{ what: 'arrives', with: { name: 'Tom', write_to_me_on_whatsapp: '' } }],
      runs: [{ outcome: 'filtered' }],
      messages: [],
      cost: 0,
    },
  ],
  guide: {
    picture: 'create-send_template_message',
    why: 'the lead is on your list and hears from you at once.',
    notes: [
      '**The filter matters most.** Only people who ticked the box get a message. Say in the template how to stop.',
    ],
    wrong:
      'somebody fills in the form twice. The contact is found and gets no second welcome. If the phone number is not a number, the run stops before anything is created.',
    more: ['**Why is `welcome` enough?** Prevent Duplicates By also looks at the recipient. It remembers for 7 days.'],
    costs: '3 API requests for a new contact, 1 for a contact that already got the welcome.',
  },
};
