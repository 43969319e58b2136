import { at } from '../../zapier/values.ts';
import type { Act } from '../step.ts';
import { A_DAY, people, type Shop } from './shop.ts';
import type { SwitchedOn } from './switch-on.ts';

const WORDS = 'not connected, scan its QR code in MsgFlash';

/** The list, the trigger and the error have one wording for a number that cannot send. */
export async function unlinkNumber(
  act: Act,
  { connection }: Shop,
  { connected, disconnected }: SwitchedOn,
): Promise<void> {
  const { control } = act.stage.msgflash;
  await act.stage.pass(A_DAY);
  act.happens('A day passes, and what was sent is read.');
  act.wire();
  act.happens('Somebody unlinks the phone of Support.');
  control.unlink({ instance: 'Support' });
  await act.stage.settle();

  const alert = disconnected.runs[0];
  if (!alert) throw new Error('The Zap did not run.');
  act.triggered(alert, ['name', 'number', 'recommendations']);
  act.wire();
  const labels = await act.opens(connection, 'creates.send_message', 'instance_id');
  const support = await act.picks(connection, 'creates.send_message', 'instance_id', 'Support');
  const run = await act.runs(connection, 'creates.send_message', {
    instance_id: support,
    to: people.awa,
    type: 'text',
    text: 'How can we help you?',
    checks: ['instance_connected'],
  });
  const says = (text: unknown) => String(text).toLowerCase().includes(WORDS.toLowerCase());
  act.check('the trigger says what to do', says(at(alert.first, 'recommendations')), alert.first);
  act.check('the list says the same words', says(labels.find((label) => label.startsWith('Support'))), labels);
  act.check('the error says the same words', says(run.message), run.message);
  act.same('the run stopped softly, and nothing was sent', [run.outcome, act.sent().length], ['halted', 0]);

  act.happens('The QR code is scanned.');
  control.link({ instance: 'Support' });
  await act.stage.settle();
  const back = connected.runs[0];
  if (back) act.triggered(back, ['name', 'status']);
  act.wire();
  act.same('the Zap for connected numbers ran', [back?.outcome, at(back?.first, 'name')], ['success', 'Support']);
}
