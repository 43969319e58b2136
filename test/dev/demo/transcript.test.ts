import { describe, expect, test } from '@jest/globals';
import { createTranscript, type TranscriptOptions, wrap } from '../../../dev/demo/transcript.ts';

function lines(options: Partial<TranscriptOptions>, tell: (to: ReturnType<typeof createTranscript>) => void): string[] {
  const told: string[] = [];
  tell(createTranscript({ write: (line) => void told.push(line), ...options }));
  return told;
}

describe('the transcript', () => {
  test('aligns labels and values, and hangs long values below themselves', () => {
    const told = lines({ columns: 60 }, (to) =>
      to.block('picked', [
        ['To', '+33639981001'],
        ['Instance', 'a long name that goes on and on and needs a second line'],
        'plain',
      ]),
    );
    expect(told).toEqual([
      '   picked   To        +33639981001',
      '            Instance  a long name that goes on and on and',
      '                      needs a second line',
      '            plain',
    ]);
  });

  test('has colours only when asked', () => {
    const tell = (to: ReturnType<typeof createTranscript>) => to.check('it works', true);
    const mark = String.fromCharCode(27);
    expect(lines({}, tell).join('')).not.toContain(mark);
    expect(lines({ colours: true }, tell).join('')).toContain(`${mark}[32m✓`);
  });

  test('breaks text at blanks, and words that are longer than a line', () => {
    expect(wrap('one two  three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k']);
    expect(wrap('', 10)).toEqual(['']);
  });
});
