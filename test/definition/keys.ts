import { compiled, type Field } from '../../dev/publish/definition.ts';
import { formsOf } from '../../dev/publish/gather.ts';
import type { Connected } from '../../dev/publish/live.ts';

/**
 * Everything that a Zap knows by its key, with what it is: `creates.send_message input to` is `*`, a required string.
 * Behind the key: `:type` unless a string, `*` required, `[]` several, `{}` names with values, `=default`, `(choices)`.
 */
export type Keys = ReadonlyMap<string, string>;

/** More choices than this are only counted. */
const MANY = 20;
/** Enough of the templates: a contact, and variables whose names are plain and odd. */
const TEMPLATES = ['template_id=everything', 'template_id=oddNames'];
const KINDS = { triggers: '', creates: 'create', searches: 'search' };
const TYPES = ['triggers', 'creates', 'searches'] as const;

/** The keys of an app: fixed fields, those that appear with each choice, and outputs. */
export async function keysOf(connected: Connected): Promise<Keys> {
  const definition = await connected.zapier.definition();
  const app = compiled.parse(definition);
  const forms = await formsOf(connected, definition);
  const keys = new Map<string, string>();
  const add = (group: string, fields: readonly Field[]) => {
    for (const field of fields) keys.set(`${group} ${field.key}`, describe(field));
  };
  keys.set(`connection is ${app.authentication.type}`, '');
  add('connection input', app.authentication.fields);
  for (const type of TYPES) {
    for (const [key, { operation, display }] of Object.entries(app[type])) {
      const name = `${type}.${key}`;
      keys.set(`${name} is ${KINDS[type] || operation.type}${display.hidden ? '_hidden' : ''}`, '');
      add(
        `${name} input`,
        operation.inputFields.filter((each) => typeof each !== 'string'),
      );
      for (const { when, fields } of forms[name] ?? []) {
        if (when.startsWith('template_id=') && !TEMPLATES.includes(when)) continue;
        add(`${name} ${when.replaceAll(' ', '_')}`, fields);
      }
      add(`${name} output`, operation.outputFields);
    }
  }
  for (const [key, { search, create }] of Object.entries(app.searchOrCreates)) {
    for (const part of [search, create]) keys.set(`searchOrCreates.${key} of ${part}`, '');
  }
  // Pointers to files in old records name them.
  for (const key of Object.keys(app.hydrators)) keys.set(`hydrators are ${key}`, '');
  return keys;
}

function describe({ type = 'string', required, list, dict, default: preset, choices }: Field): string {
  const values = Array.isArray(choices) ? choices.map(String) : Object.keys(choices ?? {});
  return [
    type !== 'string' && `:${type}`,
    required && '*',
    list && '[]',
    dict && '{}',
    preset !== undefined && `=${preset}`,
    values.length > 0 && `(${values.length > MANY ? values.length : values.join('|')})`,
  ]
    .filter(Boolean)
    .join('');
}

/** The list as text: a paragraph for each step, or for several that are the same, its fields one after the other. */
export function write(keys: Keys): string {
  const steps = new Map<string, Map<string, string[]>>();
  for (const [path, what] of keys) {
    const [name = '', group = '', key] = path.split(' ');
    const groups = steps.get(name) ?? new Map<string, string[]>();
    steps.set(name, groups.set(group, [...(groups.get(group) ?? []), `${key}${what}`]));
  }
  const paragraphs = new Map<string, string[]>();
  for (const [name, groups] of steps) {
    const text = [...groups].flatMap(([group, fields]) => wrapped(`  ${group}:`, fields)).join('\n');
    paragraphs.set(text, [...(paragraphs.get(text) ?? []), name]);
  }
  return [...paragraphs].map(([text, names]) => `${names.join('\n')}\n${text}\n`).join('');
}

function wrapped(start: string, fields: readonly string[]): string[] {
  const lines: string[] = [];
  let line = start;
  for (const field of fields) {
    if (`${line} ${field}`.length > 130) {
      lines.push(line);
      line = '   ';
    }
    line += ` ${field}`;
  }
  return [...lines, line];
}

/** Reads what `write` wrote. */
export function read(text: string): Keys {
  const keys = new Map<string, string>();
  for (const [, heads = '', body = ''] of text.matchAll(/((?:^\S.*\n)+)((?:^ .*\n)+)/gm)) {
    for (const name of heads.trim().split('\n')) {
      let group = '';
      for (const word of body.trim().split(/\s+/)) {
        const [key = ''] = /^\w+/.exec(word) ?? [];
        if (word.endsWith(':')) group = word.slice(0, -1);
        else keys.set(`${name} ${group} ${key}`, word.slice(key.length));
      }
    }
  }
  return keys;
}

/** What of a change would break Zaps that are turned on. */
export function breaks(before: Keys, after: Keys): string[] {
  return [...before].flatMap(([path, text]) => {
    const is = after.get(path);
    if (is === undefined) return [`${path} is gone`];
    const [old, now] = [partsOf(text), partsOf(is)];
    const lost = now.choices.length > 0 ? old.choices.filter((choice) => !now.choices.includes(choice)) : [];
    return [
      ...(now.type === old.type ? [] : [`${path} was ${old.type} and is ${now.type}`]),
      ...(now.isRequired && !old.isRequired ? [`${path} became required`] : []),
      ...lost.map((choice) => `${path} lost the choice ${choice}`),
    ];
  });
}

function partsOf(text: string) {
  const [, type = 'string', required, several = ''] = /^(?::(\w+))?(\*)?(\[\]|\{\})?/.exec(text) ?? [];
  const choices = /\((.*)\)$/.exec(text)?.[1]?.split('|') ?? [];
  return { type: type + several, isRequired: required !== undefined, choices };
}
