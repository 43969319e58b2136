import type { Consequence } from './msgflash/errors.ts';

/**
 * A reason to end a step that its user should read. Thrown wherever it is found, and turned into one of Zapier's errors
 * in one place (`lib/run/start.ts`).
 */
export class Problem extends Error {
  readonly consequence: Consequence;
  /** Seconds after which Zapier should try again; for `throttled` only. */
  readonly delay: number | undefined;

  /** @param message one or two plain sentences: the field's label, what is wrong, and what to do */
  constructor(consequence: Consequence, message: string, delay?: number) {
    super(message);
    this.name = 'Problem';
    this.consequence = consequence;
    this.delay = delay;
  }
}

/** The longest message that Zap history shows in full, in characters. */
export const MAX_MESSAGE = 250;

/** An HTML tag or comment. Other text in angle brackets is data: Facebook's test lead is `<test lead: dummy data>`. */
const TAG = /<\/?[a-z][a-z0-9]*(?:\s+[\w-]+(?:=(?:"[^"]*"|'[^']*'|[^\s>]*))?)*\s*\/?>|<![^>]*>/gi;

/**
 * Cleans text from outside so that it can be shown: no markup, API keys or encoded data, one line, at most
 * `MAX_MESSAGE`.
 */
export function plain(text: string): string {
  const clean = text
    .replace(TAG, ' ')
    .replace(/[<>]/g, '')
    .replace(/msgf_(live|team)_\w+/g, '(key)')
    .replace(/(%[0-9a-f]{2})+/gi, ' ')
    .replace(/[{}[\]"\\]/g, ' ')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return shorten(clean, MAX_MESSAGE);
}

/** Cuts text to at most this many characters, ending with an ellipsis. Never cuts a surrogate pair in half. */
export function shorten(text: string, most: number): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
}
