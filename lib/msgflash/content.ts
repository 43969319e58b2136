/** Who gets a message, and from which instance. */
export interface Recipient {
  instanceId: string;
  /** E.164 with `+`. */
  to: string;
}

/** What a button does, with the one value it needs. `/api-reference/messages/send` */
export type ButtonAction =
  | { kind: 'reply'; id: string }
  | { kind: 'url'; url: string }
  | { kind: 'call'; phoneNumber: string }
  | { kind: 'copy'; copyCode: string }
  | { kind: 'pix'; currency: string; name: string; keyType: string; key: string };

/** A button as the API takes it. */
export type Button = { type: string; title: string; displayText: string } & Record<string, string>;

/**
 * A button. Its kind goes out twice, since the documentation contradicts itself: the send page reads it from `title`, the
 * schedule and campaign pages from `type`.
 */
export function button(displayText: string, { kind, ...values }: ButtonAction): Button {
  return { type: kind, title: kind, displayText, ...values };
}

/** The content of a message by its type. `/resources/message-types` */
export type Content =
  | { type: 'text'; text: string }
  | { type: 'image' | 'video' | 'document'; mediaUrl: string; text?: string }
  | { type: 'audio' | 'voice_note'; mediaUrl: string }
  | { type: 'location'; latitude: number; longitude: number; locationName?: string; locationAddress?: string }
  | { type: 'contact'; contactId: string }
  | { type: 'buttons'; title: string; description: string; footer?: string; buttons: Button[] };
