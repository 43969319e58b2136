import { z } from 'zod';
import { ApiError } from './errors.ts';
import type { Instance, MessageType } from './records.ts';

/** A text of a message ("/api-reference/messages/send"). */
export const messageText = z.string().max(4096).nullish();

const httpUrl = z.url({ protocol: /^https?$/ });
const filled = z.string().min(1);

// The kind is in `title` on the send page, and in `type` in the samples of schedule and campaign. Either is accepted.
const buttonOf = (kind: string, fields: z.ZodRawShape) =>
  z
    .looseObject({
      displayText: filled,
      type: z.literal(kind).optional(),
      title: z.literal(kind).optional(),
      ...fields,
    })
    .refine(({ type, title }) => type ?? title);

const button = z.union([
  buttonOf('reply', { id: filled }),
  buttonOf('copy', { copyCode: filled }),
  buttonOf('url', { url: httpUrl }),
  buttonOf('call', { phoneNumber: filled }),
  buttonOf('pix', { currency: filled, name: filled, keyType: filled, key: filled }),
]);

const buttonFields = {
  title: z.string().nullish(),
  description: z.string().nullish(),
  footer: z.string().nullish(),
  buttons: z.array(button).min(1).max(2).nullish(),
};

const otherFields = {
  latitude: z.number().min(-90).max(90).nullish(),
  longitude: z.number().min(-180).max(180).nullish(),
  locationName: z.string().nullish(),
  locationAddress: z.string().nullish(),
  contactId: z.uuid().nullish(),
};

/** The content fields that messages and campaigns share. `variables` are the values for `custom.*`. */
export const contentFields = {
  templateId: z.uuid().optional(),
  variables: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  mediaUrl: httpUrl.nullish(),
  ...buttonFields,
};

/** The content fields of a message. */
export const messageFields = { ...contentFields, ...otherFields, text: messageText };

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
 * A check for `superRefine`: refuses content without a field that its type needs, and content with both or neither of
 * `type` and `templateId`.
 *
 * @param textField the name of the text: `text` in a message, `body` in a campaign
 */
export function checkContent(textField: 'text' | 'body') {
  return (
    body: { type?: MessageType | undefined; templateId?: string | undefined } & Readonly<Record<string, unknown>>,
    context: z.RefinementCtx,
  ): void => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    const { type, templateId } = body;
    if ((type === undefined) === (templateId === undefined)) {
      refuse('type', 'Exactly one of type and templateId is required');
    }
    for (const needed of type ? NEEDED[type] : []) {
      const field = needed === 'text' ? textField : needed;
      if ((body[field] ?? '') === '') refuse(field, `Required for type ${type}`);
    }
  };
}

/** Refuses buttons with 403 UNSUPPORTED_FEATURE if the instance has no WhatsApp Business account. */
export function checkButtons(type: MessageType | undefined, instance: Instance): void {
  if (type === 'buttons' && !instance.business) {
    throw new ApiError('UNSUPPORTED_FEATURE', 'Interactive buttons need a WhatsApp Business account');
  }
}

/** The content other than text and media, stored with the message for the ledger. */
export function extraOf(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = Object.keys({ ...otherFields, ...buttonFields });
  return Object.fromEntries(
    names.flatMap((name) => (body[name] === undefined || body[name] === null ? [] : [[name, body[name]]])),
  );
}
