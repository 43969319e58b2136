import { iso } from './dates.ts';
import type { Message } from './records.ts';
import type { Listing } from './settings.ts';

/** The message object of "/api-reference/messages/{list,get}". */
export function messageObject(message: Message) {
  return {
    id: message.id,
    userId: message.accountId,
    instanceId: message.instanceId,
    contactId: message.contactId,
    campaignId: message.campaignId,
    direction: message.direction,
    type: message.type,
    from: message.from,
    to: message.to,
    body: message.body,
    mediaUrl: message.mediaUrl,
    status: message.status,
    error: message.error,
    meta: message.meta,
    providerMessageId: message.providerMessageId,
    createdAt: iso(message.createdAt),
    updatedAt: iso(message.updatedAt),
  };
}

/** A message in a list, which may differ from what was sent, see `Listing`. */
export function listedMessage(message: Message, listing: Listing) {
  const object = messageObject(message);
  if (message.direction === 'inbound') return object;
  const { mediaUrl } = message;
  return {
    ...object,
    to: RECIPIENTS[listing.recipients](message.to),
    type: listing.voiceNotes === 'audio' && message.type === 'voice_note' ? 'audio' : message.type,
    body: message.body === null ? null : TEXTS[listing.texts](message.body),
    mediaUrl: listing.media === 'own_link' && mediaUrl ? `https://srv.msgflash.com/media/${message.id}` : mediaUrl,
  };
}

const RECIPIENTS: Record<Listing['recipients'], (to: string) => string> = {
  as_sent: (to) => to,
  device: (to) => `${to.slice(1)}:12@s.whatsapp.net`,
  lid: (to) => `${[...to.slice(1)].reverse().join('')}0000@lid`,
  without_nine: (to) => to.replace(/^(\+55\d\d)9(\d{8})$/, '$1$2'),
};

const TEXTS: Record<Listing['texts'], (text: string) => string> = {
  as_sent: (text) => text,
  escaped: (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  tidied: (text) => text.replaceAll('\u00a0', ' ').trimEnd(),
};
