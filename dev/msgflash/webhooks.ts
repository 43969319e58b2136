import { createHmac } from 'node:crypto';
import type { ClientRequest } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Instance, Message, WebhookEndpoint } from './records.ts';
import type { Payloads } from './settings.ts';
import type { Workspace } from './store.ts';
import { iso, workspaceOf } from './store.ts';
import type { Base } from './world.ts';

/** The documented events ("/guides/webhooks"). */
export const EVENTS = [
  'instance.connected',
  'instance.disconnected',
  'message.sent',
  'message.delivered',
  'message.read',
  'message.failed',
  'message.received',
] as const;

export type EventName = (typeof EVENTS)[number];

type StatusOf<E> = E extends `message.${infer S}` ? S : never;
/** A status of a message that an event tells of. */
export type ToldStatus = StatusOf<EventName>;

/** Whether an event `message.<word>` is documented. */
export function isTold(word: string): word is ToldStatus {
  return EVENTS.some((event) => event === `message.${word}`);
}

export interface Attempt {
  at: string;
  /** null = no answer at all; `error` says why. */
  status: number | null;
  error: string | null;
}

/** One event on its way to one endpoint, with what was sent byte for byte. */
export interface Delivery {
  id: string;
  accountId: string;
  webhookId: string;
  event: EventName;
  url: string;
  headers: Record<string, string>;
  body: string;
  status: 'pending' | 'delivered' | 'failed';
  attempts: Attempt[];
  createdAt: string;
}

export interface Webhooks {
  create(workspace: Workspace, url: string, events: string[]): WebhookEndpoint;
  remove(workspace: Workspace, id: string): boolean;
  messageEvent(event: EventName, message: Message): void;
  instanceEvent(event: EventName, workspace: Workspace, instance: Instance): void;
  deliveries(): readonly Delivery[];
  /** Sends a delivery again, byte for byte, once and without further attempts. */
  redeliver(id: string): Promise<Delivery | undefined>;
  /** Drops what is on its way, at the end of the server. */
  stop(): void;
}

export interface WebhookOptions {
  attempts: number;
  /** Pause before the second attempt, doubled before each further one; on the clock. */
  backoffMs: number;
  /** Real time a receiver has for its answer. */
  timeoutMs: number;
  /** Draws the secret of a new endpoint. */
  newSecret(): string;
}

/** Delivers events over HTTP with signature, retries and a record of every attempt ("/guides/webhooks"). */
export function createWebhooks(base: Base, options: WebhookOptions): Webhooks {
  const { clock, store } = base;
  const deliveries: Delivery[] = [];
  const byId = new Map<string, Delivery>();
  const open = new Set<ClientRequest>();

  function dispatch(workspace: Workspace, event: EventName, payload: unknown): void {
    const body = JSON.stringify(payload);
    for (const endpoint of workspace.webhooks.all()) {
      if (!endpoint.active || !endpoint.events.includes(event)) continue;
      const delivery: Delivery = {
        id: store.newId('delivery'),
        accountId: workspace.account.id,
        webhookId: endpoint.id,
        event,
        url: endpoint.url,
        headers: {
          'Content-Type': 'application/json',
          'X-MsgFlash-Event': event,
          'X-MsgFlash-Signature': `sha256=${createHmac('sha256', endpoint.secret).update(body).digest('hex')}`,
        },
        body,
        status: 'pending',
        attempts: [],
        createdAt: iso(clock.now()),
      };
      deliveries.push(delivery);
      byId.set(delivery.id, delivery);
      void clock.track(attempt(delivery));
    }
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const result = await postOnce(delivery);
    if (isSuccess(result)) {
      delivery.status = 'delivered';
      return;
    }
    const made = delivery.attempts.length;
    if (made >= options.attempts) {
      delivery.status = 'failed';
      return;
    }
    base.later(
      () => {
        // A deleted endpoint gets nothing more.
        if (workspaceOf(store, delivery.accountId).webhooks.get(delivery.webhookId)) return attempt(delivery);
        delivery.status = 'failed';
        return undefined;
      },
      options.backoffMs * 2 ** (made - 1),
    );
  }

  async function postOnce(delivery: Delivery): Promise<Attempt> {
    const at = iso(clock.now());
    const outcome = await post(delivery, options.timeoutMs, open);
    const result: Attempt = { at, ...outcome };
    delivery.attempts.push(result);
    return result;
  }

  return {
    create(workspace, url, events) {
      const now = clock.now();
      return workspace.webhooks.add({
        id: store.newId('webhook'),
        seq: store.nextSeq(),
        url,
        secret: options.newSecret(),
        events,
        active: true,
        createdAt: now,
        updatedAt: now,
      });
    },
    remove: (workspace, id) => workspace.webhooks.remove(id),
    messageEvent(event, message) {
      const workspace = workspaceOf(store, message.accountId);
      dispatch(workspace, event, messagePayload(event, message, clock.now(), base.settings.payloads));
    },
    instanceEvent(event, workspace, instance) {
      dispatch(workspace, event, instancePayload(event, instance, clock.now(), base.settings.payloads));
    },
    deliveries: () => deliveries,
    async redeliver(id) {
      const delivery = byId.get(id);
      if (!delivery) return undefined;
      const result = await clock.track(postOnce(delivery));
      if (isSuccess(result)) delivery.status = 'delivered';
      return delivery;
    },
    stop() {
      for (const request of open) request.destroy(new Error('The server ended'));
    },
  };
}

const isSuccess = (attempt: Attempt) => attempt.status !== null && attempt.status >= 200 && attempt.status < 300;

/** Whether a host name means this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function post(
  delivery: Delivery,
  timeoutMs: number,
  open: Set<ClientRequest>,
): Promise<{ status: number | null; error: string | null }> {
  const url = new URL(delivery.url);
  // This server plays on one machine; an address elsewhere may be subscribed but is never called.
  if (!isLoopback(url.hostname)) return Promise.resolve({ status: null, error: 'Not on this machine' });
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const request = send(
      url,
      {
        method: 'POST',
        agent: false,
        headers: { ...delivery.headers, 'Content-Length': Buffer.byteLength(delivery.body) },
      },
      (response) => {
        response.resume();
        response.on('error', () => {});
        response.on('close', () => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? null, error: null });
        });
      },
    );
    const timer = setTimeout(() => request.destroy(new Error('No answer in time')), timeoutMs);
    open.add(request);
    request.on('close', () => open.delete(request));
    request.on('error', (error) => {
      clearTimeout(timer);
      resolve({ status: null, error: error.message });
    });
    request.end(delivery.body);
  });
}

function messagePayload(event: EventName, message: Message, at: number, payloads: Payloads): unknown {
  const sketch = { messageId: message.id, status: message.status };
  const thin = {
    instanceId: message.instanceId,
    messageId: message.id,
    providerMessageId: message.providerMessageId,
    to: message.to,
    status: message.status,
    timestamp: iso(at),
  };
  const full = {
    ...thin,
    contactId: message.contactId,
    campaignId: message.campaignId,
    direction: message.direction,
    type: message.type,
    from: message.from,
    body: message.body,
    mediaUrl: message.mediaUrl,
    error: message.error,
  };
  return wrap(event, { sketch, thin, full }[payloads.detail], payloads);
}

function instancePayload(event: EventName, instance: Instance, at: number, payloads: Payloads): unknown {
  const thin = { instanceId: instance.id, status: instance.status, timestamp: iso(at) };
  const full = { ...thin, name: instance.name, waNumber: instance.waNumber };
  return wrap(event, { sketch: thin, thin, full }[payloads.detail], payloads);
}

function wrap(event: EventName, fields: object, payloads: Payloads): unknown {
  return payloads.shape === 'nested' ? { event, data: fields } : { event, ...fields };
}
