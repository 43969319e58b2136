import { at } from '../../zapier/values.ts';
import type { StoryStep } from '../step.ts';
import { people, type Shop } from './shop.ts';

/** A replay of a protected step sends nothing more, and asks MsgFlash nothing. */
export async function sendOnlyOnce(story: StoryStep, { connection, mainStore }: Shop): Promise<void> {
  const run = await story.runs(connection, 'creates.send_message', {
    instance_id: mainStore,
    to: people.awa,
    type: 'text',
    text: 'Thank you for order 1044!',
    send_once_per: 'order 1044',
  });
  story.shows(run, ['status', 'already_sent']);
  const before = story.environment.wire.charged();
  const again = await story.replays(run);
  story.shows(again, ['already_sent']);
  story.same('the replay succeeds', again.outcome, 'success');
  story.same('and says that it was sent already', at(again.output, 'already_sent'), true);
  story.same('it is the same message', at(again.output, 'message_id'), at(run.output, 'message_id'));
  story.same('the ledger shows one message', story.sent().length, 1);
  story.same('the replay cost no request', story.environment.wire.charged() - before, 0);
}
