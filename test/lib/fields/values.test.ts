import { describe, expect, test } from '@jest/globals';
import { required, textIn, textsIn, wordIn } from '../../../lib/fields/values.ts';
import { expectProblem } from './problem.ts';

describe('one value', () => {
  test.each([
    ['text', 'Hello', 'Hello', 'Hello'],
    ['blanks around it', ' Hello\n', ' Hello\n', 'Hello'],
    ['blanks alone', ' \n\t\u00a0', '', ''],
    ['nothing in it', '', '', ''],
    ['a number', 7, '7', '7'],
    ['zero', 0, '0', '0'],
    ['a fraction', -1.5, '-1.5', '-1.5'],
    ['undefined', undefined, '', ''],
    ['null', null, '', ''],
    ['a truth', true, '', ''],
    ['a list', ['Hello'], '', ''],
    ['an object', { text: 'Hello' }, '', ''],
  ])('%s', (_what, value, text, word) => {
    expect(textIn({ key: value }, 'key')).toBe(text);
    expect(wordIn({ key: value }, 'key')).toBe(word);
  });

  test('a field that is not there', () => {
    expect(textIn({}, 'key')).toBe('');
    expect(textIn({}, 'constructor')).toBe('');
  });
});

describe('several values', () => {
  test.each([
    ['a list', ['a', ' b ', '', ' '], ['a', 'b']],
    ['one text', ' a ', ['a']],
    ['a blank text', ' ', []],
    ['numbers', [2026, 'a', 0], ['2026', 'a', '0']],
    ['one number', 7, ['7']],
    ['nothing', undefined, []],
    ['null', null, []],
    ['an empty list', [], []],
    ['a list with other things in it', ['a', null, {}, ['b']], ['a']],
  ])('%s', (_what, value, texts) => {
    expect(textsIn({ key: value }, 'key')).toEqual(texts);
  });
});

describe('required', () => {
  test('hands the text on as it is', () => {
    expect(required(' x ', 'Text')).toBe(' x ');
  });

  test('names the field when it is empty', () => {
    expectProblem(() => required('', 'Text'), 'error', 'Text is empty. Fill in Text and try again. Nothing was done.');
  });
});
