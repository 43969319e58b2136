import type { PlainInputField } from 'zapier-platform-core';
import { Problem, shorten } from '../problem.ts';
import { choiceOf } from './choice.ts';
import { moreOptions } from './options.ts';
import { type Values, wordIn } from './values.ts';

/** When a message is sent. */
export const scheduledAtField = {
  key: 'scheduled_at',
  label: 'Send At',
  type: 'string',
  required: true,
  helpText:
    'A date and time like `2027-04-03 17:00`, `3 April 2027 at 5pm` or `tomorrow at 9am`, also with `+1d` or `-2h` after it. The time zone of your Zap applies.',
} as const satisfies PlainInputField;

/** What to do if the time has passed. */
export const ifPastField = {
  key: 'if_past',
  label: 'If the Time Is in the Past',
  type: 'string',
  required: false,
  default: 'stop',
  choices: { stop: 'Do not send', send_now: 'Send at once' },
  helpText: 'What to do when Send At has passed before the Zap runs.',
} as const satisfies PlainInputField;

/** The time in a field. */
export interface When {
  /** ISO 8601, UTC, with milliseconds. */
  utc: string;
  /** The same time in the Zap's zone, with its offset. */
  local: string;
  /** The same for a sentence: `2027-04-03 17:00, Europe/Paris`. */
  inWords: string;
  isPast: boolean;
}

const FORM = 'Write it like 2027-04-03 17:00. Nothing was done.';

/** Whether `03/04/2027` starts with the day or the month. */
export const dateOrderField = {
  key: 'date_order',
  label: 'Date Order',
  type: 'string',
  required: false,
  choices: { day_first: 'Day first (03/04/2027 is April 3)', month_first: 'Month first (03/04/2027 is March 4)' },
  helpText: 'Only needed for dates in numbers, such as `03/04/2027`.',
  group: moreOptions.key,
} as const satisfies PlainInputField;

/**
 * Reads a date-and-time field. Every character must be understood, or the text is refused.
 *
 * @param zone the Zap's time zone; UTC if Zapier gives none
 * @param label of the field, for the error
 * @throws Problem `halted` if the time cannot be read, `error` for a Date Order that is not in the list
 */
export async function timeOf(
  values: Values,
  zone: string | null | undefined,
  key: string,
  label: string,
  now = Date.now(),
): Promise<When> {
  const written = wordIn(values, key);
  if (written === '') throw new Problem('halted', `${label} is empty. ${FORM}`);
  const order = choiceOf(dateOrderField, values);
  // Imported here because only runs that read a date need it.
  const { localTime, readDate } = await import('./date.ts');
  const zap = zone || 'UTC';
  const time = readDate(written, { zone: zap, now, order });
  const shown = `“${shorten(written, 40)}” in ${label}`;
  if (time === 'ambiguous') {
    throw new Problem(
      'halted',
      `${shown} could mean two dates. Choose ${dateOrderField.label} under More Options, or write it like 2027-04-03 17:00. Nothing was done.`,
    );
  }
  if (time === 'months') {
    throw new Problem(
      'halted',
      `${shown} has an M that could mean months or minutes. Write +30m for minutes, or days such as +30d. Nothing was done.`,
    );
  }
  if (time === null || Number.isNaN(new Date(time).getTime())) {
    throw new Problem('halted', `${shown} is not a date. ${FORM}`);
  }
  const local = localTime(time, zap);
  const inWords = `${local.slice(0, 16).replace('T', ' ')}, ${zap}`;
  return { utc: new Date(time).toISOString(), local, inWords, isPast: time <= now };
}

/**
 * The time in Send At.
 *
 * @throws Problem `halted`, also for a time that has passed, unless the user chose to send at once
 */
export async function scheduleOf(values: Values, zone: string | null | undefined): Promise<When> {
  const when = await timeOf(values, zone, scheduledAtField.key, scheduledAtField.label);
  const ifPast = choiceOf(ifPastField, values);
  if (when.isPast && ifPast !== 'send_now') {
    throw new Problem(
      'halted',
      `${scheduledAtField.label} (${when.inWords}) has passed. Nothing was sent. To send anyway, choose Send at once under ${ifPastField.label}.`,
    );
  }
  return when;
}
