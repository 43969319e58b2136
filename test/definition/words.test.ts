import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import app from '../../index.ts';
import { ofCodes, ofSteps } from '../docs/sentences.ts';

/** Words that stop a reader, and riddles in place of the field's own terms. */
const NOT_ENGLISH = [
  /\bswitch(es|ed|ing)? (\w+ ){0,2}(on|off)\b|\bhands? on\b|\bputs? out\b|\btells? of\b|\b(mend|mends|mended)\b/i,
  /\bbad day\b|\bblanks?\b|\bfaults?\b|\berrs\b|\bnobody (else )?repeats\b|\bwhat (has )?(became|become) of\b/i,
  /\bbefalls?\b|\bin vain\b|\bthereof\b|\bhitherto\b|\bone hopes\b|\bneed not care\b/i,
  /\ball the same\b|\bas things are\b|\bof (its|their) own accord\b|\b(spine|shelf|backstage)\b|\bby itself\b/i,
];

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

/** Every text of the definition that a form or a list shows, by where it stands. */
function textsOf(value: unknown, path = ''): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((item, n) => textsOf(item, `${path}.${item?.key ?? n}`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]): [string, string][] => {
    const here = `${path}.${key}`.replace(/^\./, '');
    const isShown = ['label', 'helpText', 'description'].includes(key) || path.endsWith('.choices');
    return typeof item === 'string' ? (isShown ? [[here, item]] : []) : textsOf(item, here);
  });
}

const { authentication, triggers, creates, searches } = app;
const shown = textsOf({ authentication, triggers, creates, searches });
const sentences = [...ofCodes(), ...ofSteps()].map(([, sentence]) => sentence);

describe('plain English', () => {
  test('in the forms and lists', () => {
    expect(shown.length).toBeGreaterThan(200);
    expect(shown.filter(([, text]) => NOT_ENGLISH.some((word) => word.test(text)))).toEqual([]);
  });

  test('in every sentence that says what is wrong', () => {
    expect(sentences.length).toBeGreaterThan(80);
    expect(sentences.filter((text) => NOT_ENGLISH.some((word) => word.test(text)))).toEqual([]);
  });

  test.each(['README.md', 'SECURITY.md', 'docs/guide.md', 'docs/publishing.md'])('in %s', (file) => {
    const lines = read(file).split('\n');
    expect(lines.filter((line) => NOT_ENGLISH.some((word) => word.test(line)))).toEqual([]);
  });
});

test('no text of a form and no sentence is longer than Zap history shows', () => {
  const all = [...shown.map(([, text]) => text), ...sentences];
  expect(all.filter((text) => [...text].length > 250)).toEqual([]);
});

const formField = z.object({ key: z.string(), helpText: z.string().optional() });

describe('every field explains itself', () => {
  const steps = [app.triggers, app.creates, app.searches].flatMap((group) => Object.values(group));
  const visible = steps.filter(({ display }) => !('hidden' in display && display.hidden));
  test.each(visible.map((step) => [step.key, step] as const))('%s', (_key, step) => {
    const fields = z.array(z.unknown()).parse(step.operation.inputFields ?? []);
    const known = fields.flatMap((field) => formField.safeParse(field).data ?? []);
    const silent = known.filter(({ helpText }) => !helpText);
    expect(silent.map(({ key }) => key)).toEqual([]);
  });
});
