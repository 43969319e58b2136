import type { Field } from './definition.ts';
import { allFields, type Step } from './subject.ts';

/** A text that people read, and where it is. */
export interface Copy {
  where: string;
  text: string;
}

/** The texts of a field. */
export function copyOfField({ key, label, helpText, placeholder, default: preset, choices }: Field): Copy[] {
  const named = { label, 'help text': helpText, placeholder, default: preset };
  const labels = Object.values(choices ?? {}).filter((choice) => typeof choice === 'string');
  return [
    ...Object.entries(named).map(([what, text]) => ({ where: `the ${what} of ${key}`, text: text ?? '' })),
    ...labels.map((text) => ({ where: `a choice of ${key}`, text })),
  ].filter(({ text }) => text !== '');
}

/** The texts of a step and its fields in the editor. */
export function copyOf(step: Step): Copy[] {
  return [
    { where: 'the label', text: step.label },
    { where: 'the description', text: step.description },
    ...allFields(step).flatMap(copyOfField),
  ].filter(({ text }) => text !== '');
}

/** The texts in a record. */
export function copyOfRecord(record: Readonly<Record<string, unknown>> | undefined): Copy[] {
  return Object.entries(record ?? {}).flatMap(([key, text]) =>
    typeof text === 'string' ? [{ where: `the sample of ${key}`, text }] : [],
  );
}

/** Words that are lower case inside a title. Those with four letters or more may also be capitalised. */
const SMALL = /^(a|an|and|as|at|but|by|for|from|in|into|nor|of|on|or|per|so|the|to|up|via|with|yet)$/i;

/** The words of a label that are not in title case. Words in brackets may be lower case. */
export function notTitleCase(label: string): string[] {
  const words = label
    .replace(/\([^)]*\)/g, '')
    .split(/[\s/]+/)
    .filter(Boolean);
  return words.filter((word, index) => {
    const isInside = index > 0 && index < words.length - 1;
    const isCapital = !/^\p{Ll}/u.test(word);
    return isInside && SMALL.test(word) ? isCapital && word.length < 4 : !isCapital;
  });
}

/** A text without Markdown links and code in backticks. */
export function bareText(text: string): string {
  return text.replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '').replace(/\[[^\]]*\]\([^)]*\)/g, '');
}
