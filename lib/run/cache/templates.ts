import { getTemplate } from '../../msgflash/operations.ts';
import type { Run } from '../types.ts';
import type { KnownTemplate } from './entries.ts';

const MINUTE = 60;

/** The template whose fields the editor shows, at most a minute old: the editor asks again after every change. */
export async function currentTemplate(step: Run, templateId: string): Promise<KnownTemplate> {
  const cached = await knownTemplate(step, templateId);
  if (cached) return cached;
  const template = await getTemplate(step.api, templateId);
  await rememberTemplate(step, { ...template, id: templateId });
  return template;
}

/** A template that was read within the last minute, without a request; null for any other. */
export async function knownTemplate(step: Run, templateId: string): Promise<KnownTemplate | null> {
  const kept = await step.cache.read(cacheKey(templateId), (all) => all.template).catch(() => null);
  return kept && Date.now() - kept.at < MINUTE * 1000 ? kept.template : null;
}

/** Caches a template that was just read. Never fails. */
export async function rememberTemplate(step: Run, { id, name, body, variables }: KnownTemplate & { id: string }) {
  const entry = { at: Date.now(), template: { name, body, variables } };
  await step.cache.set(cacheKey(id), entry, MINUTE).catch(() => undefined);
}

function cacheKey(templateId: string): string {
  return `template:${templateId.toLowerCase()}`;
}
