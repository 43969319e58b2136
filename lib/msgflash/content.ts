/** Who gets a message and which instance sends it. */
export interface Recipient {
  instanceId: string;
  /** E.164 with `+`. */
  to: string;
}

/** What a button does, with the values it needs. `/api-reference/messages/send` */
export type ButtonAction =
  | { kind: 'reply'; id: string }
  | { kind: 'url'; url: string }
  | { kind: 'call'; phoneNumber: string }
  | { kind: 'copy'; copyCode: string }
  | { kind: 'pix'; currency: string; name: string; keyType: string; key: string };

/** A button in the API's format. */
export type Button = { type: string; title: string; displayText: string } & Record<string, string>;

/**
 * Makes a button. Its kind is sent twice, because the documentation contradicts itself: the send page uses `title`, the
 * schedule and campaign pages use `type`.
 */
export function button(displayText: string, { kind, ...values }: ButtonAction): Button {
  return { type: kind, title: kind, displayText, ...values };
}

/** The content of each type of message. `/resources/message-types` */
export type Content =
  | { type: 'text'; text: string }
  | { type: 'image' | 'video' | 'document'; mediaUrl: string; text?: string }
  | { type: 'audio' | 'voice_note'; mediaUrl: string }
  | { type: 'location'; latitude: number; longitude: number; locationName?: string; locationAddress?: string }
  | { type: 'contact'; contactId: string }
  | { type: 'buttons'; title: string; description: string; footer?: string; buttons: Button[] };
