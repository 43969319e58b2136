import { ApiError, found } from './errors.ts';
import type { Instance, Message, MessageStatus, MessageType, Team, Template } from './records.ts';
import type { Workspace } from './store.ts';
import { limitsOf, providerId, usageAt, workspaceOf } from './store.ts';
import type { Rendering } from './templates.ts';
import { renderOrRefuse } from './templates.ts';
import { isTold, type Webhooks } from './webhooks.ts';
import type { Base } from './world.ts';

/** What is to go out, already checked. */
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
  /** Queues a message; it moves on by itself. A past or missing `scheduledAt` means now. */
  accept(workspace: Workspace, outgoing: Outgoing, scheduledAt?: number): Message;
  /** Records a message without starting it: campaigns send at their own pace. */
  enqueue(workspace: Workspace, outgoing: Outgoing): Message;
  /** Sends a queued message now. */
  send(message: Message): void;
  fail(message: Message, reason: string): void;
  /** Brings a message to a status, whatever it had before, and tells of it. */
  change(message: Message, status: MessageStatus): void;
  receive(workspace: Workspace, incoming: Incoming): Message;
  find(id: string): Message | undefined;
  /** Called on every change of an outbound message's status. */
  onStatus(listener: StatusListener): void;
}

export interface Incoming {
  instance: Instance;
  from: string;
  type: MessageType;
  body: string | null;
  mediaUrl: string | null;
}

/** Moves messages queued → sent → delivered → read, or failed, on the clock ("/guides/send-message"). */
export function createMessages(base: Base, webhooks: Webhooks): Messages {
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
    if (isTold(status)) webhooks.messageEvent(`message.${status}`, message);
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
      webhooks.messageEvent('message.received', message);
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

/**
 * The instance a call names: 404 when it is unknown or of another account, 403 INSTANCE_NOT_ASSIGNED when a team's key
 * names one of the owner's that the team was not given.
 */
export function instanceFor(call: { workspace: Workspace; team: Team | null }, id: string): Instance {
  const instance = found(call.workspace.instances.get(id), 'Instance');
  if (call.team && !call.team.instanceIds.has(id)) {
    throw new ApiError('INSTANCE_NOT_ASSIGNED', 'This instance is not assigned to your team');
  }
  return instance;
}

/** Refuses when the month's messages are used up: 429 MONTHLY_OUTBOUND_QUOTA_EXCEEDED. */
export function checkOutboundQuota(workspace: Workspace, at: number): void {
  if (usageAt(workspace, at).messagesCount >= limitsOf(workspace.account).monthlyOutboundQuota) {
    throw new ApiError('MONTHLY_OUTBOUND_QUOTA_EXCEEDED', 'Monthly outbound quota exceeded');
  }
}

/** Refuses sending on an inactive subscription: 403 SUBSCRIPTION_INACTIVE. */
export function checkSubscription(workspace: Workspace): void {
  if (workspace.account.subscription !== 'active') {
    throw new ApiError('SUBSCRIPTION_INACTIVE', 'Your subscription is not active');
  }
}

/** A template's text for one recipient, with what the message remembers of it. */
export function fromTemplate(
  template: Template,
  context: Parameters<typeof renderOrRefuse>[1],
): { body: string | null; meta: Record<string, unknown>; rendering: Rendering | null } {
  const rendering = template.body === null ? null : renderOrRefuse(template.body, context);
  return {
    body: rendering?.rendered ?? null,
    meta: {
      templateId: template.id,
      usedVariables: rendering?.variables ?? [],
      missingVariables: [],
    },
    rendering,
  };
}
