import { type Consequence, explain, explainOutage, MEANINGS } from '../../lib/msgflash/errors.ts';
import { NoAnswer, Refusal } from '../../lib/msgflash/failures.ts';
import { code, table } from './markdown.ts';

/** What a consequence is for somebody who looks at a Zap. */
const CONSEQUENCES: Readonly<Record<Consequence, string>> = {
  error: 'stops with an error',
  halted: 'is halted: this run ends, the Zap goes on',
  throttled: 'waits, and is repeated by Zapier',
  reconnect: 'stops, and asks to reconnect',
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
    'What MsgFlash answers, what the user reads, and what becomes of the step. `…` stands for words of MsgFlash’s own.',
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
