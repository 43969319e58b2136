import { demo } from '../../msgflash/demo.ts';
import { at } from '../../zapier/values.ts';
import type { StoryStep } from '../step.ts';
import { A_MINUTE } from './shop.ts';
import type { ZapsOn } from './turn-on.ts';

/** An inbound message starts a Zap, whose next step answers the sender with mapped values. */
export async function answerCustomer(story: StoryStep, { received, answers }: ZapsOn): Promise<void> {
  const question = 'Are you open on Sunday?';
  story.happens(`Awa Doe writes to Main Store: “${question}”`);
  story.environment.msgflash.control.receive({ instance: 'Main Store', from: demo.numbers.awa, text: question });
  await story.environment.settle();

  const run = received.runs[0];
  const answer = answers.played[0];
  if (!run || !answer) throw new Error('The Zap did not run.');
  story.triggered(run, ['from', 'text', 'instance_name']);
  story.followed(answer);
  story.wire();
  story.shows(answer.run, ['status', 'to']);
  story.same('the trigger knows who wrote', at(run.first, 'from'), demo.numbers.awa);
  story.same('the trigger knows what was written', at(run.first, 'text'), question);
  story.same(
    'one answer, to the one who wrote',
    story.sent().map(({ to, text }) => [to, text]),
    [[demo.numbers.awa, `Thank you for writing: “${question}”`]],
  );

  await story.environment.pass(A_MINUTE);
  story.happens('Awa Doe reads the answer.');
  story.wire();
  story.same('our own answer starts no further one', [received.runs.length, answers.played.length], [1, 1]);
}
