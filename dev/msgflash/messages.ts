import type { Base } from './base.ts';
import type { Deliveries } from './deliveries.ts';
import { limitsOf, usageAt } from './plan-limits.ts';
import type { Instance, Message, MessageStatus, MessageType } from './records.ts';
import type { Workspace } from './store.ts';
import { providerId, workspaceOf } from './store.ts';
import { hasEvent } from './webhooks.ts';

/** A message to send, already checked. */
export interface Outgoing {
  instance: Instance;
  to: string;
  type: MessageType;
  body: string | null;
  mediaUrl: string | null;
  contactId: string | null;
  campaignId?: string;
  meta: Record<string, unknown>;
  extra: Record<string, unknown>;
}

export type StatusListener = (message: Message, before: MessageStatus) => void;

export interface Messages {
  /** Queues a message, which is then sent on the clock. A past or missing `scheduledAt` means now. */
  accept(workspace: Workspace, outgoing: Outgoing, scheduledAt?: number): Message;
  /** Queues a message without sending it: campaigns send at their own pace. */
  enqueue(workspace: Workspace, outgoing: Outgoing): Message;
  /** Sends a queued message now. */
  send(message: Message): void;
  fail(message: Message, reason: string): void;
  /** Sets the status of a message, whatever it was, and sends the event. */
  change(message: Message, status: MessageStatus): void;
  receive(workspace: Workspace, incoming: Incoming): Message;
  find(id: string): Message | undefined;
  /** Registers a function that is called on every change of a message's status. */
  onStatus(listener: StatusListener): void;
}

export interface Incoming {
  instance: Instance;
  from: string;
  type: MessageType;
  body: string | null;
  mediaUrl: string | null;
}

/** Moves messages on the clock: queued → sent → delivered → read, or failed ("/guides/send-message"). */
export function createMessages(base: Base, deliveries: Deliveries): Messages {
  const { clock, store, steps } = base;
  const listeners: StatusListener[] = [];

  function put(workspace: Workspace, fields: Omit<Message, 'id' | 'seq' | 'accountId' | 'isHistory'>): Message {
    return workspace.messages.add({
      id: store.newId('message'),
      seq: store.nextSeq(),
      accountId: workspace.account.id,
      isHistory: false,
      ...fields,
    });
  }

  function queue(workspace: Workspace, outgoing: Outgoing, scheduledAt: number | null, countsWhenSent: boolean) {
    const now = clock.now();
    return put(workspace, {
      instanceId: outgoing.instance.id,
      contactId: outgoing.contactId,
      campaignId: outgoing.campaignId ?? null,
      direction: 'outbound',
      type: outgoing.type,
      from: null,
      to: outgoing.to,
      body: outgoing.body,
      mediaUrl: outgoing.mediaUrl,
      status: 'queued',
      error: null,
      meta: outgoing.meta,
      providerMessageId: null,
      extra: outgoing.extra,
      countsWhenSent,
      scheduledAt,
      sentAt: null,
      createdAt: now,
      updatedAt: now,
    });
  }

  function change(message: Message, status: MessageStatus): void {
    const before = message.status;
    message.status = status;
    message.updatedAt = clock.now();
    for (const listener of listeners) listener(message, before);
    if (hasEvent(status)) deliveries.messageEvent(`message.${status}`, message);
  }

  function fail(message: Message, reason: string): void {
    message.error = reason;
    change(message, 'failed');
  }

  function moveOn(message: Message): void {
    if (message.status === 'sent' && steps.delivered !== null) {
      base.later(() => {
        if (message.status !== 'sent') return;
        change(message, 'delivered');
        moveOn(message);
      }, steps.delivered);
    } else if (message.status === 'delivered' && steps.read !== null) {
      base.later(() => {
        if (message.status === 'delivered') change(message, 'read');
      }, steps.read);
    }
  }

  function send(message: Message): void {
    if (message.status !== 'queued') return;
    const workspace = workspaceOf(store, message.accountId);
    const usage = usageAt(workspace, clock.now());
    if (message.countsWhenSent) {
      // "/guides/schedule-message": the quota is checked when scheduling and again when sending.
      if (usage.messagesCount >= limitsOf(workspace.account).monthlyOutboundQuota) {
        fail(message, 'Monthly outbound quota exceeded');
        return;
      }
      usage.messagesCount++;
    }
    if (workspace.instances.get(message.instanceId)?.status !== 'connected') {
      fail(message, 'Instance is not connected');
      return;
    }
    const rule = store.numbers.failing.find(({ prefix }) => message.to.startsWith(prefix));
    if (rule) {
      fail(message, rule.reason);
      return;
    }
    message.sentAt = clock.now();
    message.providerMessageId = providerId(message.seq);
    change(message, 'sent');
    moveOn(message);
  }

  return {
    accept(workspace, outgoing, scheduledAt) {
      const wait = scheduledAt === undefined ? 0 : Math.max(scheduledAt - clock.now(), 0);
      const isLater = wait > 0;
      const message = queue(workspace, outgoing, scheduledAt ?? null, isLater);
      if (!isLater) usageAt(workspace, clock.now()).messagesCount++;
      base.later(() => send(message), wait + steps.sent);
      return message;
    },
    enqueue: (workspace, outgoing) => queue(workspace, outgoing, null, true),
    send,
    fail,
    change,
    receive(workspace, incoming) {
      const now = clock.now();
      const message = put(workspace, {
        instanceId: incoming.instance.id,
        contactId: workspace.contactIdByPhone.get(incoming.from) ?? null,
        campaignId: null,
        direction: 'inbound',
        type: incoming.type,
        from: incoming.from,
        to: incoming.instance.waNumber ?? '',
        body: incoming.body,
        mediaUrl: incoming.mediaUrl,
        status: 'received',
        error: null,
        meta: {},
        providerMessageId: providerId(store.nextSeq()),
        extra: {},
        countsWhenSent: false,
        scheduledAt: null,
        sentAt: null,
        createdAt: now,
        updatedAt: now,
      });
      deliveries.messageEvent('message.received', message);
      return message;
    },
    find(id) {
      for (const workspace of store.workspaces.values()) {
        const message = workspace.messages.get(id);
        if (message) return message;
      }
      return undefined;
    },
    onStatus(listener) {
      listeners.push(listener);
    },
  };
}
