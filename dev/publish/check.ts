import type { Step, Subject } from './subject.ts';

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
  return {
    code,
    demand,
    looks: (subject) =>
      subject.steps.filter(applies).map((step) => ({ place: placeOf(step), find: () => find(step, subject) })),
  };
}

/** A demand on one thing beside the steps. */
export function onApp(code: string, demand: string, place: string, find: (subject: Subject) => string[]): Check {
  return { code, demand, looks: (subject) => [{ place, find: () => find(subject) }] };
}

/** The same demand on one thing more, beside the steps. */
export function also(check: Check, place: string, find: (subject: Subject) => string[]): Check {
  return { ...check, looks: (subject) => [...check.looks(subject), { place, find: () => find(subject) }] };
}

/** A search has its key once more where it can also create. */
function placeOf({ key, kind }: Step): string {
  return kind === 'find or create' ? `${key} (or create)` : key;
}

/** Something wrong. */
export interface Finding {
  place: string;
  what: string;
}

export function findingsOf(check: Check, subject: Subject): Finding[] {
  return check.looks(subject).flatMap(({ place, find }) => find().map((what) => ({ place, what })));
}

export const isVisible = ({ isHidden }: Step) => !isHidden;
export const isStep = ({ kind }: Step) => kind !== 'find or create';
export const isTrigger = ({ kind }: Step) => kind === 'hook' || kind === 'polling';
export const isHook = ({ kind }: Step) => kind === 'hook';
export const isPolling = ({ kind }: Step) => kind === 'polling';
export const isCreate = ({ kind }: Step) => kind === 'create';
export const isSearch = ({ kind }: Step) => kind === 'search';
/** Has input fields. */
export const hasFields = ({ fields, forms }: Step) => fields.length + forms.length > 0;
export const anyStep = () => true;
