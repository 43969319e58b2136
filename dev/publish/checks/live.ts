import { type Check, type Found, isPolling, isStep, onSteps } from '../check.ts';
import type { OutputField } from '../definition.ts';
import type { Item } from '../live.ts';
import type { Step } from '../subject.ts';

/** ISO 8601; a time needs `Z` or an offset. */
const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;
/** A text that is, or starts with, a date in a common format. */
const DATE = /^(\d{4}[-/]\d\d?[-/]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4})([T ,]|$)|^\w{3},? \d\d? \w{3} \d{4}/;
/** A Unix time in seconds or milliseconds, from 2017 to 2033. */
const EPOCH = /^1[5-9]\d{8}(\d{3})?$/;

const isText = (value: unknown) => typeof value === 'string';
const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: isText,
  text: isText,
  file: isText,
  number: Number.isFinite,
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  datetime: (value) => typeof value === 'string' && ISO.test(value),
  // A field without a type may be an object with any keys, each of which can be mapped.
  object: () => true,
};

/** A requirement for the sample of a step, for what it output, and for what `performList` listed. */
function onRecords(
  code: string,
  demand: string,
  applies: (step: Step) => boolean,
  find: (record: Item, step: Step) => Found,
): Check {
  return onSteps(code, demand, applies, (step) => {
    const { sample = {}, live } = step;
    const records = { 'the sample': [sample], 'what it outputs': live.records, 'what it lists': live.listed };
    const found = Object.entries(records).flatMap(([where, each]) =>
      each.flatMap((record) => find(record, step)).map((problem) => problem && `${where}: ${problem}`),
    );
    return [...new Set(found)];
  });
}

function isMisfit({ key, type: declared, required }: OutputField, record: Item): string | false {
  const value = record[key];
  const type = declared ?? (value?.constructor === Object ? 'object' : 'string');
  if (value === undefined || value === null) return required === true && `${key} is required and missing`;
  return !TYPES[type]?.(value) && `${key} is no ${type}: ${JSON.stringify(value)}`;
}

/** Requirements for records: samples, what steps really output, and what hook triggers list. */
export const liveChecks: Check[] = [
  onRecords('D010 T002', 'what a list shows has an id', isPolling, ({ id }) => [!id && 'there is no id']),
  onRecords('D023 T003', 'dates are ISO 8601, times with an offset', isStep, (record) =>
    Object.entries(record).map(
      ([key, value]) =>
        typeof value === 'string' && DATE.test(value) && !ISO.test(value) && `${key} is no ISO 8601 date: ${value}`,
    ),
  ),
  onRecords('D024 T005 Z001', 'records are as the output fields say', isStep, (record, { outputFields }) =>
    outputFields.map((field) => isMisfit(field, record)),
  ),
  onRecords(
    'D012 T004 T006 G027',
    'records have exactly the keys of the output fields, and no empty text',
    isStep,
    (record, { outputFields }) => {
      const keys = outputFields.map(({ key }) => key);
      return [
        ...keys.map((key) => !(key in record) && `${key} is missing`),
        ...Object.keys(record).map((key) => !keys.includes(key) && `${key} is no output field`),
        ...keys.map((key) => record[key] === '' && `${key} is empty text`),
      ];
    },
  ),
  onRecords('G023', 'booleans are true or false, times no numbers of seconds', isStep, (record) =>
    Object.entries(record).map(([key, value]) => {
      const isWord = typeof value === 'string' && /^(true|false|yes|no)$/i.test(value);
      const isEpoch = EPOCH.test(String(value)) && !/number|from|to|id|phone|input/.test(key);
      return (isWord || isEpoch) && `${key} is ${JSON.stringify(value)}`;
    }),
  ),
];
