import { describe, expect, test } from '@jest/globals';
import { checksOf, moreOptionFields, moreOptions, onceOf } from '../../../lib/fields/options.ts';
import { expectProblem } from './problem.ts';
import { expectInputFields } from './schema.ts';

describe('checks', () => {
  test.each([
    ['none by default', undefined, []],
    ['an empty list', [], []],
    ['an empty text', '', []],
    ['one', ['instance_connected'], ['instance_connected']],
    ['one as text', 'recipient_on_whatsapp', ['recipient_on_whatsapp']],
    [
      'both, in their order',
      [' recipient_on_whatsapp ', 'instance_connected'],
      ['recipient_on_whatsapp', 'instance_connected'],
    ],
    [
      'spaces beside one, and one in capitals',
      [null, '', 'INSTANCE_CONNECTED', 'instance_connected'],
      ['instance_connected'],
    ],
  ])('%s', (_what, checks, expected) => {
    expect(checksOf({ checks })).toEqual(expected);
  });

  test('what is no check is refused, since a check that was asked for must not be off', () => {
    expectProblem(
      () => checksOf({ checks: ['instance_connected', 'yes'] }),
      'error',
      '“yes” is not a choice in Check Before Sending. Use one of these: The instance is connected (1 API request), The recipient is on WhatsApp (1 API request). Nothing was done.',
    );
  });

  test('each says what it costs', () => {
    expect(moreOptionFields.find(({ key }) => key === 'checks')).toMatchObject({
      list: true,
      required: false,
      choices: {
        instance_connected: 'The instance is connected (1 API request)',
        recipient_on_whatsapp: 'The recipient is on WhatsApp (1 API request)',
      },
    });
  });
});

test.each([
  [undefined, ''],
  ['  ', ''],
  [' order 1042\n', 'order 1042'],
  [1042, '1042'],
  [['order'], ''],
])('Prevent Duplicates By %j is %j', (send_once_per, expected) => {
  expect(onceOf({ send_once_per })).toBe(expected);
});

test('all of them are folded away, and none is required', () => {
  expectInputFields(moreOptionFields);
  expect(moreOptions).toEqual({ key: 'more_options', label: 'More Options', emphasize: false });
  expect(moreOptionFields.map(({ key, group, required }) => [key, group, required])).toEqual([
    ['country', 'more_options', false],
    ['checks', 'more_options', false],
    ['send_once_per', 'more_options', false],
  ]);
});
