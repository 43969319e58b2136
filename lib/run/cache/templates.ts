import { getTemplate } from '../../msgflash/operations.ts';
import type { Run } from '../types.ts';
import type { KnownTemplate } from './entries.ts';

const MINUTE = 60;

/** The template for a person who is filling in its fields: at most a minute old, since the editor asks at every change. */
export async function currentTemplate(step: Run, templateId: string): Promise<KnownTemplate> {
  const key = `template:${templateId.toLowerCase()}`;
  const kept = await step.cache.read(key, (all) => all.template).catch(() => null);
  if (kept && Date.now() - kept.at < MINUTE * 1000) return kept.template;
  const { name, body, variables } = await getTemplate(step.api, templateId);
  const template = { name, body, variables };
  await step.cache.set(key, { at: Date.now(), template }, MINUTE).catch(() => undefined);
  return template;
}
