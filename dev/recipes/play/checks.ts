import { isDeepStrictEqual } from 'node:util';
import type { LedgerEntry } from '../../msgflash/control.ts';
import { at } from '../../zapier/values.ts';
import { titleOf } from '../mapping.ts';
import type { Case, Happening } from '../recipe.ts';
import type { Environment } from './environment.ts';
import type { Player, ZapRun } from './player.ts';

/** Something that must be so, and whether it is. */
export interface Check {
  sentence: string;
  isMet: boolean;
  /** What there is instead. */
  found: unknown;
}

/** Lets a case of a recipe happen. @param onHappening called before each thing that happens */
export async function playCase(
  environment: Environment,
  player: Player,
  expected: Case,
  onHappening: (happening: Happening) => void,
): Promise<{ runs: readonly ZapRun[]; checks: Check[] }> {
  const { ledger, charged } = environment;
  const before = { runs: player.runs.length, messages: ledger().length, cost: charged() };
  for (const happening of expected.happens) {
    onHappening(happening);
    await player.happen(happening);
  }
  const runs = player.runs.slice(before.runs);
  const messages = ledger().slice(before.messages);
  return { runs, checks: checksOf(expected, { runs, messages, cost: charged() - before.cost }) };
}

interface Found {
  runs: readonly ZapRun[];
  messages: readonly LedgerEntry[];
  cost: number;
}

/** What other apps took, in the order of the runs. */
const appsOf = (runs: readonly ZapRun[]): object[] =>
  runs.flatMap(({ steps }) =>
    steps.flatMap(({ index, record, input }) => (index > 0 && !record && Object.keys(input).length > 0 ? [input] : [])),
  );

function checksOf(expected: Case, { runs, messages, cost }: Found): Check[] {
  const checks: Check[] = [];
  const same = (sentence: string, found: unknown, wanted: unknown) =>
    checks.push({ sentence, isMet: isDeepStrictEqual(found, wanted), found });

  const outcomes = expected.runs.map(({ outcome }) => outcome);
  same(
    outcomes.length > 0 ? `the Zap runs: ${outcomes.join(', ')}` : 'the Zap does not run',
    runs.map(({ outcome }) => outcome),
    outcomes,
  );
  for (const [index, { says, returns }] of expected.runs.entries()) {
    const { message = '', steps = [] } = runs[index] ?? {};
    if (says) checks.push({ sentence: `the sentence says “${says}”`, isMet: message.includes(says), found: message });
    const output = steps.findLast(({ record }) => record !== null)?.output;
    for (const [key, value] of Object.entries(returns ?? {}))
      same(`${titleOf(key)} is ${value}`, at(output, key), value);
  }
  const count = expected.messages.length;
  const hasStatus = expected.messages.some(([, , status]) => status);
  same(
    count === 0 ? 'no message goes out' : count === 1 ? 'one message goes out' : `${count} messages go out`,
    sorted(messages.map(({ to, text, status }) => (hasStatus ? [to, text, status] : [to, text]))),
    sorted(expected.messages),
  );
  if (expected.apps) {
    const sentence = expected.apps.length === 0 ? 'no other app gets anything' : 'other apps get what they should';
    same(sentence, appsOf(runs), expected.apps);
  }
  same(
    expected.cost === 1 ? 'it costs one API request' : `it costs ${expected.cost || 'no'} API requests`,
    cost,
    expected.cost,
  );
  return checks;
}

const sorted = (messages: readonly (readonly unknown[])[]) => messages.map((each) => each.join(': ')).sort();
