import { demo } from '../msgflash/demo.ts';
import { people } from './people.ts';
import type { Happening, Recipe } from './recipe.ts';

const TEXT = 'Your parcel is waiting for you.';
const FAILS: readonly Happening[] = [
  { what: 'sends', to: people.unreachable, text: TEXT },
  // A message takes half a second from MsgFlash to WhatsApp.
  { what: 'passes', ms: 600 },
];

/** What could not be delivered is reported in Slack, not by another message that may fail as well. */
export const failedAlert: Recipe = {
  name: 'failed-alert',
  title: 'WhatsApp message failed: tell somebody in Slack',
  apps: ['Slack', 'Microsoft Teams', 'Gmail'],
  about: 'A message that could not be delivered is reported in Slack, even if its details cannot be read.',
  zaps: [
    {
      steps: [
        {
          kind: 'msgflash',
          step: 'triggers.message_failed',
          fields: {},
          guide: { instance_id: 'Leave empty for all your WhatsApp numbers' },
        },
        {
          kind: 'app',
          app: 'Slack',
          does: 'Send Channel Message',
          takes: { Channel: '#shop', Text: 'Not delivered to {{1__to}}: {{1__error}}' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'A message cannot be delivered',
      happens: FAILS,
      runs: [{ outcome: 'success', returns: { details_loaded: true } }],
      messages: [[demo.numbers.failing, TEXT, 'failed']],
      apps: [
        { Channel: '#shop', Text: `Not delivered to ${demo.numbers.failing}: The recipient could not be reached` },
      ],
      cost: 2,
    },
    {
      title: 'Another one fails, and MsgFlash cannot say why',
      isWrong: true,
      happens: [{ what: 'fault', operation: 'GET /messages/{id}', kind: 'html_503' }, ...FAILS],
      runs: [{ outcome: 'success', returns: { details_loaded: false } }],
      messages: [[demo.numbers.failing, TEXT, 'failed']],
      apps: [{ Channel: '#shop', Text: `Not delivered to ${demo.numbers.failing}: ` }],
      cost: 2,
    },
  ],
  guide: {
    why: 'a message can fail after the Zap that sent it has ended. Without this Zap, nobody notices.',
    notes: ['**Send the alert in another app.** A WhatsApp alert may fail too, and would start this Zap again.'],
    wrong: 'MsgFlash cannot say why the message failed. You still get the alert, with the number.',
    costs: '1 webhook endpoint, and 1 API request per failed message for the reason.',
  },
};
