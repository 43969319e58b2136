import { readdirSync, readFileSync } from 'node:fs';
import { type Consequence, explain, MEANINGS } from '../../lib/msgflash/errors.ts';
import { Refusal } from '../../lib/msgflash/failures.ts';

const root = new URL('../../', import.meta.url);
const FOLDERS = ['creates', 'lib', 'searches', 'triggers'];

/** The source of everything that can speak to people. */
export const shipped = FOLDERS.flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(`${folder}/${file}`, root), 'utf8')),
).join('\n');

/** No step does what these refuse: invitations, seats and number checks of many are MsgFlash's own pages. */
const OF_NO_STEP =
  /^(INVITE_|LOOKUP_|PLAN_CHANGE_|TEAM_LIMIT|TEAM_SEAT|MAX_INSTANCES|MAX_API_KEYS|API_KEYS_NOT|STATUSES_NOT)/;

/** Sentences about what MsgFlash refuses. */
export function ofCodes(): [Consequence, string][] {
  return Object.keys(MEANINGS)
    .filter((code) => !OF_NO_STEP.test(code))
    .map((code) => explain(new Refusal({ status: 400, code })))
    .map(({ consequence, sentence }) => [consequence, sentence]);
}

/** Sentences that the steps have themselves, as they stand in the source; an ellipsis for what they fill in. */
export function ofSteps(): [Consequence, string][] {
  const found = shipped.matchAll(/new Problem\(\s*'(halted|error|throttled|reconnect)',\s*(?:`([^`]+)`|'([^']+)')/g);
  return [...found].flatMap(([, word, template, text]) => {
    const consequence = CONSEQUENCES.find((each) => each === word);
    const sentence = (template ?? text ?? '').replace(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '…');
    return consequence ? [[consequence, sentence]] : [];
  });
}

const CONSEQUENCES = ['halted', 'error', 'throttled', 'reconnect'] as const;

/** What of a quotation is the sentence's own: an ellipsis stands for a value. */
export const piecesOf = (quote: string) =>
  quote
    .split('…')
    .map((piece) => piece.trim())
    .filter(Boolean);

/** Whether a sentence goes as the quotation does, from its beginning as far as that is not a value. */
export function isBeginning(quote: string, sentence: string): boolean {
  let end = 0;
  return piecesOf(quote).every((piece, index) => {
    const start = sentence.indexOf(piece, end);
    end = start + piece.length;
    return start >= 0 && (index > 0 || quote.startsWith('…') || start === 0);
  });
}
