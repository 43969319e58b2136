import { expect } from '@jest/globals';
import type { Consequence } from '../../../lib/msgflash/errors.ts';
import { Problem } from '../../../lib/problem.ts';
import type { Connection } from '../../../lib/run/connection.ts';

/** A connection without a default country. */
export const connection: Connection = { apiKey: 'key', teamId: undefined, defaultCountry: undefined };

/** A field that nothing can be done without. */
export const emptyField = (label: string, what = 'done') =>
  `${label} is empty. Fill in ${label} and try again. Nothing was ${what}.`;

/** What is not a choice of a field, with the labels of those that are. */
export const notListed = (shown: string, label: string, labels: string) =>
  `“${shown}” is not a choice in ${label}. Use one of these: ${labels}. Nothing was done.`;
export const TYPES = 'Text, Image, Video, Document, Audio, Voice note, Location, Contact, Buttons, PIX payment button';

/** Expects a reading to end in a problem with exactly this consequence and sentence. */
export function expectProblem(read: () => unknown, consequence: Consequence, sentence: string): void {
  expectSentence(caught(read), consequence, sentence);
}

/** The same of one that takes its time. */
export async function expectProblemLater(
  reading: Promise<unknown>,
  consequence: Consequence,
  sentence: string,
): Promise<void> {
  expectSentence(await reading.catch((error: unknown) => error), consequence, sentence);
}

function expectSentence(error: unknown, consequence: Consequence, sentence: string): void {
  expect(error).toBeInstanceOf(Problem);
  expect(error).toMatchObject({ consequence, message: sentence });
  expect([...sentence].length).toBeLessThanOrEqual(250);
}

/** What a reading throws; undefined when it throws nothing. */
export function caught(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    return error;
  }
  return undefined;
}
