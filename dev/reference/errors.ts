import { type Consequence, explain, explainOutage, MEANINGS } from '../../lib/msgflash/errors.ts';
import { NoAnswer, Refusal } from '../../lib/msgflash/failures.ts';
import type { Outcome } from '../zapier/index.ts';
import type { Kind } from './definition.ts';
import type { Ending, Mishap } from './endings.ts';
import { code, table, toHeading } from './markdown.ts';

/** What a consequence is for somebody who looks at a Zap. */
const CONSEQUENCES: Readonly<Record<Consequence, string>> = {
  error: 'stops with an error',
  halted: 'is halted: this run ends, the Zap goes on',
  throttled: 'waits, and is repeated by Zapier',
  reconnect: 'stops, and asks to reconnect',
};

const ENDINGS: Readonly<Record<Outcome, string>> = {
  success: 'goes on',
  filtered: 'goes on',
  errored: CONSEQUENCES.error,
  halted: CONSEQUENCES.halted,
  throttled: CONSEQUENCES.throttled,
  reconnect: CONSEQUENCES.reconnect,
};

export const ERRORS = 'Errors';

/** Every code of the API with its sentence, then what is said for codes that nobody knows yet. */
export function errorsChapter(): string {
  const codes = Object.entries(MEANINGS).map(([name, meaning]) => {
    const { consequence, sentence } = typeof meaning === 'function' ? meaning(refusalOf(0, name)) : meaning;
    return [code(name), sentence, CONSEQUENCES[consequence]];
  });
  const others = statuses().map(({ status, consequence, sentence }) => [
    `any other with status ${status}`,
    sentence,
    CONSEQUENCES[consequence],
  ]);
  return [
    `## ${ERRORS}`,
    'What MsgFlash answers, what the user reads, and what becomes of the step. `…` stands for words of MsgFlash’s own. Where the table of a step says otherwise, that holds.',
    table(
      ['code', 'sentence', 'the step'],
      [...codes, ...others, ['no answer', explainOutage(new NoAnswer('timeout')), CONSEQUENCES.throttled]],
    ),
  ].join('\n\n');
}

function refusalOf(status: number, name: string): Refusal {
  return new Refusal({ status, code: name, reason: '…' });
}

/** Statuses that mean something by themselves. */
function statuses() {
  const unknown = explain(refusalOf(400, '')).sentence;
  return Array.from({ length: 100 }, (_, index) => 400 + index)
    .map((status) => ({ status, ...explain(refusalOf(status, '')) }))
    .filter(({ status, sentence }) => status === 400 || sentence !== unknown);
}

/** How a step ends after what, those that end alike together. */
export function endingsTable(kind: Kind, endings: readonly Ending[]): string {
  const rows = new Map<string, { after: string[]; step: string; sentence: string }>();
  for (const { after, outcome, sentence } of endings) {
    // A field that has a default may be empty.
    if ('empty' in after && outcome === 'success') continue;
    const step = stepWords(kind, after, outcome);
    const shown = 'code' in after && isUsual(after.code, sentence) ? `as under ${toHeading(ERRORS)}` : sentence;
    const row = rows.get(`${step}\n${shown}`) ?? { after: [], step, sentence: shown };
    row.after.push(wordsFor(after));
    rows.set(`${step}\n${shown}`, row);
  }
  return table(
    ['when', 'the step', 'it says'],
    [...rows.values()].map(({ after, step, sentence }) => [after.join('; '), step, sentence]),
  );
}

function wordsFor(after: Mishap): string {
  if ('empty' in after) return `${after.empty} is empty`;
  if ('code' in after) return code(after.code);
  if ('event' in after) return 'an event comes that MsgFlash did not sign';
  return after.silence === 'lost' ? 'the answer gets lost' : 'the answer gets lost, and the look for the message fails';
}

/** While a Zap is being switched on nothing is repeated. */
function stepWords(kind: Kind, after: Mishap, outcome: Outcome): string {
  if (kind !== 'trigger' || 'event' in after || outcome === 'success') return ENDINGS[outcome];
  return outcome === 'reconnect' ? CONSEQUENCES.reconnect : 'is not switched on';
}

/** Whether a sentence is that of the table of errors, with or without a word on who tries again. */
function isUsual(name: string, sentence: string): boolean {
  const meaning = MEANINGS[name];
  if (!meaning) return false;
  const usual = typeof meaning === 'function' ? meaning(new Refusal({ status: 0, code: name })) : meaning;
  return sentence.startsWith(usual.sentence);
}
