import { at } from '../../zapier/values.ts';
import { TIMEZONE } from '../environment.ts';
import type { Act } from '../step.ts';
import { A_DAY, A_MINUTE, people, type Shop } from './shop.ts';

/** A scheduled message waits at MsgFlash, and goes out when its time comes. */
export async function scheduleForTomorrow(act: Act, { connection, mainStore }: Shop): Promise<void> {
  const { clock } = act.stage.msgflash;
  const run = await act.runs(connection, 'creates.schedule_message', {
    instance_id: mainStore,
    to: people.zoe,
    type: 'text',
    text: 'Your appointment is at ten. See you soon!',
    scheduled_at: `${dayIn(TIMEZONE, clock.now() + A_DAY)} 09:00`,
  });
  act.shows(run.output, ['status', 'scheduled_at']);
  const scheduledAt = Date.parse(String(at(run.output, 'scheduled_at')));
  act.same(`nine o'clock is nine in ${TIMEZONE}`, hourIn(TIMEZONE, scheduledAt), '09:00');

  await act.stage.pass(scheduledAt - clock.now() - A_MINUTE);
  act.happens('Night falls; it is a minute to nine.');
  act.same('the message still waits', act.sent()[0]?.status, 'queued');

  await act.stage.pass(2 * A_MINUTE);
  act.happens('Nine o’clock comes.');
  act.wire();
  const message = act.sent()[0];
  act.lists('out', [
    ['Sent At', message?.sentAt ?? '—'],
    ['Status', message?.status ?? '—'],
  ]);
  const late = Date.parse(message?.sentAt ?? '') - scheduledAt;
  act.check('it went out when its time had come', late >= 0 && late < A_MINUTE, message?.sentAt);
  act.same('one message, and no request of ours to send it', act.sent().length, 1);
}

/** `2027-04-03`, as the date is there. */
function dayIn(timeZone: string, time: number): string {
  return new Date(time).toLocaleDateString('sv-SE', { timeZone });
}

function hourIn(timeZone: string, time: number): string {
  if (Number.isNaN(time)) return 'never';
  return new Date(time).toLocaleTimeString('sv-SE', { timeZone, hour: '2-digit', minute: '2-digit' });
}
