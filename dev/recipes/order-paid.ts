import { demo } from '../msgflash/demo.ts';
import { people } from './people.ts';
import type { Recipe } from './recipe.ts';

/** An order that is paid, and what a shop does wrong: it reports it twice. */
export const orderPaid: Recipe = {
  name: 'order-paid',
  title: 'Shopify, WooCommerce or Stripe order paid: thank the customer',
  apps: ['Shopify', 'WooCommerce', 'Stripe'],
  about: 'The customer gets one message per paid order, however often the shop reports it.',
  zaps: [
    {
      steps: [
        {
          kind: 'app',
          app: 'Shopify',
          does: 'New Paid Order',
          returns: { order_number: '1043', customer_name: 'Awa', customer_phone: people.awa, total: '42 €' },
        },
        {
          kind: 'msgflash',
          step: 'creates.send_message',
          fields: {
            instance_id: demo.instances.mainStore,
            to: '{{1__customer_phone}}',
            type: 'text',
            text: 'Thank you {{1__customer_name}}! We have your order {{1__order_number}} over {{1__total}}.',
            send_once_per: '{{1__order_number}}',
          },
          guide: { instance_id: 'Your shop’s number' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'An order is paid',
      happens: [{ what: 'arrives' }],
      runs: [{ outcome: 'success', returns: { already_sent: false } }],
      messages: [[demo.numbers.awa, 'Thank you Awa! We have your order 1043 over 42 €.']],
      cost: 1,
    },
    {
      title: 'The shop reports the same order again, and somebody replays the run',
      isWrong: true,
      happens: [{ what: 'arrives' }, { what: 'replayed' }],
      runs: [
        { outcome: 'success', returns: { already_sent: true } },
        { outcome: 'success', returns: { already_sent: true } },
      ],
      messages: [],
      cost: 0,
    },
    {
      title: 'The same customer orders once more',
      happens: [{ what: 'arrives', with: { order_number: '1044', total: '9 €' } }],
      runs: [{ outcome: 'success', returns: { already_sent: false } }],
      messages: [[demo.numbers.awa, 'Thank you Awa! We have your order 1044 over 9 €.']],
      cost: 1,
    },
  ],
  guide: {
    why: 'people read WhatsApp, so fewer of them ask where their order is.',
    wrong:
      'the shop reports the same order twice, or you replay the Zap. The step succeeds, sends nothing and returns **Already Sent** as true. [How that works](#preventing-duplicates).',
    costs: '1 API request per order, and none for a repeat.',
  },
};
