/** Everything that reads text from outside, against any text. */
import { answerProperties } from './properties-answers.ts';
import { countryCount, fieldProperties } from './properties-fields.ts';
import type { Part, Size } from './report.ts';

const CASES: Readonly<Record<Size, number>> = { small: 150, full: 10_000 };

export async function run(size: Size, app: object): Promise<Part> {
  const seed = size === 'small' ? 1 : Date.now() % 2 ** 31;
  const rows: (string | number)[][] = [];
  const breaches: string[] = [];
  for (const property of [...fieldProperties, ...answerProperties(app)]) {
    const found = await property.check(CASES[size], seed);
    rows.push([property.name, found.runs, found.breaches.length]);
    breaches.push(...found.breaches);
  }
  return {
    title: 'Properties of everything that is read',
    intro: `Numbers come from the phone library’s own examples for ${countryCount} countries and from numbers near them. A breach is a reading that differs from what was written, a guess where two readings are possible, and any error but the step’s own.`,
    tables: [{ title: 'Cases', headings: ['what', 'cases', 'breaches'], rows }],
    breaches,
  };
}
