import type { PlainInputField } from 'zapier-platform-core';
import { Refusal } from '../msgflash/failures.ts';
import type { TemplateContent } from '../msgflash/operations.ts';
import type { Template } from '../msgflash/schemas.ts';
import { Problem, shorten } from '../problem.ts';
import { contactField } from './contact.ts';
import { required, textIn, type Values, wordIn } from './values.ts';

/** A message template in MsgFlash. */
export const templateField = {
  key: 'template_id',
  label: 'Template',
  type: 'string',
  required: true,
  dynamic: 'template_list.id.label',
  search: 'find_template.id',
  helpText: 'A template from MsgFlash. Its exact name works too.',
  altersDynamicFields: true,
} as const satisfies PlainInputField;

/** For a template from an earlier step, whose variables are unknown while the Zap is built. */
export const variablesField: PlainInputField = {
  key: 'variables',
  label: 'Variables',
  type: 'string',
  dict: true,
  required: false,
  helpText: 'Only for a template from an earlier step: the name of each `custom` variable, and its value.',
};

/** The parts of a template that its fields are made from. */
export type TemplateForm = Pick<Template, 'name' | 'body' | 'variables'>;

/**
 * The fields of a template: its text, the contact if it needs one, then one field for each variable.
 *
 * @param asksContact whether the step may ask for a contact
 * @param listed the values under Variables: the field of a variable that has one is optional
 */
export function mirrorFields(
  template: TemplateForm,
  asksContact: boolean,
  listed: ReadonlyMap<string, string>,
): PlainInputField[] {
  const paths = placeholders(template);
  const needsContact = asksContact && paths.some((path) => path.startsWith('contact.'));
  const names = customNames(paths);
  return [
    { key: 'template_text', label: 'Template Text', type: 'copy', helpText: shownText(template) },
    ...(needsContact
      ? [{ ...contactField, required: true, helpText: 'The template uses details of this contact.' }]
      : []),
    ...names.map(
      (name): PlainInputField => ({
        key: variableKey(name),
        label: shorten(name, LABEL_LENGTH),
        type: 'string',
        helpText: 'Replaces this variable in the template.',
        required: !listed.has(name),
      }),
    ),
  ];
}

/** The template's text as a code block, so that its placeholders are shown as they are; its name if it has no text. */
function shownText({ body, name }: TemplateForm): string {
  if (!body) return `Template: ${shorten(name ?? 'without a name', 900)}`;
  const text = shorten(body, 900);
  const longestRun = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(Math.max(3, longestRun + 1));
  return shorten(`${fence}\n${text}\n${fence}`, 1000);
}

const CUSTOM = 'custom.';
const LABEL_LENGTH = 64;
const PLACEHOLDER = /\{\{\s*([^{}]+?)\s*\}\}/g;

/** The placeholders of a template without duplicates, in the order of its text. */
function placeholders({ body, variables }: TemplateForm): string[] {
  const inText = [...(body ?? '').matchAll(PLACEHOLDER)].map(([, path]) => path ?? '');
  return [...new Set([...inText, ...(variables ?? [])])].filter((path) => path !== CUSTOM);
}

/** The variables that a step has to fill in, without `custom.`. */
function customNames(paths: readonly string[]): string[] {
  return paths.filter((path) => path.startsWith(CUSTOM)).map((path) => path.slice(CUSTOM.length));
}

const PREFIX = 'var_';
const ENCODED = /^var_x_((?:[0-9a-f]{2})+)$/;
/** Letters, digits and single underscores between them: a field key can hold these, and Zapier does not change them. */
const PLAIN_NAME = /^(?!x_)[A-Za-z0-9]+(_[A-Za-z0-9]+)*$/;

/** The field key of a variable. It can be decoded without reading the template, which saves a request when sending. */
export function variableKey(name: string): string {
  return PREFIX + (PLAIN_NAME.test(name) ? name : `x_${Buffer.from(name, 'utf8').toString('hex')}`);
}

/** The variable that a field key stands for; null for any other field. */
export function variableName(key: string): string | null {
  const [, hex] = ENCODED.exec(key) ?? [];
  if (hex) return Buffer.from(hex, 'hex').toString('utf8');
  return key.startsWith(PREFIX) && key.length > PREFIX.length ? key.slice(PREFIX.length) : null;
}

/**
 * The template as written (an ID or a name), its contact and variables.
 *
 * @throws Problem `error` if Template is empty
 */
export function templateContentOf(values: Values): TemplateContent {
  const templateId = required(wordIn(values, 'template_id'), templateField.label);
  const contactId = wordIn(values, 'contact_id');
  const variables = variablesOf(values);
  return {
    templateId,
    ...(contactId && { contactId }),
    ...(Object.keys(variables).length > 0 && { variables }),
  };
}

/**
 * Waits for a template to be sent. If MsgFlash refuses it because variables have no value, the error names them: those
 * in the response, else those whose fields are empty.
 *
 * @throws Problem `error` in this case, otherwise what `sending` throws
 */
export async function namingEmptyVariables<T>(values: Values, sending: Promise<T>): Promise<T> {
  try {
    return await sending;
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'TEMPLATE_VARIABLES_MISSING') throw error;
    const filled = variablesOf(values);
    const empty = Object.keys(values).flatMap((key) => variableName(key) ?? []);
    const missing = error.missing.length > 0 ? error.missing : empty.filter((name) => !Object.hasOwn(filled, name));
    if (missing.length === 0) throw error;
    throw withoutValue(missing);
  }
}

/**
 * Checks that every variable of a template has a value.
 *
 * @throws Problem `error` naming the variables without a value, and names under Variables that the template does not
 *   have
 */
export function checkVariables(template: TemplateForm, values: Values): void {
  const names = customNames(placeholders(template));
  const filled = variablesOf(values);
  const missing = names.filter((name) => !Object.hasOwn(filled, name));
  if (missing.length === 0) return;
  throw withoutValue(
    missing,
    [...freeVariables(values).keys()].filter((name) => !names.includes(name)),
  );
}

/** @param unknown names under Variables that the template does not have, probably misspelled */
function withoutValue(missing: readonly string[], unknown: readonly string[] = []): Problem {
  const named = (names: readonly string[], most: number) =>
    shorten(names.map((name) => shorten(name.replace(/^custom\./, ''), LABEL_LENGTH)).join(', '), most);
  if (unknown.length === 0) {
    return new Problem(
      'error',
      `The template has no value for ${named(missing, 120)}. Fill it in and try again. Nothing was sent.`,
    );
  }
  return new Problem(
    'error',
    `The template has no value for ${named(missing, 70)}, and no variable called ${named(unknown, 40)}. Correct the name under Variables and try again. Nothing was sent.`,
  );
}

/** The variables that have a value. The field of a variable takes precedence over Variables. */
function variablesOf(values: Values): Record<string, string> {
  const named = freeVariables(values);
  for (const key of Object.keys(values)) {
    const name = variableName(key);
    const value = textIn(values, key);
    if (name && value) named.set(name, value);
  }
  return Object.fromEntries(named);
}

/** The entries under Variables that have a value: name without `custom.` → value. */
export function freeVariables(values: Values): Map<string, string> {
  const free: Values = typeof values.variables === 'object' ? { ...values.variables } : {};
  const named = new Map<string, string>();
  for (const key of Object.keys(free)) {
    // People also write the name as {{custom.code}} or custom.code.
    const name = key.replace(/^\s*(\{\{)?\s*(custom\.)?/, '').replace(/\s*(\}\})?\s*$/, '');
    const value = textIn(free, key);
    if (name && value) named.set(name, value);
  }
  return named;
}
