import { demo } from '../msgflash/demo.ts';
import { people } from './people.ts';
import { AN_HOUR, type Recipe } from './recipe.ts';

const TEXT = 'We have kept it for you. Answer STOP, and we will not remind you again.';
const LOOKED_FOR = { Customer: people.zoe };

/** One reminder with a button; a number that cannot send buttons says so. */
export const cartAbandoned: Recipe = {
  name: 'cart-abandoned',
  title: 'Shopify cart abandoned: one reminder',
  apps: ['Shopify', 'WooCommerce'],
  about: 'A forgotten cart gets one reminder with a button, from a number that can send buttons.',
  zaps: [
    {
      steps: [
        {
          kind: 'app',
          app: 'Shopify',
          does: 'New Abandoned Cart',
          returns: {
            cart_number: '77',
            customer_name: 'Zoé',
            customer_phone: people.zoe,
            cart_link: 'https://example.com/cart/77',
            agreed_to_messages: 'yes',
          },
        },
        { kind: 'delay', ms: AN_HOUR, says: 'One hour' },
        {
          kind: 'app',
          app: 'Shopify',
          does: 'Find Order',
          takes: { Customer: '{{1__customer_phone}}' },
          returns: { order_found: 'no' },
        },
        {
          kind: 'filter',
          if: {
            value: '{{3__order_found}} {{1__agreed_to_messages}}',
            is: ['no yes'],
            says: 'No order was found, and the customer agreed to messages',
          },
        },
        {
          kind: 'msgflash',
          step: 'creates.send_message',
          fields: {
            instance_id: demo.instances.mainStore,
            to: '{{1__customer_phone}}',
            type: 'buttons',
            title: '{{1__customer_name}}, your cart is waiting',
            description: TEXT,
            button_1_kind: 'url',
            button_1_text: 'To my cart',
            button_1_value: '{{1__cart_link}}',
            send_once_per: '{{1__cart_number}}',
          },
          guide: { instance_id: 'A number with a WhatsApp Business account' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'A cart is left, and there is no order within an hour',
      happens: [{ what: 'arrives' }, { what: 'passes', ms: AN_HOUR }],
      runs: [{ outcome: 'success', returns: { already_sent: false } }],
      messages: [[demo.numbers.zoe, TEXT]],
      apps: [LOOKED_FOR],
      cost: 1,
    },
    {
      title: 'The shop reports the cart again',
      isWrong: true,
      happens: [{ what: 'arrives' }, { what: 'passes', ms: AN_HOUR }],
      runs: [{ outcome: 'success', returns: { already_sent: true } }],
      messages: [],
      apps: [LOOKED_FOR],
      cost: 0,
    },
    {
      title: 'A number that cannot send buttons is picked',
      isWrong: true,
      happens: [
        { what: 'filled in', step: 5, fields: { instance_id: demo.instances.support } },
        { what: 'arrives', with: { cart_number: '78' } },
        { what: 'passes', ms: AN_HOUR },
      ],
      runs: [{ outcome: 'errored', says: 'buttons need a WhatsApp Business number' }],
      messages: [],
      apps: [LOOKED_FOR],
      cost: 1,
    },
  ],
  guide: {
    why: 'many people simply forgot their cart. One friendly reminder is welcome. A second one is not.',
    wrong:
      'the number you chose has no WhatsApp Business account. The step says so. Choose another number, or use the message type Text with the link in it. If the shop reports the cart again, there is still only one reminder.',
    costs: '1 API request per reminder.',
  },
};
