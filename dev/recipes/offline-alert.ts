import { demo } from '../msgflash/demo.ts';
import { people } from './people.ts';
import type { Recipe } from './recipe.ts';

/** A phone that is unlinked is reported at once; what was to be sent meanwhile waits to be replayed. */
export const offlineAlert: Recipe = {
  name: 'offline-alert',
  title: 'WhatsApp number offline: tell somebody in Slack',
  apps: ['Slack', 'Microsoft Teams', 'Gmail'],
  about:
    'A number that loses its phone is reported in Slack. A message that is due meanwhile stops and is replayed later.',
  zaps: [
    {
      steps: [
        {
          kind: 'msgflash',
          step: 'triggers.instance_disconnected',
          fields: {},
          guide: { instance_id: 'Leave empty for all your WhatsApp numbers' },
        },
        {
          kind: 'app',
          app: 'Slack',
          does: 'Send Channel Message',
          takes: { Channel: '#shop', Text: '{{1__name}} ({{1__number}}): {{1__recommendations}}' },
        },
      ],
    },
    {
      title: 'An important Zap',
      isAside: true,
      steps: [
        {
          kind: 'app',
          app: 'Shopify',
          does: 'New Paid Order',
          returns: { customer_phone: people.awa },
        },
        {
          kind: 'msgflash',
          step: 'creates.send_message',
          fields: {
            instance_id: demo.instances.mainStore,
            to: '{{1__customer_phone}}',
            type: 'text',
            text: 'Your order is ready.',
            checks: ['instance_connected'],
          },
          guide: { instance_id: 'Your number' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'The phone is unlinked',
      happens: [{ what: 'unlinked' }],
      runs: [{ outcome: 'success' }],
      messages: [],
      apps: [{ Channel: '#shop', Text: 'Main Store (+33639980001): Not connected, scan its QR code in MsgFlash.' }],
      cost: 0,
    },
    {
      title: 'A message is due meanwhile',
      isWrong: true,
      happens: [{ what: 'arrives', zap: 1 }, { what: 'linked' }, { what: 'replayed' }],
      runs: [
        { outcome: 'halted', says: 'The instance is not connected, scan its QR code in MsgFlash.' },
        { outcome: 'success' },
      ],
      messages: [[demo.numbers.awa, 'Your order is ready.']],
      cost: 3,
    },
  ],
  guide: {
    why: 'when a phone is replaced, reset or unlinked, its number sends nothing. You want to know before your customers do.',
    notes: [
      '**What to do then**: open MsgFlash and scan the QR code of the instance. A second Zap with **Instance Connected** can say when it works again.',
    ],
    wrong:
      'a message is due while the number is not connected. In your most important Zaps, choose **The instance is connected** under **Check Before Sending**. The run stops, and you replay it when the number is connected again.',
    costs: '1 webhook endpoint. No API request, or 1 if the name of the number is not known yet.',
  },
};
