import type { Field } from './definition.ts';
import { allFields, isOurs, type Step, type Subject } from './subject.ts';

/** One place that a check looks at: a step, the connection, the logo. */
export interface Look {
  /** `send_message`, `connection` */
  place: string;
  /** @returns what is wrong there, one sentence each */
  find(): string[];
}

/** One demand of the platform. */
export interface Check {
  /** The platform's own code; those with G are its build guidelines, which have none, numbered here. */
  code: string;
  demand: string;
  looks(subject: Subject): Look[];
}

/** A demand on each step that it applies to. */
export function onSteps(
  code: string,
  demand: string,
  applies: (step: Step) => boolean,
  find: (step: Step, subject: Subject) => string[],
): Check {
  // A search has its key once more where it can also create.
  const placeOf = ({ key, kind }: Step) => (kind === 'find or create' ? `${key} (or create)` : key);
  return {
    code,
    demand,
    looks: (subject) =>
      subject.steps.filter(applies).map((step) => ({ place: placeOf(step), find: () => find(step, subject) })),
  };
}

/** A demand on each field of every step. @param says what is wrong, behind the field's key */
export function onFields(
  code: string,
  demand: string,
  isWrong: (field: Field, subject: Subject) => unknown,
  says: string,
): Check {
  return onSteps(code, demand, hasFields, (step, subject) =>
    allFields(step)
      .filter((field) => isWrong(field, subject))
      .map(({ key }) => `${key} ${says}`),
  );
}

/** The same on those fields whose words are ours. */
export function onOurs(code: string, demand: string, isWrong: (field: Field) => unknown, says: string): Check {
  return onFields(code, demand, (field) => isOurs(field) && isWrong(field), says);
}

/** A demand on one thing beside the steps. */
export function onApp(code: string, demand: string, place: string, find: (subject: Subject) => string[]): Check {
  return { code, demand, looks: (subject) => [{ place, find: () => find(subject) }] };
}

/** The same demand on the connection as well. */
export function andConnection(check: Check, find: (subject: Subject) => string[]): Check {
  return {
    ...check,
    looks: (subject) => [...check.looks(subject), { place: 'connection', find: () => find(subject) }],
  };
}

/** Everything that a check finds. */
export function findingsOf(check: Check, subject: Subject): { place: string; what: string }[] {
  return check.looks(subject).flatMap(({ place, find }) => find().map((what) => ({ place, what })));
}

export const anyStep = () => true;
export const isPair = ({ kind }: Step) => kind === 'find or create';
export const isStep = (step: Step) => !isPair(step);
export const isHook = ({ kind }: Step) => kind === 'hook';
export const isPolling = ({ kind }: Step) => kind === 'polling';
export const isTrigger = (step: Step) => isHook(step) || isPolling(step);
export const isCreate = ({ kind }: Step) => kind === 'create';
export const isSearch = ({ kind }: Step) => kind === 'search';
/** Has input fields. */
export const hasFields = ({ fields, forms }: Step) => fields.length + forms.length > 0;
