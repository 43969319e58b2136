import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getCountries, getExampleNumber, type PhoneNumber } from 'libphonenumber-js/min';
import examples from 'libphonenumber-js/mobile/examples';
import { isMobile } from '../../../lib/fields/mobile.ts';
import { MobilesNeeded, readPhone } from '../../../lib/fields/phone.ts';
import { Problem } from '../../../lib/problem.ts';
import { personOf, samePerson } from '../../../lib/records/person.ts';
import { caught, connection, expectProblem } from './problem.ts';

const french = { ...connection, defaultCountry: 'FR' };
const E164 = '+33639980001';

/** The number read from To. */
const read = (
  to: unknown,
  { country, fallback }: { country?: string | undefined; fallback?: string | undefined } = {},
) => readPhone({ to, country }, 'to', 'To', { ...connection, defaultCountry: fallback }, isMobile);

describe('written with its country, it needs none', () => {
  test.each([
    ['E.164', '+33639980001'],
    ['in groups', '+33 6 39 98 00 01'],
    ['with blanks around it', '  +33 6 39 98 00 01\n'],
    ['with dashes', '+33-6-39-98-00-01'],
    ['with long dashes', '+33–6—39‑98‒00-01'],
    ['with dots', '+33.6.39.98.00.01'],
    ['with slashes', '+33/6/39980001'],
    ['with brackets', '(+33) 639 980 001'],
    ['with square brackets', '[+33] 639980001'],
    ['with the trunk zero in brackets', '+33 (0)6 39 98 00 01'],
    ['with 00', '0033639980001'],
    ['with 00 in groups', '00 33 6 39 98 00 01'],
    ['with 00 in brackets', '(0033) 6 39 98 00 01'],
    ['as tel:', 'tel:+33639980001'],
    ['as TEL: with a blank', 'TEL: +33-6-39-98-00-01'],
    ['as tel://', 'tel://+33639980001'],
    ['as whatsapp:', 'whatsapp:+33639980001'],
    ['as callto:', 'callto:+33639980001'],
    ['as sms:', 'sms:+33639980001'],
    ['after a quotation mark of a spreadsheet', "'+33639980001"],
    ['after a curly one', '’+33639980001'],
    ['as a number of a spreadsheet', '+33639980001.0'],
    ['in full-width characters', '＋３３６３９９８０００１'],
    ['in Arabic digits', '+٣٣٦٣٩٩٨٠٠٠١'],
    ['in Persian digits', '+۳۳۶۳۹۹۸۰۰۰۱'],
    ['in Devanagari digits', '+३३६३९९८०००१'],
    ['with no-break spaces', '+33\u00a06\u202f39\u00a098\u00a000\u00a001'],
    ['with direction marks', '\u202a+33639980001\u202c'],
    ['with zero-width spaces and soft hyphens', '\u200e+33\u200b6\u00ad39980001\ufeff'],
    ['with tabs', '+33\t639980001'],
    ['with middle dots', '+33·6·39·98·00·01'],
  ])('%s', (_what, to) => {
    expect(read(to)).toBe(E164);
    expect(read(to, { country: 'FR' })).toBe(E164);
    expect(read(to, { fallback: 'BR' })).toBe(E164);
  });

  test.each([
    ['+44 (0)20 7946 0958', '+442079460958'],
    ['+44 (0) 20-7946-0958', '+442079460958'],
    ['0044 20 7946 0958', '+442079460958'],
    ['+1 (212) 555-0142', '+12125550142'],
    ['+39 06 1234 5678', '+390612345678'],
  ])('%s', (to, expected) => {
    expect(read(to, { fallback: 'FR' })).toBe(expected);
  });
});

describe('written without its country', () => {
  test.each([
    ['national', '06 39 98 00 01'],
    ['national without blanks', '0639980001'],
    ['without the trunk zero', '639980001'],
    ['with dots', '06.39.98.00.01'],
    ['with brackets', '(06) 39-98-00-01'],
    ['as a number', 639980001],
    ['as a number with its country', 33639980001],
    ['as a number of a spreadsheet', '33639980001.0'],
    ['with a decimal comma', '33639980001,00'],
    ['with its country but no plus', '33 6 39 98 00 01'],
    ['in full-width digits', '０６３９９８０００１'],
    ['in Arabic digits', '٠٦٣٩٩٨٠٠٠١'],
    ['after tel:', 'tel:0639980001'],
  ])('%s: by the default country of the connection', (_what, to) => {
    expect(read(to, { fallback: 'FR' })).toBe(E164);
  });

  test.each([['06 39 98 00 01'], ['0639980001'], ['639980001']])('%s: by the chosen country', (to) => {
    expect(read(to, { country: 'FR' })).toBe(E164);
    expect(read(to, { country: ' fr ', fallback: 'US' })).toBe(E164);
  });

  test.each([
    ['FR', '06 39 98 00 01', '+33639980001'],
    ['GB', '020 7946 0958', '+442079460958'],
    ['US', '(212) 555-0142', '+12125550142'],
    ['US', '011 33 6 39 98 00 01', '+33639980001'],
    ['IT', '06 1234 5678', '+390612345678'],
    ['BR', '(11) 96123-4567', '+5511961234567'],
    ['AR', '011 15-2345-6789', '+5491123456789'],
  ])('%s: %s is %s', (country, to, expected) => {
    expect(read(to, { country })).toBe(expected);
    expect(read(to, { fallback: country })).toBe(expected);
  });

  test('an earlier step may name the country in small letters', () => {
    expect(read('06 39 98 00 01', { country: 'fr' })).toBe(E164);
  });
});

describe('two readings', () => {
  test.each([
    ['DE', '33639980001', '+4933639980001', '+33639980001'],
    ['BR', '33639980001', '+5533639980001', '+33639980001'],
    ['IT', '33 639 980 001', '+3933639980001', '+33639980001'],
  ])('in %s %s is refused with both of them', (fallback, to, local, international) => {
    expectProblem(
      () => read(to, { fallback }),
      'halted',
      `“${to}” in To can be read as ${local} and as ${international}. Write it with a + in front. Nothing was done.`,
    );
  });

  test('a country chosen in the step settles it', () => {
    expect(read('33639980001', { country: 'DE', fallback: 'FR' })).toBe('+4933639980001');
  });

  test('a plus settles it', () => {
    expect(read('+33639980001', { fallback: 'DE' })).toBe(E164);
  });
});

describe('the calling code of the country, without its plus', () => {
  test.each([
    ['DE', '4915123456789', '+4915123456789'],
    ['DE', '49 151 23456789', '+4915123456789'],
    ['ID', '62812345678', '+62812345678'],
    ['FR', '33639980001', '+33639980001'],
    ['BR', '5511961234567', '+5511961234567'],
    ['MX', '5215512345678', '+525512345678'],
    ['AR', '5491123456789', '+5491123456789'],
    ['BJ', '22997123456', '+2290197123456'],
  ])('%s: %s is %s', (country, to, expected) => {
    expect(read(to, { country })).toBe(expected);
    expect(read(to, { fallback: country })).toBe(expected);
  });

  test('two readings need the numbering plans of mobiles', () => {
    const ask = () => readPhone({ to: '4915123456789', country: 'DE' }, 'to', 'To', connection);
    expect(caught(ask)).toBeInstanceOf(MobilesNeeded);
  });
});

describe('dialled as abroad', () => {
  test.each([
    ['HK', '001 65 8123 4567', '+6581234567'],
    ['TH', '001 65 8123 4567', '+6581234567'],
    ['AU', '0011 65 8123 4567', '+6581234567'],
    ['US', '011 65 8123 4567', '+6581234567'],
    ['FR', '00 65 8123 4567', '+6581234567'],
    ['IN', '0065 8123 4567', '+6581234567'],
    [undefined, '0065 8123 4567', '+6581234567'],
  ])('%s: %s is %s', (country, to, expected) => {
    expect(read(to, { country })).toBe(expected);
    expect(read(to, { fallback: country })).toBe(expected);
  });
});

describe('as WhatsApp spells it', () => {
  test.each([
    ['+5215512345678', '+525512345678'],
    ['+52 1 55 1234 5678', '+525512345678'],
    ['+52 55 1234 5678', '+525512345678'],
    ['+553187654321', '+553187654321'],
    ['+5531987654321', '+5531987654321'],
    ['+541123456789', '+541123456789'],
    ['+5491123456789', '+5491123456789'],
    ['+229 97 12 34 56', '+2290197123456'],
    ['+229 01 97 12 34 56', '+2290197123456'],
  ])('%s is %s', (to, expected) => {
    expect(read(to)).toBe(expected);
    expect(samePerson(expected, read(to))).toBe(true);
  });

  test.each([['97 12 34 56'], ['97123456'], ['01 97 12 34 56'], ['97-12-34-56'], ['22997123456']])(
    '%s is one of Benin',
    (to) => {
      expect(read(to, { country: 'BJ' })).toBe('+2290197123456');
    },
  );
});

describe('one person written twice', () => {
  test.each([
    ['+33639980001,'],
    [' ,+33639980001'],
    [';+33639980001;'],
    ['+33639980001,,'],
    ['+33639980001+33639980001'],
    ['3363998000133639980001'],
    ['06 39 98 00 01, +33639980001'],
    ['06 39 98 00 01 / +33 6 39 98 00 01'],
    ['0639980001/0639980001'],
    ['+33639980001\n0033639980001'],
    ['+33639980001:::+33639980001'],
  ])('%s', (to) => {
    expect(read(to, { fallback: 'FR' })).toBe(E164);
  });

  test('in two spellings', () => {
    expect(read('+5531987654321, +553187654321')).toBe('+5531987654321');
  });
});

describe('slashes and dashes within one number', () => {
  test.each([
    ['AT', '0664/1234567', '+436641234567'],
    ['AT', '+43 1/5331234', '+4315331234'],
    ['AT', '05574/12345', '+43557412345'],
    ['DE', '030/901820', '+4930901820'],
    ['DE', '05251/12345', '+49525112345'],
    ['DE', '+49 30 1234-5678', '+493012345678'],
    ['BY', '8 029 491-19-11', '+375294911911'],
    ['BY', '+375 29 491-19-11', '+375294911911'],
    ['FR', '06-39-98-00-01', '+33639980001'],
  ])('%s: %s is %s', (country, to, expected) => {
    expect(read(to, { country })).toBe(expected);
  });
});

describe('what stands in front, and what nobody sees', () => {
  test.each([
    ['p:+33639980001'],
    ['P: 06 39 98 00 01'],
    ['Tél. : 06 39 98 00 01'],
    ['Tel: 06 39 98 00 01'],
    ['Téléphone : 06 39 98 00 01'],
    ['phone:+33639980001'],
    ['+33−6−39−98−00−01'],
    ['+33\ufe0f639980001'],
    ['+33\u3164639980001'],
    ['+33639980001\ufffc'],
    ['\u2800+33639980001'],
    ['\u034f+33639980001'],
  ])('%s', (to) => {
    expect(read(to, { fallback: 'FR' })).toBe(E164);
  });
});

describe('what CRMs call a country', () => {
  test.each([
    ['France', '06 39 98 00 01', E164],
    ['France (+33)', '06 39 98 00 01', E164],
    ['france (+33)', '06 39 98 00 01', E164],
    ['FRANCE', '06 39 98 00 01', E164],
    ['FRA', '06 39 98 00 01', E164],
    ['fra', '06 39 98 00 01', E164],
    ['UK', '020 7946 0958', '+442079460958'],
    ['United Kingdom (+44)', '020 7946 0958', '+442079460958'],
    ['GBR', '020 7946 0958', '+442079460958'],
    ['United Kingdom', '020 7946 0958', '+442079460958'],
    ['USA', '(212) 555-0142', '+12125550142'],
    ["Côte d'Ivoire", '01 23 45 67 89', '+2250123456789'],
    ['Cote d’Ivoire', '01 23 45 67 89', '+2250123456789'],
    ['CIV', '01 23 45 67 89', '+2250123456789'],
  ])('%s', (country, to, expected) => {
    expect(read(to, { country })).toBe(expected);
    expect(read(to, { fallback: country.toUpperCase() })).toBe(expected);
  });
});

describe('refused, and nothing is sent', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['blanks', ' \u00a0\n'],
    ['a list', ['+33639980001']],
    ['yes', true],
  ])('%s', (_what, to) => {
    expectProblem(
      () => read(to, { fallback: 'FR' }),
      'halted',
      'To is empty: it needs a phone number. Fill in To. Nothing was done.',
    );
  });

  test.each([
    ['a name', 'Awa'],
    ['n/a', 'n/a'],
    ['an e-mail address', 'awa@example.com'],
    ['a number and a word', '+33639980001 (Awa)'],
    ['a plus twice', '++33639980001'],
    ['a plus at the end', '33639980001+'],
    ['a placeholder', '{{contact.phone}}'],
    ['a plus alone', '+'],
    ['dashes alone', '---'],
    ['00 alone', '00'],
    ['a decimal place that is none', '33639980001.5x'],
  ])('%s', (_what, to) => {
    expectProblem(
      () => read(to, { fallback: 'FR' }),
      'halted',
      `“${to}” in To is not a phone number. Nothing was done. Correct it in the app it comes from.`,
    );
  });

  test.each([
    ['both with a plus', '+33639980001 +33639980002', undefined],
    ['with a slash', '+33639980001 / +33639980002', undefined],
    ['with a comma', '0639980001, 0639980002', 'FR'],
    ['with a semicolon', '0639980001; 0639980002', 'FR'],
    ['with a slash, nationally', '0639980001 / 0639980002', 'FR'],
    ['with colons', '+33639980001:::+33639980002', undefined],
    ['one without its +', '+33639980001, 33639980002', undefined],
    ['in two lines', '+33639980001\n+33639980002', undefined],
    ['three, of which two are the same', '+33639980001, +33639980002, +33639980001', undefined],
    ['the second one not complete', '+43 664 1234567, 55555', undefined],
    ['an ending after a slash', '+43 664 1234567/8', undefined],
    ['a long ending after a slash', '+43 664 1234567 / 55555', undefined],
    ['an ending in the next line', '+43 664 1234567\n8', undefined],
    ['an ending in the next line, as Windows has it', '+43 664 1234567\r\n8', undefined],
    ['two endings', '+33 6 39 98 00 01/02/03', undefined],
    ['a national ending', '0664 1234567/8', 'AT'],
    ['an ending behind a number without its +', '436641234567/8', 'FR'],
    ['an Italian ending', '+39 333 123456/7', undefined],
    ['a German ending', '0151 23456789/88', 'DE'],
    ['an ending after a dash', '+43 664 1234567-8', undefined],
    ['an ending after a dash with spaces', '+43 664 1234567 – 8', undefined],
    ['two digits after a dash', '+33 6 39 98 00 01-02', undefined],
    ['an American ending', '+1 (212) 555-0142/3', undefined],
    ['endings with a comma behind', '+43 664 1234567/8,', undefined],
  ])('two numbers %s', (_what, to, fallback) => {
    expectProblem(
      () => read(to, { fallback }),
      'halted',
      `“${to}” in To holds more than one number. Enter one number only. Nothing was done.`,
    );
  });

  test.each([
    ['+33639980001 ext. 7'],
    ['+33639980001 x7'],
    ['+33639980001, ext 12'],
    ['06 39 98 00 01 poste 12'],
    ['+33639980001#7'],
    ['(11) 96123-4567 ramal 204'],
  ])('%s has an extension', (to) => {
    expectProblem(
      () => read(to, { fallback: 'FR' }),
      'halted',
      `“${to}” in To has an extension. Write the number without it. Nothing was done.`,
    );
  });

  test.each([['3.3639980001E10'], ['3.36E+10'], ['3,36E+10'], ['+3.36e10'], ['3.36 E+10'], ['3E10']])(
    '%s is what a spreadsheet left of a number',
    (to) => {
      expectProblem(
        () => read(to, { fallback: 'FR' }),
        'halted',
        `“${to}” in To was shortened by a spreadsheet, and its digits are lost. Format that column as text and enter the number again. Nothing was done.`,
      );
    },
  );

  test.each([
    ['+225 12 34 56 78', undefined],
    ['0022512345678', undefined],
    ['12 34 56 78', 'CI'],
    ['12345678', 'CI'],
    ['22512345678', 'CI'],
  ])('%s has the eight digits of old in Ivory Coast', (to, country) => {
    expectProblem(
      () => read(to, { country }),
      'halted',
      `“${to}” in To has eight digits, but numbers in Côte d’Ivoire now have ten. Ask for the new number. Nothing was done.`,
    );
  });

  test('the spelling of Mexico makes no Mexican of an American', () => {
    expectProblem(
      () => read('1 212 555 0142', { country: 'MX' }),
      'halted',
      '“1 212 555 0142” in To is not a phone number of Mexico. Write it with + and the country code. Nothing was done.',
    );
    expect(read('1 212 555 0142', { fallback: 'MX' })).toBe('+12125550142');
  });

  test.each([['+33'], ['+336'], ['+33 6 39 98'], ['+336399800011234567'], ['+999 123456789'], ['000033639980001']])(
    '%s is not complete',
    (to) => {
      expectProblem(
        () => read(to),
        'halted',
        `“${to}” in To is not a complete phone number. Check the digits after the +. Nothing was done.`,
      );
    },
  );

  test('no country anywhere', () => {
    expectProblem(
      () => read('06 39 98 00 01'),
      'halted',
      '“06 39 98 00 01” in To has no country. Write it with + and the country code, or choose a Default Country in your connection. Nothing was done.',
    );
  });

  test.each([
    ['xx', 'XX'],
    ['constructor', 'CONSTRUCTOR'],
    ['__proto__', '__PROTO__'],
    ['{{1__country}}', '{{1__COUNTRY}}'],
    ['a country with a name much too long', 'A COUNTRY WITH A NA…'],
  ])('%s is no country', (country, shown) => {
    expectProblem(
      () => read('06 39 98 00 01', { country }),
      'halted',
      `“${shown}” is not a country. Choose one from the list in Country. Nothing was done.`,
    );
  });

  test('a default country that is none is mended in the connection', () => {
    expectProblem(
      () => read('06 39 98 00 01', { fallback: 'XX' }),
      'halted',
      '“XX” is not a country. Choose one from the list in Default Country of your connection. Nothing was done.',
    );
  });

  test.each([
    ['FR', '12', 'France'],
    ['US', '06 39 98 00 01', 'United States'],
    ['CI', '5', 'Côte d’Ivoire'],
  ])('in %s %s is no number', (country, to, name) => {
    const sentence = `“${to}” in To is not a phone number of ${name}. Write it with + and the country code. Nothing was done.`;
    expectProblem(() => read(to, { country }), 'halted', sentence);
    expectProblem(() => read(to, { fallback: country }), 'halted', sentence);
  });

  test('a chosen country is not passed over for a number of another one', () => {
    expectProblem(
      () => read('49 30 901820', { country: 'FR' }),
      'halted',
      '“49 30 901820” in To is not a phone number of France. Write it with + and the country code. Nothing was done.',
    );
  });

  test('a long text is cut in the sentence', () => {
    expectProblem(
      () => read(`call ${'x'.repeat(300)}`),
      'halted',
      `“call ${'x'.repeat(34)}…” in To is not a phone number. Nothing was done. Correct it in the app it comes from.`,
    );
  });

  test('the field is named as its form labels it', () => {
    expectProblem(
      () => readPhone({ phone: '' }, 'phone', 'Phone', french),
      'halted',
      'Phone is empty: it needs a phone number. Fill in Phone. Nothing was done.',
    );
    expectProblem(
      () => readPhone({ phone: 'x' }, 'phone', 'Phone', french),
      'halted',
      '“x” in Phone is not a phone number. Nothing was done. Correct it in the app it comes from.',
    );
  });
});

/** Expects the number itself, in any of its spellings, or a refusal. */
function expectNoStranger(number: string, reading: () => string): void {
  const outcome = caught(() => expect(personOf(reading())).toBe(personOf(number)));
  if (outcome !== undefined) expect(outcome).toBeInstanceOf(Problem);
}

/** One of the numbers that every country has set aside for examples. */
const anyExample = fc
  .constantFrom(...getCountries())
  .map((country) => getExampleNumber(country, examples))
  .filter((number) => number !== undefined);

/** The same characters in the digits of another script. */
const inDigits = (zero: number) => (text: string) =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
const scripts = fc.constantFrom(0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10, 0x1d7ce, 0x1d7f6).map(inDigits);
const blank = fc.constantFrom('', ' ', '.', '\u00a0', '\u202f', ')', '(', '\u200e');
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
  test('has an example to try', () => {
    expect(getCountries().filter((country) => !getExampleNumber(country, examples)).length).toBeLessThan(10);
  });

  test.each(
    getCountries()
      .flatMap((country) => getExampleNumber(country, examples) ?? [])
      .map((number) => [number.country, number] as const),
  )('%s: written nationally and internationally it is the same number', (country, number) => {
    for (const written of [number.formatNational(), number.nationalNumber]) {
      // Its own country settles it; a default country may leave two readings, of which this is one.
      const outcome = caught(() => expect(read(written, { country })).toBe(number.number));
      expect({ written, outcome }).toEqual({ written, outcome: undefined });
    }
    for (const written of [
      number.number,
      number.formatInternational(),
      number.getURI(),
      `00${number.number.slice(1)}`,
    ]) {
      expect(read(written)).toBe(number.number);
      expect(read(written, { fallback: 'FR' })).toBe(number.number);
    }
    const byDefault = caught(() => expect(read(number.formatNational(), { fallback: country })).toBe(number.number));
    if (byDefault !== undefined) {
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
      fc.property(writings(blank), ({ number, plus, zeros, bare }) => {
        expect(read(plus)).toBe(number.number);
        expect(read(zeros)).toBe(number.number);
        expect(read(bare, { country: number.country })).toBe(number.number);
      }),
      { numRuns: 300 },
    );
  });

  test('slashes and dashes anywhere change nothing, or look like a second ending', () => {
    fc.assert(
      fc.property(writings(fc.oneof(blank, dividing)), ({ number, plus, zeros, bare }) => {
        expectNoStranger(number.number, () => read(plus));
        expectNoStranger(number.number, () => read(zeros));
        expectNoStranger(number.number, () => read(bare, { country: number.country }));
      }),
      { numRuns: 300 },
    );
  });

  test('the calling code without its plus never leads to a stranger', () => {
    for (const country of getCountries()) {
      const number = getExampleNumber(country, examples);
      if (!number) continue;
      const written = number.number.slice(1);
      expectNoStranger(number.number, () => read(written, { country }));
      expectNoStranger(number.number, () => read(written, { fallback: country }));
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
      { numRuns: 1000 },
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
      { numRuns: 500 },
    );
  });
});

describe('anything else', () => {
  test('gives a number or a problem of this run, and never another fault', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[+0-9 ().-]{0,20}$/), fc.anything());
    fc.assert(
      fc.property(anything, fc.option(fc.constantFrom(...getCountries()), { nil: undefined }), (to, fallback) => {
        const outcome = caught(() => expect(read(to, { fallback })).toMatch(/^\+[1-9]\d{3,16}$/));
        if (outcome === undefined) return;
        expect(outcome).toBeInstanceOf(Problem);
        expect(outcome).toMatchObject({ consequence: 'halted' });
      }),
      { numRuns: 500 },
    );
  });

  test('the digits of every script count for what they are', () => {
    // Decimal digits come in tens, in the order of their values.
    const digits = Array.from({ length: 0x110000 }, (_, code) => code)
      .filter((code) => (code < 0xd800 || code > 0xdfff) && /\p{Nd}/u.test(String.fromCodePoint(code)))
      .map((code, index) => ({ character: String.fromCodePoint(code), value: index % 10 }));
    expect(digits.length).toBeGreaterThan(600);
    const zeroToNine = (ten: typeof digits) => ten.map(({ character }) => character).join('');
    for (let first = 0; first < digits.length; first += 10) {
      const ten = digits.slice(first, first + 10);
      const [zero, , , three, , , six, , eight, nine] = ten.map(({ character }) => character);
      const one = ten[1]?.character;
      const written = `+${three}${three}${six}${three}${nine}${nine}${eight}${zero}${zero}${zero}${one}`;
      expect({ script: zeroToNine(ten), number: read(written) }).toEqual({ script: zeroToNine(ten), number: E164 });
    }
  });
});
