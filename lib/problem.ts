import type { Consequence } from './msgflash/errors.ts';

/**
 * Anything that ends a step in a way its user should read about: thrown wherever it is found, turned into the
 * platform's own error in one place (`run.ts`).
 */
export class Problem extends Error {
  readonly consequence: Consequence;
  /** Seconds after which the platform should try again; for `throttled` only. */
  readonly delay: number | undefined;

  /** @param message one or two plain sentences: the field as its form labels it, what is wrong, and the way out */
  constructor(consequence: Consequence, message: string, delay?: number) {
    super(message);
    this.name = 'Problem';
    this.consequence = consequence;
    this.delay = delay;
  }
}

/** Longest message that Zap history shows in full. */
export const MAX_MESSAGE = 250;

/**
 * Makes text that came from elsewhere fit to be shown: no markup, no keys, no encoded data, one line, at most
 * `MAX_MESSAGE` characters.
 */
export function plain(text: string): string {
  const clean = text
    .replace(/msgf_(live|team)_\w+/g, '(key)')
    .replace(/(%[0-9a-f]{2})+/gi, ' ')
    .replace(/<[^>]*>|[{}[\]"\\]/g, ' ')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return shorten(clean, MAX_MESSAGE);
}

/** Cuts text to so many characters, with an ellipsis, never in the middle of one. */
export function shorten(text: string, most: number): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
}
