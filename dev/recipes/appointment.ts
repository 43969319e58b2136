import { demo } from '../msgflash/demo.ts';
import { people } from './people.ts';
import { A_DAY, type Recipe } from './recipe.ts';

/** A booking in three days, and one for this afternoon: its day before is over. */
export const appointment: Recipe = {
  name: 'appointment',
  title: 'Calendly or Google Calendar appointment: a reminder the day before',
  apps: ['Calendly', 'Google Calendar'],
  about: 'A booked appointment gets a reminder the day before. A booking that comes too late gets none.',
  zaps: [
    {
      steps: [
        {
          kind: 'app',
          app: 'Calendly',
          does: 'Invitee Created',
          returns: { booking_number: 'B-7', guest_name: 'Zoé', guest_phone: people.zoe, start: 'now +3d' },
        },
        {
          kind: 'msgflash',
          step: 'creates.schedule_message',
          fields: {
            instance_id: demo.instances.mainStore,
            to: '{{1__guest_phone}}',
            type: 'text',
            text: 'Hello {{1__guest_name}}, we expect you tomorrow. Answer this message if you cannot come.',
            scheduled_at: '{{1__start}} -1d',
            if_past: 'stop',
            send_once_per: '{{1__booking_number}} {{1__start}}',
          },
          guide: { instance_id: 'Your number' },
        },
      ],
    },
  ],
  cases: [
    {
      title: 'Somebody books three days ahead, and the day before comes',
      happens: [{ what: 'arrives' }, { what: 'passes', ms: 3 * A_DAY }],
      runs: [{ outcome: 'success', returns: { status: 'queued' } }],
      messages: [
        [demo.numbers.zoe, 'Hello Zoé, we expect you tomorrow. Answer this message if you cannot come.', 'read'],
      ],
      cost: 1,
    },
    {
      title: 'Somebody books for this afternoon',
      isWrong: true,
      happens: [{ what: 'arrives', with: { booking_number: 'B-8', start: 'now +5h' } }],
      runs: [{ outcome: 'halted', says: 'has passed. Nothing was sent' }],
      messages: [],
      cost: 0,
    },
  ],
  guide: {
    picture: 'create-schedule_message',
    why: 'fewer people forget their appointment. Ask them to answer if they cannot come.',
    wrong:
      'somebody books for this afternoon, so the time for the reminder has passed. The run stops and says so, so nobody reads “tomorrow” on the same day.',
    more: [
      '**Good to know**: a Zap cannot cancel a scheduled message. If your appointments move often, let the calendar start the Zap one day before the event, and use **Send Message** instead.',
    ],
    costs: '1 API request per booking, and none for a booking that comes too late.',
  },
};
