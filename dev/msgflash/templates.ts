import { ApiError } from './errors.ts';
import type { Account, Contact, Instance, Template } from './records.ts';

/** Where the values for a template's variables come from. */
export interface TemplateContext {
  contact: Contact | null;
  instance: Instance;
  user: Account;
  custom: Readonly<Record<string, string | number>>;
}

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;
const VARIABLE = /^(contact|user|instance|custom)\..+$/s;

/** The variables of a text without duplicates, in order ("/guides/templates": the server computes them). */
export function variablesOf(body: string | null): string[] {
  const names = [...(body ?? '').matchAll(PLACEHOLDER)].map(([, inner = '']) => inner.trim());
  return [...new Set(names.filter((name) => VARIABLE.test(name)))];
}

/**
 * A template's text for one recipient, and the `meta` of the message.
 *
 * @throws ApiError 400 TEMPLATE_CONTEXT_UNAVAILABLE for `contact.*` without a contact, or 400
 *   TEMPLATE_VARIABLES_MISSING with the missing ones in its details
 */
export function fromTemplate(template: Template, context: TemplateContext) {
  const usedVariables = variablesOf(template.body);
  if (!context.contact && usedVariables.some((name) => name.startsWith('contact.'))) {
    throw new ApiError('TEMPLATE_CONTEXT_UNAVAILABLE', 'Template uses contact.* but no contact was given');
  }
  const values = valuesOf(context);
  const missing = usedVariables.filter((name) => !values.has(name));
  if (missing.length > 0) {
    throw new ApiError(
      'TEMPLATE_VARIABLES_MISSING',
      `Missing template variables: ${missing.join(', ')}`,
      missing.map((path) => ({ path, message: 'Required' })),
    );
  }
  const body = template.body?.replace(PLACEHOLDER, (whole, inner: string) => values.get(inner.trim()) ?? whole) ?? null;
  return { body, meta: { templateId: template.id, usedVariables, missingVariables: [] } };
}

/** Every variable that has a value. */
function valuesOf({ contact, instance, user, custom }: TemplateContext): Map<string, string> {
  const all: [name: string, value: unknown][] = [
    ['user.fullName', user.fullName],
    ['user.email', user.email],
    ['user.phone', user.phone],
    ['instance.name', instance.name],
    ['contact.name', contact?.name],
    ['contact.firstName', contact?.name.trim().split(/\s+/)[0]],
    ['contact.phone', contact?.phone],
    ['contact.tags', contact?.tags.join(', ')],
    ...Object.entries(contact?.meta ?? {}).map(([name, value]): [string, unknown] => [`contact.meta.${name}`, value]),
    ...Object.entries(custom).map(([name, value]): [string, unknown] => [`custom.${name}`, value]),
  ];
  const isText = ([, value]: [string, unknown]) => ['string', 'number', 'boolean'].includes(typeof value);
  return new Map(all.filter(isText).map(([name, value]) => [name, String(value)]));
}
