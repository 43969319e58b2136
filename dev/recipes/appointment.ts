import { A_DAY, A_MINUTE, people, type Shop } from '../demo/shop/shop.ts';
import type { StoryStep } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { at } from '../zapier/values.ts';
import { mapping, openShop, runsFor, showApp } from './shared.ts';

const AN_HOUR = 3_600_000;

/** A booking in three days, and one for this afternoon: its day before is over. */
export const appointment: Story = {
  name: 'appointment',
  about: 'An appointment is booked, and a reminder goes out the day before; one booked too late gets none.',
  async play(step) {
    const shop = await step('Connect, and pick a number', openShop);
    await step('Somebody books for this afternoon', (story) => stopTooLate(story, shop));
    const remindAt = await step('Somebody books for in three days', (story) => schedule(story, shop));
    await step('The day before comes', (story) => remind(story, remindAt));
  },
};

/** What the calendar returns, and what is filled in. */
function booking(story: StoryStep, { mainStore }: Shop, startsIn: number) {
  // Calendars know whole hours.
  const start = Math.ceil((story.environment.msgflash.clock.now() + startsIn) / AN_HOUR) * AN_HOUR;
  const event = { id: `booking-${startsIn}`, name: 'Zoé', phone: people.zoe, start: new Date(start).toISOString() };
  showApp(story, 'calendar', event);
  const map = mapping(event);
  return {
    instance_id: mainStore,
    to: map('{{1__phone}}'),
    type: 'text',
    text: map('Hello {{1__name}}, we expect you tomorrow. Answer this message if you cannot come.'),
    scheduled_at: map('{{1__start}} -1d'),
    send_once_per: map('{{1__id}} {{1__start}}'),
  };
}

async function stopTooLate(story: StoryStep, shop: Shop): Promise<void> {
  const { run, cost } = await runsFor(story, shop, 'creates.schedule_message', booking(story, shop, 5 * AN_HOUR));
  story.same('the run stops, and the Zap stays on', run.outcome, 'halted');
  story.check('the sentence says that the time has passed', run.message.includes('has passed'), run.message);
  story.same('nobody is reminded of a tomorrow that is today', story.sent().length, 0);
  story.same('it cost no request', cost, 0);
}

/** @returns when the reminder is due */
async function schedule(story: StoryStep, shop: Shop): Promise<number> {
  const { run, cost } = await runsFor(story, shop, 'creates.schedule_message', booking(story, shop, 3 * A_DAY));
  story.shows(run, ['status', 'to', 'scheduled_at']);
  const remindAt = Date.parse(String(at(run.output, 'scheduled_at')));
  const left = remindAt - story.environment.msgflash.clock.now();
  story.check('the reminder is due in two days', left >= 2 * A_DAY && left < 2 * A_DAY + AN_HOUR, left);
  story.same('it cost one request', cost, 1);
  return remindAt;
}

async function remind(story: StoryStep, remindAt: number): Promise<void> {
  const { msgflash, pass, ledger } = story.environment;
  await pass(remindAt - msgflash.clock.now() - A_MINUTE);
  story.same('a minute before, it still waits', ledger()[0]?.status, 'queued');
  await pass(2 * A_MINUTE);
  story.happens('The hour of the appointment comes, one day early.');
  story.same('now it has arrived', ledger()[0]?.status, 'read');
  story.same('one reminder for one appointment', ledger().length, 1);
}
