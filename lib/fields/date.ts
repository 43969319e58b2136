import { tzOffset } from '@date-fns/tz/tzOffset';

/** Which number of `03/04/2027` comes first; null if the user did not choose. */
export type DateOrder = 'day_first' | 'month_first' | null;

/** What a text is read with. */
export interface Reading {
  /** IANA name of the Zap's time zone. */
  zone: string;
  /** Epoch milliseconds: what `today` refers to. */
  now: number;
  order: DateOrder;
}

const LANGUAGES = ['en', 'en-GB', 'fr', 'es', 'pt', 'de', 'it', 'nl'];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NINE = { ms: 9 * 60 * MINUTE, zone: '' };

/**
 * Reads a date. Every character must be understood, or the text is refused.
 *
 * @returns epoch milliseconds, `ambiguous` if day and month could be swapped, `months` for a shift such as `+1M`, null
 *   for anything that is not a date
 */
export function readDate(text: string, { zone, now, order }: Reading): number | 'ambiguous' | 'months' | null {
  if (CAPITAL_M.test(text.normalize('NFKD'))) return 'months';
  const plain = plainOf(text);
  if (plain.length > 120) return null;
  const zap = Number.isNaN(tzOffset(zone, new Date(now))) ? 'UTC' : zone;
  const [, base = '', shifts = ''] = SHIFTED.exec(plain) ?? [];
  if (/^\d{10}(\d{3})?$/.test(base)) return shift(Number(base) * (base.length === 10 ? 1000 : 1), shifts, zap);

  const today = wallOf(now, zap);
  const day = dayIn(base, today, order) ?? dayAfterTime(base, today, order);
  if (day === null || day === 'ambiguous') return day;
  // In `3 avril 2030 -17h`, 17h is more likely a time than a shift by 17 hours.
  if (day.rest === null && /^ ?-\d+ ?h/.test(shifts) && !/^\d{4}/.test(base)) return null;
  const clock = day.rest === null ? (day.needsTime ? null : NINE) : timeIn(day.rest, day.isIso);
  if (!clock) return null;
  const time = inZone(day.wall + clock.ms, clock.zone, zap);
  return time === null ? null : shift(time, shifts, zap);
}

/** A time in its zone, ISO 8601 with the offset: `2027-04-03T17:00:00.000+02:00`. */
export function localTime(time: number, zone: string): string {
  const minutes = tzOffset(zone, new Date(time));
  const offset = Number.isNaN(minutes) ? 0 : minutes;
  const size = Math.abs(offset);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const wall = new Date(time + offset * MINUTE).toISOString().slice(0, -1);
  return `${wall}${offset < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}

/** Text in lower case, without accents, invisible characters and repeated spaces. */
function plainOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/[’ʼ`]/g, "'")
    .replace(/[‐‑‒–−]/g, '-')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

const SHIFTED = /^(.*?)((?: ?[+-]\d{1,4} ?(?:d|days?|h|hours?|m|min|minutes?|w|weeks?)(?![a-z0-9:]))*)$/;

/** `+1M` usually means a month, but a minute to people who write in capitals, so it is refused. */
const CAPITAL_M = /[+\-−]\s?\d{1,4}\s?M(?![A-Za-z])/;

/** Adds shifts such as `+1d -2h`: days and weeks by the zone's calendar, hours and minutes as exact durations. */
function shift(time: number, shifts: string, zone: string): number {
  let moved = time;
  for (const [, sign, count, unit] of shifts.matchAll(/([+-])(\d+) ?([dhmw])/g)) {
    const amount = Number(count) * (sign === '-' ? -1 : 1);
    if (unit === 'd' || unit === 'w') {
      moved = instantOf(wallOf(moved, zone) + amount * (unit === 'w' ? 7 : 1) * DAY, zone);
    } else moved += amount * (unit === 'h' ? 60 : 1) * MINUTE;
  }
  return moved;
}

interface Day {
  /** Midnight of the day as if its zone were UTC, in milliseconds. */
  wall: number;
  /** The text after the day; null if there is none. */
  rest: string | null;
  /** Whether a `T` separates the day from its time. */
  isIso?: boolean;
  needsTime?: boolean;
}

function dayIn(text: string, today: number, order: DateOrder): Day | 'ambiguous' | null {
  const basic = text.replace(/^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)?/, (_all, y, m, d, h, min, s = '00') => {
    return `${y}-${m}-${d}t${h}:${min}:${s}`;
  });
  const iso = YEAR_FIRST.exec(basic)?.groups;
  if (iso) {
    const wall = midnightOf(Number(iso.year), Number(iso.month), Number(iso.day));
    return wall === null ? null : { wall, rest: iso.rest ?? iso.isoRest ?? null, isIso: iso.isoRest !== undefined };
  }
  // ISO dates need no vocabulary, which is slow to build.
  const words = vocabulary();
  const relative = words.relative.exec(text)?.groups;
  if (relative) {
    const days = words.days.get(relative.word ?? '') ?? 0;
    return { wall: today - modulo(today, DAY) + days * DAY, rest: relative.rest ?? null, needsTime: true };
  }
  for (const form of words.dated) {
    const found = form.exec(text)?.groups;
    if (!found) continue;
    const months = found.name === undefined ? null : words.months.get(found.name);
    const [first, second] = [Number(found.first), Number(found.second)];
    let [day, month] = [Number(found.day), Number(found.month)];
    if (months) month = months;
    else if (found.first !== undefined) {
      const isOpen = first <= 12 && second <= 12 && first !== second;
      if (isOpen && order === null) return 'ambiguous';
      const isDayFirst = isOpen ? order === 'day_first' : second <= 12;
      [day, month] = isDayFirst ? [first, second] : [second, first];
    }
    const wall = midnightOf(Number(found.year), month, day);
    if (wall === null) return null;
    // If the weekday does not match, it is unclear which of the two is wrong.
    const { weekday } = found;
    if (weekday !== undefined && !words.weekdays.get(weekday)?.has(new Date(wall).getUTCDay())) return null;
    return { wall, rest: found.rest ?? null };
  }
  return null;
}

const TIME_FIRST =
  /^(?:(?:at|a las|a la|a|as|um|om|alle ore|alle|ore|@) )?(?<time>\d{1,2}[:.]\d\d(?::\d\d)?(?: ?(?:[ap]\.? ?m\.?|uhr|uur|h|heures|horas))?|\d{1,2} ?(?:[ap]\.? ?m\.?|uhr|uur|heures?|horas?|h(?:\d\d)?)),? (?:(?:do|no|em|del) )?(?<day>.+)$/;

/** A day with its time in front: `17:00 on 3 April 2030`. Nothing else may follow. */
function dayAfterTime(text: string, today: number, order: DateOrder): Day | 'ambiguous' | null {
  const { time, day = '' } = TIME_FIRST.exec(text)?.groups ?? {};
  const found = time === undefined ? null : dayIn(day, today, order);
  if (found === null || found === 'ambiguous') return found;
  return found.rest === null && time !== undefined ? { ...found, rest: time } : null;
}

/** Midnight as if the zone were UTC, in milliseconds; null for a day that does not exist, such as 31 February. */
function midnightOf(year: number, month: number, day: number): number | null {
  const wall = new Date(0).setUTCFullYear(year, month - 1, day);
  const read = new Date(wall);
  return read.getUTCMonth() === month - 1 && read.getUTCDate() === day ? wall : null;
}

// A dash before a time needs spaces: in `2030-04-03-17:00` it could be an offset.
const LINK = '(?: - |(?:,| ,?) ?(?:a las|a la|a|as|at|um|om|alle ore|alle|ore|ora|@) | ?,? )';
const REST = `(?:${LINK}(?<rest>.*))?$`;
const YEAR_FIRST = new RegExp(
  `^(?<year>\\d{4})([-/.])(?<month>\\d{1,2})\\2(?<day>\\d{1,2})(?:t(?<isoRest>.+)$|${REST})`,
);
const TIME =
  /^(?<hour>\d{1,2})(?:[:.](?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<part>\d{1,9}))?)?(?: ?(?<half>[ap])\.? ?m\.?| ?(?:uhr|uur|h|hs|hrs|heures|horas|ore))?| ?(?<half2>[ap])\.? ?m\.?| ?(?:h|uhr|uur|heures?|horas?)(?: ?(?<minute2>\d\d)(?: ?min)?)?)(?<zone> ?(?:z|utc|gmt)?(?: ?[+-]\d\d(?::?\d\d)?)?(?:\[[a-z0-9_+/-]+\])?)(?:(?<=gmt[+-]\d{4}) \([^()]+\))?$/;

/** A time of day in milliseconds, and the zone written after it; null if it is not a time. */
function timeIn(text: string, isIso = false): { ms: number; zone: string } | null {
  const found = TIME.exec(text)?.groups;
  if (!found) return null;
  const half = found.half ?? found.half2;
  const [hour, minute, second] = [found.hour, found.minute ?? found.minute2 ?? 0, found.second ?? 0].map(Number);
  if (hour === undefined || minute === undefined || second === undefined) return null;
  if (hour > 23 || minute > 59 || second > 59 || (half && (hour < 1 || hour > 12))) return null;
  // `9:00-10:00` is more likely two times than a time with an offset.
  if (!isIso && found.second === undefined && /^ ?-/.test(found.zone ?? '')) return null;
  const hours = half ? (hour % 12) + (half === 'p' ? 12 : 0) : hour;
  const part = Math.floor(Number(`0.${found.part ?? 0}`) * 1000 + 1e-6);
  return { ms: ((hours * 60 + minute) * 60 + second) * 1000 + part, zone: (found.zone ?? '').trim() };
}

/**
 * The time of a wall time (epoch milliseconds), by its offset, its `[zone]` or the Zap's zone; null for an unknown
 * zone.
 */
function inZone(wall: number, written: string, zap: string): number | null {
  const name = /\[(.+)\]$/.exec(written)?.[1];
  const fixed = written.replace(/\[.+\]$/, '');
  if (name !== undefined && Number.isNaN(tzOffset(name, new Date(wall)))) return null;
  if (fixed === '') return instantOf(wall, name ?? zap);
  const [, sign, hours = 0, minutes = 0] = /([+-])(\d\d):?(\d\d)?$/.exec(fixed) ?? [];
  if (Number(minutes) > 59 || Number(hours) * 60 + Number(minutes) > 14 * 60) return null;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  const time = wall - offset * MINUTE;
  return name !== undefined && !fixed.startsWith('z') && tzOffset(name, new Date(time)) !== offset ? null : time;
}

/** When the clocks change: a skipped wall time moves forward by the gap, and of a repeated one the first is used. */
function instantOf(wall: number, zone: string): number {
  const before = tzOffset(zone, new Date(wall - DAY));
  const after = tzOffset(zone, new Date(wall + DAY));
  const fits = (offset: number) => tzOffset(zone, new Date(wall - offset * MINUTE)) === offset;
  return wall - (!fits(before) && fits(after) ? after : before) * MINUTE;
}

function wallOf(time: number, zone: string): number {
  return time + tzOffset(zone, new Date(time)) * MINUTE;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

interface Vocabulary {
  months: Map<string, number>;
  weekdays: Map<string, Set<number>>;
  days: Map<string, number>;
  relative: RegExp;
  dated: RegExp[];
}

let built: Vocabulary | undefined;

/** The words of all languages, from Node's own language data. */
function vocabulary(): Vocabulary {
  built ??= build();
  return built;
}

function build(): Vocabulary {
  const named = new Map<string, Set<number>>([
    ['maerz', new Set([3])],
    ['mrz', new Set([3])],
  ]);
  const weekdays = new Map<string, Set<number>>();
  const days = new Map<string, number>();
  for (const language of LANGUAGES) {
    for (const style of ['long', 'short'] as const) {
      for (const options of [{ month: style }, { month: style, day: 'numeric' }] as const) {
        const nameOf = wordsOf(language, options, 'month');
        for (let index = 0; index < 12; index++) add(named, nameOf(Date.UTC(2023, index, 1)), index + 1);
      }
      const nameOf = wordsOf(language, { weekday: style }, 'weekday');
      for (let index = 0; index < 7; index++) {
        const name = nameOf(Date.UTC(2023, 0, 1 + index));
        add(weekdays, name, index);
        add(weekdays, name.replace(/-feira$/, ''), index);
      }
    }
    const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    for (const count of [-1, 0, 1]) days.set(plainOf(relative.format(count, 'day')), count);
  }
  // A word that means different months in two languages is left out.
  const months = new Map([...named].flatMap(([name, [month, other]]) => (month && !other ? [[name, month]] : [])));
  const month = anyOf(months.keys());
  const article = '(?:(?:le|el|il|am|den|der|on|op|the|dia) )?';
  const start = `^${article}(?:(?<weekday>${anyOf(weekdays.keys())})\\.?,? )?${article}`;
  const ordinal = '(?:st|nd|rd|th|er|re|e|o|a|°|\\.)?';
  return {
    months,
    weekdays,
    days,
    relative: new RegExp(`^(?<word>${anyOf(days.keys())})${REST}`),
    dated: [
      `${start}(?<first>\\d{1,2})([-/.])(?<second>\\d{1,2})\\3(?<year>\\d{4})${REST}`,
      `${start}(?<day>\\d{1,2})${ordinal}(?: ?[-/] ?| (?:de |of |di )?)?(?<name>${month})\\.?(?:,? (?:de |del |of )?|[-/])(?<year>\\d{4})${REST}`,
      `${start}(?<name>${month})\\.? (?:the )?(?<day>\\d{1,2})${ordinal},? (?<year>\\d{4})${REST}`,
    ].map((form) => new RegExp(form)),
  };
}

/** Names the months or weekdays of a language, normalised for comparing; '' if the language writes a number. */
function wordsOf(language: string, options: Intl.DateTimeFormatOptions, type: string): (time: number) => string {
  const format = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
  return (time) => {
    const word = plainOf(format.formatToParts(time).find((part) => part.type === type)?.value ?? '');
    return /^[a-z]/.test(word) ? word.replace(/\.$/, '') : '';
  };
}

function add(words: Map<string, Set<number>>, word: string, value: number): void {
  if (word !== '') words.set(word, (words.get(word) ?? new Set()).add(value));
}

/** Longest first, so that `march` is not matched as `mar`. */
function anyOf(words: Iterable<string>): string {
  return [...words].sort((a, b) => b.length - a.length).join('|');
}
