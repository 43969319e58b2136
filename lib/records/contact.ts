import type { Contact } from '../msgflash/schemas.ts';
import { lines, outputFields, withValues } from './output.ts';
import { e164, readableNumber } from './phone.ts';

/** A contact in MsgFlash, as steps output it. */
export interface ContactRecord {
  id: string;
  name: string | null;
  phone: string | null;
  tags: string | null;
  /** The user's own details, by name. */
  metadata: Record<string, unknown> | null;
  temperature: string | null;
  created_at: string | null;
  updated_at: string | null;
}

/** Completes a response from the request, because the responses to writes are short. The response takes precedence. */
export function withAnswer(fromRequest: Partial<Contact>, response: Contact): Contact {
  return { ...NOTHING, ...fromRequest, ...withValues(response), id: response.id };
}

const NOTHING = {
  name: null,
  phone: null,
  tags: undefined,
  meta: undefined,
  temperature: null,
  createdAt: null,
  updatedAt: null,
} satisfies Omit<Contact, 'id'>;

/** From `/api-reference/contacts/list`. */
export function contactRecord(contact: Contact): ContactRecord {
  return {
    id: contact.id,
    name: contact.name,
    phone: e164(contact.phone),
    tags: lines(contact.tags),
    metadata: contact.meta && Object.keys(contact.meta).length > 0 ? contact.meta : null,
    temperature: contact.temperature === null ? null : String(contact.temperature),
    created_at: contact.createdAt,
    updated_at: contact.updatedAt,
  };
}

/** `Awa Doe · +33 6 39 98 00 42` */
export async function contactLabel({ name, phone }: Pick<Contact, 'name' | 'phone'>): Promise<string> {
  return [name, await readableNumber(phone)].filter(Boolean).join(' · ') || 'Contact without a name';
}

export const contactSample = {
  id: '5b1b7b8e-2f6f-4f37-8f0b-6b8c2d1e4a42',
  name: 'Awa Doe',
  phone: '+33639980042',
  tags: 'vip\nnewsletter',
  metadata: { city: 'Lyon' },
  temperature: null,
  created_at: '2026-04-01T10:00:00.000Z',
  updated_at: '2026-04-01T10:00:00.000Z',
} satisfies ContactRecord;

export const contactOutputFields = outputFields<ContactRecord>(contactSample, {
  labels: { id: 'Contact ID', name: 'Contact Name', phone: 'Phone Number', metadata: 'Custom Details' },
});
