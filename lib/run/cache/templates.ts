import { getTemplate } from '../../msgflash/operations.ts';
import type { Run } from '../types.ts';
import type { KnownTemplate } from './entries.ts';

const MINUTE = 60;

/** The template for a person who is filling in its fields: at most a minute old, since the editor asks at every change. */
export async function currentTemplate(step: Run, templateId: string): Promise<KnownTemplate> {
  const known = await knownTemplate(step, templateId);
  if (known) return known;
  const template = await getTemplate(step.api, templateId);
  await rememberTemplate(step, { ...template, id: templateId });
  return template;
}

/** A template that was read within the last minute; null for any other. */
export async function knownTemplate(step: Run, templateId: string): Promise<KnownTemplate | null> {
  const kept = await step.cache.read(cacheKey(templateId), (all) => all.template).catch(() => null);
  return kept && Date.now() - kept.at < MINUTE * 1000 ? kept.template : null;
}

/** Keeps a template that was just read. Never fails. */
export async function rememberTemplate(step: Run, { id, name, body, variables }: KnownTemplate & { id: string }) {
  const entry = { at: Date.now(), template: { name, body, variables } };
  await step.cache.set(cacheKey(id), entry, MINUTE).catch(() => undefined);
}

function cacheKey(templateId: string): string {
  return `template:${templateId.toLowerCase()}`;
}
