import { randomUUID } from 'node:crypto';
import type { Check } from '../fields/options.ts';
import { explainOutage } from '../msgflash/errors.ts';
import { type NoAnswer, Refusal } from '../msgflash/failures.ts';
import type { Outgoing } from '../msgflash/operations.ts';
import type { Message } from '../msgflash/schemas.ts';
import type { Api } from '../msgflash/transport.ts';
import { Problem } from '../problem.ts';
import type { PartialMessage } from '../records/message.ts';
import type { Done } from '../run/cache/entries.ts';
import { isAmbiguous, later } from '../run/confirmed.ts';
import type { Run } from '../run/types.ts';
import { AGAIN_S, Attempts } from './attempts.ts';
import { makeChecks } from './checks.ts';
import { lookUp } from './lookup.ts';
import { takeMessage } from './taken.ts';

/** A message that MsgFlash accepted, and whether an earlier run sent it. */
export interface Delivered {
  message: PartialMessage;
  alreadySent: boolean;
}

/** Time for sending and for a look-up afterwards. With less than this left, the step does not start to send. */
const SENDING_MS = 8_000 + 6_000;

/**
 * Sends a message at most once, retries included. MsgFlash has no idempotency key, Zapier replays steps, and a customer
 * must not get the same message twice.
 *
 * @param onceFor the value of Prevent Duplicates By, '' for none
 * @param sendAt when it is to be sent (ISO 8601), null for now
 * @param send makes the one request that sends
 * @throws Refusal if MsgFlash refused it; Problem `throttled` if the retry will settle what happened, `halted` or
 *   `error` if only a person can; also what the checks and `Attempts` throw
 */
export async function deliver(
  run: Run,
  outgoing: Outgoing,
  {
    onceFor,
    sendAt,
    checks,
    send,
  }: {
    onceFor: string;
    sendAt: string | null;
    checks: readonly Check[];
    send: (api: Api, outgoing: Outgoing) => Promise<Message>;
  },
): Promise<Delivered> {
  const token = randomUUID();
  // No attempts for a test in the editor: it must not count as the real message, and Zapier does not retry it.
  const attempts = run.isTest ? null : new Attempts(run, outgoing, onceFor, sendAt, token);
  const before = await attempts?.done();
  if (before) return sentBefore(before);
  await makeChecks(run, outgoing, checks, SENDING_MS);
  const claimed = await attempts?.claim();
  if (claimed?.result === 'done') return sentBefore(claimed.done);
  const isFound = claimed?.result === 'found';
  const message = isFound ? claimed.message : await sendOrFind(run, outgoing, send, attempts, token);
  // MsgFlash has accepted the message, so nothing may fail from here on.
  await Promise.all([
    takeMessage(run, message.id, attempts?.tokens ?? [token]),
    attempts?.finish({ id: message.id, at: message.createdAt ?? new Date().toISOString() }),
  ]);
  // Without Prevent Duplicates By, a found message is from an earlier attempt of this same run: later steps still have
  // to run.
  return { message, alreadySent: isFound && onceFor !== '' };
}

function sentBefore({ id, at }: Done): Delivered {
  return { message: { id, createdAt: at }, alreadySent: true };
}

/** Sends the message, and looks it up if the response does not say what happened. */
async function sendOrFind(
  run: Run,
  outgoing: Outgoing,
  send: (api: Api, outgoing: Outgoing) => Promise<Message>,
  attempts: Attempts | null,
  token: string,
): Promise<Message> {
  if (run.deadline.left() < SENDING_MS) throw later(run, 'MsgFlash took too long, so nothing was sent.', 60);
  const [at, begun] = [Date.now(), performance.now()];
  try {
    return await send(run.api, outgoing);
  } catch (error) {
    if (error instanceof Refusal) await attempts?.refused();
    if (!isAmbiguous(error)) throw error;
    const trace = await lookUp(run, outgoing, () => performance.now() - begun, attempts?.tokens ?? [token]);
    if (trace.result === 'found') return trace.message;
    // Not found proves nothing yet: MsgFlash may still be working on it.
    throw await unknown(error, attempts, at);
  }
}

async function unknown(error: NoAnswer, attempts: Attempts | null, at: number): Promise<Problem> {
  const what = explainOutage(error);
  if (attempts && (await attempts.note(at))) {
    return new Problem(
      'throttled',
      `${what} Zapier tries this step again automatically, and sends only if the message has not gone out.`,
      AGAIN_S,
    );
  }
  // Halted in a live step, because Zapier may replay an error automatically.
  return new Problem(
    attempts ? 'halted' : 'error',
    `${what} The message may have gone out. Look under Messages in MsgFlash before you send it again.`,
  );
}
