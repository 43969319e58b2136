import { expect, test } from '@jest/globals';
import { countryChoices } from '../../../lib/fields/countries.ts';
import { twoLetters } from '../../../lib/fields/country-codes.ts';

test.each([
  ['FRA', 'FR'],
  ['GBR', 'GB'],
  ['USA', 'US'],
  ['CIV', 'CI'],
  ['DEU', 'DE'],
  ['CHE', 'CH'],
  ['ZAF', 'ZA'],
  ['XXX', undefined],
  ['FR', undefined],
])('%s is %s', (three, two) => {
  expect(twoLetters(three)).toBe(two);
});

test('every country that can be chosen has three letters of its own', () => {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  const threes = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)));
  const found = threes.map(twoLetters).filter((two) => two !== undefined);
  expect(found.sort()).toEqual(Object.keys(countryChoices).sort());
});
