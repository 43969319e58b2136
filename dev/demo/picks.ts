import { titleOf } from '../recipes/mapping.ts';
import { filledInput, type Input, type PlainField, rawInput } from '../zapier/inputs.ts';
import { at, isDict } from '../zapier/values.ts';

/** The labels of choices that were shown, by their values: people pick labels and never see the values. */
export type KnownLabels = ReadonlyMap<string, string>;

const HIDDEN = '••••••••';

/** What somebody filled in, as the editor shows it: labels of fields and choices, mapped values with where they come from. */
export function pickRows(
  input: Input,
  fields: readonly PlainField[],
  labels: KnownLabels,
): [label: string, value: string][] {
  const typed = rawInput(input);
  const filled = filledInput(input);
  return Object.keys(input).flatMap((key): [string, string][] => {
    const field = fields.find((each) => each.key === key);
    const text = shown(typed[key], field, labels);
    if (text === '') return [];
    const arrived = shown(filled[key], field, labels);
    const value = arrived === text ? text : `${text} → ${arrived}`;
    return [[field?.label ?? titleOf(key), field?.type === 'password' ? HIDDEN : value]];
  });
}

function shown(value: unknown, field: PlainField | undefined, labels: KnownLabels): string {
  if (Array.isArray(value)) return value.map((each) => shown(each, field, labels)).join(', ');
  if (isDict(value)) {
    return Object.entries(value)
      .map(([name, each]) => `${name}: ${each}`)
      .join(', ');
  }
  const text = String(value ?? '');
  if (field?.type === 'boolean') return text === 'true' ? 'Yes' : 'No';
  const choice = at(field?.choices, text);
  if (typeof choice === 'string') return choice;
  const label = field?.dynamic ? labels.get(text) : undefined;
  // As in the editor: a pill with the number of the step and the name of its field.
  return label ?? text.replace(/\{\{(\d+)__(\w+)\}\}/g, (_all, step: string, name: string) => pill(step, name));
}

const pill = (step: string, name: string) => `[${step}. ${titleOf(name)}]`;
