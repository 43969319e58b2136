import { type Check, isHook, isPolling, isStep, onSteps } from '../check.ts';
import { absent, badDates, lacking, misfits, once, primaryKeys } from './records.ts';

/** Requirements for what steps really output. */
export const liveChecks: Check[] = [
  onSteps('T002', 'live polling results have the primary key', isPolling, (step) =>
    once(
      step.live.records.flatMap((record) => lacking(primaryKeys(step), record)).map((key) => `a result lacks ${key}`),
    ),
  ),
  onSteps('T003', 'live dates are ISO 8601 with an offset', isStep, ({ outputFields, live }) =>
    once([...live.records, ...live.listed].flatMap((record) => badDates(outputFields, record))),
  ),
  onSteps('T004', 'live results have every key of the sample', isStep, ({ sample, live }) =>
    once(
      live.records.flatMap((record) => absent(Object.keys(sample ?? {}), record)).map((key) => `a result lacks ${key}`),
    ),
  ),
  onSteps('T005', 'live results are as the output fields say', isStep, ({ outputFields, live }) =>
    live.records.length === 0
      ? ['there is no live result to look at']
      : once(live.records.flatMap((record) => misfits(outputFields, record))),
  ),
  onSteps('T006', 'what a hook delivers has every key of what performList lists', isHook, ({ live }) => {
    if (live.listed.length === 0) return ['performList listed nothing to look at'];
    const listed = once(live.listed.flatMap((record) => Object.keys(record)));
    return once(live.records.flatMap((record) => absent(listed, record)).map((key) => `a delivered item lacks ${key}`));
  }),
  onSteps('G027', 'sample and live results have the keys of the output fields, and no empty text', isStep, (step) => {
    const keys = step.outputFields.map(({ key }) => key);
    return once(
      [step.sample ?? {}, ...step.live.records, ...step.live.listed].flatMap((record) => [
        ...absent(keys, record).map((key) => `${key} is missing`),
        ...Object.keys(record)
          .filter((key) => !keys.includes(key))
          .map((key) => `${key} is no output field`),
        ...keys.filter((key) => record[key] === '').map((key) => `${key} is empty text`),
      ]),
    );
  }),
  onSteps('Z001', 'what performList lists is as the output fields say', isHook, ({ outputFields, live }) =>
    once(live.listed.flatMap((record) => misfits(outputFields, record))),
  ),
];
