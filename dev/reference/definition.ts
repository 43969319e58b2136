import * as z from 'zod';
import { createClock } from '../msgflash/clock.ts';
import { demo, demoSeed } from '../msgflash/demo.ts';
import { startMsgFlash } from '../msgflash/server.ts';
import { type CompiledStep, compiled, type Field, type OutputField } from '../publish/definition.ts';
import { type Form, formsOf } from '../publish/gather.ts';
import { startZapier } from '../zapier/index.ts';

export type { Field, OutputField } from '../publish/definition.ts';

/** A field whose choice brings up others, and which. */
export interface Variant {
  field: Field;
  /** How many of the step's other fields stand before those that it brings up. */
  at: number;
  choices: { value: string; label: string; fields: Field[] }[];
}

/** A step as its user meets it. */
export interface DocStep {
  kind: Kind;
  /** `creates.send_message` */
  name: string;
  key: string;
  label: string;
  description: string;
  /** In the order of the form; without those that only some choice brings up. */
  fields: Field[];
  variants: Variant[];
  /** Titles of the groups that are folded away, by key. */
  groups: Record<string, string>;
  outputs: OutputField[];
  sample: Readonly<Record<string, unknown>>;
}

/** A search that creates what it does not find. */
export interface DocPair {
  key: string;
  label: string;
  description: string;
  search: string;
  create: string;
}

export type Kind = 'trigger' | 'create' | 'search';
const TYPES = { triggers: 'trigger', creates: 'create', searches: 'search' } as const;

export interface Definition {
  connection: Field[];
  /** Those that people see. */
  steps: DocStep[];
  pairs: DocPair[];
  /** The hidden triggers behind lists, and the labels of the steps that use each. */
  lists: { key: string; label: string; usedIn: string[] }[];
}

/** Reads a definition as Zapier does, and the fields that functions make with an account of examples. */
export async function readDefinition(app: object): Promise<Definition> {
  // Dates of examples must not change from day to day.
  const clock = createClock({ frozen: true, start: new Date('2026-11-20T10:00:00.000Z') });
  const msgflash = await startMsgFlash({ clock, rateLimit: null });
  const zapier = await startZapier({ app, env: { MSGFLASH_API_URL: msgflash.url } });
  try {
    const connection = await zapier.connect({ api_key: demo.key, default_country: 'FR' });
    const definition = await zapier.definition();
    const forms = await formsOf({ zapier, connection }, definition);
    const { authentication, searchOrCreates, ...all } = compiled.parse(definition);
    const entries = Object.entries(TYPES).flatMap(([type, kind]) =>
      Object.entries(all[typeOf(type)]).map(([key, step]) => ({ name: `${type}.${key}`, kind, key, step })),
    );
    const steps = entries
      .filter(({ step }) => step.display.hidden !== true)
      .map(({ name, kind, key, step }) => ({ kind, name, key, ...stepOf(step, forms[name] ?? []) }));
    const hidden = entries.filter(({ step }) => step.display.hidden === true);
    return {
      connection: authentication.fields,
      steps,
      pairs: Object.entries(searchOrCreates).map(([key, { display, search, create }]) => ({
        ...{ key, label: display.label, description: display.description, search, create },
      })),
      lists: hidden.map(({ key, step }) => ({
        key,
        label: step.display.label,
        usedIn: steps
          .filter((each) => fieldsOf(each).some(({ dynamic }) => listOf(dynamic) === key))
          .map(({ label }) => label),
      })),
    };
  } finally {
    await zapier.close();
    await msgflash.close();
  }
}

function typeOf(type: string): keyof typeof TYPES {
  return type === 'triggers' || type === 'creates' ? type : 'searches';
}

/** The hidden trigger that a field's list comes from. */
export function listOf(dynamic: string | undefined): string {
  return dynamic?.split('.')[0] ?? '';
}

/** All fields of a step, with those of every choice. */
export function fieldsOf({ fields, variants }: DocStep): Field[] {
  return [...fields, ...variants.flatMap(({ choices }) => choices.flatMap((choice) => choice.fields))];
}

const groups = z.array(z.object({ key: z.string(), label: z.string() })).catch([]);

function stepOf({ display, operation }: CompiledStep, forms: readonly Form[]) {
  const { label, description } = display;
  const same = (field: Field) => (other: Field) => JSON.stringify(other) === JSON.stringify(field);
  const first = forms.find(({ when }) => when === 'nothing chosen')?.fields ?? [];
  const fixed = operation.inputFields.filter((each) => typeof each !== 'string');
  const { inputFields } = operation;
  const variants = fixed.flatMap((each): Variant[] => {
    const from = inputFields.indexOf(each);
    const place = inputFields.findIndex((other, index) => index > from && typeof other === 'string');
    const at = inputFields.slice(0, place).filter((other) => typeof other !== 'string').length;
    const own = forms.filter(({ when }) => when.startsWith(`${each.key}=`));
    // What another field has brought up, or is there in any case, stands in all of them.
    const common = first.filter((some) => own.every(({ fields }) => fields.some(same(some))));
    const choices = own.map(({ when, fields }) => {
      const value = when.slice(each.key.length + 1);
      return {
        ...choiceOf(each, value),
        fields: fields.filter((some) => !common.some(same(some))),
      };
    });
    // What is there only until something is chosen from the list, and for a value from an earlier step.
    const unchosen =
      each.dynamic && own.length > 0 ? first.filter((some) => !own.some(({ fields }) => fields.some(same(some)))) : [];
    if (unchosen.length > 0) choices.push({ value: '', label: 'from an earlier step', fields: unchosen });
    return choices.some(({ fields }) => fields.length > 0) ? [{ field: each, at, choices }] : [];
  });
  const isChosen = (some: Field) =>
    variants.some(({ choices }) => choices.some((choice) => choice.fields.some(same(some))));
  const always = first.filter((some) => !isChosen(some));
  const lastFunction = inputFields.findLastIndex((each) => typeof each === 'string');
  return {
    label,
    description,
    fields: inputFields.flatMap((each, index) =>
      typeof each !== 'string' ? [each] : index === lastFunction ? always : [],
    ),
    variants,
    groups: Object.fromEntries(groups.parse(operation.inputFieldGroups).map((group) => [group.key, group.label])),
    outputs: operation.outputFields,
    sample: operation.sample ?? {},
  };
}

/** A choice as its user reads it; templates are those of the account of examples. */
function choiceOf({ choices, dynamic }: Field, value: string): { value: string; label: string } {
  const ids: Readonly<Record<string, string>> = demo.templates;
  const template = demoSeed.templates?.find(({ id }) => id === ids[value]);
  if (dynamic && template) return { value, label: template.name };
  const labels = Array.isArray(choices) ? {} : (choices ?? {});
  return { value, label: String(labels[value] ?? value) };
}
