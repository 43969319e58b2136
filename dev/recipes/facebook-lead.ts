import { demo } from '../msgflash/demo.ts';
import type { Recipe } from './recipe.ts';

/** A lead of an advertisement, and the test lead that everybody sends first. */
export const facebookLead: Recipe = {
  name: 'facebook-lead',
  title: 'Facebook Lead Ads: contact and WhatsApp template',
  apps: ['Facebook Lead Ads', 'Google Ads', 'LinkedIn Lead Gen Forms'],
  about: 'A new lead becomes a contact and gets one template message.',
  zaps: [
    {
      steps: [
        {
          kind: 'app',
          app: 'Facebook Lead Ads',
          does: 'New Lead',
          returns: {
            lead_number: '901',
            full_name: 'Léa Fontaine',
            phone_number: 'p:+33639987707',
            agreed_to_whatsapp: 'yes',
          },
        },
        {
          kind: 'filter',
          if: {
            value: '{{1__agreed_to_whatsapp}}',
            is: ['yes'],
            says: 'The question “May we write to you on WhatsApp?” was answered with yes',
          },
        },
        {
          kind: 'msgflash',
          step: 'searchOrCreates.find_contact',
          fields: { phone: '{{1__phone_number}}', name: '{{1__full_name}}', tags: ['lead', 'facebook'] },
        },
        {
          kind: 'msgflash',
          step: 'creates.send_template_message',
          fields: {
            instance_id: demo.instances.mainStore,
            to: '{{3__phone}}',
            template_id: demo.templates.welcome,
            send_once_per: '{{1__lead_number}}',
          },
          guide: { instance_id: 'Your number', template_id: 'Your answer to a lead' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'A lead comes in',
      happens: [{ what: 'arrives' }],
      runs: [{ outcome: 'success', returns: { already_sent: false } }],
      messages: [['+33639987707', 'Welcome to our shop! Answer STOP at any time and we will not write again.']],
      cost: 3,
    },
    {
      title: 'Somebody sends Facebook’s own test lead',
      isWrong: true,
      happens: [
        {
          what: 'arrives',
          with: { lead_number: '902', phone_number: '<test lead: dummy data for phone_number>' },
        },
      ],
      runs: [{ outcome: 'halted', says: 'is not a phone number' }],
      messages: [],
      cost: 0,
    },
  ],
  guide: {
    why: 'a lead who hears from you at once is far more likely to answer.',
    notes: ['**Ask for consent in the form**: add the question to your lead form, and keep the filter.'],
    wrong:
      'you test with Facebook’s test lead. It has words in place of a phone number, so the run stops before anything is created. Test with a number of your own.',
    costs: '3 API requests for a new contact, 2 for one that is in your list.',
  },
};
