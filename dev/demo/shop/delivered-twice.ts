import type { Act } from '../step.ts';
import type { SwitchedOn } from './switch-on.ts';

/** MsgFlash delivers at least once; a Zap runs once. */
export async function ignoreRepeat(
  act: Act,
  { received, answers }: Pick<SwitchedOn, 'received' | 'answers'>,
): Promise<void> {
  const { control } = act.stage.msgflash;
  const delivery = control.deliveries().find(({ event }) => event === 'message.received');
  if (!delivery) throw new Error('There is no delivery to repeat.');
  act.happens('MsgFlash delivers Awa’s message once more, byte for byte.');
  const answered = answers.played.length;
  await control.redeliver({ id: delivery.id });
  await act.stage.settle();

  const repeat = received.runs.at(-1);
  if (repeat) act.triggered(repeat);
  act.wire();
  act.same('the delivery arrived twice', received.deliveries.length, 2);
  act.same(
    'the Zap ran once',
    received.runs.map(({ outcome }) => outcome),
    ['success', 'filtered'],
  );
  act.same('nobody was answered again', [answers.played.length - answered, act.sent().length], [0, 0]);
}
