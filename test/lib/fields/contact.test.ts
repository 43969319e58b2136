import { describe, expect, test } from '@jest/globals';
import {
  contactField,
  contactsField,
  contactsOf,
  metaField,
  metaOf,
  tagsField,
  tagsOf,
} from '../../../lib/fields/contact.ts';
import { expectInputFields } from './schema.ts';

const ID = '30000000-0000-4000-8000-000000000001';

describe('contacts', () => {
  test.each([
    ['none', undefined, []],
    ['a list', ['a', ' b '], ['a', 'b']],
    ['one twice', ['a', 'b', 'a'], ['a', 'b']],
    ['several in one text', ['a, b;c\nAwa  Doe', 'a'], ['a', 'b', 'c', 'Awa  Doe']],
    ['ids with spaces between them', `${ID}  ${ID.replace('1', '2')}`, [ID, ID.replace('1', '2')]],
    ['one text', 'a,b', ['a', 'b']],
    ['separators alone', [' , ; '], []],
  ])('%s', (_what, contact_ids, expected) => {
    expect(contactsOf({ contact_ids })).toEqual(expected);
  });
});

describe('tags', () => {
  test.each([
    ['none', undefined, []],
    ['in their order, each once', ['vip', ' news ', 'vip', ''], ['vip', 'news']],
    ['a tag may have spaces in it', ['old customer'], ['old customer']],
    [
      'commas, semicolons and line breaks part them',
      ['vip, newsletter;a\nb\r\nc', 'd,'],
      ['vip', 'newsletter', 'a', 'b', 'c', 'd'],
    ],
    ['a comma and a space', ['vip, newsletter'], ['vip', 'newsletter']],
    ['a semicolon', ['vip;newsletter'], ['vip', 'newsletter']],
    ['a line break', ['vip\nnewsletter'], ['vip', 'newsletter']],
    ['a line break of Windows', ['vip\r\nnewsletter'], ['vip', 'newsletter']],
    ['a line break of Unicode', ['vip\u2028newsletter'], ['vip', 'newsletter']],
    ['one text that is no list', 'vip, newsletter', ['vip', 'newsletter']],
    ['a list of one joined text and one more', ['vip,newsletter', 'lyon'], ['vip', 'newsletter', 'lyon']],
    ['separators around and doubled', [',vip,, ;newsletter;', '\n'], ['vip', 'newsletter']],
    ['spaces around, also those that do not break', ['\u00a0vip ,\tnewsletter  '], ['vip', 'newsletter']],
    ['commas of other scripts', ['vip，newsletter、lyon،été'], ['vip', 'newsletter', 'lyon', 'été']],
    ['a number', [2026, 'vip'], ['2026', 'vip']],
    ['other signs belong to a tag', ['a/b', 'c|d', 'e-f', 'g & h'], ['a/b', 'c|d', 'e-f', 'g & h']],
    ['one twice in one text', ['vip, newsletter, VIP'], ['vip', 'newsletter']],
    ['one twice in two texts', ['vip', 'newsletter;vip'], ['vip', 'newsletter']],
    ['one twice, encoded otherwise', ['été', 'été'.normalize('NFD')], ['été']],
    ['capitals do not tell them apart', ['VIP', 'vip;Vip'], ['VIP']],
  ])('%s', (_what, tags, expected) => {
    expect(tagsOf({ tags })).toEqual(expected);
  });
});

test('what a step outputs as tags is read as the same tags', () => {
  const tags = ['vip', 'old customer', 'été'];
  expect(tagsOf({ tags: [tags.join('\n')] })).toEqual(tags);
});

describe('metadata', () => {
  test.each([
    ['none', undefined, {}],
    ['null', null, {}],
    ['text', 'city: Lyon', {}],
    ['names and values without the spaces around them', { ' city ': ' Lyon ', size: 7 }, { city: 'Lyon', size: '7' }],
    ['blank names and values are left out', { '': 'x', ' ': 'x', city: '', zip: ' ', old: null }, {}],
  ])('%s', (_what, meta, expected) => {
    expect(metaOf({ meta })).toEqual(expected);
  });
});

test('the platform takes the fields; a list has no search', () => {
  expectInputFields([contactField, contactsField, tagsField, metaField]);
  expect(contactField).toMatchObject({ dynamic: 'contact_list.id.label', search: 'find_contact.id' });
  expect(contactsField).not.toHaveProperty('search');
});
