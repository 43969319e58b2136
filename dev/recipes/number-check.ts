import { demo } from '../msgflash/demo.ts';
import { people } from './people.ts';
import type { AppStep, OwnStep, Recipe } from './recipe.ts';

const shipped: AppStep = {
  kind: 'app',
  app: 'Shopify',
  does: 'New Order Fulfillment',
  returns: { customer_name: 'Awa', customer_phone: people.awa },
};
const NOBODY = { customer_name: 'Tom', customer_phone: demo.numbers.notOnWhatsApp };
const TEXT = 'Your parcel comes tomorrow, {{1__customer_name}}.';
const message: OwnStep = {
  kind: 'msgflash',
  step: 'creates.send_message',
  fields: { instance_id: demo.instances.mainStore, to: '{{2__number}}', type: 'text', text: TEXT },
  guide: { instance_id: 'Your number' },
};
const path = (name: string, answer: string) => ({
  name,
  if: { value: '{{2__is_on_whatsapp}}', is: [answer], says: `**Is on WhatsApp** of step 2 is ${answer}` },
});

/** Two ways to know before: a step of its own, which lets a Zap choose another way, or a check that stops. */
export const numberCheck: Recipe = {
  name: 'number-check',
  title: 'Shopify order shipped: WhatsApp, or an SMS by Twilio',
  apps: ['Shopify', 'WooCommerce', 'Twilio'],
  about: 'A number is checked before anything is sent. Customers who are not on WhatsApp get an SMS instead.',
  zaps: [
    {
      steps: [
        shipped,
        {
          kind: 'msgflash',
          step: 'searches.find_whatsapp_number',
          fields: { instance_id: demo.instances.mainStore, phone: '{{1__customer_phone}}' },
          guide: { instance_id: 'The connected number that runs the check' },
        },
        { ...message, path: path('Path A', 'true') },
        {
          kind: 'app',
          app: 'Twilio',
          does: 'Send SMS',
          takes: { To: '{{2__number}}', Message: TEXT },
          path: path('Path B', 'false'),
        },
      ],
    },
    {
      title: 'Shorter, if you do not want to send an SMS:',
      steps: [
        shipped,
        {
          ...message,
          fields: { ...message.fields, to: '{{1__customer_phone}}', checks: ['recipient_on_whatsapp'] },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'A number that is on WhatsApp',
      happens: [{ what: 'arrives' }],
      runs: [{ outcome: 'success' }],
      messages: [[demo.numbers.awa, 'Your parcel comes tomorrow, Awa.']],
      apps: [],
      cost: 2,
    },
    {
      title: 'A number that is not: the customer gets an SMS',
      isWrong: true,
      happens: [{ what: 'arrives', with: NOBODY }],
      runs: [{ outcome: 'success', returns: { is_on_whatsapp: false } }],
      messages: [],
      apps: [{ To: demo.numbers.notOnWhatsApp, Message: 'Your parcel comes tomorrow, Tom.' }],
      cost: 1,
    },
    {
      title: 'The same number with a check: the run stops',
      isWrong: true,
      happens: [{ what: 'arrives', zap: 1, with: NOBODY }],
      runs: [{ outcome: 'halted', says: '+33639989921 is not on WhatsApp. Nothing was sent.' }],
      messages: [],
      apps: [],
      cost: 1,
    },
  ],
  guide: {
    picture: 'search-find_whatsapp_number',
    why: 'a landline has no WhatsApp, but the customer should still hear about the parcel.',
    wrong:
      'the number is not on WhatsApp. With Paths by Zapier the customer gets an SMS. With the check, the run stops and nothing is sent.',
    costs: '1 API request for the check and 1 for the message.',
  },
};
