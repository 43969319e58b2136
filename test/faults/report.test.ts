import { expect, test } from '@jest/globals';
import { markdownOf } from './report.ts';

test('the document says which tables are of one run only, and lets no text out of its cell', () => {
  const document = markdownOf([
    {
      title: 'Part',
      intro: 'What was tried.',
      tables: [
        { title: 'What came of it', headings: ['what', 'number'], rows: [['a | b <c>\nd', 1]] },
        { title: 'How long it took', isMeasured: true, headings: ['seconds'], rows: [[1.5]] },
      ],
      breaches: ['one | two'],
    },
  ]);
  expect(document.split('\n\n')).toEqual([
    '# Reliability',
    expect.stringContaining('npm run reliability'),
    expect.stringContaining('marked “measured”'),
    '**Breaches in all: 1**',
    '## Part',
    'What was tried.',
    '### What came of it',
    '| what | number |\n| --- | --: |\n| a \\| b &lt;c> d | 1 |',
    '### How long it took (measured)',
    '| seconds |\n| --: |\n| 1.5 |',
    'Breaches: 1',
    '- one \\| two\n',
  ]);
});
