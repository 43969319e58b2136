import type { PlainInputField } from 'zapier-platform-core';
import { Problem, shorten } from '../runtime/problem.ts';
import { choiceOf } from './choice.ts';
import { type Values, wordIn } from './values.ts';

/** When a message goes out. */
export const scheduledAtField = {
  key: 'scheduled_at',
  label: 'Send At',
  type: 'datetime',
  required: true,
  helpText:
    'Write dates like `2027-04-03 17:00`: the year first, because `03/04/2027` is read as March 4. The time zone of your Zap applies.',
} as const satisfies PlainInputField;

/** What to do about a time that has passed. */
export const ifPastField = {
  key: 'if_past',
  label: 'If That Time Has Passed',
  type: 'string',
  required: false,
  default: 'stop',
  choices: { stop: 'Do not send', send_now: 'Send at once' },
} as const satisfies PlainInputField;

/** A time that was read: when, and whether it is still to come. */
export interface When {
  /** ISO 8601, UTC, with milliseconds. */
  utc: string;
  isPast: boolean;
}

/** The platform turns what it cannot read into the present; so close to it, the one cannot be told from the other. */
const AMBIGUOUS_MS = 2 * 60_000;

const FORM = 'Write it like 2027-04-03 17:00; nothing was done.';

/**
 * Reads a date-and-time field.
 *
 * @param values the step's values; a date arrives as ISO 8601 with an offset
 * @param raw the same fields before the platform read them; values mapped from other steps are `{{…}}` here
 * @throws Problem `halted` when the time cannot be read, or may be the platform's word for one it could not read
 */
export function timeOf(values: Values, raw: Values | undefined, key: string, label: string, now = Date.now()): When {
  const written = wordIn(values, key);
  if (written === '') throw new Problem('halted', `${label} is empty. ${FORM}`);
  const time = ISO_WITH_OFFSET.test(written) && isOnCalendar(written) ? Date.parse(written) : Number.NaN;
  if (Number.isNaN(time)) throw new Problem('halted', `“${shorten(written, 40)}” in ${label} is not a date. ${FORM}`);
  if (Math.abs(time - now) <= AMBIGUOUS_MS && !isReadable(wordIn(raw ?? {}, key), time)) {
    throw new Problem('halted', `${label} is now, or a date that could not be read. ${FORM}`);
  }
  return { utc: new Date(time).toISOString(), isPast: time <= now };
}

/** The time of a schedule. @throws Problem `halted`, also for a time that has passed unless the user wants it sent then */
export function scheduleOf(values: Values, raw: Values | undefined): When {
  const when = timeOf(values, raw, scheduledAtField.key, scheduledAtField.label);
  const ifPast = choiceOf(ifPastField, values);
  if (when.isPast && ifPast !== 'send_now') {
    throw new Problem(
      'halted',
      `${scheduledAtField.label} (${when.utc}) has passed. Nothing was sent; choose Send at once under ${ifPastField.label} if it should go out all the same.`,
    );
  }
  return when;
}

const ISO_WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** `Date` takes February 31 for March 3. */
function isOnCalendar(written: string): boolean {
  const day = written.slice(0, 10);
  const read = Date.parse(day);
  return !Number.isNaN(read) && new Date(read).toISOString().startsWith(day);
}

const WRITTEN_DATE = /(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2}))?/;
/** No time zone is further than this from UTC. */
const FARTHEST_ZONE_MS = 14 * 3_600_000;

/** Whether what the user typed is a date of its own, and the one that arrived: then it was read, and means now. */
function isReadable(raw: string, time: number): boolean {
  // A typed day beside a mapped hour: the hour may have been anything.
  if (raw.includes('{{')) return false;
  const epoch = /^\d{10}(\d{3})?$/.exec(raw);
  if (epoch) return Math.abs(Number(raw) * (epoch[1] ? 1 : 1000) - time) < 60_000;
  const [date, year, month, day, hour = '9', minute = '0'] = WRITTEN_DATE.exec(raw) ?? [];
  if (!date) return false;
  const written = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  return Math.abs(written - time) <= FARTHEST_ZONE_MS;
}
