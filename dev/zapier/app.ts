import { at, type Dict, isDict } from './values.ts';

export type StepType = 'triggers' | 'creates' | 'searches';

/** The name of a step: `'creates.send_message'`, or its two parts. */
export type StepName = `${StepType}.${string}` | { type: StepType; key: string };

/** A step of the app definition. */
export interface Step {
  /** `creates.send_message` */
  name: string;
  operation: Dict;
}

/** @param app the app definition @throws Error if it does not have the step */
export function stepOf(app: object, name: StepName): Step {
  const full = typeof name === 'string' ? name : `${name.type}.${name.key}`;
  const operation = at(app, ...full.split('.'), 'operation');
  if (!isDict(operation)) throw new Error(`The app has no step ${full}.`);
  return { name: full, operation };
}

/** The keys of the search and the create of a find-or-create pair. @throws Error if the app does not have it */
export function pairOf(app: object, searchKey: string): { search: string; create: string } {
  const pair = at(app, 'searchOrCreates', searchKey);
  if (!isDict(pair)) throw new Error(`The app has no search-or-create ${searchKey}.`);
  return { search: String(pair.search), create: String(pair.create) };
}
