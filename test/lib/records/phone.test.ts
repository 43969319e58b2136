import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lines } from '../../../lib/records/output.ts';
import { e164, readableNumber } from '../../../lib/records/phone.ts';

test.each([
  ['+33639980001', '+33639980001', '+33 6 39 98 00 01'],
  ['33639980001', '+33639980001', '+33 6 39 98 00 01'],
  ['+33 6 39 98 00 01', '+33639980001', '+33 6 39 98 00 01'],
  ['33639980001@s.whatsapp.net', '+33639980001', '+33 6 39 98 00 01'],
  ['33639980001:12@s.whatsapp.net', '+33639980001', '+33 6 39 98 00 01'],
  ['9991234', '+9991234', '+9991234'],
  ['999123', null, ''],
  ['154417159582282@lid', null, ''],
  ['120363168033477807@g.us', null, ''],
  ['33639981001-1607000000@g.us', null, ''],
  ['status@broadcast', null, ''],
  ['0@s.whatsapp.net', null, ''],
  ['whatsapp:+33639980001', '+33639980001', '+33 6 39 98 00 01'],
  ['', null, ''],
  ['unknown', null, ''],
  ['@lid', null, ''],
  [null, null, ''],
  [undefined, null, ''],
])('%s is %s, and reads %s', async (given, number, readable) => {
  expect(e164(given)).toBe(number);
  expect(await readableNumber(given)).toBe(readable);
});

test('any text is a plus and digits, or nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      expect(e164(text) ?? '+0').toMatch(/^\+\d+$/);
      expect(typeof (await readableNumber(text))).toBe('string');
    }),
  );
});

test.each([
  [['a', 'b'], 'a\nb'],
  [['a'], 'a'],
  [[], null],
  [[''], null],
  [null, null],
  [undefined, null],
])('%j as lines', (items, text) => {
  expect(lines(items)).toBe(text);
});
