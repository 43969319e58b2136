import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readDate } from '../../../lib/fields/date.ts';
import { scheduleOf, timeOf } from '../../../lib/fields/when.ts';
import { pairs, values } from '../rows.ts';
import { expectProblemLater } from './problem.ts';

const NOW = Date.parse('2026-11-22T13:30:00.000Z');
const FORM = 'Write it like 2027-04-03 17:00. Nothing was done.';
const PARIS = 'Europe/Paris';

const read = (written: unknown, zone: string | null = PARIS, order?: string) =>
  timeOf({ scheduled_at: written, date_order: order }, zone, 'scheduled_at', 'Send At', NOW);

const THIRD = '2030-04-03T15:00:00.000Z';

describe('a date is read to its last character', () => {
  test.each(
    values(`
      // ISO 8601.
      2030-04-03T17:00:00 | 20300403T150000Z | 20300403T1700 | 2030-04-03T17:00:00+02:00[Europe/Paris]
      2030-04-03T12:00[America/Sao_Paulo] | 2030-04-03 17:00:00 +02:00 | 2030-04-03 12:00:00-03:00
      2030-04-03 15:00 UTC
      // The year first, and the time as people write it.
      2030-04-03 17:00 | 2030/04/03 17:00 | 2030.4.3 17.00 | 2030-04-03 5pm | 2030-04-03 5:00 p.m.
      2030-04-03 05:00 p. m. | 2030-04-03, 17h | 2030-04-03 - 17:00 | ２０３０-０４-０３ １７:００
      // Seconds and milliseconds since 1970.
      1901458800 | 1901458800000
      // French.
      3 avril 2030 à 17:00 | mercredi 3 avril 2030 à 17h00 | le 3 avril 2030 à 17 h | mer. 3 avr. 2030, 17:00
      le mercredi 3 avril 2030 à 17h | am Mittwoch, den 3. April 2030, 17 Uhr | 3 avril 2030 à 17 heures
      3 avril 2030 - 17h
      // English.
      3 April 2030 at 5pm | April 3, 2030 5:00 PM | April 3rd, 2030 at 5 p.m. | Wednesday, April 3, 2030 at 5:00 PM
      Wed, 03 Apr 2030 17:00:00 +0200 | 3rd of April 2030, 17:00 | 03-Apr-2030 17:00
      // Spanish.
      3 de abril de 2030 a las 17:00 | miércoles, 3 de abril de 2030, 17:00 | el 3 de abril de 2030 a las 5 p. m.
      3 abr 2030 17:00 | 3 de abril del 2030 a las 17:00 h
      // Portuguese.
      quarta-feira, 3 de abril de 2030 às 17:00 | 3 de abr. de 2030, 17h00 | 3 de abril de 2030 às 17h
      dia 3 de abril de 2030 às 17 horas
      // German.
      3. April 2030 um 17 Uhr | Mittwoch, 3. April 2030 um 17:00 Uhr | Mi., 3. Apr. 2030, 17:00
      am 3. April 2030 um 17.00 Uhr
      // Italian.
      3 aprile 2030 alle 17:00 | mercoledì 3 aprile 2030, ore 17:00 | mer 3 apr 2030 17:00
      il 3 aprile 2030 alle ore 17:00
      // Dutch.
      3 april 2030 om 17:00 | woensdag 3 april 2030 om 17.00 uur | wo 3 apr 2030 17:00 | op 3 april 2030 om 17 uur
      // The time in front of the day.
      17:00 on 3 April 2030 | 17:00 3 April 2030 | 5pm on April 3, 2030 | at 5 p.m. on Wednesday, April 3, 2030
      5:00 PM, April 3rd, 2030 | à 17h le 3 avril 2030 | 17h00 le mercredi 3 avril 2030 | 17h 03 avril 2030
      17 heures, le 3 avril 2030 | a las 17:00 del 3 de abril de 2030 | às 17h do dia 3 de abril de 2030
      um 17 Uhr am 3. April 2030 | 17.00 Uhr, 3. April 2030 | alle 17:00 del 3 aprile 2030
      om 17:00 op 3 april 2030 | 17:00 2030-04-03 | 17:00 2 April 2030 +1d
      // What Zapier's own date fields take behind a date.
      2030-04-02 17:00 +1d | 3 avril 2030 à 16:30+30m | 2030-03-27 17:00 +1w | 1901458800 +1d -24h
      2030-04-01 17:00 +2 days | 2030-04-03 16:30 +30m | 2030-04-03 16:30 +30 min | 2030-04-03 16:30 +30MIN
      2030-04-03 04:30 PM +30m`),
  )('%j is 3 April 2030, 17:00 in Paris', async (written) => {
    expect(await read(written)).toMatchObject({ utc: THIRD, isPast: false });
  });

  test.each([
    ...pairs(`
      2027-04-03T17:00:00+02:00 = 2027-04-03T15:00:00.000Z | 2027-04-03T17:00:00-06:00 = 2027-04-03T23:00:00.000Z
      2027-04-03T15:00:00Z = 2027-04-03T15:00:00.000Z | 2027-04-03T15:00:00.250Z = 2027-04-03T15:00:00.250Z
      2027-04-03T17:00+02:00 = 2027-04-03T15:00:00.000Z | 2027-04-03T17:00:00+0200 = 2027-04-03T15:00:00.000Z
      2027-04-03T17:00:00+05:30 = 2027-04-03T11:30:00.000Z | 2027-04-03T17:00:00+05:45 = 2027-04-03T11:15:00.000Z
      2027-04-03T17:00:00+14:00 = 2027-04-03T03:00:00.000Z | 2027-04-03T17:00-05:00 = 2027-04-03T22:00:00.000Z
      2026-12-31T23:30:00-05:00 = 2027-01-01T04:30:00.000Z | 2027-01-01T00:30:00+01:00 = 2026-12-31T23:30:00.000Z
      2028-02-29T12:00:00+00:00 = 2028-02-29T12:00:00.000Z | 2030-04-03 17h30 = 2030-04-03T15:30:00.000Z
      2030-04-03 at 12pm = 2030-04-03T10:00:00.000Z | 2030-04-03 12am = 2030-04-02T22:00:00.000Z
      2030-04-03 = 2030-04-03T07:00:00.000Z | 1er août 2030 à 9h = 2030-08-01T07:00:00.000Z
      24 déc. 2030 à 18h30 = 2030-12-24T17:30:00.000Z | 1 de enero de 2030 a la 1:00 = 2030-01-01T00:00:00.000Z
      3 de abril de 2030 às 23:30 = 2030-04-03T21:30:00.000Z | 1º de março de 2030 às 9h = 2030-03-01T08:00:00.000Z
      3 de abril de 2030 às 17h30min = 2030-04-03T15:30:00.000Z | amanhã às 9h30 min = 2026-11-23T08:30:00.000Z
      Wed Apr 03 2030 17:00:00 GMT+0200 (Central European Summer Time) = 2030-04-03T15:00:00.000Z
      3. April 2030, 23:30 Uhr = 2030-04-03T21:30:00.000Z | 1. März 2030, 9 Uhr = 2030-03-01T08:00:00.000Z
      1. Maerz 2030, 9 Uhr = 2030-03-01T08:00:00.000Z | 1° maggio 2030 alle 9:00 = 2030-05-01T07:00:00.000Z
      1 mrt 2030 9:00 = 2030-03-01T08:00:00.000Z | today at 5pm = 2026-11-22T16:00:00.000Z
      tomorrow at 9am = 2026-11-23T08:00:00.000Z | demain à 23:00 = 2026-11-23T22:00:00.000Z
      aujourd’hui à 17h = 2026-11-22T16:00:00.000Z | mañana a las 9:00 = 2026-11-23T08:00:00.000Z
      amanhã às 9h = 2026-11-23T08:00:00.000Z | morgen um 9 Uhr = 2026-11-23T08:00:00.000Z
      domani alle 9:00 = 2026-11-23T08:00:00.000Z | vandaag om 17:00 = 2026-11-22T16:00:00.000Z
      17:00:00 25/12/2030 = 2030-12-25T16:00:00.000Z | 17:00 tomorrow = 2026-11-23T16:00:00.000Z
      à 17h demain = 2026-11-23T16:00:00.000Z | 25/12/2030 = 2030-12-25T08:00:00.000Z
      12/25/2030 5pm = 2030-12-25T16:00:00.000Z | 25.12.2030 17:00 = 2030-12-25T16:00:00.000Z
      25-12-2030 17h = 2030-12-25T16:00:00.000Z | 04/04/2030 17:00 = 2030-04-04T15:00:00.000Z
      2030-04-03T17:00:00+02:00 -2h = 2030-04-03T13:00:00.000Z | 2030-04-03 -2h = 2030-04-03T05:00:00.000Z
      tomorrow at 9am +1d = 2026-11-24T08:00:00.000Z`),
    [' 2027-04-03T17:00:00+02:00\n', '2027-04-03T15:00:00.000Z'],
    ['2030‑04‑03\u00a017:00\u200b', THIRD],
  ])('%j is %s', async (written, utc) => {
    expect(await read(written)).toMatchObject({ utc, isPast: false });
  });
});

describe('the zone of the Zap applies, unless the date has its own', () => {
  test.each([
    ...pairs(`
      Europe/Paris = 2030-04-03T15:00:00.000Z | America/Sao_Paulo = 2030-04-03T20:00:00.000Z
      Africa/Abidjan = 2030-04-03T17:00:00.000Z | Asia/Kathmandu = 2030-04-03T11:15:00.000Z
      Pacific/Kiritimati = 2030-04-03T03:00:00.000Z | UTC = 2030-04-03T17:00:00.000Z
      Nowhere/At_All = 2030-04-03T17:00:00.000Z`).map(([zone, utc]) => ['2030-04-03 17:00', zone, utc] as const),
    ['2030-04-03 17:00', null, '2030-04-03T17:00:00.000Z'],
    ['2030-04-03T17:00+02:00', 'America/Sao_Paulo', '2030-04-03T15:00:00.000Z'],
    ['3 de abril de 2030 às 23:30', 'America/Sao_Paulo', '2030-04-04T02:30:00.000Z'],
    ['tomorrow at 9am', 'Pacific/Kiritimati', '2026-11-23T19:00:00.000Z'],
    ['tomorrow at 9am', 'America/Sao_Paulo', '2026-11-23T12:00:00.000Z'],
  ])('%s in %s', async (written, zone, utc) => {
    expect(await read(written, zone)).toMatchObject({ utc, isPast: false });
  });

  test.each([
    ['the last minute of winter time', '2030-03-31 01:59', PARIS, '2030-03-31T00:59:00.000Z'],
    ['a time that is skipped', '2030-03-31 02:30', PARIS, '2030-03-31T01:30:00.000Z'],
    ['the first of summer time', '2030-03-31 03:00', PARIS, '2030-03-31T01:00:00.000Z'],
    ['a time that comes twice', '2030-10-27 02:30', PARIS, '2030-10-27T00:30:00.000Z'],
    ['its second coming, by its offset', '2030-10-27T02:30+01:00', PARIS, '2030-10-27T01:30:00.000Z'],
    ['the first hour after it', '2030-10-27 03:00', PARIS, '2030-10-27T02:00:00.000Z'],
    ['skipped in Chicago', '2030-03-10 02:30', 'America/Chicago', '2030-03-10T08:30:00.000Z'],
    ['twice in Chicago', '2030-11-03 01:30', 'America/Chicago', '2030-11-03T06:30:00.000Z'],
    ['skipped in the south', '2030-10-06 02:30', 'Australia/Sydney', '2030-10-05T16:30:00.000Z'],
    ['a day later keeps its hour', '2030-03-30 17:00 +1d', PARIS, '2030-03-31T15:00:00.000Z'],
    ['24 hours later does not', '2030-03-30 17:00 +24h', PARIS, '2030-03-31T16:00:00.000Z'],
    ['a day earlier keeps its hour', '2030-10-27 17:00 -1d', PARIS, '2030-10-26T15:00:00.000Z'],
  ])('summer time: %s', async (_what, written, zone, utc) => {
    expect(await read(written, zone)).toMatchObject({ utc, isPast: false });
  });
});

test.each([
  ['2030-04-03 17:00', 'Europe/Paris', '2030-04-03T17:00:00.000+02:00'],
  ['2030-04-03T17:00+02:00', 'America/Sao_Paulo', '2030-04-03T12:00:00.000-03:00'],
  ['2030-01-03 23:30 UTC', 'Asia/Kathmandu', '2030-01-04T05:15:00.000+05:45'],
  ['2030-04-03 17:00', null, '2030-04-03T17:00:00.000+00:00'],
])('%s in %s is returned in that zone too', async (written, zone, local) => {
  expect(await read(written, zone)).toMatchObject({ local });
});

describe('every date can be read back', () => {
  const moments = fc
    .date({ min: new Date('2027-01-02'), max: new Date('2199-12-30'), noInvalidDate: true })
    .map((moment) => Math.floor(moment.getTime() / 60_000) * 60_000);

  test('in any offset', async () => {
    await fc.assert(
      fc.asyncProperty(moments, fc.integer({ min: -14 * 60, max: 14 * 60 }), async (moment, offset) => {
        const wall = new Date(moment + offset * 60_000).toISOString().slice(0, -1);
        const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) =>
          String(part).padStart(2, '0'),
        );
        const utc = new Date(moment).toISOString();
        expect(await read(`${wall}${offset < 0 ? '-' : '+'}${hours}:${minutes}`)).toMatchObject({ utc, isPast: false });
      }),
    );
  });

  const STYLES = ['full', 'long', 'medium'] as const;
  const languages = ['en', 'en-GB', 'fr', 'es', 'pt', 'de', 'it', 'nl'];
  const written = languages.flatMap((language) => STYLES.map((style) => [language, style] as const));
  const writer = (language: string, dateStyle: (typeof STYLES)[number]) =>
    new Intl.DateTimeFormat(language, { dateStyle, timeStyle: 'short', timeZone: 'UTC' });
  // Medium dates are numbers in some languages, which need their order.
  const readIn = (text: string) => readDate(text, { zone: 'UTC', now: NOW, order: 'day_first' });

  test.each(written)('as %s writes it, %s, and not with anything behind it', (language, style) => {
    const format = writer(language, style);
    const words = fc.constantFrom(' or later', ' env.', ' (CEST)', ' ou 18h', ' +1 month', ' 2031', '?', ' 5', ' x');
    fc.assert(
      fc.property(moments, words, (moment, word) => {
        expect(readIn(format.format(moment))).toBe(moment);
        expect(readIn(format.format(moment) + word)).toBeNull();
      }),
    );
  });
});

describe('what is no date', () => {
  test.each(
    values(`
      tomorrow | now | n/a | when they answer | 17:00 | +1d | 2027-04 | 2027-13-01T10:00:00Z
      2027-02-31T10:00:00+01:00 | 2027-02-29T10:00:00Z | 2027-04-31 10:00 | 31 avril 2027 à 17:00
      2027-04-00T10:00:00Z | 2027-04-03T25:00:00Z | 2027-04-03T10:60:00Z | 2027-04-03T10:00:00+99:00 | 2027-04-03T
      2027-04-03 17 | 2027-04-03 13pm | 2027-04-03 0:30 am | 2030-04-03-17:00 | 2030-04-03 -17:00
      2030-04-03 9:00-10:00 | 3 April 2030, 9:00 -10:00 | 3 avril 2030 de 9h à 10h | 2027-04-03T10:00:00Z and then
      3 avril 2030 à | 3 avril 2030 vers 17h | 3 avril 2030 -17h | 2030-04-03 17:00 +1 month | +1 month
      2030-04-03 17:00 +1y | 2030-04-03T17:00[Nowhere/At_All] | 2030-04-03T17:00:00+05:00[Europe/Paris]
      Monday, April 3, 2030 at 5pm | 3 Foo 2030 17:00 | 3/4/30 17:00 | 3 April 17:00 | {{123__date}}
      17:00 on 3 April 2030 or later | 17:00 on 3 April 2030 at 18:00 | 9:00 10:00 3 April 2030
      9:00-10:00 3 April 2030 | 9:00 -10:00 3 April 2030 | 17 3 April 2030 | 25:00 on 3 April 2030
      13pm on 3 April 2030 | 17:00 on 31 April 2030 | 17:00 on 3 April | 17:00 on Monday, 3 April 2030
      before 17:00 on 3 April 2030 | 17:00 CET on 3 April 2030 | 17:00 1901458800 | 17h 30 h le 3 avril 2030`),
  )('%s', async (written) => {
    await expectProblemLater(read(written), 'halted', `“${written}” in Send At is not a date. ${FORM}`);
  });

  test.each(values('2030-04-03 17:00 +1M | 2030-04-03 17:00 -2 M | 3 avril 2030 à 17h +1d +1M | 2030-04-03+30M'))(
    '%s could be months or minutes',
    async (written) => {
      const sentence = `“${written}” in Send At has an M that could mean months or minutes. Write +30m for minutes, or days such as +30d. Nothing was done.`;
      await expectProblemLater(read(written), 'halted', sentence);
    },
  );

  test('a long text is cut in the sentence, and the field is named as its form labels it', async () => {
    const sentence = `“${'x'.repeat(39)}…” in Send At is not a date. ${FORM}`;
    await expectProblemLater(read('x'.repeat(300)), 'halted', sentence);
    await expectProblemLater(timeOf({}, PARIS, 'starts_at', 'Start', NOW), 'halted', `Start is empty. ${FORM}`);
  });
});

describe('day and month in numbers', () => {
  test.each(
    values('03/04/2030 17:00 | 17:00 03.04.2030 | 12.05.2027 14h30 | 3-4-2030 | 03/04/2030 at 5pm | Wed 03/04/2030'),
  )('%s could mean two dates', async (written) => {
    const sentence = `“${written}” in Send At could mean two dates. Choose Date Order under More Options, or write it like 2027-04-03 17:00. Nothing was done.`;
    await expectProblemLater(read(written), 'halted', sentence);
  });

  test.each([
    ['03/04/2030 17:00', 'day_first', THIRD],
    ['04/03/2030 17:00', 'month_first', THIRD],
    ['17:00 03.04.2030', 'day_first', THIRD],
    ['17.00 03.04.2030', 'day_first', THIRD],
    ['5pm 04/03/2030', 'month_first', THIRD],
    ['03/04/2030 17:00', ' Day First ', THIRD],
    ['03/04/2030 17:00', 'Day first (03/04/2027 is April 3)', THIRD],
    ['12.05.2027 14h30', 'day_first', '2027-05-12T12:30:00.000Z'],
    ['12.05.2027 14h30', 'month_first', '2027-12-05T13:30:00.000Z'],
    // Only one order makes a date of it.
    ['25/12/2030 17:00', 'month_first', '2030-12-25T16:00:00.000Z'],
    ['12/25/2030 17:00', 'day_first', '2030-12-25T16:00:00.000Z'],
    // The year comes first: nothing to choose.
    ['2030-04-03 17:00', 'month_first', THIRD],
  ])('%s, %s', async (written, order, utc) => {
    expect(await read(written, PARIS, order)).toMatchObject({ utc, isPast: false });
  });

  test.each([['31/31/2030'], ['13/13/2030'], ['0/5/2030'], ['31/02/2030']])('%s is none', async (written) => {
    const sentence = `“${written}” in Send At is not a date. ${FORM}`;
    await expectProblemLater(read(written, PARIS, 'day_first'), 'halted', sentence);
  });
});

test.each([
  [0, true],
  [60, false],
  [-60, true],
])('%i seconds from now was read, and is meant', async (seconds, isPast) => {
  const utc = new Date(NOW + seconds * 1000).toISOString();
  expect(await read(utc)).toMatchObject({ utc, isPast });
});

// The other choices are in test/creates. The platform fills in a choice that is left empty, but not one that is mapped.
test.each(['', null])('a time that has passed stops where If the Time Is in the Past is %j', async (if_past) => {
  const sentence =
    'Send At (2020-11-22 12:00, Europe/Paris) has passed. Nothing was sent. To send anyway, choose Send at once under If the Time Is in the Past.';
  await expectProblemLater(scheduleOf({ scheduled_at: '2020-11-22 12:00', if_past }, PARIS), 'halted', sentence);
});
