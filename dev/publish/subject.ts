import * as z from 'zod';
import { type Compiled, type CompiledStep, compiled, type Field, type OutputField } from './definition.ts';

export type Item = Readonly<Record<string, unknown>>;

/** Fields that functions add to a form, after one choice. */
export interface Form {
  /** `type=image`; `nothing chosen` for the first look at the form. */
  when: string;
  fields: Field[];
}

/** What a step really output against the embedded MsgFlash. */
export interface Live {
  /** Records of a run; of a hook trigger, what its webhook delivered. */
  records: Item[];
  /** Records of `performList`; of hook triggers only. */
  listed: Item[];
}

const metadata = z.object({
  title: z.string(),
  description: z.string(),
  category: z.object({ name: z.string(), why: z.string() }),
  homepage: z.string(),
  role: z.object({ choices: z.array(z.string()) }),
});

/** A version's section of CHANGELOG.md as `zapier-platform promote` reads it: '' where there is none. */
export interface Section {
  changelog: string;
  appMetadata?: { action_type: string; action_key: string }[];
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
  section: Section;
  /** `metadata.json`: what Zapier asks for beside the code. */
  metadata: unknown;
  logo: Uint8Array;
}

/** A step of the app, visible or hidden. */
export interface Step {
  /** `creates.send_message` */
  name: string;
  key: string;
  kind: 'hook' | 'polling' | 'create' | 'search' | 'find or create';
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
  metadata: z.infer<typeof metadata>;
}

/** Reads what was found. */
export function subjectOf({ definition, forms, live, metadata: found, ...rest }: Material): Subject {
  const app = compiled.parse(definition);
  const stepOf = (type: string, kind: Step['kind'], [key, each]: [string, CompiledStep]): Step => {
    const name = `${type}.${key}`;
    const { inputFields, outputFields, sample, cleanInputData } = each.operation;
    return {
      name,
      key,
      kind,
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
  const kindOf = ({ operation }: CompiledStep) => (operation.type === 'hook' ? 'hook' : 'polling');
  // A search that creates has words of its own, the rest is that of the two steps.
  const none = { noun: '', operation: { inputFields: [], outputFields: [] } };
  const steps = [
    ...Object.entries(app.triggers).map((entry) => stepOf('triggers', kindOf(entry[1]), entry)),
    ...Object.entries(app.creates).map((entry) => stepOf('creates', 'create', entry)),
    ...Object.entries(app.searches).map((entry) => stepOf('searches', 'search', entry)),
    ...Object.entries(app.searchOrCreates).map(([key, { display }]) =>
      stepOf('searchOrCreates', 'find or create', [key, { ...none, key, display }]),
    ),
  ];
  return { ...rest, app, steps, metadata: metadata.parse(found) };
}

/** Every field of a step once: the fixed ones, then those of its forms. */
export function allFields(step: Step): Field[] {
  const fields = [...step.fields, ...step.forms.flatMap(({ fields }) => fields)];
  return [...new Map(fields.map((field) => [JSON.stringify(field), field])).values()];
}

/** Whether a field's words are ours: a variable's name and a template's text are those of whoever wrote the template. */
export function isOurs({ key }: Field): boolean {
  return !key.startsWith('var_') && key !== 'template_text';
}
