import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getCountries, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/min';
import { buttonFields, pixFields } from '../../../lib/fields/buttons.ts';
import { choiceOf, choicesOf, matchChoice } from '../../../lib/fields/choice.ts';
import { contactField, contactsOf, metaOf, tagsOf } from '../../../lib/fields/contact.ts';
import { typeField } from '../../../lib/fields/content.ts';
import { countryChoices, countryName } from '../../../lib/fields/countries.ts';
import { twoLetters } from '../../../lib/fields/country-codes.ts';
import { groupField } from '../../../lib/fields/group.ts';
import { instanceField, instanceFilterField } from '../../../lib/fields/instance.ts';
import { checksOf, moreOptionFields, moreOptions } from '../../../lib/fields/options.ts';
import { recipientOf } from '../../../lib/fields/recipient.ts';
import { required, textIn, textsIn, wordIn } from '../../../lib/fields/values.ts';
import { rows, values } from '../rows.ts';
import { connection, emptyField, expectProblem, notListed, TYPES } from './problem.ts';

const CHECKS = 'The instance is connected (1 API request), The recipient is on WhatsApp (1 API request)';

describe('a value', () => {
  test.each([
    ['Hello', 'Hello', 'Hello'],
    [' Hello\n', ' Hello\n', 'Hello'],
    [7, '7', '7'],
    [0, '0', '0'],
    [-1.5, '-1.5', '-1.5'],
    ...[' \n\t\u00a0', '', undefined, null, true, ['Hello'], { text: 'Hello' }].map(
      (value) => [value, '', ''] as const,
    ),
  ])('%j is “%s” as a text and “%s” as a word', (value, text, word) => {
    expect([textIn({ key: value }, 'key'), wordIn({ key: value }, 'key')]).toEqual([text, word]);
    expect([textIn({}, 'key'), textIn({}, 'constructor')]).toEqual(['', '']);
  });

  test.each<[unknown, ...string[]]>([
    [['a', ' b ', '', ' '], 'a', 'b'],
    [' a ', 'a'],
    [[2026, 'a', 0], '2026', 'a', '0'],
    [7, '7'],
    [['a', null, {}, ['b']], 'a'],
    ...[' ', undefined, null, []].map((value): [unknown] => [value]),
  ])('%j has several', (value, ...texts) => {
    expect(textsIn({ key: value }, 'key')).toEqual(texts);
  });

  test('that is required is passed on as it is, or its field is named', () => {
    expect(required(' x ', 'Text')).toBe(' x ');
    expectProblem(() => required('', 'Text'), 'error', emptyField('Text'));
  });
});

describe('a choice', () => {
  test.each([
    ['text', 'text', 'TEXT', ' Text\n'],
    ['voice_note', 'Voice note', 'voice-note', ' VOICE_NOTE ', 'Voice\u00a0note', 'voice\u2011note\u200b'],
    ['pix', 'PIX payment button'],
    ['video', 'Vidéo'],
    [null, undefined, null, '', ' '],
  ])('%s, written %j and otherwise', (key, ...spellings) => {
    for (const type of spellings) expect({ type, key: choiceOf(typeField, { type }) }).toEqual({ type, key });
  });

  test.each(values('sticker | constructor | voice | text, image | 1 | yes | {{1__type}}'))('%s is refused', (type) => {
    expectProblem(() => choiceOf(typeField, { type }), 'error', notListed(type, 'Message Type', TYPES));
  });

  test('every key and label of every list is read, in any case', () => {
    const fields = [typeField, moreOptionFields[1], ...buttonFields, ...pixFields];
    for (const { choices } of fields) {
      for (const [key, label] of Object.entries({ ...(choices as Record<string, string>) })) {
        for (const written of [key, label, key.toUpperCase(), label.toUpperCase(), ` ${label} `]) {
          expect(matchChoice({ choices: choices as Record<string, string> }, written)).toBe(key);
        }
      }
    }
  });

  test('any text is a choice or refused', () => {
    fc.assert(
      fc.property(fc.string(), (written) => {
        const found = matchChoice(typeField, written);
        expect(found === null || Object.hasOwn(typeField.choices, found)).toBe(true);
      }),
    );
  });
});

describe('Check Before Sending', () => {
  const BOTH = ['recipient_on_whatsapp', 'instance_connected'];
  test.each<[unknown, string[]]>([
    [['instance_connected'], ['instance_connected']],
    [['The instance is connected (1 API request)'], ['instance_connected']],
    ['the recipient is on whatsapp', ['recipient_on_whatsapp']],
    ['recipient_on_whatsapp, instance_connected', BOTH],
    [[' recipient_on_whatsapp ', 'INSTANCE_CONNECTED', 'instance_connected', null, ''], BOTH],
    ...[undefined, [], '', ['', ' ', null]].map((none): [unknown, string[]] => [none, []]),
  ])('%j', (checks, expected) => {
    expect(checksOf({ checks })).toEqual(expected);
    expect(choicesOf(moreOptionFields[1], { checks })).toEqual(expected);
  });

  test.each([
    ['yes', 'yes'],
    [['instance_connected', 'no'], 'no'],
    [true, 'true'],
    [['instance_connected; maybe'], 'maybe'],
    [[{ a: 1 }], '{"a":1}'],
  ])('%j is refused: a check that was asked for must not be off', (checks, shown) => {
    expectProblem(() => checksOf({ checks }), 'error', notListed(shown, 'Check Before Sending', CHECKS));
  });
});

const ID = '30000000-0000-4000-8000-000000000001';
test.each<[unknown, ...string[]]>([
  [undefined],
  [[' , ; ']],
  [['a', ' b ', 'a'], 'a', 'b'],
  [['a, b;c\nAwa  Doe', 'a'], 'a', 'b', 'c', 'Awa  Doe'],
  [`${ID}  ${ID.replace('1', '2')}`, ID, ID.replace('1', '2')],
])('%j are contacts', (contact_ids, ...expected) => {
  expect(contactsOf({ contact_ids })).toEqual(expected);
});

describe('tags', () => {
  test.each<[unknown, ...string[]]>([
    [undefined],
    [['vip', ' news ', 'vip', ''], 'vip', 'news'],
    [['vip, newsletter'], 'vip', 'newsletter'],
    [['vip;newsletter'], 'vip', 'newsletter'],
    [['vip\nnewsletter'], 'vip', 'newsletter'],
    [['vip\r\nnewsletter'], 'vip', 'newsletter'],
    [['vip\u2028newsletter'], 'vip', 'newsletter'],
    ['vip, newsletter', 'vip', 'newsletter'],
    [[',vip,, ;newsletter;', '\n'], 'vip', 'newsletter'],
    [['\u00a0vip ,\tnewsletter  '], 'vip', 'newsletter'],
    [['vip，newsletter、lyon،été'], 'vip', 'newsletter', 'lyon', 'été'],
    [['a/b', 'c|d', 'e-f', 'g & h'], 'a/b', 'c|d', 'e-f', 'g & h'],
    [['vip', 'newsletter;vip, VIP'], 'vip', 'newsletter'],
    [['été', 'été'.normalize('NFD')], 'été'],
    [['VIP', 'vip;Vip'], 'VIP'],
    // What a step outputs as tags.
    [['vip\nold customer\nété'], 'vip', 'old customer', 'été'],
  ])('%j', (tags, ...expected) => {
    expect(tagsOf({ tags })).toEqual(expected);
  });
});

test.each([
  [undefined, {}],
  [null, {}],
  ['city: Lyon', {}],
  [
    { ' city ': ' Lyon ', size: 7 },
    { city: 'Lyon', size: '7' },
  ],
  [{ '': 'x', ' ': 'x', city: '', zip: ' ', old: null }, {}],
])('custom details %j', (meta, expected) => {
  expect(metaOf({ meta })).toEqual(expected);
});

test('a recipient that can be read in two ways is the mobile number', async () => {
  expect(await recipientOf({ to: '4915123456789', country: 'DE' }, connection)).toBe('+4915123456789');
});

describe('countries', () => {
  const names = new Intl.DisplayNames('en', { type: 'region' });
  const chosen = Object.entries(countryChoices);
  /** The phone library knows them, ISO 3166-1 does not: Ascension, Tristan da Cunha, Kosovo. */
  const NOT_IN_ISO = ['AC', 'TA', 'XK'];

  test('are every ISO country that the phone library can read, with name and calling code, in alphabetical order', () => {
    expect([...Object.keys(countryChoices), ...NOT_IN_ISO].sort()).toEqual([...getCountries()].sort());
    for (const [code, label] of chosen) {
      const callingCode = isSupportedCountry(code) ? getCountryCallingCode(code) : 'none';
      expect([label, countryName(code)]).toEqual([`${names.of(code)} (+${callingCode})`, names.of(code)]);
    }
    const labels = chosen.map(([code]) => countryName(code));
    expect(labels).toEqual([...labels].sort(new Intl.Collator('en').compare));
    for (const code of ['XX', '', 'fr', 'constructor']) expect(countryName(code)).toBe(code);
  });

  test('have three letters of their own', () => {
    const codes = rows('FRA | FR\nGBR | GB\nUSA | US\nCIV | CI\nDEU | DE\nCHE | CH\nZAF | ZA');
    expect(codes.map(([three = '']) => twoLetters(three))).toEqual(codes.map(([, two]) => two));
    expect([twoLetters('XXX'), twoLetters('FR')]).toEqual([undefined, undefined]);
    const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
    const threes = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)));
    const found = threes.map(twoLetters).filter((two) => two !== undefined);
    expect(found.sort()).toEqual(Object.keys(countryChoices).sort());
  });
});

describe('the fields', () => {
  test('More Options are folded away, none is required, and each check says what it costs', () => {
    expect(moreOptions).toEqual({ key: 'more_options', label: 'More Options', emphasize: false });
    const options = moreOptionFields.map(({ key, group, required }) => [key, group, required]);
    expect(options).toEqual(['country', 'checks', 'send_once_per'].map((key) => [key, 'more_options', false]));
    expect(Object.values({ ...moreOptionFields[1].choices }).join(', ')).toBe(CHECKS);
  });

  test('a single contact, group or instance has a list and a search; in a trigger only the list', () => {
    const chosen = [contactField, groupField, instanceField].map((field) => [field.dynamic, field.search]);
    const feeds = ['contact', 'group', 'instance'].map((name) => [`${name}_list.id.label`, `find_${name}.id`]);
    expect(chosen).toEqual(feeds);
    expect(instanceFilterField).toMatchObject({ required: false, dynamic: 'instance_list.id.label' });
    expect(instanceFilterField).not.toHaveProperty('search');
  });
});
