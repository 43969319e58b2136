import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CountryCode, getCountries, getExampleNumber, type PhoneNumber } from 'libphonenumber-js/min';
import examples from 'libphonenumber-js/mobile/examples';
import { isMobile } from '../../../lib/fields/mobile.ts';
import { readPhone } from '../../../lib/fields/phone.ts';
import { Problem } from '../../../lib/problem.ts';
import { personOf, samePerson } from '../../../lib/records/person.ts';
import { pairs, rows, values } from '../rows.ts';
import { caught, connection, expectProblem } from './problem.ts';

const french = { ...connection, defaultCountry: 'FR' };
const E164 = '+33639980001';

/** The number read from To. */
const read = (
  to: unknown,
  { country, fallback }: { country?: string | undefined; fallback?: string | undefined } = {},
) => readPhone({ to, country }, 'to', 'To', { ...connection, defaultCountry: fallback }, isMobile);

const expectHalt = (reading: () => unknown, sentence: string) => expectProblem(reading, 'halted', sentence);

describe('written with its country', () => {
  test.each([
    ...values(`
      +33639980001 | +33 6 39 98 00 01 | +33-6-39-98-00-01 | +33–6—39‑98‒00-01 | +33.6.39.98.00.01 | +33/6/39980001
      (+33) 639 980 001 | [+33] 639980001 | +33 (0)6 39 98 00 01 | 0033639980001 | 00 33 6 39 98 00 01
      (0033) 6 39 98 00 01 | +33·6·39·98·00·01 | +33−6−39−98−00−01 | '+33639980001 | ’+33639980001 | +33639980001.0
      tel:+33639980001 | TEL: +33-6-39-98-00-01 | tel://+33639980001 | whatsapp:+33639980001 | callto:+33639980001
      sms:+33639980001 | p:+33639980001 | phone:+33639980001 | WhatsApp +33639980001 | Mobile: +33 6 39 98 00 01
      https://wa.me/33639980001 | wa.me/+33639980001?text=Hi | https://api.whatsapp.com/send?phone=33639980001&text=Hi
      33639980001@s.whatsapp.net | 33639980001:12@s.whatsapp.net | 33639980001@c.us
      ＋３３６３９９８０００１ | +٣٣٦٣٩٩٨٠٠٠١ | +۳۳۶۳۹۹۸۰۰۰۱ | +३३६३९९८०००१`),
    '  +33 6 39 98 00 01\n',
    '+33\t639980001',
    '+33\u00a06\u202f39\u00a098\u00a000\u00a001',
    '\u202a+33639980001\u202c',
    '\u200e+33\u200b6\u00ad39980001\ufeff',
    '+33\ufe0f639980001',
    '+33\u3164639980001',
    '+33639980001\ufffc',
    '\u2800+33639980001',
    '\u034f+33639980001',
  ])('%j needs no other country', (to) => {
    expect([read(to), read(to, { country: 'FR' }), read(to, { fallback: 'BR' })]).toEqual([E164, E164, E164]);
  });

  test.each(
    pairs(`
      +44 (0)20 7946 0958 = +442079460958 | +44 (0) 20-7946-0958 = +442079460958 | 0044 20 7946 0958 = +442079460958
      +1 (212) 555-0142 = +12125550142 | +39 06 1234 5678 = +390612345678`),
  )('%s is %s', (to, expected) => {
    expect(read(to, { fallback: 'FR' })).toBe(expected);
  });
});

describe('written without its country', () => {
  test.each([
    ...values(`
      06 39 98 00 01 | 0639980001 | 639980001 | 06.39.98.00.01 | (06) 39-98-00-01 | 33639980001.0 | 33639980001,00
      33 6 39 98 00 01 | ０６３９９８０００１ | ٠٦٣٩٩٨٠٠٠١ | tel:0639980001 | P: 06 39 98 00 01 | Tél. : 06 39 98 00 01
      Tel: 06 39 98 00 01 | Téléphone : 06 39 98 00 01 | Tél. 06 39 98 00 01 | Portable 0639980001 | Cel.: 06 39980001
      Celular: 0639980001 | Móvil: 0639980001 | Teléfono 0639980001 | Telefone: 0639980001 | Fone 0639980001`),
    639980001,
    33639980001,
  ])('%j: by the default country of the connection, or the country in the step', (to) => {
    expect(read(to, { fallback: 'FR' })).toBe(E164);
    expect(read(to, { country: ' fr ', fallback: 'US' })).toBe(E164);
  });

  test.each(
    pairs(`
      GB: 020 7946 0958 = +442079460958 | US: (212) 555-0142 = +12125550142 | US: 011 33 6 39 98 00 01 = +33639980001
      IT: 06 1234 5678 = +390612345678 | BR: (11) 96123-4567 = +5511961234567 | AR: 011 15-2345-6789 = +5491123456789
      // Its own calling code, without a plus.
      DE: 4915123456789 = +4915123456789 | DE: 49 151 23456789 = +4915123456789 | ID: 62812345678 = +62812345678
      FR: 33639980001 = +33639980001 | BR: 5511961234567 = +5511961234567 | MX: 5215512345678 = +525512345678
      AR: 5491123456789 = +5491123456789 | BJ: 22997123456 = +2290197123456 | BJ: 97 12 34 56 = +2290197123456
      BJ: 01 97 12 34 56 = +2290197123456 | BJ: 97-12-34-56 = +2290197123456
      // The prefix for calls abroad.
      HK: 001 65 8123 4567 = +6581234567 | TH: 001 65 8123 4567 = +6581234567 | AU: 0011 65 8123 4567 = +6581234567
      US: 011 65 8123 4567 = +6581234567 | FR: 00 65 8123 4567 = +6581234567 | IN: 0065 8123 4567 = +6581234567
      // Slashes and dashes within one number.
      AT: 0664/1234567 = +436641234567 | AT: +43 1/5331234 = +4315331234 | AT: 05574/12345 = +43557412345
      DE: 030/901820 = +4930901820 | DE: 05251/12345 = +49525112345 | DE: +49 30 1234-5678 = +493012345678
      BY: 8 029 491-19-11 = +375294911911 | BY: +375 29 491-19-11 = +375294911911 | FR: 06-39-98-00-01 = +33639980001`),
  )('%s is %s', (written, expected) => {
    const [country = '', to] = written.split(': ');
    expect(read(to, { country })).toBe(expected);
    expect(read(to, { fallback: country })).toBe(expected);
  });

  test.each(
    rows(`
      France, France (+33), france (+33), FRANCE, FRA, fra  | 06 39 98 00 01 | +33639980001
      UK, United Kingdom (+44), GBR, United Kingdom          | 020 7946 0958  | +442079460958
      USA                                                    | (212) 555-0142 | +12125550142
      Côte d'Ivoire, Cote d’Ivoire, CIV                      | 01 23 45 67 89 | +2250123456789`),
  )('the country may be called %s', (names, to, expected) => {
    for (const country of String(names).split(', ')) {
      expect({ country, number: read(to, { country }) }).toEqual({ country, number: expected });
      expect(read(to, { fallback: country.toUpperCase() })).toBe(expected);
    }
  });
});

describe('two readings', () => {
  test.each(
    rows(`
      DE | 33639980001    | +4933639980001 | +33639980001
      BR | 33639980001    | +5533639980001 | +33639980001
      IT | 33 639 980 001 | +3933639980001 | +33639980001`),
  )('in %s %s is refused with both of them', (fallback, to, local, international) => {
    expectHalt(
      () => read(to, { fallback }),
      `“${to}” in To can be read as ${local} and as ${international}. Write it with a + in front. Nothing was done.`,
    );
  });

  test('a country in the step decides', () => {
    expect(read('33639980001', { country: 'DE', fallback: 'FR' })).toBe('+4933639980001');
  });
});

test.each(
  pairs(`
    +5215512345678 = +525512345678 | +52 1 55 1234 5678 = +525512345678 | +52 55 1234 5678 = +525512345678
    +553187654321 = +553187654321 | +5531987654321 = +5531987654321 | +541123456789 = +541123456789
    +5491123456789 = +5491123456789 | +229 97 12 34 56 = +2290197123456 | +229 01 97 12 34 56 = +2290197123456`),
)('as WhatsApp spells it: %s is %s', (to, expected) => {
  expect(read(to)).toBe(expected);
  expect(samePerson(String(expected), read(to))).toBe(true);
});

test.each([
  ...values(`
    +33639980001, | ,+33639980001 | ;+33639980001; | +33639980001,, | +33639980001+33639980001 | 0639980001/0639980001
    3363998000133639980001 | 06 39 98 00 01, +33639980001 | 06 39 98 00 01 / +33 6 39 98 00 01
    +33639980001:::+33639980001`),
  ' ,+33639980001',
  '+33639980001\n0033639980001',
])('one person written twice, or with a comma: %j', (to) => {
  expect(read(to, { fallback: 'FR' })).toBe(E164);
});

test('one person in two spellings is that person', () => {
  expect(read('+5531987654321, +553187654321')).toBe('+5531987654321');
});

describe('refused, and nothing is sent', () => {
  const NO_NUMBER = 'is not a phone number. Nothing was done. Correct it in the app it comes from.';
  const SEVERAL = 'holds more than one number. Enter one number only. Nothing was done.';
  const EXTENSION = 'has an extension. Write the number without it. Nothing was done.';
  const SPREADSHEET =
    'was shortened by a spreadsheet, and its digits are lost. Format that column as text and enter the number again. Nothing was done.';
  const EIGHT =
    'has eight digits, but numbers in Côte d’Ivoire now have ten. Ask for the new number. Nothing was done.';
  const INCOMPLETE = 'is not a complete phone number. Check the digits after the +. Nothing was done.';
  const NO_COUNTRY =
    'has no country. Write it with + and the country code, or choose a Default Country in your connection. Nothing was done.';

  test.each([undefined, null, '', ' \u00a0\n', [E164], true])('%j is empty', (to) => {
    const sentence = 'To is empty: it needs a phone number. Fill in To. Nothing was done.';
    expectHalt(() => read(to, { fallback: 'FR' }), sentence);
  });

  test.each<[string, string | undefined, ...string[]]>([
    [
      ...([NO_NUMBER, 'FR'] as const),
      ...values(`
        Awa | n/a | awa@example.com | +33639980001 (Awa) | ++33639980001 | 33639980001+ | {{contact.phone}} | + | --- | 00
        33639980001.5x`),
    ],
    [
      ...([SEVERAL, undefined] as const),
      ...values(`
        +33639980001 +33639980002 | +33639980001 / +33639980002 | +33639980001:::+33639980002 | +33639980001, 33639980002
        +33639980001, +33639980002, +33639980001 | +43 664 1234567, 55555 | +43 664 1234567/8 | +43 664 1234567 / 55555
        +33 6 39 98 00 01/02/03 | +39 333 123456/7 | +43 664 1234567-8 | +43 664 1234567 – 8 | +33 6 39 98 00 01-02
        +1 (212) 555-0142/3 | +43 664 1234567/8,`),
      ...['+33639980001\n+33639980002', '+43 664 1234567\n8', '+43 664 1234567\r\n8'],
    ],
    [
      SEVERAL,
      'FR',
      ...values('0639980001, 0639980002 | 0639980001; 0639980002 | 0639980001 / 0639980002 | 436641234567/8'),
    ],
    [SEVERAL, 'AT', '0664 1234567/8'],
    [SEVERAL, 'DE', '0151 23456789/88'],
    [
      ...([EXTENSION, 'FR'] as const),
      ...values(`
        +33639980001 ext. 7 | +33639980001 x7 | +33639980001, ext 12 | 06 39 98 00 01 poste 12 | +33639980001#7
        (11) 96123-4567 ramal 204`),
    ],
    [SPREADSHEET, 'FR', ...values('3.3639980001E10 | 3.36E+10 | 3,36E+10 | +3.36e10 | 3.36 E+10 | 3E10')],
    [EIGHT, undefined, ...values('+225 12 34 56 78 | 0022512345678')],
    [EIGHT, 'CI', ...values('12 34 56 78 | 12345678 | 22512345678')],
    [
      INCOMPLETE,
      undefined,
      ...values('+33 | +336 | +33 6 39 98 | +336399800011234567 | +999 123456789 | 000033639980001'),
    ],
    [NO_COUNTRY, undefined, '06 39 98 00 01'],
  ])('%s (with the country %s, chosen or by default)', (why, fallback, ...written) => {
    for (const to of written) {
      expectHalt(() => read(to, { fallback }), `“${to}” in To ${why}`);
      expectHalt(() => read(to, { country: fallback }), `“${to}” in To ${why}`);
    }
  });

  test.each(
    rows(`
      xx | XX
      constructor | CONSTRUCTOR
      __proto__ | __PROTO__
      {{1__country}} | {{1__COUNTRY}}
      a country with a name much too long | A COUNTRY WITH A NA…`),
  )('%s is no country', (country, shown) => {
    const sentence = (list: string) =>
      `“${shown}” is not a country. Choose one from the list in ${list}. Nothing was done.`;
    expectHalt(() => read('06 39 98 00 01', { country }), sentence('Country'));
    expectHalt(() => read('06 39 98 00 01', { fallback: country }), sentence('Default Country of your connection'));
  });

  test.each(
    rows(`
      FR | 12             | France
      US | 06 39 98 00 01 | United States
      CI | 5              | Côte d’Ivoire
      // A country in the step is not passed over for a number of another one.
      FR | 49 30 901820   | France        | +4930901820
      // A zero too many is not dropped twice.
      SG | 310010000      | Singapore
      SG | 880003000000   | Singapore
      // Nor does the old Mexican spelling make a Mexican of an American.
      MX | 1 212 555 0142 | Mexico        | +12125550142`),
  )('in %s %s is no number of %s', (country, to, name, byDefault = '') => {
    const sentence = `“${to}” in To is not a phone number of ${name}. Write it with + and the country code. Nothing was done.`;
    expectHalt(() => read(to, { country }), sentence);
    if (byDefault) expect(read(to, { fallback: country })).toBe(byDefault);
    else expectHalt(() => read(to, { fallback: country }), sentence);
  });

  test('a long text is cut in the sentence, and the field is called by its label', () => {
    expectHalt(() => read(`call ${'x'.repeat(300)}`), `“call ${'x'.repeat(34)}…” in To ${NO_NUMBER}`);
    expectHalt(() => readPhone({ phone: 'x' }, 'phone', 'Phone', french), `“x” in Phone ${NO_NUMBER}`);
  });
});

/** Expects the number itself, in any of its spellings, or a refusal. */
function expectNoStranger(number: string, reading: () => string): void {
  const outcome = caught(() => expect(personOf(reading())).toBe(personOf(number)));
  if (outcome !== undefined) expect(outcome).toBeInstanceOf(Problem);
}

/** One of the numbers that every country has set aside for examples. */
const exampleNumbers = getCountries().flatMap((country: CountryCode) => getExampleNumber(country, examples) ?? []);
const anyExample = fc.constantFrom(...exampleNumbers);

/** The same characters in the digits of another script. */
const inDigits = (zero: number) => (text: string) =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const scripts = fc.constantFrom(0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10, 0x1d7ce, 0x1d7f6).map(inDigits);
const space = fc.constantFrom('', ' ', '.', '\u00a0', '\u202f', ')', '(', '\u200e');
/** These may also stand before a second ending. */
const dividing = fc.constantFrom('', ' ', '-', ' - ', '/', '–');
const around = fc.constantFrom('', ' ', '\n', '\u202a', '\ufeff', '\t');

/** A number as a CRM may hold it: the same digits, with anything between and around them. */
const messy = (text: string, between: fc.Arbitrary<string>) =>
  fc
    .tuple(scripts, fc.array(between, { minLength: text.length, maxLength: text.length }), around, around)
    .map(([script, marks, before, after]) => {
      const digits = [...text].map((character, index) => (index === 0 ? character : marks[index] + character)).join('');
      return before + script(digits) + after;
    });

describe('every country of the phone library', () => {
  test('written nationally and internationally it is the same number; nearly all have an example', () => {
    expect(getCountries().length - exampleNumbers.length).toBeLessThan(10);
    for (const number of exampleNumbers) {
      const { country } = number;
      const zeros = `00${number.number.slice(1)}`;
      for (const written of [number.number, number.formatInternational(), number.getURI(), zeros]) {
        expect({ written, number: read(written, { fallback: 'FR' }) }).toEqual({ written, number: number.number });
      }
      for (const written of [number.formatNational(), number.nationalNumber]) {
        expect({ written, number: read(written, { country }) }).toEqual({ written, number: number.number });
      }
      // A default country may leave two readings, of which this is one.
      const byDefault = caught(() => expect(read(number.formatNational(), { fallback: country })).toBe(number.number));
      if (byDefault === undefined) continue;
      expect(byDefault).toBeInstanceOf(Problem);
      expect(String(byDefault)).toContain(`can be read as ${number.number} and as +`);
    }
  });

  const writings = (marks: fc.Arbitrary<string>) =>
    anyExample.chain((number) =>
      fc.record({
        number: fc.constant(number),
        plus: messy(number.number, marks),
        zeros: messy(`00${number.number.slice(1)}`, marks),
        bare: messy(number.nationalNumber, marks),
      }),
    );

  test('messy writing changes nothing', () => {
    fc.assert(
      fc.property(writings(space), ({ number, plus, zeros, bare }) => {
        const numbers = [read(plus), read(zeros), read(bare, { country: number.country })];
        expect(numbers).toEqual([number.number, number.number, number.number]);
      }),
    );
  });

  test('slashes and dashes anywhere change nothing, or look like a second ending', () => {
    fc.assert(
      fc.property(writings(fc.oneof(space, dividing)), ({ number, plus, zeros, bare }) => {
        expectNoStranger(number.number, () => read(plus));
        expectNoStranger(number.number, () => read(zeros));
        expectNoStranger(number.number, () => read(bare, { country: number.country }));
      }),
    );
  });

  test('the calling code without its plus never leads to a stranger', () => {
    for (const { country, number } of exampleNumbers) {
      expectNoStranger(number, () => read(number.slice(1), { country }));
      expectNoStranger(number, () => read(number.slice(1), { fallback: country }));
    }
  });

  /** The number with its plus, without it, and nationally. */
  const formsOf = (number: PhoneNumber) => [number.number, number.number.slice(1), number.nationalNumber];

  test('two numbers with a mark between them are one person or refused', () => {
    const marks = fc.constantFrom(',', ', ', ';', ' / ', '/', '\n', '\r\n', ':::');
    fc.assert(
      fc.property(anyExample, anyExample, fc.boolean(), marks, fc.nat(2), (one, other, same, mark, form) => {
        const both = (formsOf(one)[form] ?? '') + mark + (formsOf(same ? one : other)[form] ?? '');
        for (const chosen of [{ country: one.country }, { fallback: one.country }, {}]) {
          expectNoStranger(one.number, () => read(both, chosen));
        }
      }),
      { numRuns: 100 },
    );
  });

  test('one number twice, joined, is that number or refused', () => {
    const long = anyExample.filter((number) => number.nationalNumber.length >= 8);
    fc.assert(
      fc.property(long, fc.constantFrom('', ' ', '\t', ' - '), fc.nat(2), (number, mark, form) => {
        const both = [formsOf(number)[form], formsOf(number)[form]].join(mark);
        for (const chosen of [{ country: number.country }, { fallback: number.country }, {}]) {
          expectNoStranger(number.number, () => read(both, chosen));
        }
      }),
    );
  });
});

test('any value is a number or a problem of this run, and never another error', () => {
  const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[+0-9 ().-]{0,20}$/), fc.anything());
  fc.assert(
    fc.property(anything, fc.option(fc.constantFrom(...getCountries()), { nil: undefined }), (to, fallback) => {
      const outcome = caught(() => expect(read(to, { fallback })).toMatch(/^\+[1-9]\d{3,16}$/));
      if (outcome === undefined) return;
      expect(outcome).toBeInstanceOf(Problem);
      expect(outcome).toMatchObject({ consequence: 'halted' });
    }),
    { numRuns: 100 },
  );
});

test('the digits of every script are read', () => {
  // Decimal digits come in tens, in the order of their values.
  const digits = Array.from({ length: 0x1ff00 }, (_, code) => code).filter(
    (code) => (code < 0xd800 || code > 0xdfff) && /\p{Nd}/u.test(String.fromCodePoint(code)),
  );
  const zeros = digits.filter((_, index) => index % 10 === 0);
  expect(zeros.length).toBeGreaterThan(60);
  for (const zero of zeros) {
    const written = inDigits(zero)(E164);
    expect({ written, number: read(written) }).toEqual({ written, number: E164 });
  }
});
