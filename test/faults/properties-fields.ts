/** What people and their systems write into fields: numbers, dates and the variables of templates. */
import fc from 'fast-check';
import { type CountryCode, getCountries, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import examples from 'libphonenumber-js/mobile/examples';
import { demo } from '../../dev/msgflash/demo.ts';
import { at } from '../../dev/zapier/values.ts';
import { isMobile } from '../../lib/fields/mobile.ts';
import { readPhone } from '../../lib/fields/phone.ts';
import { templateContentOf } from '../../lib/fields/template.ts';
import { timeOf } from '../../lib/fields/when.ts';
import { templateFields } from '../../lib/finding/template-fields.ts';
import { Problem } from '../../lib/problem.ts';
import { errors } from './once-step.ts';
import { asyncProperty, property } from './properties-check.ts';

const connection = { apiKey: demo.key, teamId: undefined, defaultCountry: undefined };

/** What a reading gives: the text it read, or the problem that it named. Anything else that is thrown goes on. */
function readingOf(read: () => string): { read: string } | { problem: string } {
  try {
    return { read: read() };
  } catch (error) {
    return problemIn(error);
  }
}

function problemIn(error: unknown): { problem: string } {
  if (!(error instanceof Problem) || error.consequence !== 'halted' || error.message === '') throw error;
  return { problem: error.message };
}

// Recipients.

const countries = getCountries().filter((country) => getExampleNumber(country, examples));
/** How many countries have an example in the phone library. */
export const countryCount = countries.length;

/** A number of a country: its example, or one near it that the library takes for valid as well. */
const anyNumber = fc.tuple(fc.constantFrom(...countries), fc.option(fc.nat(9_999))).map(([country, tail]) => {
  const example = getExampleNumber(country, examples);
  if (!example) throw new Error(`${country} has no example.`);
  const national = example.nationalNumber;
  const near = tail === null ? national : national.slice(0, -4) + String(tail).padStart(4, '0');
  const number = parsePhoneNumberFromString(`+${example.countryCallingCode}${near}`);
  return { country, number: number?.isValid() && number.country === country ? number : example };
});

const zeros = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xe50, 0xff10, 0x1d7ce, 0x1d7f6];
/** Without dashes and slashes: before the last digits they may stand for a second number. */
const marks = ['', '', '', ' ', '.', '\u00a0', '\u202f', ')', '(', '\u200e', '·', '\t'];
const prefixes = ['', '', '', 'tel:', 'TEL: ', 'whatsapp:', "'", ' ', '\ufeff', '\u202a', 'sms:', 'callto:', 'tel://'];

interface Mess {
  zero: number;
  between: string[];
  before: string;
  after: string;
}
const anyMess: fc.Arbitrary<Mess> = fc.record({
  zero: fc.constantFrom(...zeros),
  between: fc.array(fc.constantFrom(...marks), { minLength: 1, maxLength: 24 }),
  before: fc.constantFrom(...prefixes),
  after: fc.constantFrom('', ' ', '\n', '\u202c', '\t\n'),
});

/** The same number as somebody's table may hold it: other digits, anything between them and around them. */
function messy(written: string, { zero, between, before, after }: Mess): string {
  const spaced = [...written]
    .map((each, index) => (index === 0 ? each : between[index % between.length] + each))
    .join('');
  return before + spaced.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit))) + after;
}

const read = (to: unknown, country?: string, defaultCountry?: string) =>
  readingOf(() => readPhone({ to, country }, 'to', 'To', { ...connection, defaultCountry }, isMobile));

const internationalNumbers = property(
  'numbers of every country, written internationally',
  fc.record({ of: anyNumber, mess: anyMess, form: fc.nat(2), elsewhere: fc.constantFrom(undefined, ...countries) }),
  ({ of: { number }, mess, form, elsewhere }) => {
    const written = [number.number, number.formatInternational(), `00${number.number.slice(1)}`][form] ?? '';
    const found = read(messy(written, mess), undefined, elsewhere);
    // Some countries dial abroad with other digits than 00: asking is right there, guessing is not.
    const isRight = 'read' in found ? found.read === number.number : form === 2 && elsewhere !== undefined;
    return isRight ? null : `${messy(written, mess)} was read as ${JSON.stringify(found)} instead of ${number.number}.`;
  },
);

const nationalNumbers = property(
  'numbers of every country, written nationally',
  fc.record({ of: anyNumber, mess: anyMess, isFormatted: fc.boolean(), isDefault: fc.boolean() }),
  ({ of: { country, number }, mess, isFormatted, isDefault }) => {
    const written = messy(isFormatted ? number.formatNational() : number.nationalNumber, mess);
    const found = isDefault ? read(written, undefined, country) : read(written, country);
    if ('read' in found) {
      return found.read === number.number ? null : `${written} of ${country} was read as ${found.read}.`;
    }
    // Digits that are somebody else's number with a plus in front: asking is right, guessing is not.
    const isAmbiguous = isDefault && found.problem.includes(` can be read as ${number.number} and as +`);
    return isAmbiguous ? null : `${written} of ${country} was refused: ${found.problem}`;
  },
);

/** With its digits alone, read by the library itself in both ways. */
const strangers = property(
  'digits that may be anybody’s',
  fc.record({
    digits: fc.oneof(
      fc.stringMatching(/^[0-9]{4,17}$/),
      anyNumber.map(({ number }) => number.number.slice(1)),
      anyNumber.map(({ number }) => number.nationalNumber),
    ),
    country: fc.constantFrom(...countries),
    mess: anyMess,
  }),
  ({ digits, country, mess }) => {
    if (digits.startsWith('00')) return null;
    const found = read(messy(digits, mess), undefined, country);
    const readings = [valid(digits, country), valid(`+${digits}`)].flatMap((number) => number ?? []);
    const isSingle = new Set(readings).size === 1;
    if ('read' in found) {
      return isSingle && readings.includes(found.read)
        ? null
        : `${digits} in ${country} was read as ${found.read}, and may be ${readings.join(' or ') || 'nobody'}.`;
    }
    return isSingle ? `${digits} in ${country} was refused, and can only be ${readings[0]}.` : null;
  },
);

function valid(digits: string, country?: CountryCode): string | undefined {
  const number = parsePhoneNumberFromString(digits, country);
  return number?.isValid() ? number.number : undefined;
}

const noNumbers = property(
  'anything at all in place of a number',
  fc.record({
    to: fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.anything(), fc.double()),
    country: fc.oneof(fc.constantFrom(undefined, ...countries), fc.string(), fc.anything()),
    fallback: fc.constantFrom(undefined, ...countries),
  }),
  ({ to, country, fallback }) => {
    const found = readingOf(() =>
      readPhone({ to, country }, 'to', 'To', { ...connection, defaultCountry: fallback }, isMobile),
    );
    return 'problem' in found || /^\+[1-9]\d{3,16}$/.test(found.read) ? null : `It was read as ${found.read}.`;
  },
);

// Dates.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ZONES = [
  'Europe/Paris',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Pacific/Apia',
];

const formats = new Map<string, Intl.DateTimeFormat>();

/** Moments at which a zone puts its clocks forward or back, and the ends of years. */
const edges: number[] = ZONES.flatMap(changesOf);
for (let year = 2025; year < 2037; year++)
  edges.push(Date.UTC(year, 0, 1), Date.UTC(year, 1, 29), Date.UTC(year, 11, 31));

function changesOf(zone: string): number[] {
  const changes: number[] = [];
  for (let moment = Date.UTC(2025, 0, 1); moment < Date.UTC(2031, 0, 1); moment += 12 * HOUR) {
    if (offsetOf(zone, moment) !== offsetOf(zone, moment + 12 * HOUR)) changes.push(moment, moment + 12 * HOUR);
  }
  return changes;
}

/** Minutes that a zone is ahead of UTC, by the machine's own tables. */
function offsetOf(zone: string, moment: number): number {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, format);
  const name = format.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

const anyMoment = fc.oneof(
  fc
    .tuple(fc.constantFrom(...edges), fc.integer({ min: -14 * HOUR, max: 14 * HOUR }))
    .map(([edge, away]) => edge + away),
  fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(2200, 0, 1) }),
);
const anyOffset = (moment: number) =>
  fc.oneof(
    fc.constantFrom(...ZONES).map((zone) => offsetOf(zone, moment)),
    fc.integer({ min: -14 * 60, max: 14 * 60 }),
  );

const two = (value: number) => String(value).padStart(2, '0');

/** A moment as ISO 8601 in an offset, written without the help of the parser under test. */
function written(moment: number, offset: number, form: { hasColon: boolean; isShort: boolean }): string {
  const local = new Date(moment + offset * MINUTE).toISOString();
  const clock = form.isShort ? local.slice(0, 16) : local.slice(0, 19);
  const size = Math.abs(offset);
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${form.hasColon ? ':' : ''}${two(size % 60)}`;
  return clock + zone;
}

const dates = asyncProperty(
  'moments in any offset, at summer-time edges and ends of years',
  anyMoment.chain((moment) =>
    fc.record({
      moment: fc.constant(Math.floor(moment / MINUTE) * MINUTE),
      offset: anyOffset(moment),
      form: fc.record({ hasColon: fc.boolean(), isShort: fc.boolean() }),
      away: fc.integer({ min: 3, max: 1_000_000 }),
      isPast: fc.boolean(),
    }),
  ),
  async ({ moment, offset, form, away, isPast }) => {
    const text = written(moment, offset, form);
    const now = moment + (isPast ? away : -away) * MINUTE;
    const when = await timeOf({ at: text }, 'UTC', 'at', 'Send At', now);
    if (Date.UTC(...partsOf(when.utc)) !== moment) return `${text} was read as ${when.utc}.`;
    return when.isPast === isPast ? null : `${text} was taken for ${isPast ? 'yet to come' : 'past'}.`;
  },
);

function partsOf(utc: string): [number, number, number, number, number, number, number] {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0] = utc.match(/\d+/g)?.map(Number) ?? [];
  return [year, month - 1, day, hour, minute, second, ms];
}

/** Dates whose parts are each on their own of the right form, and texts that are near to dates. */
const nearDates = fc.oneof(
  fc
    .tuple(
      fc.nat(9999),
      fc.nat(19),
      fc.nat(39),
      fc.nat(29),
      fc.nat(79),
      fc.nat(79),
      fc.nat(29),
      fc.nat(99),
      fc.boolean(),
    )
    .map(
      ([year, month, day, hour, minute, second, zone, rest, isEast]) =>
        `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${isEast ? '+' : '-'}${two(zone)}:${two(rest)}`,
    ),
  anyMoment.chain((moment) =>
    fc.tuple(fc.nat(25), fc.string({ maxLength: 3 })).map(([place, change]) => {
      const text = written(moment, 60, { hasColon: true, isShort: false });
      return text.slice(0, place) + change + text.slice(place + 1);
    }),
  ),
  fc.string(),
  fc.string({ unit: 'binary' }),
);

const noDates = asyncProperty('texts that look like dates, and any other', nearDates, async (text) => {
  const found = await timeOf({ at: text }, 'UTC', 'at', 'Send At', Date.UTC(1900, 0, 1)).then(
    ({ utc }) => ({ read: utc }),
    problemIn,
  );
  if ('problem' in found) return null;
  const parts = PARTS.exec(
    text
      .normalize('NFKD')
      .replace(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '')
      .trim(),
  );
  if (!parts) return `“${text}” was read as ${found.read}.`;
  const [year, month, day] = parts.slice(1, 4).map(Number);
  // A date without a time is nine in the morning.
  const [hour, minute, second] = [parts[4] ?? 9, parts[5] ?? 0, parts[6] ?? 0].map(Number);
  const [, , , , , , , sign, zoneHours = '0', zoneMinutes = '0'] = parts;
  const isClock = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60 && Number(zoneMinutes) < 60;
  if (!isClock || Number(zoneHours) > 14) return `“${text}” was read as ${found.read}.`;
  const start = new Date(0);
  start.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (start.getUTCMonth() !== Number(month) - 1 || start.getUTCDate() !== Number(day)) {
    return `“${text}”, a day that no month has, was read as ${found.read}.`;
  }
  const ahead = (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes));
  const time = start.getTime() + Number(hour) * HOUR + (Number(minute) - ahead) * MINUTE + Number(second) * 1000;
  const off = Math.abs(time - Date.parse(found.read));
  return off < 1000 ? null : `“${text}” was read as ${found.read}.`;
});

/** The numbers of a date with the year first, in their order, whatever stands between them. */
const PARTS =
  /^(\d{4})[-./](\d\d?)[-./](\d\d?)(?:[t,@\s]+(\d\d?)[:.h](\d\d)(?:[:.](\d\d)(?:[.,]\d+)?)?\s?(?:z|h)?(?:\s?([+-])(\d\d)(?::?(\d\d))?)?)?$/i;

// Variables of templates.

const anyName = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.stringMatching(/^[a-zA-Z_0-9]{1,20}$/),
    fc.constantFrom(
      'x_',
      'x_61',
      '_',
      '__',
      'a__b',
      '_a',
      'a_',
      'order id',
      'order.id',
      '👋',
      '__proto__',
      'constructor',
      '姓名',
    ),
  )
  .map((name) => name.replace(/[{}]/g, '').trim())
  .filter((name) => name !== '');

const templateId = '9a7c1d52-6b1e-4f0e-8d0a-2c3b4a5d6e01';

/** From the template to the form, and from the filled form to what is sent. */
const variables = asyncProperty(
  'variables of templates, from the template’s text to the request',
  fc.record({
    names: fc.uniqueArray(anyName, { maxLength: 8 }),
    values: fc.array(
      fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value.trim() !== ''),
      {
        minLength: 8,
        maxLength: 8,
      },
    ),
    blanks: fc.constantFrom('', ' ', '  ', '\n'),
    words: fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[{}]/g, '')),
  }),
  async ({ names, values, blanks, words }) => {
    const body = names.map((name) => `${words}{{${blanks}custom.${name}${blanks}}}`).join(' ');
    const data = { id: templateId, name: 'Template', type: 'text', body: body || words, variables: [] };
    const z = {
      errors,
      console: { error: () => {} },
      request: async () => ({ status: 200, content: JSON.stringify({ data }), headers: new Headers() }),
      cache: { get: async () => null, set: async () => true },
    };
    const bundle = { authData: { api_key: demo.key }, inputData: { template_id: templateId }, meta: {} };
    const fields: unknown = await Reflect.apply(templateFields, undefined, [z, bundle]);
    const keys = (Array.isArray(fields) ? fields : [])
      .map((field) => String(at(field, 'key')))
      .filter((key) => key.startsWith('var_'));
    if (keys.length !== names.length || new Set(keys).size !== keys.length) {
      return `${names.length} variables made the fields ${keys.join(', ')}.`;
    }
    const filled = Object.fromEntries(keys.map((key, index) => [key, values[index]]));
    const content = templateContentOf({ template_id: templateId, ...filled });
    const sent = new Map(Object.entries(content.variables ?? {}));
    for (const [index, name] of names.entries()) {
      if (sent.get(name) !== values[index]) return `${name} was sent as ${JSON.stringify(sent.get(name))}.`;
    }
    return sent.size === names.length ? null : `${sent.size} variables were sent.`;
  },
);

export const fieldProperties = [internationalNumbers, nationalNumbers, strangers, noNumbers, dates, noDates, variables];
