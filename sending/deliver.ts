import { randomUUID } from 'node:crypto';
import type { Check } from '../fields/options.ts';
import { NoAnswer, Refusal } from '../msgflash/failures.ts';
import type { Outgoing } from '../msgflash/operations.ts';
import type { Message } from '../msgflash/schemas.ts';
import type { Api } from '../msgflash/transport.ts';
import type { PartialMessage } from '../resources/message.ts';
import type { Done } from '../runtime/entries.ts';
import { Problem } from '../runtime/problem.ts';
import type { Run } from '../runtime/run.ts';
import { makeChecks } from './checks.ts';
import { lookUp } from './lookup.ts';
import { Once } from './once.ts';
import { takeMessage } from './taken.ts';

/** A message that MsgFlash has, and whether it was an earlier run that sent it. */
export interface Delivered {
  message: PartialMessage;
  alreadySent: boolean;
}

/**
 * Hands a message to MsgFlash at most once. MsgFlash knows no idempotency key, the platform replays steps, and a customer
 * must not get the same message twice.
 *
 * @param once what the message may be sent only once for, '' for no such protection
 * @param send the one request that sends
 * @throws Refusal when MsgFlash refused it; Problem `error` when it certainly did not take it, `halted` when nobody can
 *   tell (an error would be replayed by itself), and those of the checks and of `Once`
 */
export async function deliver(
  run: Run,
  outgoing: Outgoing,
  {
    once: value,
    checks,
    send,
  }: { once: string; checks: readonly Check[]; send: (api: Api, outgoing: Outgoing) => Promise<Message> },
): Promise<Delivered> {
  const token = randomUUID();
  // A test in the editor must not use up the real message.
  const once = value && !run.isTest ? new Once(run, outgoing, value, token) : null;
  const before = await once?.done();
  if (before) return sentBefore(before);
  await makeChecks(run, outgoing, checks);
  const meanwhile = await once?.claim();
  if (meanwhile) return sentBefore(meanwhile);

  const begun = performance.now();
  const message = await send(run.api, outgoing).catch(async (error: unknown) => {
    if (error instanceof Refusal) await once?.refused();
    if (!(error instanceof NoAnswer) || error.silence === 'unreached') throw error;
    return reconcile(run, outgoing, () => performance.now() - begun, token);
  });
  // From here on nothing may fail: MsgFlash has the message.
  await Promise.all([
    takeMessage(run, message.id, [token]),
    once?.finish({ id: message.id, at: message.createdAt ?? new Date().toISOString() }),
  ]);
  return { message, alreadySent: false };
}

function sentBefore({ id, at }: Done): Delivered {
  return { message: { id, createdAt: at }, alreadySent: true };
}

/** Finds out what became of a message whose sending had no usable answer. */
async function reconcile(run: Run, outgoing: Outgoing, elapsed: () => number, token: string): Promise<Message> {
  const trace = await lookUp(run, outgoing, elapsed, [token]);
  if (trace.result === 'found') return trace.message;
  if (trace.result === 'absent') {
    throw new Problem(
      'error',
      'MsgFlash did not answer, and did not accept the message. It is safe to replay this run.',
    );
  }
  throw new Problem(
    'halted',
    'MsgFlash did not answer, and the message may have gone out. Look under Messages in MsgFlash before you send it again.',
  );
}
