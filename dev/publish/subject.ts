import { type Compiled, type CompiledStep, compiled, type Field, type OutputField } from './definition.ts';
import type { Form, Material } from './gather.ts';
import type { Item, Live } from './live.ts';

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
  /** The static fields. */
  fields: Field[];
  forms: Form[];
  outputFields: OutputField[];
  sample: Item | undefined;
  /** The functions that it has: `perform`, `performList`, `performSubscribe`, `performUnsubscribe`. */
  functions: readonly string[];
  cleansInput: boolean | undefined;
  live: Live;
}

/** The data that checks look at. */
export interface Subject extends Omit<Material, 'definition' | 'forms' | 'live'> {
  app: Compiled;
  steps: Step[];
}

/** Parses the raw data. */
export function subjectOf({ definition, forms, live, ...rest }: Material): Subject {
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
  // A find-or-create pair has only its own texts. Everything else belongs to its two steps.
  const none = { noun: '', operation: { inputFields: [], outputFields: [] } };
  const steps = [
    ...Object.entries(app.triggers).map((entry) => stepOf('triggers', kindOf(entry[1]), entry)),
    ...Object.entries(app.creates).map((entry) => stepOf('creates', 'create', entry)),
    ...Object.entries(app.searches).map((entry) => stepOf('searches', 'search', entry)),
    ...Object.entries(app.searchOrCreates).map(([key, { display }]) =>
      stepOf('searchOrCreates', 'find or create', [key, { ...none, key, display }]),
    ),
  ];
  return { ...rest, app, steps };
}

/** The fields of a step without duplicates: the static ones, then those of its forms. */
export function allFields(step: Step): Field[] {
  const fields = [...step.fields, ...step.forms.flatMap(({ fields }) => fields)];
  return [...new Map(fields.map((field) => [JSON.stringify(field), field])).values()];
}

/** Whether a field's texts are ours. The names of variables and a template's text come from the template's author. */
export function isOurs({ key }: Field): boolean {
  return !key.startsWith('var_') && key !== 'template_text';
}
