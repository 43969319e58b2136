import { demo } from '../msgflash/demo.ts';
import { people } from './people.ts';
import { A_DAY, type Recipe } from './recipe.ts';

const TEXT = 'Hello Awa, how do you like your order 1043? Tell others: https://example.com/review/1043';

/** A request for a review, some days after the parcel went out. */
export const reviewRequest: Recipe = {
  name: 'review-request',
  title: 'Shopify order fulfilled: ask for a review five days later',
  apps: ['Shopify', 'WooCommerce'],
  about: 'Five days after an order is fulfilled, the customer is asked once for a review.',
  zaps: [
    {
      steps: [
        {
          kind: 'app',
          app: 'Shopify',
          does: 'New Order Fulfillment',
          returns: { order_number: '1043', customer_name: 'Awa', customer_phone: people.awa, fulfilled_at: 'now +0h' },
        },
        {
          kind: 'msgflash',
          step: 'creates.schedule_message',
          fields: {
            instance_id: demo.instances.mainStore,
            to: '{{1__customer_phone}}',
            type: 'text',
            text: 'Hello {{1__customer_name}}, how do you like your order {{1__order_number}}? Tell others: https://example.com/review/{{1__order_number}}',
            scheduled_at: '{{1__fulfilled_at}} +5d',
            send_once_per: '{{1__order_number}}',
          },
          guide: { instance_id: 'Your shop’s number' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'An order is fulfilled, and five days pass',
      happens: [{ what: 'arrives' }, { what: 'passes', ms: 6 * A_DAY }],
      runs: [{ outcome: 'success', returns: { status: 'queued', already_sent: false } }],
      messages: [[demo.numbers.awa, TEXT, 'read']],
      cost: 1,
    },
    {
      title: 'The shop reports the order again, in two parcels',
      isWrong: true,
      happens: [{ what: 'arrives' }],
      runs: [{ outcome: 'success', returns: { already_sent: true } }],
      messages: [],
      cost: 0,
    },
  ],
  guide: {
    why: 'people who have just unpacked their order are glad to review it, if it takes one tap.',
    wrong:
      'the order goes out in two parcels, and the shop reports it twice. The customer is asked once: **Prevent Duplicates By** remembers the order for 7 days.',
    costs: '1 API request per order, and none for a repeat.',
  },
};
