import { at } from '../../zapier/values.ts';
import type { Act } from '../step.ts';
import { people, type Shop } from './shop.ts';

/** A replay of a protected step sends nothing more, and asks MsgFlash nothing. */
export async function sendOnlyOnce(act: Act, { connection, mainStore }: Shop): Promise<void> {
  const run = await act.runs(connection, 'creates.send_message', {
    instance_id: mainStore,
    to: people.awa,
    type: 'text',
    text: 'Thank you for order 1044!',
    send_once_per: 'order 1044',
  });
  act.shows(run.output, ['status', 'already_sent']);
  const before = act.stage.wire.charged();
  const again = await act.replays(run);
  act.shows(again.output, ['already_sent']);
  act.same('the replay succeeds', again.outcome, 'success');
  act.same('and says that it was sent already', at(again.output, 'already_sent'), true);
  act.same('it is the same message', at(again.output, 'message_id'), at(run.output, 'message_id'));
  act.same('the ledger shows one message', act.sent().length, 1);
  act.same('the replay cost no request', act.stage.wire.charged() - before, 0);
}
