import { demo } from '../../msgflash/demo.ts';
import { at } from '../../zapier/values.ts';
import type { Act } from '../step.ts';
import type { SwitchedOn } from './switch-on.ts';

/** Nothing is left behind, and every message of the story went out once. */
export async function switchOff(act: Act, { all }: SwitchedOn): Promise<void> {
  const { stage } = act;
  const ran = all.filter(({ runs }) => runs.some(({ outcome }) => outcome === 'success'));
  act.lists(
    'trigger',
    all.map(({ trigger, runs }) => [stage.labelOf(trigger), runsOf(runs.length)]),
  );
  for (const zap of all) await zap.turnOff();
  act.wire();
  act.same('each of the eight triggers has run', ran.length, all.length);
  act.same('no Zap is on', all.filter(({ isOn }) => isOn).length, 0);
  act.same('no webhook is left behind at MsgFlash', stage.msgflash.control.webhooks(), []);
  act.same(
    'the ledger holds one message for every run that sent one',
    stage.ledger().length,
    stage.zapier.runs.filter(hasSent).length,
  );
  act.check('the key is in no line that Zapier logged', !stage.zapier.logs.text().includes(demo.key));
}

const runsOf = (count: number) => (count === 1 ? '1 run' : `${count} runs`);

function hasSent({
  step,
  method,
  outcome,
  output,
}: {
  step: string;
  method: string;
  outcome: string;
  output: unknown;
}) {
  const isAction = step.startsWith('creates.') && method.endsWith('.perform');
  return isAction && outcome === 'success' && at(output, 'already_sent') === false;
}
