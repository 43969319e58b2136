import { iso, isoOrNull } from './dates.ts';
import type { Message, MessageStatus, MessageType } from './records.ts';
import type { Store } from './store.ts';

/** An accepted message and its current status. */
export interface LedgerEntry {
  messageId: string;
  instanceId: string;
  to: string;
  type: MessageType;
  text: string | null;
  mediaUrl: string | null;
  contactId: string | null;
  campaignId: string | null;
  templateId: string | null;
  /** What else the customer sees: location, shared contact, title, buttons. */
  extra: Record<string, unknown>;
  acceptedAt: string;
  scheduledAt: string | null;
  sentAt: string | null;
  status: MessageStatus;
  error: string | null;
}

/** Every outbound message of every account in the order of acceptance, without those of the seed. */
export function ledgerOf(store: Store): LedgerEntry[] {
  return [...store.workspaces.values()]
    .flatMap(({ messages }) => [...messages.values()])
    .filter(({ direction, isHistory }) => direction === 'outbound' && !isHistory)
    .sort((a, b) => a.createdAt - b.createdAt)
    .map(entryOf);
}

function entryOf(message: Message): LedgerEntry {
  const { instanceId, to, type, mediaUrl, contactId, campaignId, extra, status, error } = message;
  const { templateId } = message.meta;
  return {
    messageId: message.id,
    instanceId,
    to,
    type,
    text: message.body,
    mediaUrl,
    contactId,
    campaignId,
    templateId: typeof templateId === 'string' ? templateId : null,
    extra,
    acceptedAt: iso(message.createdAt),
    scheduledAt: isoOrNull(message.scheduledAt),
    sentAt: isoOrNull(message.sentAt),
    status,
    error,
  };
}
