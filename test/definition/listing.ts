import * as z from 'zod';
import { demo } from '../../dev/msgflash/demo.ts';
import type { PlainField, StepType } from '../../dev/zapier/index.ts';
import type { World } from '../support/world.ts';

/** What Zaps know of a step: none of it may change behind their backs. */
const stepKeys = z.object({
  /** `hook`, `polling`, `create`, `search`, with `hidden` where people do not see it; then its label. */
  step: z.string(),
  input: z.record(z.string(), z.string()),
  /** Fields that only appear with a choice, by `field=choice`; `nothing chosen` for the first look at the form. */
  inputBy: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  /** Types by key; a sample that lacks the key, or has one more, says so. */
  output: z.record(z.string(), z.string()),
});
export const listing = z.object({
  authentication: z.record(z.string(), z.string()),
  triggers: z.record(z.string(), stepKeys),
  creates: z.record(z.string(), stepKeys),
  searches: z.record(z.string(), stepKeys),
  searchOrCreates: z.record(z.string(), z.string()),
  /** Pointers in old records name them. */
  hydrators: z.record(z.string(), z.string()),
});
export type Listing = z.infer<typeof listing>;
export type StepKeys = z.infer<typeof stepKeys>;

const field = z.looseObject({
  key: z.string(),
  type: z.string().default('string'),
  required: z.boolean().optional(),
  default: z.string().optional(),
  list: z.boolean().optional(),
  dict: z.boolean().optional(),
  altersDynamicFields: z.boolean().optional(),
  dynamic: z.string().optional(),
  choices: z.union([z.record(z.string(), z.string()), z.array(z.unknown())]).optional(),
});
type Field = z.infer<typeof field>;

const step = z.object({
  display: z.object({ label: z.string(), hidden: z.boolean().optional() }),
  operation: z.object({
    type: z.string().optional(),
    // Functions are marked by a text in their place.
    inputFields: z.array(z.union([field, z.string()])).default([]),
    outputFields: z.array(z.object({ key: z.string(), type: z.string() })),
    sample: z.record(z.string(), z.unknown()),
  }),
});
export type Step = z.infer<typeof step>;
const steps = z.record(z.string(), step);
export const compiled = z.object({
  authentication: z.object({ type: z.string(), fields: z.array(field) }),
  triggers: steps,
  creates: steps,
  searches: steps,
  searchOrCreates: z.record(
    z.string(),
    z.object({ search: z.string(), create: z.string(), display: z.object({ label: z.string() }) }),
  ),
  hydrators: z.record(z.string(), z.unknown()),
});

const MANY = 20;

/** `string required list default:none [none daily weekly]` */
function describe({ type, required, list, dict, default: preset, choices }: Field): string {
  const values = Array.isArray(choices) ? choices.map(String) : Object.keys(choices ?? {});
  return [
    type,
    required && 'required',
    list && 'list',
    dict && 'dict',
    preset !== undefined && `default:${preset}`,
    values.length > 0 && (values.length > MANY ? `[${values.length} choices]` : `[${values.join(' ')}]`),
  ]
    .filter(Boolean)
    .join(' ');
}

const byKey = (fields: readonly Field[]) => Object.fromEntries(fields.map((each) => [each.key, describe(each)]));

/** Everything that can be chosen in a field that alters others, as `field=choice`. */
function choicesOf({ key, choices, dynamic }: Field): { name: string; input: Record<string, string> }[] {
  if (dynamic?.startsWith('template_list.')) {
    const named = Object.entries(demo.templates).filter(([name]) => name !== 'other');
    return named.map(([name, id]) => ({ name: `${key}=${name}`, input: { [key]: id } }));
  }
  return Object.keys(choices ?? {}).map((choice) => ({ name: `${key}=${choice}`, input: { [key]: choice } }));
}

async function dynamicFields(world: World, type: StepType, key: string, { operation }: Step) {
  const fixed = operation.inputFields.filter((each) => typeof each !== 'string');
  if (fixed.length === operation.inputFields.length) return {};
  const known = new Set(fixed.map((each) => each.key));
  const variants = [
    { name: 'nothing chosen', input: {} },
    ...fixed.filter((each) => each.altersDynamicFields).flatMap(choicesOf),
  ];
  const inputBy: Record<string, Record<string, string>> = {};
  for (const { name, input } of variants) {
    const shown = await world.zapier.fields(world.connection, { type, key }, input);
    if (shown.outcome !== 'success') throw new Error(`${key} with ${name}: ${shown.message}`);
    const added: PlainField[] = shown.fields.filter((each) => !known.has(each.key));
    inputBy[name] = byKey(added.map((each) => field.parse(each)));
  }
  return { inputBy };
}

function outputOf({ operation: { outputFields, sample } }: Step): Record<string, string> {
  const named = outputFields.map(({ key, type }) => [key, key in sample ? type : `${type}, not in the sample`]);
  const unnamed = Object.keys(sample).filter((key) => !outputFields.some((output) => output.key === key));
  return Object.fromEntries([...named, ...unnamed.map((key) => [key, 'in the sample only'])]);
}

const KINDS = { triggers: '', creates: 'create', searches: 'search' };

/** Reads every key out of the compiled definition, and out of the fields that functions make. */
export async function listingOf(world: World): Promise<Listing> {
  const app = compiled.parse(await world.zapier.definition());
  const stepsOf = async (type: StepType) => {
    const all: Record<string, StepKeys> = {};
    for (const [key, each] of Object.entries(app[type])) {
      const kind = [KINDS[type] || each.operation.type, each.display.hidden && 'hidden'].filter(Boolean).join(', ');
      all[key] = {
        step: `${kind}: ${each.display.label}`,
        input: byKey(each.operation.inputFields.filter((input) => typeof input !== 'string')),
        ...(await dynamicFields(world, type, key, each)),
        output: outputOf(each),
      };
    }
    return all;
  };
  return {
    authentication: { type: app.authentication.type, ...byKey(app.authentication.fields) },
    triggers: await stepsOf('triggers'),
    creates: await stepsOf('creates'),
    searches: await stepsOf('searches'),
    searchOrCreates: Object.fromEntries(
      Object.entries(app.searchOrCreates).map(([key, { search, create, display }]) => [
        key,
        `${search}, ${create}: ${display.label}`,
      ]),
    ),
    hydrators: Object.fromEntries(Object.keys(app.hydrators).map((key) => [key, 'hydrator'])),
  };
}

/** Every key with its path, and what it says. */
function flat(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(Object(value)).flatMap(([key, inner]) => flat(inner, path ? `${path} › ${key}` : key));
}

/** What of a change would break Zaps that are switched on: keys and choices that are gone, fields that became required. */
export function breaks(before: unknown, after: unknown): string[] {
  const now = new Map(flat(after));
  return flat(before).flatMap(([path, was]) => {
    const is = now.get(path);
    if (is === undefined) return [`${path} is gone`];
    const choices = (text: string) => /\[(.*)\]/.exec(text)?.[1]?.split(' ') ?? [];
    const lost = choices(was).filter((choice) => choices(is).length > 0 && !choices(is).includes(choice));
    const kind = (text: string) => text.split(':')[0];
    return [
      ...(/ required\b/.test(is) && !/ required\b/.test(was) ? [`${path} became required`] : []),
      ...(/ › input/.test(path) ? lost.map((choice) => `${path} lost the choice ${choice}`) : []),
      ...(path.endsWith(' › step') && kind(was) !== kind(is) ? [`${path} became ${kind(is)}`] : []),
    ];
  });
}
