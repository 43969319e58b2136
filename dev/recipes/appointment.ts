import { A_DAY, A_MINUTE, people, type Shop } from '../demo/shop/shop.ts';
import type { Act } from '../demo/step.ts';
import type { Story } from '../demo/story.ts';
import { at } from '../zapier/values.ts';
import { mapping, openShop, runsFor, tells } from './shared.ts';

const AN_HOUR = 3_600_000;

/** A booking in three days, and one for this afternoon: its day before is over. */
export const appointment: Story = {
  name: 'appointment',
  about: 'An appointment is booked, and a reminder goes out the day before; one booked too late gets none.',
  async play(act) {
    const shop = await act('Connect, and pick a number', openShop);
    await act('Somebody books for this afternoon', (each) => stopTooLate(each, shop));
    const remindAt = await act('Somebody books for in three days', (each) => schedule(each, shop));
    await act('The day before comes', (each) => remind(each, remindAt));
  },
};

/** What the calendar returns, and what is filled in. */
function booking(act: Act, { mainStore }: Shop, startsIn: number) {
  // Calendars know whole hours.
  const start = Math.ceil((act.stage.msgflash.clock.now() + startsIn) / AN_HOUR) * AN_HOUR;
  const event = { id: `booking-${startsIn}`, name: 'Zoé', phone: people.zoe, start: new Date(start).toISOString() };
  tells(act, 'calendar', event);
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

async function stopTooLate(act: Act, shop: Shop): Promise<void> {
  const { run, cost } = await runsFor(act, shop, 'creates.schedule_message', booking(act, shop, 5 * AN_HOUR));
  act.same('the run stops, and the Zap stays on', run.outcome, 'halted');
  act.check('the sentence says that the time has passed', run.message.includes('has passed'), run.message);
  act.same('nobody is reminded of a tomorrow that is today', act.sent().length, 0);
  act.same('it cost no request', cost, 0);
}

/** @returns when the reminder is due */
async function schedule(act: Act, shop: Shop): Promise<number> {
  const { run, cost } = await runsFor(act, shop, 'creates.schedule_message', booking(act, shop, 3 * A_DAY));
  act.shows(run.output, ['status', 'to', 'scheduled_at']);
  const remindAt = Date.parse(String(at(run.output, 'scheduled_at')));
  const left = remindAt - act.stage.msgflash.clock.now();
  act.check('the reminder is due in two days', left >= 2 * A_DAY && left < 2 * A_DAY + AN_HOUR, left);
  act.same('it cost one request', cost, 1);
  return remindAt;
}

async function remind(act: Act, remindAt: number): Promise<void> {
  const { msgflash, pass, ledger } = act.stage;
  await pass(remindAt - msgflash.clock.now() - A_MINUTE);
  act.same('a minute before, it still waits', ledger()[0]?.status, 'queued');
  await pass(2 * A_MINUTE);
  act.happens('The hour of the appointment comes, one day early.');
  act.same('now it has arrived', ledger()[0]?.status, 'read');
  act.same('one reminder for one appointment', ledger().length, 1);
}
