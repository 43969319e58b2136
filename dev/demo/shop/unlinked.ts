import { at } from '../../zapier/values.ts';
import type { StoryStep } from '../step.ts';
import { A_DAY, people, type Shop } from './shop.ts';
import type { ZapsOn } from './turn-on.ts';

const WORDS = 'not connected, scan its QR code in MsgFlash';

/** The list, the trigger and the error have one wording for a number that cannot send. */
export async function unlinkNumber(
  story: StoryStep,
  { connection }: Shop,
  { connected, disconnected }: ZapsOn,
): Promise<void> {
  const { control } = story.environment.msgflash;
  await story.environment.pass(A_DAY);
  story.happens('A day passes, and what was sent is read.');
  story.wire();
  story.happens('Somebody unlinks the phone of Support.');
  control.unlink({ instance: 'Support' });
  await story.environment.settle();

  const alert = disconnected.runs[0];
  if (!alert) throw new Error('The Zap did not run.');
  story.triggered(alert, ['name', 'number', 'recommendations']);
  story.wire();
  const labels = await story.opens(connection, 'creates.send_message', 'instance_id');
  const support = await story.picks(connection, 'creates.send_message', 'instance_id', 'Support');
  const run = await story.runs(connection, 'creates.send_message', {
    instance_id: support,
    to: people.awa,
    type: 'text',
    text: 'How can we help you?',
    checks: ['instance_connected'],
  });
  const says = (text: unknown) => String(text).toLowerCase().includes(WORDS.toLowerCase());
  story.check('the trigger says what to do', says(at(alert.first, 'recommendations')), alert.first);
  story.check('the list says the same words', says(labels.find((label) => label.startsWith('Support'))), labels);
  story.check('the error says the same words', says(run.message), run.message);
  story.same('the run stopped softly, and nothing was sent', [run.outcome, story.sent().length], ['halted', 0]);

  story.happens('The QR code is scanned.');
  control.link({ instance: 'Support' });
  await story.environment.settle();
  const back = connected.runs[0];
  if (back) story.triggered(back, ['name', 'status']);
  story.wire();
  story.same('the Zap for connected numbers ran', [back?.outcome, at(back?.first, 'name')], ['success', 'Support']);
}
