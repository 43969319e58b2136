import { at, type Dict } from './values.ts';

export type StepType = 'triggers' | 'creates' | 'searches';

/** The name of a step: `'creates.send_message'`, or its two parts. */
export type StepName = `${StepType}.${string}` | { type: StepType; key: string };

/** A step of the app definition. */
export interface Step {
  /** `creates.send_message` */
  name: string;
  type: StepType;
  key: string;
  operation: Dict;
}

/** The app definition that the integration exports. */
export interface App {
  /** @throws Error if the app does not have the step */
  step(name: StepName): Step;
  /** Whether empty values are removed from `bundle.inputData`: true unless the app or the step turns it off. */
  cleansInput(step: Step): boolean;
  readonly authentication: unknown;
  searchOrCreate(searchKey: string): { search: string; create: string };
}

export function readApp(definition: object): App {
  return {
    step: (name) => {
      const full = typeof name === 'string' ? name : `${name.type}.${name.key}`;
      const [type = '', key = ''] = full.split('.');
      const operation = isStepType(type) ? at(definition, type, key, 'operation') : undefined;
      if (!isStepType(type) || typeof operation !== 'object' || operation === null) {
        throw new Error(`The app has no step ${full}.`);
      }
      return { name: full, type, key, operation: { ...operation } };
    },
    cleansInput: (step) => {
      const own = at(step.operation, 'cleanInputData');
      return (typeof own === 'boolean' ? own : at(definition, 'flags', 'cleanInputData')) !== false;
    },
    authentication: at(definition, 'authentication'),
    searchOrCreate: (searchKey) => {
      const found =
        at(definition, 'searchOrCreates', searchKey) ?? at(definition, 'searchAndCreates', searchKey) ?? undefined;
      const search = at(found, 'search');
      const create = at(found, 'create');
      if (typeof search !== 'string' || typeof create !== 'string') {
        throw new Error(`The app has no search-or-create ${searchKey}.`);
      }
      return { search, create };
    },
  };
}

function isStepType(type: string): type is StepType {
  return type === 'triggers' || type === 'creates' || type === 'searches';
}
