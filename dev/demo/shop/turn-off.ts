import { demo } from '../../msgflash/demo.ts';
import { at } from '../../zapier/values.ts';
import type { StoryStep } from '../step.ts';
import type { ZapsOn } from './turn-on.ts';

/** Nothing is left behind, and every message of the story went out once. */
export async function turnOff(story: StoryStep, { all }: ZapsOn): Promise<void> {
  const { environment } = story;
  const ran = all.filter(({ runs }) => runs.some(({ outcome }) => outcome === 'success'));
  story.lists(
    'trigger',
    all.map(({ trigger, runs }) => [environment.labelOf(trigger), runsOf(runs.length)]),
  );
  for (const zap of all) await zap.turnOff();
  story.wire();
  story.same('each of the eight triggers has run', ran.length, all.length);
  story.same('no Zap is on', all.filter(({ isOn }) => isOn).length, 0);
  story.same('no webhook is left behind at MsgFlash', environment.msgflash.control.webhooks(), []);
  story.same(
    'the ledger holds one message for every run that sent one',
    environment.ledger().length,
    environment.zapier.runs.filter(hasSent).length,
  );
  story.check('the key is in no line that Zapier logged', !environment.zapier.logs.text().includes(demo.key));
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
