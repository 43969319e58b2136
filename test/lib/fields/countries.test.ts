import { expect, test } from '@jest/globals';
import { getCountries, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/min';
import { countryChoices, countryName } from '../../../lib/fields/countries.ts';

const names = new Intl.DisplayNames('en', { type: 'region' });
const chosen = Object.entries(countryChoices);

/** The phone library knows them, ISO 3166-1 does not: Ascension, Tristan da Cunha, Kosovo. */
const NOT_IN_ISO = ['AC', 'TA', 'XK'];

test('offers every ISO country that the phone library can read, and no other', () => {
  expect(Object.keys(countryChoices).concat(NOT_IN_ISO).sort()).toEqual([...getCountries()].sort());
});

test.each(chosen)('%s is %s', (code, label) => {
  const callingCode = isSupportedCountry(code) ? getCountryCallingCode(code) : 'none';
  expect(label).toBe(`${names.of(code)} (+${callingCode})`);
  expect(countryName(code)).toBe(names.of(code));
});

test.each(['XX', '', 'fr', 'constructor'])('%j has no name of its own', (code) => {
  expect(countryName(code)).toBe(code);
});

test('they stand in alphabetical order', () => {
  const labels = chosen.map(([code]) => countryName(code));
  expect(labels).toEqual([...labels].sort(new Intl.Collator('en').compare));
});
