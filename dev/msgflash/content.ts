import { z } from 'zod';
import { ApiError } from './errors.ts';
import type { Instance, MessageType } from './records.ts';

/** The longest text of a message ("/api-reference/messages/send"). */
export const MAX_TEXT = 4096;
const MAX_BUTTONS = 2;

const httpUrl = z
  .string()
  .refine((value) => URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol), {
    message: 'Must be an http or https URL',
  });

/** Values for `custom.*`: a flat object of strings and numbers. */
export const variables = z.record(z.string(), z.union([z.string(), z.number()]));

const KIND_FIELDS = {
  reply: ['id'],
  copy: ['copyCode'],
  url: ['url'],
  call: ['phoneNumber'],
  pix: ['currency', 'name', 'keyType', 'key'],
} as const;

const kind = z.enum(['reply', 'copy', 'url', 'call', 'pix']);
const filled = z.string().min(1);

// The kind is in `title` on the send page, and in `type` in the samples of schedule and campaign. Either is accepted.
const button = z
  .object({
    displayText: filled,
    title: kind.optional(),
    type: kind.optional(),
    id: filled.optional(),
    copyCode: filled.optional(),
    url: httpUrl.optional(),
    phoneNumber: filled.optional(),
    currency: filled.optional(),
    name: filled.optional(),
    keyType: filled.optional(),
    key: filled.optional(),
  })
  .superRefine((value, context) => {
    const which = value.type ?? value.title;
    if (which === undefined) {
      context.addIssue({ code: 'custom', path: ['type'], message: 'The kind of the button is required' });
      return;
    }
    if (value.type && value.title && value.type !== value.title) {
      context.addIssue({ code: 'custom', path: ['type'], message: 'title and type name different kinds' });
    }
    for (const field of KIND_FIELDS[which]) {
      if (value[field] === undefined) {
        context.addIssue({ code: 'custom', path: [field], message: `Required for a ${which} button` });
      }
    }
  });

/** The content fields that messages and campaigns share. */
export const contentFields = {
  templateId: z.uuid().optional(),
  variables: variables.optional(),
  mediaUrl: httpUrl.nullish(),
  title: z.string().nullish(),
  description: z.string().nullish(),
  footer: z.string().nullish(),
  buttons: z.array(button).min(1).max(MAX_BUTTONS).nullish(),
};

/** The content fields of a message. */
export const messageFields = {
  ...contentFields,
  text: z.string().max(MAX_TEXT).nullish(),
  latitude: z.number().min(-90).max(90).nullish(),
  longitude: z.number().min(-180).max(180).nullish(),
  locationName: z.string().nullish(),
  locationAddress: z.string().nullish(),
  contactId: z.uuid().nullish(),
};

const NEEDED: Record<MessageType, readonly string[]> = {
  text: ['text'],
  image: ['mediaUrl'],
  video: ['mediaUrl'],
  audio: ['mediaUrl'],
  document: ['mediaUrl'],
  voice_note: ['mediaUrl'],
  location: ['latitude', 'longitude'],
  contact: ['contactId'],
  buttons: ['title', 'description', 'buttons'],
};

/**
 * Refuses content without a field that its type needs, and content with both or neither of `type` and `templateId`.
 *
 * @param textField the name of the text: `text` in a message, `body` in a campaign
 */
export function checkContent(
  body: { type?: MessageType | undefined; templateId?: string | undefined } & Readonly<Record<string, unknown>>,
  textField: 'text' | 'body',
  addIssue: (path: string, message: string) => void,
): void {
  const { type, templateId } = body;
  if ((type === undefined) === (templateId === undefined)) {
    addIssue('type', 'Exactly one of type and templateId is required');
    return;
  }
  if (type === undefined) return;
  for (const needed of NEEDED[type]) {
    const field = needed === 'text' ? textField : needed;
    const value = body[field];
    if (value === undefined || value === null || value === '') addIssue(field, `Required for type ${type}`);
  }
}

/** Refuses buttons with 403 UNSUPPORTED_FEATURE if the instance has no WhatsApp Business account. */
export function checkButtons(type: MessageType | undefined, instance: Instance): void {
  if (type === 'buttons' && !instance.business) {
    throw new ApiError('UNSUPPORTED_FEATURE', 'Interactive buttons need a WhatsApp Business account');
  }
}

/** The content other than text and media, stored with the message for the ledger. */
export function extraOf(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = [
    'latitude',
    'longitude',
    'locationName',
    'locationAddress',
    'contactId',
    'title',
    'description',
    'footer',
    'buttons',
  ];
  const extra: Record<string, unknown> = {};
  for (const name of names) {
    const value = body[name];
    if (value !== undefined && value !== null) extra[name] = value;
  }
  return extra;
}
