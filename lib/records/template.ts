import type { Template } from '../msgflash/schemas.ts';
import { lines, outputFields } from './output.ts';

/** A template, as steps output it. */
export interface TemplateRecord {
  id: string;
  name: string | null;
  type: string | null;
  text: string | null;
  media_url: string | null;
  /** Every placeholder, one per line. */
  variables: string | null;
  /** The placeholders that a step has to fill in, without `custom.`, one per line. */
  custom_variables: string | null;
  created_at: string | null;
  updated_at: string | null;
}

/** From `/api-reference/templates/list`. */
export function templateRecord(template: Template): TemplateRecord {
  const custom = template.variables?.filter((path) => path.startsWith('custom.'));
  return {
    id: template.id,
    name: template.name,
    type: template.type,
    text: template.body,
    media_url: template.mediaUrl,
    variables: lines(template.variables),
    custom_variables: lines(custom?.map((path) => path.slice('custom.'.length))),
    created_at: template.createdAt,
    updated_at: template.updatedAt,
  };
}

/** `Order Shipped · text` */
export function templateLabel({ name, type }: Pick<Template, 'name' | 'type'>): string {
  return [name ?? 'Template without a name', type].filter(Boolean).join(' · ');
}

export const templateSample = {
  id: '9a7c1d52-6b1e-4f0e-8d0a-2c3b4a5d6e01',
  name: 'Order Shipped',
  type: 'text',
  text: 'Hello {{contact.firstName}}, your order {{custom.order}} is on its way.',
  media_url: null,
  variables: 'contact.firstName\ncustom.order',
  custom_variables: 'order',
  created_at: '2026-04-01T10:00:00.000Z',
  updated_at: '2026-04-01T10:00:00.000Z',
} satisfies TemplateRecord;

export const templateOutputFields = outputFields<TemplateRecord>(templateSample, {
  labels: { id: 'Template ID', name: 'Template Name', type: 'Message Type', media_url: 'Link to File' },
});
