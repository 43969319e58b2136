import { createHash } from 'node:crypto';
import type { Bundle } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { FREE_AN_ENDPOINT } from '../lib/msgflash/errors.ts';
import { NoAnswer, Refusal } from '../lib/msgflash/failures.ts';
import { parseJson } from '../lib/msgflash/json.ts';
import { createWebhook, deleteWebhook, listWebhooks } from '../lib/msgflash/operations.ts';
import { type Payload, payload } from '../lib/msgflash/schemas.ts';
import { type Verdict, verifySignature } from '../lib/msgflash/signature.ts';
import type { Api } from '../lib/msgflash/transport.ts';
import { Problem } from '../lib/problem.ts';
import { isAmbiguous } from '../lib/run/confirmed.ts';
import type { Run } from '../lib/run/types.ts';

/** What Zapier stores about an endpoint while its Zap is on. */
const subscription = z.object({ id: z.string(), secret: z.string() });
export type Subscription = z.output<typeof subscription>;
/** If nothing usable was stored, the secret is empty, and no signature can match. */
const kept = z.catch(subscription, { id: '', secret: '' });

/** How long MsgFlash may still take to create an endpoint, and the time reserved for deleting it, in milliseconds. */
const LATE_MS = 3_000;
const TIDY_MS = 5_000;

/**
 * Creates the endpoint of one Zap.
 *
 * @param url Zapier's address for this Zap
 * @throws Problem `error` if MsgFlash did not confirm it (the endpoint is then deleted) or none is left; else `Refusal`
 */
export async function subscribe(run: Run, url: string, events: readonly string[]): Promise<Subscription> {
  try {
    return await createWebhook(run.api, url, events);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'MAX_WEBHOOK_ENDPOINTS_REACHED') throw await noneLeft(run, error);
    if (!isAmbiguous(error)) throw error;
    const isClean = await removeEndpoints(run, url, error.silence === 'timeout' || error.silence === 'connection');
    throw new Problem(
      'error',
      isClean
        ? 'MsgFlash did not confirm the webhook. Turn the Zap on again in a minute.'
        : 'MsgFlash did not confirm the webhook. Delete endpoints you do not know under Webhooks in MsgFlash, then turn the Zap on again.',
    );
  }
}

/**
 * Deletes an endpoint that MsgFlash may have created without confirming it. It is useless without its secret, and it
 * would count towards the plan's limit.
 *
 * @param mayComeLate whether MsgFlash may still be creating it, so that a second look is needed
 * @returns false if an endpoint may be left, or may still appear
 */
async function removeEndpoints({ api, deadline }: Run, url: string, mayComeLate: boolean): Promise<boolean> {
  try {
    if ((await removeByUrl(api, url)) || !mayComeLate) return true;
    await new Promise((resolve) => setTimeout(resolve, deadline.left(LATE_MS, TIDY_MS)));
    // Not there even now: MsgFlash may still be making it.
    return await removeByUrl(api, url);
  } catch {
    return false;
  }
}

/** The error when all endpoints are in use. Their number is therefore the plan's limit. */
async function noneLeft({ api }: Run, refusal: Refusal): Promise<Error> {
  const used = await listWebhooks(api).catch(() => null);
  // A team sees only its own endpoints, and may have none.
  if (!used?.length) return refusal;
  return new Problem('error', `All ${used.length} webhook endpoints of your plan are in use. ${FREE_AN_ENDPOINT}`);
}

/** Deletes every endpoint with this URL. @returns whether there was one */
async function removeByUrl(api: Api, url: string): Promise<boolean> {
  const orphans = (await listWebhooks(api)).filter((webhook) => webhook.url === url);
  await Promise.all(orphans.map((webhook) => remove(api, webhook.id, [404])));
  return orphans.length > 0;
}

/**
 * Deletes the endpoint of a Zap. It counts as deleted if it no longer exists or this connection has lost access to it.
 *
 * @param subscribeData what `subscribe` returned; anything else is ignored
 */
export async function unsubscribe({ api }: Run, subscribeData: unknown): Promise<object> {
  const parsed = z.safeParse(z.object({ id: z.string() }), subscribeData);
  if (!parsed.success) return {};
  const done = [401, 403, 404];
  await remove(api, parsed.data.id, done).catch((error: unknown) => {
    if (!(error instanceof NoAnswer)) throw error;
    return remove(api, parsed.data.id, done);
  });
  return {};
}

/** Deletes an endpoint. @param done refusals that count as done */
async function remove(api: Api, webhookId: string, done: readonly number[]): Promise<void> {
  try {
    await deleteWebhook(api, webhookId);
  } catch (error) {
    if (!(error instanceof Refusal && done.includes(error.status))) throw error;
  }
}

/** A genuine delivery. */
export interface Delivery {
  event: string;
  payload: Payload;
  /** The ID of the endpoint that received it. */
  subscriptionId: string;
  /** A hash of the body without its times, to recognise a repeat of an event that has no ID. */
  fingerprint(): string;
}

/** Shown as halted: a broken set-up is visible in Zap history, and a forged delivery cannot turn the Zap off. */
const UNTRUSTED: Readonly<Record<Extract<Verdict, { ok: false }>['reason'], string>> = {
  missing: 'A delivery without a signature was ignored: nothing shows that it came from MsgFlash.',
  malformed: 'A delivery whose signature has a wrong form was ignored: it does not come from MsgFlash.',
  wrong:
    'A delivery with a wrong signature was ignored. If this happens to every message, turn the Zap off and on again.',
};

/**
 * Reads a delivery, flat or nested under `data`. Nothing in it is trusted before its signature is checked.
 * `/guides/webhooks`
 *
 * @param events those this endpoint subscribed to; if there is only one, the body may omit it
 * @returns null if it is another event
 * @throws Problem `halted` if it is not genuine or cannot be read
 */
export function readDelivery(
  bundle: Pick<Bundle, 'rawRequest' | 'subscribeData'>,
  events: readonly string[],
): Delivery | null {
  const body = bundle.rawRequest?.content ?? '';
  const { id, secret } = z.parse(kept, bundle.subscribeData);
  if (process.env.MSGFLASH_SIGNATURE_CHECK !== 'off') {
    const verdict = verifySignature(signatureIn(bundle.rawRequest?.headers), secret, body);
    if (!verdict.ok) throw new Problem('halted', UNTRUSTED[verdict.reason]);
  }
  const json = parseJson(body);
  const parsed = z.safeParse(payload, json);
  const event = parsed.data?.event ?? (events.length === 1 ? events[0] : undefined);
  if (!parsed.success || !event) {
    throw new Problem('halted', 'MsgFlash sent an event that could not be read. Write to support@msgflash.com.');
  }
  const fingerprint = () => createHash('sha256').update(JSON.stringify(json, timeless), 'utf8').digest('hex');
  return events.includes(event) ? { event, payload: parsed.data, subscriptionId: id, fingerprint } : null;
}

/** Drops times, because a repeated delivery may have new ones. */
function timeless(key: string, value: unknown): unknown {
  return /(?:[tT]ime|[tT]imestamp|[dD]ate|At|_at)$/.test(key) ? undefined : value;
}

/** Zapier passes it as `Http-X-Msgflash-Signature`; other capitalisation, and the bare name, also occur. */
function signatureIn(headers: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const name = Object.keys(headers ?? {}).find((key) => /^(http-)?x-msgflash-signature$/i.test(key));
  const value = name && headers?.[name];
  return typeof value === 'string' ? value : undefined;
}
