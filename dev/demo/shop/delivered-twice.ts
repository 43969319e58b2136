import type { StoryStep } from '../step.ts';
import type { ZapsOn } from './turn-on.ts';

/** MsgFlash delivers at least once; a Zap runs once. */
export async function ignoreRepeat(
  story: StoryStep,
  { received, answers }: Pick<ZapsOn, 'received' | 'answers'>,
): Promise<void> {
  const { control } = story.environment.msgflash;
  const delivery = control.deliveries().find(({ event }) => event === 'message.received');
  if (!delivery) throw new Error('There is no delivery to repeat.');
  story.happens('MsgFlash delivers Awa’s message once more, byte for byte.');
  const answered = answers.played.length;
  await control.redeliver({ id: delivery.id });
  await story.environment.settle();

  const repeat = received.runs.at(-1);
  if (repeat) story.triggered(repeat);
  story.wire();
  story.same('the delivery arrived twice', received.deliveries.length, 2);
  story.same(
    'the Zap ran once',
    received.runs.map(({ outcome }) => outcome),
    ['success', 'filtered'],
  );
  story.same('nobody was answered again', [answers.played.length - answered, story.sent().length], [0, 0]);
}
