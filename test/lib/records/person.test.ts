import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isNumberOf, samePerson, spellingsOf } from '../../../lib/records/person.ts';
import { e164, readableNumber } from '../../../lib/records/phone.ts';
import { rows } from '../rows.ts';

const orNull = (text: string | undefined) => (text === 'null' ? null : text);

test.each(
  rows(`
    +33639980001                  | +33639980001 | +33 6 39 98 00 01
    33639980001                   | +33639980001 | +33 6 39 98 00 01
    +33 6 39 98 00 01             | +33639980001 | +33 6 39 98 00 01
    33639980001@s.whatsapp.net    | +33639980001 | +33 6 39 98 00 01
    33639980001:12@s.whatsapp.net | +33639980001 | +33 6 39 98 00 01
    whatsapp:+33639980001         | +33639980001 | +33 6 39 98 00 01
    9991234                       | +9991234     | +9991234
    999123                        | null         |
    154417159582282@lid           | null         |
    15551234567@lid               | null         |
    120363168033477807@g.us       | null         |
    33639981001-1607000000@g.us   | null         |
    status@broadcast              | null         |
    33639980001@newsletter        | null         |
    0@s.whatsapp.net              | null         |
    unknown                       | null         |
    @lid                          | null         |
                                  | null         |
    null                          | null         |`),
)('%s is %s, and reads %s', async (given, number, readable) => {
  expect(e164(orNull(given))).toBe(orNull(number));
  expect(await readableNumber(orNull(given))).toBe(readable);
});

test('any text is a plus and digits, or nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      expect(e164(text) ?? '+0').toMatch(/^\+\d+$/);
      expect(typeof (await readableNumber(text))).toBe('string');
    }),
  );
});

test.each(
  rows(`
    +5531987654321 | +553187654321  | true  | Brazil, a mobile with and without its 9
    +553133334444  | +5531933334444 | false | Brazil, a landline never had a 9
    +5215512345678 | +525512345678  | true  | Mexico
    +541123456789  | +5491123456789 | true  | Argentina
    +22997123456   | +2290197123456 | true  | Benin
    +22997123456   | +2290297123456 | false | Benin, another beginning than 01
    +33639980001   | +33639980001   | true  | the same number
    +33639980001   | +33639980002   | false | another number`),
)('%s and %s: %s (%s)', (one = '', other = '', are) => {
  expect([samePerson(one, other), samePerson(other, one)].map(String)).toEqual([are, are]);
});

test('a spelling of a spelling is the number itself', () => {
  const number = fc
    .tuple(fc.constantFrom('55', '52', '521', '54', '549', '229', '22901', '33'), fc.stringMatching(/^\d{8,11}$/))
    .map(([code, rest]) => `+${code}${rest}`);
  fc.assert(
    fc.property(number, (one) => {
      for (const spelling of spellingsOf(one)) expect(spellingsOf(spelling)).toContain(one);
    }),
  );
});

test.each(
  rows(`
    553187654321@s.whatsapp.net   | +5531987654321 | true
    5215512345678                 | +525512345678  | true
    +33 6 39 98 00 01             | +33639980001   | true
    33639980001:12@s.whatsapp.net | +33639980001   | true
    33639980001@lid               | +33639980001   | false
    33639980002                   | +33639980001   | false
    33639980001                   | null           | false
                                  | +33639980001   | false
    null                          | +33639980001   | false
    null                          | null           | false`),
)('%s is the number of %s: %s', (written, person, is) => {
  expect(String(isNumberOf(orNull(written) ?? null, orNull(person) ?? null))).toBe(is);
});
