import { demo } from '../msgflash/demo.ts';
import type { Recipe } from './recipe.ts';

const REPLY = 'We are open until 6 pm today. Shall I keep something for you?';

/** A message that a language model answers; what is delivered twice is answered once. */
export const aiAnswer: Recipe = {
  name: 'ai-answer',
  title: 'WhatsApp message received: answered by ChatGPT',
  apps: ['ChatGPT (OpenAI)', 'Claude (Anthropic)', 'AI by Zapier'],
  about: 'ChatGPT answers each incoming message once, from the number it was sent to.',
  zaps: [
    {
      steps: [
        {
          kind: 'msgflash',
          step: 'triggers.message_received',
          fields: { instance_id: demo.instances.support },
          guide: { instance_id: 'The number that ChatGPT may answer for' },
        },
        { kind: 'filter', if: { value: '{{1__from}}', is: [], isNot: [''], says: '**From** of step 1 exists' } },
        {
          kind: 'app',
          app: 'ChatGPT (OpenAI)',
          does: 'Conversation',
          takes: { 'User Message': '{{1__text}}', 'Memory Key': '{{1__from}}' },
          returns: { reply: REPLY },
        },
        {
          kind: 'msgflash',
          step: 'creates.send_message',
          fields: {
            instance_id: '{{1__instance_id}}',
            to: '{{1__from}}',
            type: 'text',
            text: '{{3__reply}}',
            send_once_per: '{{1__message_id}}',
          },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'A customer asks something',
      happens: [{ what: 'writes', to: 'Support', from: demo.numbers.luc, text: 'Are you still open?' }],
      runs: [{ outcome: 'success', returns: { already_sent: false } }],
      messages: [[demo.numbers.luc, REPLY]],
      apps: [{ 'User Message': 'Are you still open?', 'Memory Key': demo.numbers.luc }],
      cost: 2,
    },
    {
      title: 'MsgFlash delivers the question twice',
      isWrong: true,
      happens: [{ what: 'delivered again' }],
      runs: [{ outcome: 'filtered' }],
      messages: [],
      apps: [],
      cost: 0,
    },
  ],
  guide: {
    why: 'simple questions get an answer at any hour.',
    notes: [
      '**It cannot talk to itself**: messages that your own numbers send never start the trigger.',
      '**Say that a machine answers**, and how people can reach a person.',
    ],
    wrong: 'MsgFlash delivers the question twice. The customer still gets one answer.',
    costs: '1 webhook endpoint. For each message: 1 API request if it comes without its text, and 1 for the answer.',
  },
};
