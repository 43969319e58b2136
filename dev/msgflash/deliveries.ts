import { createHmac } from 'node:crypto';
import type { ClientRequest } from 'node:http';
import type { Base } from './base.ts';
import { iso } from './dates.ts';
import { instancePayload, messagePayload } from './payloads.ts';
import { type Posted, post } from './post.ts';
import type { Instance, Message } from './records.ts';
import type { Workspace } from './store.ts';
import { workspaceOf } from './store.ts';
import type { EventName } from './webhooks.ts';

export interface Attempt extends Posted {
  at: string;
}

/** One event for one endpoint, with the exact request that was sent. */
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

export interface Deliveries {
  messageEvent(event: EventName, message: Message): void;
  instanceEvent(event: EventName, workspace: Workspace, instance: Instance): void;
  all(): readonly Delivery[];
  /** Sends a delivery again, byte for byte, without retries. */
  redeliver(id: string): Promise<Delivery | undefined>;
  /** Aborts open requests when the server closes. */
  stop(): void;
}

export interface DeliveryOptions {
  attempts: number;
  /** The pause before the second attempt, on the clock. It doubles before each further attempt. */
  backoffMs: number;
  /** Real time that a receiver has to respond. */
  timeoutMs: number;
}

/** Delivers events over HTTP, with a signature and retries, and records every attempt ("/guides/webhooks"). */
export function createDeliveries(base: Base, options: DeliveryOptions): Deliveries {
  const { clock, store, settings } = base;
  const deliveries = new Map<string, Delivery>();
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
      deliveries.set(delivery.id, delivery);
      void clock.track(attempt(delivery));
    }
  }

  async function attempt(delivery: Delivery): Promise<void> {
    if (await postOnce(delivery)) return;
    const made = delivery.attempts.length;
    if (made >= options.attempts) {
      delivery.status = 'failed';
      return;
    }
    base.later(
      () => {
        // A deleted endpoint gets no further attempts.
        if (workspaceOf(store, delivery.accountId).webhooks.get(delivery.webhookId)) return attempt(delivery);
        delivery.status = 'failed';
        return undefined;
      },
      options.backoffMs * 2 ** (made - 1),
    );
  }

  /** @returns whether the receiver accepted it (2xx) */
  async function postOnce(delivery: Delivery): Promise<boolean> {
    const at = iso(clock.now());
    const posted = await post(delivery, options.timeoutMs, open);
    delivery.attempts.push({ at, ...posted });
    const isTaken = posted.status !== null && posted.status >= 200 && posted.status < 300;
    if (isTaken) delivery.status = 'delivered';
    return isTaken;
  }

  return {
    messageEvent(event, message) {
      const workspace = workspaceOf(store, message.accountId);
      dispatch(workspace, event, messagePayload(event, message, clock.now(), settings.payloads));
    },
    instanceEvent(event, workspace, instance) {
      dispatch(workspace, event, instancePayload(event, instance, clock.now(), settings.payloads));
    },
    all: () => [...deliveries.values()],
    async redeliver(id) {
      const delivery = deliveries.get(id);
      if (delivery) await clock.track(postOnce(delivery));
      return delivery;
    },
    stop() {
      for (const request of open) request.destroy(new Error('The server ended'));
    },
  };
}
