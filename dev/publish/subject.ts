import { type Compiled, type CompiledStep, compiled, type Field, type OutputField, type Pair } from './definition.ts';
import { type Metadata, metadata } from './metadata.ts';

export type Item = Readonly<Record<string, unknown>>;

/** Fields that functions add to a form, after one choice. */
export interface Form {
  /** `type=image`; `nothing chosen` for the first look at the form. */
  when: string;
  fields: Field[];
}

/** What a step really put out against the embedded MsgFlash. */
export interface Live {
  /** Records of a run; of a hook trigger, what its webhook delivered. */
  records: Item[];
  /** Records of `performList`; of hook triggers only. */
  listed: Item[];
}

/** Everything that checks are about, as it was found. */
export interface Material {
  definition: unknown;
  /** By the names of steps, such as `creates.send_message`. */
  forms: Record<string, Form[]>;
  live: Record<string, Live>;
  /** The names that connections of several kinds were given. */
  connectionLabels: string[];
  /** Versions in `package.json`, as they are written there. */
  versions: { app: string; core: string; cli: string };
  changelog: string;
  metadata: unknown;
  logo: Uint8Array;
}

export type Kind = 'hook' | 'polling' | 'create' | 'search' | 'find or create';

/** A step of the app, visible or hidden. */
export interface Step {
  /** `creates.send_message` */
  name: string;
  key: string;
  kind: Kind;
  isHidden: boolean;
  noun: string;
  label: string;
  description: string;
  /** Those that are always there. */
  fields: Field[];
  forms: Form[];
  outputFields: OutputField[];
  sample: Item | undefined;
  /** Which functions it has: `perform`, `performList`, `performSubscribe`, `performUnsubscribe`. */
  functions: readonly string[];
  cleansInput: boolean | undefined;
  live: Live;
}

/** What checks look at. */
export interface Subject extends Omit<Material, 'definition' | 'forms' | 'live' | 'metadata'> {
  app: Compiled;
  steps: Step[];
  metadata: Metadata;
}

/** Reads what was found. */
export function subjectOf({ definition, forms, live, metadata: found, ...rest }: Material): Subject {
  const app = compiled.parse(definition);
  const stepOf = (type: string, kind: Kind | null, key: string, each: CompiledStep): Step => {
    const name = `${type}.${key}`;
    const { inputFields, outputFields, sample, cleanInputData } = each.operation;
    return {
      name,
      key,
      kind: kind ?? (each.operation.type === 'hook' ? 'hook' : 'polling'),
      isHidden: each.display.hidden === true,
      noun: each.noun,
      label: each.display.label,
      description: each.display.description,
      fields: inputFields.filter((field) => typeof field !== 'string'),
      forms: forms[name] ?? [],
      outputFields,
      sample,
      functions: Object.keys(each.operation).filter((part) => part.startsWith('perform')),
      cleansInput: cleanInputData,
      live: live[name] ?? { records: [], listed: [] },
    };
  };
  const steps = [
    ...Object.entries(app.triggers).map(([key, each]) => stepOf('triggers', null, key, each)),
    ...Object.entries(app.creates).map(([key, each]) => stepOf('creates', 'create', key, each)),
    ...Object.entries(app.searches).map(([key, each]) => stepOf('searches', 'search', key, each)),
    ...Object.entries(app.searchOrCreates).map(([key, each]) => pairOf(key, each)),
  ];
  return { ...rest, app, steps, metadata: metadata.parse(found) };
}

/** A search that creates what it does not find: a name and a description of its own, the rest is the two steps'. */
function pairOf(key: string, { display }: Pair): Step {
  return {
    name: `searchOrCreates.${key}`,
    key,
    kind: 'find or create',
    isHidden: false,
    noun: '',
    label: display.label,
    description: display.description,
    fields: [],
    forms: [],
    outputFields: [],
    sample: undefined,
    functions: [],
    cleansInput: undefined,
    live: { records: [], listed: [] },
  };
}

/** Every field of a step once: the fixed ones, then those of its forms. */
export function allFields(step: Step): Field[] {
  const seen = new Set<string>();
  return [...step.fields, ...step.forms.flatMap(({ fields }) => fields)].filter((field) => {
    const whole = JSON.stringify(field);
    return !seen.has(whole) && seen.add(whole);
  });
}

/** Whether a field's words are ours: a variable's name and a template's text are those of whoever wrote the template. */
export function isOurs({ key }: Field): boolean {
  return !key.startsWith('var_') && key !== 'template_text';
}
