import type { DocStep, Field } from './definition.ts';

/**
 * What fields hold in pictures, by key, or by noun and key: required ones, so that a form looks no longer than it is. What
 * else is filled in stands by step and key. The value of a choice where there are choices, and the beginning of an entry
 * where there is a list.
 */
const EXAMPLES: Readonly<Record<string, string>> = {
  api_key: '••••••••••••••••••••••••',
  'connection.default_country': 'FR',
  to: '+33 6 39 98 10 01',
  phone: '+33 6 39 98 10 01',
  'find_contact.phone': '+33 6 39 98 10 01',
  text: 'Hello Awa, your order 1042 is on its way.',
  template_id: 'orderShipped',
  var_order: '1042',
  var_date: 'Friday',
  var_link: 'https://example.com/track/1042',
  scheduled_at: '2027-04-03 17:00',
  starts_at: '2027-04-03 17:00',
  recipients: 'tags',
  tags: 'newsletter',
  'update_contact.tags': 'newsletter',
  statuses: 'delivered',
  search: 'Main Store',
  contact_id: 'Awa Doe',
  contact_ids: 'Awa Doe',
  group_id: 'VIP ·',
  campaign_id: 'Spring news',
  'Campaign.text': 'Our spring collection is here. Answer STOP to hear no more of it.',
  'Campaign.template_id': 'welcome',
  'Contact.name': 'Awa Doe',
  'Campaign.name': 'Spring news',
  'Group.name': 'Newsletter',
  'Template.name': 'Order Shipped',
};

/** Whose field it is. */
export interface Whose {
  key: string;
  noun: string;
}

/** The value of a field in pictures, '' for none. */
export function exampleOf({ key, required, default: preset }: Field, whose: Whose): string {
  const usual = required ? (EXAMPLES[`${whose.noun}.${key}`] ?? EXAMPLES[key]) : undefined;
  return EXAMPLES[`${whose.key}.${key}`] ?? usual ?? preset ?? '';
}

/** The fields of a step as the form shows them with its example values. */
export function shownFields(step: DocStep): Field[] {
  const { fields, variants } = step;
  return [...fields, null].flatMap((field, index) => [
    ...variants.flatMap((variant) => {
      const chosen = exampleOf(variant.field, step);
      return variant.at === index ? (variant.choices.find(({ value }) => value === chosen)?.fields ?? []) : [];
    }),
    ...(field ? [field] : []),
  ]);
}
