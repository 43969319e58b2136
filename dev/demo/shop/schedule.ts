import { at } from '../../zapier/values.ts';
import { TIMEZONE } from '../environment.ts';
import type { StoryStep } from '../step.ts';
import { A_DAY, A_MINUTE, people, type Shop } from './shop.ts';

/** A scheduled message waits at MsgFlash, and goes out when its time comes. */
export async function scheduleForTomorrow(story: StoryStep, { connection, mainStore }: Shop): Promise<void> {
  const { clock } = story.environment.msgflash;
  const run = await story.runs(connection, 'creates.schedule_message', {
    instance_id: mainStore,
    to: people.zoe,
    type: 'text',
    text: 'Your appointment is at ten. See you soon!',
    scheduled_at: `${dayIn(TIMEZONE, clock.now() + A_DAY)} 09:00`,
  });
  story.shows(run, ['status', 'scheduled_at']);
  const scheduledAt = Date.parse(String(at(run.output, 'scheduled_at')));
  story.same(`nine o'clock is nine in ${TIMEZONE}`, hourIn(TIMEZONE, scheduledAt), '09:00');

  await story.environment.pass(scheduledAt - clock.now() - A_MINUTE);
  story.happens('Night falls; it is a minute to nine.');
  story.same('the message still waits', story.sent()[0]?.status, 'queued');

  await story.environment.pass(2 * A_MINUTE);
  story.happens('Nine o’clock comes.');
  story.wire();
  const message = story.sent()[0];
  story.lists('out', [
    ['Sent At', message?.sentAt ?? '—'],
    ['Status', message?.status ?? '—'],
  ]);
  const late = Date.parse(message?.sentAt ?? '') - scheduledAt;
  story.check('it went out when its time had come', late >= 0 && late < A_MINUTE, message?.sentAt);
  story.same('one message, and no request of ours to send it', story.sent().length, 1);
}

/** `2027-04-03`, as the date is there. */
function dayIn(timeZone: string, time: number): string {
  return new Date(time).toLocaleDateString('sv-SE', { timeZone });
}

function hourIn(timeZone: string, time: number): string {
  if (Number.isNaN(time)) return 'never';
  return new Date(time).toLocaleTimeString('sv-SE', { timeZone, hour: '2-digit', minute: '2-digit' });
}
