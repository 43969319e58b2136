import { createHmac } from 'node:crypto';
import type { Base } from './base.ts';
import { iso } from './dates.ts';
import { instancePayload, messagePayload } from './payloads.ts';
import type { Instance, Message } from './records.ts';
import type { Workspace } from './store.ts';
import { workspaceOf } from './store.ts';
import { type EventName, isLoopback } from './webhooks.ts';

/** Five attempts ("/guides/webhooks"). The pause before the second one, on the clock, doubles before each further one. */
const ATTEMPTS = 5;
const BACKOFF_MS = 1000;
/** How long a receiver has to respond, in real time. */
const TIMEOUT_MS = 10_000;

/** The result of one attempt. `status` is null if there was no response; `error` says why. */
interface Attempt {
  at: string;
  status: number | null;
  error: string | null;
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

export type Deliveries = ReturnType<typeof createDeliveries>;

/** Delivers events over HTTP, with a signature and retries, and records every attempt ("/guides/webhooks"). */
export function createDeliveries({ clock, closing, later, store, settings }: Base) {
  const deliveries = new Map<string, Delivery>();

  function dispatch(workspace: Workspace, event: EventName, payload: unknown): void {
    const body = JSON.stringify(payload);
    for (const endpoint of workspace.webhooks.values()) {
      if (!endpoint.events.includes(event)) continue;
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
    await postOnce(delivery);
    const made = delivery.attempts.length;
    if (delivery.status === 'delivered') return;
    if (made >= ATTEMPTS) {
      delivery.status = 'failed';
      return;
    }
    later(
      () => {
        // A deleted endpoint gets no further attempts.
        if (workspaceOf(store, delivery.accountId).webhooks.has(delivery.webhookId)) return attempt(delivery);
        delivery.status = 'failed';
        return undefined;
      },
      BACKOFF_MS * 2 ** (made - 1),
    );
  }

  /** Sends the request of a delivery once. Any 2xx means that it was delivered. */
  async function postOnce(delivery: Delivery): Promise<void> {
    const at = iso(clock.now());
    const { url, body } = delivery;
    // A connection that stays open may lead to a receiver that has closed meanwhile.
    const headers = { ...delivery.headers, Connection: 'close' };
    try {
      // Addresses elsewhere can be subscribed but are never called: this server must not send requests to other machines.
      if (!isLoopback(new URL(url).hostname)) throw new Error('Not on this machine');
      const signal = AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT_MS)]);
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      await response.arrayBuffer();
      delivery.attempts.push({ at, status: response.status, error: null });
      if (response.ok) delivery.status = 'delivered';
    } catch (error) {
      delivery.attempts.push({ at, status: null, error: error instanceof Error ? error.message : String(error) });
    }
  }

  return {
    messageEvent(event: EventName, message: Message): void {
      const workspace = workspaceOf(store, message.accountId);
      dispatch(workspace, event, messagePayload(event, message, clock.now(), settings.payloads));
    },
    instanceEvent(event: EventName, workspace: Workspace, instance: Instance): void {
      dispatch(workspace, event, instancePayload(event, instance, clock.now(), settings.payloads));
    },
    all: () => [...deliveries.values()],
    /** Sends a delivery again, byte for byte, without retries. */
    async redeliver(id: string): Promise<Delivery | undefined> {
      const delivery = deliveries.get(id);
      if (delivery) await clock.track(postOnce(delivery));
      return delivery;
    },
  };
}
