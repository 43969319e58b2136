import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_MESSAGE, plain, shorten } from '../../lib/problem.ts';
import { KEY, TEAM_KEY } from './run/keys.ts';

describe('plain', () => {
  const OWN = '“06 39” in To has no country (yet). Nothing was sent.';
  test.each([
    ['nothing', '', ''],
    ['our own sentences', OWN, OWN],
    ['a personal key', `Key ${KEY} is bad`, 'Key (key) is bad'],
    ['a team key', `Key ${TEAM_KEY} is bad`, 'Key (key) is bad'],
    ['a key in quotation marks', `"${KEY}"`, '(key)'],
    ['a key cut short', 'msgf_live_01ab', '(key)'],
    ['the forms of the keys', 'a key (msgf_live_…)', 'a key (msgf_live_…)'],
    ['JSON', '{"error":{"code":"X","list":["a"]}}', 'error : code : X , list : a'],
    ['encoded data', 'a%20b%C3%A9c', 'a b c'],
    ['a percentage', '90 % used', '90 % used'],
    ['markup', 'a<script>alert(1)</script>b', 'a alert(1) b'],
    ['markup with attributes', 'a <a href="https://example.com/x" class=b>c</a> d<br />e', 'a c d e'],
    [
      'text in angle brackets, which is no markup',
      '<test lead: dummy data for phone>',
      'test lead: dummy data for phone',
    ],
    ['data in quotation marks', '“<test lead: phone>” in To', '“test lead: phone” in To'],
    ['signs that are no brackets', '1 < 2 and 3 > 2', '1 2 and 3 2'],
    ['several lines', ' a\n\tb\r\n\r\nc ', 'a b c'],
    ['control characters', 'a\u0000b\u001bc\u0085d', 'a b c d'],
    ['a backslash', 'C:\\temp', 'C: temp'],
    ['placeholders', 'Hi {{bundle.authData.api_key}}', 'Hi bundle.authData.api_key'],
    ['250 characters', 'a'.repeat(250), 'a'.repeat(250)],
    ['251 characters', 'a'.repeat(251), `${'a'.repeat(249)}…`],
    ['emoji', '👋'.repeat(251), `${'👋'.repeat(249)}…`],
  ])('%s', (_what, text, shown) => {
    expect(plain(text)).toBe(shown);
  });

  const pieces = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.string().map(encodeURIComponent),
    fc.constantFrom(KEY, TEAM_KEY, 'msgf_', 'live_', '<', '>', '{', '%', '%2', '0', '\n', '\u202e', '{{', '}}', '"'),
  );

  test('shows one short line without a key, JSON, encoded data or markup, whatever it is given', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        const shown = plain(parts.join(''));
        expect([...shown].length).toBeLessThanOrEqual(MAX_MESSAGE);
        expect(shown).not.toMatch(/msgf_(live|team)_\w/);
        expect(shown).not.toMatch(/[{}[\]"\\]|%[0-9a-f]{2}|<[^>]*>/i);
        expect(shown).not.toMatch(/\p{Cc}/u);
        expect(shown).toBe(shown.trim());
      }),
      { numRuns: 300 },
    );
  });

  test('shows what is plain already as it is', () => {
    const words = fc.array(fc.stringMatching(/^[A-Za-z0-9+().,;:’“”…é€@'-]{1,8}$/), { maxLength: 20 });
    fc.assert(
      fc.property(words, (given) => {
        expect(plain(given.join(' '))).toBe(given.join(' '));
      }),
    );
  });
});

describe('shorten', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['👋👋👋', 3, '👋👋👋'],
    ['👋👋👋👋', 3, '👋👋…'],
    ['', 3, ''],
  ])('%s to %i', (text, most, short) => {
    expect(shorten(text, most)).toBe(short);
  });

  test('is never longer than was said, and never ends within a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, most) => {
        const short = shorten(text, most);
        expect([...short].length).toBeLessThanOrEqual(most);
        expect(short).not.toMatch(/\p{Cs}/u);
        expect(text.startsWith(short.replace(/…$/, '')) || short === text).toBe(true);
      }),
    );
  });
});
