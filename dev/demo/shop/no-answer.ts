import { at } from '../../zapier/values.ts';
import type { StoryStep } from '../step.ts';
import { people, type Shop } from './shop.ts';

/** A message whose answer never came is looked up, not sent again. */
export async function surviveTimeOut(story: StoryStep, { connection, mainStore }: Shop): Promise<void> {
  story.happens('MsgFlash will take the next message and say nothing; the step waits ten seconds for it.');
  story.environment.msgflash.control.fault({ operation: 'POST /messages/send', kind: 'no_answer_after_accepting' });
  const run = await story.runs(connection, 'creates.send_message', {
    instance_id: mainStore,
    to: people.zoe,
    type: 'text',
    text: 'Your refund of 25 € is on its way.',
  });
  story.shows(run, ['status', 'text']);
  const [message] = story.sent();
  story.same('the step succeeds all the same', run.outcome, 'success');
  story.same('with the message that MsgFlash has', at(run.output, 'message_id'), message?.messageId);
  story.same('the ledger shows one message', story.sent().length, 1);
}
