import type { Base } from './base.ts';
import type { Deliveries } from './deliveries.ts';
import { isOutboundUsedUp, usageAt } from './plan-limits.ts';
import type { Instance, Message, MessageStatus } from './records.ts';
import type { Workspace } from './store.ts';
import { add, contactByPhone, newMessage, providerId, workspaceOf } from './store.ts';
import { hasEvent } from './webhooks.ts';

type Content = Pick<Message, 'type' | 'body' | 'mediaUrl'>;

/** A message to send, already checked. */
export interface Outgoing extends Content, Pick<Message, 'to' | 'contactId' | 'meta' | 'extra'> {
  instance: Instance;
  campaignId?: string;
}

export type Messages = ReturnType<typeof createMessages>;

/** Moves messages on the clock: queued → sent → delivered → read, or failed ("/guides/send-message"). */
export function createMessages({ clock, later, store, steps }: Base, deliveries: Deliveries) {
  function queue(
    workspace: Workspace,
    { instance, ...content }: Outgoing,
    own: Pick<Message, 'countsWhenSent' | 'scheduledAt'>,
  ): Message {
    const message = newMessage(store, {
      ...content,
      ...own,
      accountId: workspace.account.id,
      instanceId: instance.id,
      direction: 'outbound',
      status: 'queued',
      createdAt: clock.now(),
    });
    return add(workspace.messages, message);
  }

  /** Sets the status of a message, whatever it was, and sends the event. */
  function change(message: Message, status: MessageStatus): void {
    message.status = status;
    message.updatedAt = clock.now();
    if (hasEvent(status)) deliveries.messageEvent(`message.${status}`, message);
  }

  function fail(message: Message, reason: string): void {
    message.error = reason;
    change(message, 'failed');
  }

  /** Why a message cannot leave now; undefined if it can. */
  function obstacle({ countsWhenSent, instanceId, to }: Message, workspace: Workspace): string | undefined {
    // "/guides/schedule-message": the quota is checked when scheduling and again when sending.
    if (countsWhenSent && isOutboundUsedUp(workspace, clock.now())) return 'Monthly outbound quota exceeded';
    if (workspace.instances.get(instanceId)?.status !== 'connected') return 'Instance is not connected';
    return store.numbers.failing.find(({ prefix }) => to.startsWith(prefix))?.reason;
  }

  /** Sends a queued message now. */
  function send(message: Message): void {
    if (message.status !== 'queued') return;
    const workspace = workspaceOf(store, message.accountId);
    const reason = obstacle(message, workspace);
    if (reason !== undefined) {
      fail(message, reason);
      return;
    }
    if (message.countsWhenSent) usageAt(workspace, clock.now()).messagesCount++;
    message.sentAt = clock.now();
    message.providerMessageId = providerId(message.id);
    change(message, 'sent');
    moveOn(message, 'sent');
  }

  /** A sent message is delivered after some time, and a delivered one read, unless its status has changed. */
  function moveOn(message: Message, from: 'sent' | 'delivered'): void {
    const wait = steps[from === 'sent' ? 'delivered' : 'read'];
    if (wait === null) return;
    later(() => {
      if (message.status !== from) return;
      change(message, from === 'sent' ? 'delivered' : 'read');
      if (from === 'sent') moveOn(message, 'delivered');
    }, wait);
  }

  return {
    /** Queues a message, which is then sent on the clock. A past or missing `scheduledAt` means now. */
    accept(workspace: Workspace, outgoing: Outgoing, scheduledAt: number | null = null): Message {
      const wait = Math.max((scheduledAt ?? 0) - clock.now(), 0);
      const message = queue(workspace, outgoing, { countsWhenSent: wait > 0, scheduledAt });
      if (wait === 0) usageAt(workspace, clock.now()).messagesCount++;
      later(() => send(message), wait + steps.sent);
      return message;
    },
    /** Queues a message without sending it: campaigns send at their own pace. */
    enqueue: (workspace: Workspace, outgoing: Outgoing) =>
      queue(workspace, outgoing, { countsWhenSent: true, scheduledAt: null }),
    send,
    fail,
    change,
    /** Takes a customer's message. */
    receive(workspace: Workspace, instance: Instance, incoming: Content & { from: string }): Message {
      const message = newMessage(store, {
        ...incoming,
        accountId: workspace.account.id,
        instanceId: instance.id,
        contactId: contactByPhone(workspace, incoming.from)?.id ?? null,
        direction: 'inbound',
        to: instance.waNumber ?? '',
        status: 'received',
        createdAt: clock.now(),
      });
      message.providerMessageId = providerId(message.id);
      add(workspace.messages, message);
      deliveries.messageEvent('message.received', message);
      return message;
    },
    find: (id: string) =>
      [...store.workspaces.values()].map(({ messages }) => messages.get(id)).find((message) => message !== undefined),
  };
}
