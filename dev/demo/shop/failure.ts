import { demo } from '../../msgflash/demo.ts';
import { at } from '../../zapier/values.ts';
import type { Act } from '../step.ts';
import { A_MINUTE, people, type Shop } from './shop.ts';
import type { SwitchedOn } from './switch-on.ts';

/** A message takes this long from MsgFlash to WhatsApp; a moment later it has failed, and nothing else has moved. */
const UNTIL_IT_FAILS = 600;

/** Sends a message that MsgFlash takes, and that fails later. */
export async function sendInVain(act: Act, shop: Shop): Promise<void> {
  await act.runs(shop.connection, 'creates.send_message', {
    instance_id: shop.mainStore,
    to: people.unreachable,
    type: 'text',
    text: 'Your parcel is waiting for you.',
  });
  await act.stage.pass(UNTIL_IT_FAILS);
  act.happens('WhatsApp cannot deliver it.');
}

/** A message that fails later starts a Zap, which tells the team who was not reached and why. */
export async function reportFailure(act: Act, shop: Shop, { failed, reports }: SwitchedOn): Promise<void> {
  await sendInVain(act, shop);
  const run = failed.runs[0];
  const report = reports.played[0];
  if (!run || !report) throw new Error('The Zap did not run.');
  act.triggered(run, ['to', 'status', 'error']);
  act.followed(report);
  act.wire();
  act.shows(report.run.output, ['status', 'to']);
  act.same('the trigger gives the reason', at(run.first, 'error'), 'The recipient could not be reached');
  act.same('the team got one message that names both', act.sent().map(({ to, text }) => [to, text])[1], [
    demo.numbers.stranger,
    `The message to ${demo.numbers.failing} failed: The recipient could not be reached`,
  ]);
  act.same('two messages: the one that failed and the report', act.sent().length, 2);

  await act.stage.pass(A_MINUTE);
  act.happens('The team reads the report.');
  act.wire();
}
