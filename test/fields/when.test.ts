import { afterEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { scheduleOf, timeOf } from '../../fields/when.ts';
import { expectProblem } from './problem.ts';

const NOW = Date.parse('2026-11-22T13:30:00.000Z');
const FORM = 'Write it like 2027-04-03 17:00; nothing was done.';
const AMBIGUOUS = `Send At is now, or a date that could not be read. ${FORM}`;

const read = (written: unknown, raw?: string) =>
  timeOf(
    { scheduled_at: written },
    raw === undefined ? undefined : { scheduled_at: raw },
    'scheduled_at',
    'Send At',
    NOW,
  );

/** A moment so many seconds from now, as the platform hands it over. */
const inSeconds = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

describe('a date as the platform hands it over', () => {
  test.each([
    ['with an offset', '2027-04-03T17:00:00+02:00', '2027-04-03T15:00:00.000Z'],
    ['west of Greenwich', '2027-04-03T17:00:00-06:00', '2027-04-03T23:00:00.000Z'],
    ['in UTC', '2027-04-03T15:00:00Z', '2027-04-03T15:00:00.000Z'],
    ['with milliseconds', '2027-04-03T15:00:00.250Z', '2027-04-03T15:00:00.250Z'],
    ['without seconds', '2027-04-03T17:00+02:00', '2027-04-03T15:00:00.000Z'],
    ['with an offset without its colon', '2027-04-03T17:00:00+0200', '2027-04-03T15:00:00.000Z'],
    ['half an hour off', '2027-04-03T17:00:00+05:30', '2027-04-03T11:30:00.000Z'],
    ['a quarter of an hour off', '2027-04-03T17:00:00+05:45', '2027-04-03T11:15:00.000Z'],
    ['farthest east', '2027-04-03T17:00:00+14:00', '2027-04-03T03:00:00.000Z'],
    ['blanks around it', ' 2027-04-03T17:00:00+02:00\n', '2027-04-03T15:00:00.000Z'],
    ['the last hour before summer time', '2027-03-28T01:59:59+01:00', '2027-03-28T00:59:59.000Z'],
    ['the first of summer time', '2027-03-28T03:00:00+02:00', '2027-03-28T01:00:00.000Z'],
    ['02:30 in the autumn, the first time', '2027-10-31T02:30:00+02:00', '2027-10-31T00:30:00.000Z'],
    ['02:30 in the autumn, the second time', '2027-10-31T02:30:00+01:00', '2027-10-31T01:30:00.000Z'],
    ['the end of the year, which is the next one in UTC', '2026-12-31T23:30:00-05:00', '2027-01-01T04:30:00.000Z'],
    ['the beginning of the year, which is the old one in UTC', '2027-01-01T00:30:00+01:00', '2026-12-31T23:30:00.000Z'],
    ['a leap day', '2028-02-29T12:00:00+00:00', '2028-02-29T12:00:00.000Z'],
  ])('%s', (_what, written, utc) => {
    expect(read(written)).toEqual({ utc, isPast: false });
  });

  test('any moment in any zone stays the same moment', () => {
    const moments = fc.date({ min: new Date('2027-01-02'), max: new Date('2999-12-30'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, fc.integer({ min: -14 * 60, max: 14 * 60 }), (moment, offset) => {
        const wall = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, -1);
        const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) =>
          String(part).padStart(2, '0'),
        );
        expect(read(`${wall}${offset < 0 ? '-' : '+'}${hours}:${minutes}`)).toEqual({
          utc: moment.toISOString(),
          isPast: false,
        });
      }),
    );
  });
});

describe('what is no date', () => {
  test.each([[undefined], [null], [''], ['  '], [['2027-04-03T15:00:00Z']], [{}]])('%j is empty', (written) => {
    expectProblem(() => read(written), 'halted', `Send At is empty. ${FORM}`);
  });

  test.each([
    ['tomorrow'],
    ['2027-04-03'],
    ['2027-04-03 17:00'],
    ['2027-04-03T17:00:00'],
    ['03/04/2027'],
    ['1806764400'],
    ['2027-13-01T10:00:00Z'],
    ['2027-02-31T10:00:00+01:00'],
    ['2027-02-29T10:00:00Z'],
    ['2027-04-31T10:00:00Z'],
    ['2027-04-00T10:00:00Z'],
    ['2027-04-03T25:00:00Z'],
    ['2027-04-03T10:60:00Z'],
    ['2027-04-03T10:00:00+99:00'],
    ['{{123__date}}'],
    ['2027-04-03T10:00:00Z and then'],
  ])('%s', (written) => {
    expectProblem(() => read(written), 'halted', `“${written}” in Send At is not a date. ${FORM}`);
  });

  test('a long text is cut in the sentence', () => {
    expectProblem(() => read('x'.repeat(300)), 'halted', `“${'x'.repeat(39)}…” in Send At is not a date. ${FORM}`);
  });
});

describe('close to now, which is also what the platform makes of text that is no date', () => {
  test.each([
    ['this very moment', 0],
    ['in a minute', 60],
    ['in two minutes', 120],
    ['two minutes ago', -120],
  ])('%s is refused when it came from another step', (_what, seconds) => {
    expectProblem(() => read(inSeconds(seconds), '{{123__date}}'), 'halted', AMBIGUOUS);
  });

  test.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a word', 'now'],
    ['a word with a number', 'in 1 minute'],
    ['no date', 'n/a'],
    ['a date of another year', '2025-11-22 13:30'],
    ['a date of the day before yesterday', '2026-11-20 13:30'],
    ['a day with a mapped hour', '2026-11-22 {{123__time}}'],
    ['a mapped day with an hour', '{{123__day}} 13:30'],
    ['a date with a mapped zone', '2026-11-22 13:30 {{123__zone}}'],
    ['seconds of another day', '1700000000'],
  ])('is refused when what was typed is %s', (_what, raw) => {
    expectProblem(() => read(inSeconds(30), raw), 'halted', AMBIGUOUS);
  });

  test.each([
    ['in UTC', '2026-11-22 13:30'],
    ['in ISO', '2026-11-22T13:30:00Z'],
    ['in the zone of the Zap, east', '2026-11-22 14:30'],
    ['in the zone of the Zap, far east and tomorrow', '2026-11-23 03:30'],
    ['in the zone of the Zap, west', '2026-11-22 05:30'],
    ['without leading zeros', '2026-11-22 5:30'],
    ['as a day, which means nine in the morning', '2026-11-22'],
    ['in seconds since 1970', String(NOW / 1000 + 60)],
    ['in milliseconds since 1970', String(NOW + 60_000)],
  ])('is taken when that very date was typed: %s', (_what, raw) => {
    expect(read(inSeconds(60), raw)).toEqual({ utc: '2026-11-22T13:31:00.000Z', isPast: false });
  });

  test.each([
    [121, false],
    [-121, true],
  ])('%i seconds from now needs no proof', (seconds, isPast) => {
    expect(read(inSeconds(seconds), '{{123__date}}')).toEqual({ utc: inSeconds(seconds), isPast });
  });
});

test('the field is named as its form labels it', () => {
  expectProblem(() => timeOf({}, undefined, 'starts_at', 'Start', NOW), 'halted', `Start is empty. ${FORM}`);
});

describe('a time that has passed', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const schedule = (values: object) => {
    jest.spyOn(Date, 'now').mockReturnValue(NOW);
    return scheduleOf({ scheduled_at: '2026-11-22T12:00:00+01:00', ...values }, { scheduled_at: '{{1__date}}' });
  };
  const PASSED =
    'Send At (2026-11-22T11:00:00.000Z) has passed. Nothing was sent; choose Send at once under If That Time Has Passed if it should go out all the same.';

  test.each([[{}], [{ if_past: 'stop' }], [{ if_past: '' }], [{ if_past: 'Do not send' }], [{ if_past: null }]])(
    'stops with %j',
    (values) => {
      expectProblem(() => schedule(values), 'halted', PASSED);
    },
  );

  test('stops at a choice that there is not', () => {
    expectProblem(
      () => schedule({ if_past: 'SEND' }),
      'error',
      '“SEND” is not a choice in If That Time Has Passed. Use one of these: Do not send, Send at once. Nothing was done.',
    );
  });

  test('is told as such when it is to be sent all the same', () => {
    expect(schedule({ if_past: ' send_now ' })).toEqual({ utc: '2026-11-22T11:00:00.000Z', isPast: true });
  });

  test('does not concern one that is to come', () => {
    const later = { scheduled_at: '2026-11-22T15:00:00+01:00' };
    expect(schedule(later)).toEqual({ utc: '2026-11-22T14:00:00.000Z', isPast: false });
    expect(schedule({ ...later, if_past: 'send_now' })).toEqual({ utc: '2026-11-22T14:00:00.000Z', isPast: false });
  });

  test('sending at once does not cover a date that may have been unreadable', () => {
    expectProblem(() => schedule({ scheduled_at: inSeconds(0), if_past: 'send_now' }), 'halted', AMBIGUOUS);
  });
});
