/** What the page and its server tell each other. Types only: the page is built without the server. */
import type { Recipe, RunOutcome, ZapData } from '../recipes/recipe.ts';
import type { Advice } from './advice.ts';

export type {
  AppStep,
  Condition,
  DelayStep,
  Fields,
  FilterStep,
  OwnStep,
  Recipe,
  RunOutcome,
  Value,
  Values,
  ZapData,
  ZapStep,
} from '../recipes/recipe.ts';

export interface OutputField {
  key: string;
  label: string;
  sample: string;
}

/** A step of the connector, as the list of steps has it. */
export interface StepInfo {
  name: string;
  kind: 'Trigger' | 'Action' | 'Search';
  label: string;
  description: string;
  groups: { key: string; label: string }[];
  outputs: OutputField[];
}

/** What never changes while the page is open. */
export interface About {
  steps: StepInfo[];
  recipes: Recipe[];
  /** The form of a connection. */
  connection: FieldInfo[];
  faults: { name: string; label: string }[];
}

export interface FieldInfo {
  key: string;
  label: string;
  type: string;
  required: boolean;
  default: string;
  placeholder: string;
  help: string;
  list: boolean;
  dict: boolean;
  alters: boolean;
  group: string;
  /** Choices that never change. */
  choices: { value: string; label: string }[];
  /** Whether choices are read page by page. */
  isDynamic: boolean;
}

export interface FieldsAnswer {
  fields: FieldInfo[];
  message: string;
}
export interface ChoicesAnswer {
  choices: { value: string; label: string }[];
  message: string;
}
export interface TestAnswer {
  outcome: RunOutcome;
  message: string;
  rows: [label: string, value: string][];
  requests: Traffic[];
  cost: number;
}

export interface Traffic {
  id: string;
  at: number;
  way: 'out' | 'in';
  what: string;
  status: string;
  isGood: boolean;
  body: string;
}

export interface PhoneMessage {
  id: string;
  isInbound: boolean;
  type: string;
  text: string;
  media: string;
  extra: Readonly<Record<string, unknown>>;
  at: number;
  status: string;
  error: string;
  scheduledAt: number | null;
  isTemplate: boolean;
}
export interface Chat {
  id: string;
  instance: string;
  instanceName: string;
  peer: string;
  name: string;
  messages: PhoneMessage[];
}

export interface RunInfo {
  id: number;
  zap: number;
  startedAt: number;
  outcome: RunOutcome;
  message: string;
  until: number | null;
  replayOf: number | null;
  /** What the guide says of the sentence. */
  advice: Advice | null;
  steps: { index: number; outcome: RunOutcome; message: string; rows: [string, string][] }[];
}

/** Everything that changes, as a whole. */
export interface Snapshot {
  now: number;
  recipe: string;
  isOn: boolean;
  plan: string;
  quotas: { label: string; used: number; limit: number }[];
  instances: { id: string; name: string; number: string; status: string }[];
  chats: Chat[];
  runs: RunInfo[];
  played: { title: string; checks: { sentence: string; isMet: boolean; found: string }[] } | null;
  /** What is to go wrong with the next write; '' for nothing. */
  fault: string;
  traffic: Traffic[];
  /** The next moment at which something happens by itself. */
  next: number | null;
}

export type Zaps = readonly ZapData[];
