import { at } from '../../zapier/values.ts';
import type { Act } from '../step.ts';
import { people, type Shop } from './shop.ts';

/** A message whose answer never came is looked up, not sent again. */
export async function surviveTimeOut(act: Act, { connection, mainStore }: Shop): Promise<void> {
  act.happens('MsgFlash will take the next message and say nothing; the step waits ten seconds for it.');
  act.stage.msgflash.control.fault({ operation: 'POST /messages/send', kind: 'no_answer_after_accepting' });
  const run = await act.runs(connection, 'creates.send_message', {
    instance_id: mainStore,
    to: people.zoe,
    type: 'text',
    text: 'Your refund of 25 € is on its way.',
  });
  act.shows(run.output, ['status', 'text']);
  const [message] = act.sent();
  act.same('the step succeeds all the same', run.outcome, 'success');
  act.same('with the message that MsgFlash has', at(run.output, 'message_id'), message?.messageId);
  act.same('the ledger shows one message', act.sent().length, 1);
}
