import { demo } from '../msgflash/demo.ts';
import { people } from './people.ts';
import type { Recipe } from './recipe.ts';

/** On the Free plan: a look every morning, a warning at 80 percent, and what happens to those who did not look. */
export const quotaAlert: Recipe = {
  name: 'quota-alert',
  title: 'Quota at 80 percent: a warning in Slack',
  apps: ['Schedule by Zapier', 'Slack', 'Gmail'],
  about:
    "Each morning a Zap on the Free plan checks usage, and warns at 80 percent of the month's messages or API requests.",
  isFree: true,
  zaps: [
    {
      steps: [
        { kind: 'app', app: 'Schedule by Zapier', does: 'Every Day', returns: { time: '9am' } },
        { kind: 'msgflash', step: 'searches.find_usage', fields: { warn_at_percent: '80' } },
        {
          kind: 'filter',
          if: { value: '{{2__is_above_mark}}', is: ['true'], says: '**Limit Reached** of step 2 is true' },
        },
        {
          kind: 'app',
          app: 'Slack',
          does: 'Send Channel Message',
          takes: { Channel: '#shop', Text: 'The {{2__plan}} plan is running low. {{2__above_mark}}' },
        },
      ],
    },
    {
      title: 'A Zap that sends',
      isAside: true,
      steps: [
        { kind: 'app', app: 'Schedule by Zapier', does: 'Every Day', returns: { time: '6am' } },
        {
          kind: 'msgflash',
          step: 'creates.send_message',
          fields: { instance_id: demo.instances.other, to: people.awa, type: 'text', text: 'Fresh bread from 6 am.' },
          guide: { instance_id: 'Your number' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'A morning when 80 percent is used',
      happens: [{ what: 'used', apiRequests: 399 }, { what: 'arrives' }],
      runs: [{ outcome: 'success', returns: { is_above_mark: true } }],
      messages: [],
      apps: [{ Channel: '#shop', Text: 'The Free plan is running low. API Requests: 80 %' }],
      cost: 1,
    },
    {
      title: 'Nobody reacted, and everything is used up',
      isWrong: true,
      happens: [
        { what: 'used', apiRequests: 500 },
        { what: 'arrives', zap: 1 },
      ],
      runs: [{ outcome: 'errored', says: "This month's API requests are used up. See Usage in MsgFlash" }],
      messages: [],
      apps: [],
      cost: 1,
    },
    {
      title: 'A morning early in the month',
      happens: [{ what: 'used', apiRequests: 398 }, { what: 'arrives' }],
      runs: [{ outcome: 'filtered', returns: { is_above_mark: false } }],
      messages: [],
      apps: [],
      cost: 1,
    },
  ],
  guide: {
    picture: 'search-find_usage',
    why: 'without API requests your Zaps send nothing, and cannot check what is left.',
    notes: [
      '**Limit Reached** looks at the two monthly limits: messages and API requests. **Limits Reached** names the ones that reached the percentage. Instances and keys do not count: on the Free plan your one instance is always fully used.',
    ],
    wrong:
      'nobody reacted, and everything is used up. Each step that sends says so and does not try again. Upgrade, or wait for the new month. Then replay the runs.',
    costs: '1 API request a day, 30 a month. Once a week may be enough. It needs a personal key.',
  },
};
