import { ApiError } from './errors.ts';
import type { Account, Contact, Instance, Template } from './records.ts';

/** The values for a template's variables. Null if the request did not give that part. */
export interface TemplateContext {
  contact: Contact | null;
  instance: Instance | null;
  user: Account;
  custom: Readonly<Record<string, string | number>>;
}

export interface Rendering {
  rendered: string;
  variables: string[];
  missingVariables: string[];
}

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;
const VARIABLE = /^(contact|user|instance|custom)\.(.+)$/s;

/**
 * The variables of a text without duplicates, in order ("/guides/templates": the server computes them).
 *
 * @throws ApiError 400 TEMPLATE_INVALID for unbalanced braces, an unknown namespace or an empty name
 */
export function variablesOf(body: string): string[] {
  const variables = new Set<string>();
  const rest = body.replace(PLACEHOLDER, (_, inner: string) => {
    const name = inner.trim();
    if (!VARIABLE.test(name)) throw new ApiError('TEMPLATE_INVALID', `Unknown template variable "${name}"`);
    variables.add(name);
    return '';
  });
  if (rest.includes('{{') || rest.includes('}}')) {
    throw new ApiError('TEMPLATE_INVALID', 'Template has unbalanced braces');
  }
  return [...variables];
}

/**
 * Fills in a text. Variables without a value stay as they are and are listed.
 *
 * @throws ApiError 400 TEMPLATE_CONTEXT_UNAVAILABLE if a part is missing (`contact.*` without a contact)
 */
export function render(body: string, context: TemplateContext): Rendering {
  const variables = variablesOf(body);
  const values = new Map<string, string>();
  const missingVariables: string[] = [];
  for (const variable of variables) {
    const value = lookUp(variable, context);
    if (value === undefined) missingVariables.push(variable);
    else values.set(variable, value);
  }
  const rendered = body.replace(PLACEHOLDER, (whole, inner: string) => values.get(inner.trim()) ?? whole);
  return { rendered, variables, missingVariables };
}

/**
 * Renders for sending.
 *
 * @throws as `render`, and ApiError 400 TEMPLATE_VARIABLES_MISSING with the missing ones in its details
 */
export function renderOrRefuse(body: string, context: TemplateContext): Rendering {
  const rendering = render(body, context);
  if (rendering.missingVariables.length > 0) {
    throw new ApiError(
      'TEMPLATE_VARIABLES_MISSING',
      `Missing template variables: ${rendering.missingVariables.join(', ')}`,
      rendering.missingVariables.map((path) => ({ path, message: 'Required' })),
    );
  }
  return rendering;
}

function lookUp(variable: string, context: TemplateContext): string | undefined {
  const [, namespace, name] = VARIABLE.exec(variable) ?? [];
  if (namespace === undefined || name === undefined) return undefined;
  if (namespace === 'custom') return text(own(context.custom, name));
  if (namespace === 'user') return userValue(context.user, name);
  if (namespace === 'instance') {
    const { instance } = context;
    if (!instance) throw unavailable('instance');
    return name === 'name' ? instance.name : undefined;
  }
  const { contact } = context;
  if (!contact) throw unavailable('contact');
  return contactValue(contact, name);
}

function unavailable(namespace: string): ApiError {
  return new ApiError('TEMPLATE_CONTEXT_UNAVAILABLE', `Template uses ${namespace}.* but no ${namespace} was given`);
}

function userValue(user: Account, name: string): string | undefined {
  if (name === 'fullName') return user.fullName;
  if (name === 'email') return user.email;
  return name === 'phone' ? (user.phone ?? undefined) : undefined;
}

function contactValue(contact: Contact, name: string): string | undefined {
  if (name === 'name') return contact.name;
  if (name === 'firstName') return contact.name.trim().split(/\s+/)[0];
  if (name === 'phone') return contact.phone;
  if (name === 'tags') return contact.tags.join(', ');
  return name.startsWith('meta.') ? text(own(contact.meta, name.slice('meta.'.length))) : undefined;
}

// Names come from outside, and "constructor" must not find an inherited property.
function own(values: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A template's text for one recipient, and the `meta` of the message. @throws as `renderOrRefuse` */
export function fromTemplate(
  template: Template,
  context: TemplateContext,
): { body: string | null; meta: Record<string, unknown>; rendering: Rendering | null } {
  const rendering = template.body === null ? null : renderOrRefuse(template.body, context);
  return {
    body: rendering?.rendered ?? null,
    meta: { templateId: template.id, usedVariables: rendering?.variables ?? [], missingVariables: [] },
    rendering,
  };
}
