import type { Field } from './definition.ts';
import { allFields, isOurs, type Step, type Subject } from './subject.ts';

/** The problems that a check finds, one sentence each; `false` where there is none. */
export type Found = readonly (string | false)[];

/** What a check looked at, such as a step or the logo, and the problems it found there. */
export interface Look {
  /** `send_message`, `connection` */
  place: string;
  problems: string[];
}

/** One or more of Zapier's requirements. */
export interface Check {
  /** Zapier's own codes. Its build guidelines have no codes; they are numbered here with a G. */
  code: string;
  demand: string;
  looks(subject: Subject): Look[];
}

const look = (place: string, found: Found): Look => ({ place, problems: found.filter((each) => each !== false) });

/** A requirement for each step that it applies to. */
export function onSteps(
  code: string,
  demand: string,
  applies: (step: Step) => boolean,
  find: (step: Step, subject: Subject) => Found,
): Check {
  // A find-or-create pair has the same key as its search.
  const placeOf = ({ key, kind }: Step) => (kind === 'find or create' ? `${key} (or create)` : key);
  return {
    code,
    demand,
    looks: (subject) => subject.steps.filter(applies).map((step) => look(placeOf(step), find(step, subject))),
  };
}

/** A requirement for each field of every step. @param says the problem, printed after the field's key */
export function onFields(
  code: string,
  demand: string,
  isWrong: (field: Field, subject: Subject) => unknown,
  says: string,
): Check {
  return onSteps(code, demand, hasFields, (step, subject) =>
    allFields(step).map((field) => Boolean(isWrong(field, subject)) && `${field.key} ${says}`),
  );
}

/** The same for fields whose texts are ours, see `isOurs`. */
export function onOurs(code: string, demand: string, isWrong: (field: Field) => unknown, says: string): Check {
  return onFields(code, demand, (field) => isOurs(field) && isWrong(field), says);
}

/** A requirement for something other than steps, such as the logo. */
export function onApp(code: string, demand: string, place: string, find: (subject: Subject) => Found): Check {
  return { code, demand, looks: (subject) => [look(place, find(subject))] };
}

/** The same requirement, also for the fields of the connection. */
export function andConnection(check: Check, find: (fields: readonly Field[]) => Found): Check {
  return {
    ...check,
    looks: (subject) => [...check.looks(subject), look('connection', find(subject.app.authentication.fields))],
  };
}

export const anyStep = () => true;
export const isPair = ({ kind }: Step) => kind === 'find or create';
export const isStep = (step: Step) => !isPair(step);
export const isHook = ({ kind }: Step) => kind === 'hook';
export const isPolling = ({ kind }: Step) => kind === 'polling';
export const isTrigger = (step: Step) => isHook(step) || isPolling(step);
export const isCreate = ({ kind }: Step) => kind === 'create';
export const isSearch = ({ kind }: Step) => kind === 'search';
/** Whether a step has input fields. */
export const hasFields = ({ fields, forms }: Step) => fields.length + forms.length > 0;
