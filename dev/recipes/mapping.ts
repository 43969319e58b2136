/** Mapped values: `{{1__name}}` is the field `name` of step 1. */
import { type Input, mapped, type StepName } from '../zapier/index.ts';
import { at } from '../zapier/values.ts';
import type { Condition, Fields, Value, Values } from './recipe.ts';

const PLACE = /\{\{(\d+)__(\w+)\}\}/g;

/** Text, and what is mapped in it, in its order. */
export type Piece = string | { step: number; key: string };

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of text.matchAll(PLACE)) {
    if (found.index > end) pieces.push(text.slice(end, found.index));
    pieces.push({ step: Number(found[1]), key: found[2] ?? '' });
    end = found.index + found[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

/** @param outputs what step 1, step 2 … returned */
export function filled(text: string, outputs: readonly unknown[]): string {
  return piecesOf(text)
    .map((piece) =>
      typeof piece === 'string' ? piece : String(at(outputs[piece.step - 1], ...piece.key.split('__')) ?? ''),
    )
    .join('');
}

/** The fields of a step as the editor has them: filled in, and with placeholders where something is mapped. */
export function inputOf(fields: Values, outputs: readonly unknown[]): Input {
  const one = (text: string) => (text.includes('{{') ? mapped(filled(text, outputs), text) : text);
  const each = (value: Value): unknown => {
    if (typeof value === 'string') return one(value);
    if (isList(value)) return value.map(one);
    return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, one(text)]));
  };
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, each(value)]));
}

export function filledFields(fields: Fields, outputs: readonly unknown[]): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, filled(text, outputs)]));
}

export function passes(condition: Condition, outputs: readonly unknown[]): boolean {
  const value = filled(condition.value, outputs);
  return (condition.is.length === 0 || condition.is.includes(value)) && !condition.isNot?.includes(value);
}

export function isList(value: Value): value is readonly string[] {
  return Array.isArray(value);
}

/** The step whose form is filled in: `searchOrCreates.find_contact` shows the fields of `creates.create_contact`. */
export function stepName(step: string): Extract<StepName, string> {
  const [type, key = ''] = step.split('.');
  if (type === 'searchOrCreates') return `creates.${key.replace('find_', 'create_')}`;
  return type === 'triggers' ? `triggers.${key}` : type === 'creates' ? `creates.${key}` : `searches.${key}`;
}

/** `instance_name` → `Instance Name`, for what has no label. */
export function titleOf(key: string): string {
  return key
    .split('_')
    .map((word) => (word === 'id' ? 'ID' : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ');
}
