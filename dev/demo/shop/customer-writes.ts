import { demo } from '../../msgflash/demo.ts';
import { at } from '../../zapier/values.ts';
import type { Act } from '../step.ts';
import { A_MINUTE } from './shop.ts';
import type { SwitchedOn } from './switch-on.ts';

/** An inbound message starts a Zap, whose next step answers the sender with mapped values. */
export async function answerCustomer(act: Act, { received, answers }: SwitchedOn): Promise<void> {
  const question = 'Are you open on Sunday?';
  act.happens(`Awa Doe writes to Main Store: “${question}”`);
  act.stage.msgflash.control.receive({ instance: 'Main Store', from: demo.numbers.awa, text: question });
  await act.stage.settle();

  const run = received.runs[0];
  const answer = answers.played[0];
  if (!run || !answer) throw new Error('The Zap did not run.');
  act.triggered(run, ['from', 'text', 'instance_name']);
  act.followed(answer);
  act.wire();
  act.shows(answer.run.output, ['status', 'to']);
  act.same('the trigger knows who wrote', at(run.first, 'from'), demo.numbers.awa);
  act.same('the trigger knows what was written', at(run.first, 'text'), question);
  act.same(
    'one answer, to the one who wrote',
    act.sent().map(({ to, text }) => [to, text]),
    [[demo.numbers.awa, `Thank you for writing: “${question}”`]],
  );

  await act.stage.pass(A_MINUTE);
  act.happens('Awa Doe reads the answer.');
  act.wire();
  act.same('our own answer starts no further one', [received.runs.length, answers.played.length], [1, 1]);
}
