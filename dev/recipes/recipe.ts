/** What a Zap is, as data: nothing here runs. The guide, `npm start`, the page and a test of each are made from it. */
import type { FaultKind } from '../msgflash/faults.ts';

/** What is filled in: text with `{{1__name}}` where it is mapped from an earlier step; a list; names with values. */
export type Value = string | readonly string[] | Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, Value>>;
/** What another app returns or takes, by field. */
export type Fields = Readonly<Record<string, string>>;

/** A comparison of Filter or Paths by Zapier. */
export interface Condition {
  value: string;
  /** The exact values that pass; none for any other than `isNot`. */
  is: readonly string[];
  isNot?: readonly string[] | undefined;
  /** As the guide has it. */
  says: string;
}

interface Common {
  /** Only on this path of Paths by Zapier. */
  path?: { name: string; if: Condition } | undefined;
}
/** A step of another app: what it returns, and what it takes. Any value may be a mapping. */
export interface AppStep extends Common {
  kind: 'app';
  app: string;
  does: string;
  returns?: Fields | undefined;
  takes?: Fields | undefined;
}
/** One of the connector's own steps. */
export interface OwnStep extends Common {
  kind: 'msgflash';
  /** `creates.send_message`; a search that creates what it does not find is `searchOrCreates.find_contact`. */
  step: string;
  fields: Values;
  /** What the guide says instead of a value that only the demo account has. */
  guide?: Fields | undefined;
  /** A search that finds nothing lets the Zap go on. */
  goesOnWithNothing?: boolean | undefined;
}
export interface FilterStep extends Common {
  kind: 'filter';
  if: Condition;
}
export interface DelayStep extends Common {
  kind: 'delay';
  ms: number;
  says: string;
}
export type ZapStep = AppStep | OwnStep | FilterStep | DelayStep;

export interface ZapData {
  /** What it is for, where a recipe takes several. */
  title?: string | undefined;
  /** No part of the recipe, but another Zap of the same people, which one of its cases needs. */
  isAside?: boolean | undefined;
  steps: readonly ZapStep[];
}

/** Something that happens to a Zap, or to the server behind it. */
export type Happening =
  /** Step 1 of another app returns its sample with these changes. */
  | { what: 'arrives'; zap?: number; with?: Fields }
  | { what: 'writes'; from: string; text: string; to?: 'Main Store' | 'Support' }
  | { what: 'delivered again' }
  | { what: 'forged' }
  /** Another Zap sends this. */
  | { what: 'sends'; to: string; text: string }
  | { what: 'linked' }
  | { what: 'unlinked' }
  | { what: 'fault'; operation: string; kind: FaultKind }
  | { what: 'used'; apiRequests: number }
  | { what: 'passes'; ms: number }
  /** Fields of a step are filled in otherwise from now on. */
  | { what: 'filled in'; zap?: number; step: number; fields: Values }
  | { what: 'replayed' };

/** How a run of a Zap ends, in the platform's words. */
export type RunOutcome = 'success' | 'filtered' | 'halted' | 'throttled' | 'errored' | 'reconnect';

/** Something that happens, and what must come of it. */
export interface Case {
  title: string;
  isWrong?: boolean;
  happens: readonly Happening[];
  /** The runs that it leads to, in their order: how each ends, with which words, and what its last own step returns. */
  runs: readonly { outcome: RunOutcome; says?: string; returns?: Readonly<Record<string, unknown>> }[];
  /** What MsgFlash accepted: whom it is for, the text and, once it has had its time, the status. */
  messages: readonly (readonly [to: string, text: string, status?: string])[];
  /** What other apps took after step 1. */
  apps?: readonly Fields[];
  /** The API requests that the plan is charged for. */
  cost: number;
}

export interface Recipe {
  /** What it is called in commands and addresses. */
  name: string;
  title: string;
  /** Other apps that do the same as the ones in its steps. */
  apps: readonly string[];
  about: string;
  zaps: readonly [ZapData, ...ZapData[]];
  /** Runs on the account of the Free plan. */
  isFree?: boolean;
  /** In the order in which they are played; the first one shows what the Zap is for. */
  cases: readonly [Case, ...Case[]];
  /** What the guide says below the table. */
  guide: {
    picture?: string;
    why: string;
    notes?: readonly string[];
    wrong: string;
    more?: readonly string[];
    costs: string;
  };
}

export const AN_HOUR = 3_600_000;
export const A_DAY = 24 * AN_HOUR;

/** How a step is named in lists: `creates.send_message` and the like are the connector's. */
export const isOwn = (step: ZapStep | undefined): step is OwnStep => step?.kind === 'msgflash';
