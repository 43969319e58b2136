import { demo } from '../../msgflash/demo.ts';
import { at } from '../../zapier/values.ts';
import type { StoryStep } from '../step.ts';
import { A_MINUTE, people, type Shop } from './shop.ts';
import type { ZapsOn } from './turn-on.ts';

/** A message takes this long from MsgFlash to WhatsApp; a moment later it has failed, and nothing else has moved. */
const UNTIL_IT_FAILS = 600;

/** Sends a message that MsgFlash takes, and that fails later. */
export async function sendUndeliverable(story: StoryStep, shop: Shop): Promise<void> {
  await story.runs(shop.connection, 'creates.send_message', {
    instance_id: shop.mainStore,
    to: people.unreachable,
    type: 'text',
    text: 'Your parcel is waiting for you.',
  });
  await story.environment.pass(UNTIL_IT_FAILS);
  story.happens('WhatsApp cannot deliver it.');
}

/** A message that fails later starts a Zap, which writes to the team who was not reached and why. */
export async function reportFailure(story: StoryStep, shop: Shop, { failed, reports }: ZapsOn): Promise<void> {
  await sendUndeliverable(story, shop);
  const run = failed.runs[0];
  const report = reports.played[0];
  if (!run || !report) throw new Error('The Zap did not run.');
  story.triggered(run, ['to', 'status', 'error']);
  story.followed(report);
  story.wire();
  story.shows(report.run, ['status', 'to']);
  story.same('the trigger gives the reason', at(run.first, 'error'), 'The recipient could not be reached');
  story.same('the team got one message that names both', story.sent().map(({ to, text }) => [to, text])[1], [
    demo.numbers.stranger,
    `The message to ${demo.numbers.failing} failed: The recipient could not be reached`,
  ]);
  story.same('two messages: the one that failed and the report', story.sent().length, 2);

  await story.environment.pass(A_MINUTE);
  story.happens('The team reads the report.');
  story.wire();
}
