import { randomUUID } from 'node:crypto';
import type { Check } from '../fields/options.ts';
import { NoAnswer } from '../msgflash/failures.ts';
import type { Outgoing } from '../msgflash/operations.ts';
import type { Message } from '../msgflash/schemas.ts';
import type { Api } from '../msgflash/transport.ts';
import type { PartialMessage } from '../resources/message.ts';
import type { Done } from '../runtime/entries.ts';
import { Problem } from '../runtime/problem.ts';
import type { Run } from '../runtime/run.ts';
import { Attempts } from './attempts.ts';
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
 * @throws Refusal when MsgFlash refused it; Problem `throttled` when its repeat will find out, `halted` when nobody can
 *   tell, and those of the checks, of `Once` and of `Attempts`
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
  const attempts = once || run.isTest ? null : new Attempts(run, outgoing, token);
  const before = await once?.done();
  if (before) return sentBefore(before);
  const earlier = await attempts?.settle();
  if (earlier) return { ...sentBefore(earlier), alreadySent: false };
  await makeChecks(run, outgoing, checks);
  const meanwhile = await once?.claim();
  if (meanwhile) return sentBefore(meanwhile);
  if (run.deadline.left() < SEND_MS + LOOK_UP_MS) {
    await Promise.all([once?.refused(), attempts?.finish()]);
    throw tooLate(run);
  }

  const begun = performance.now();
  const at = Date.now();
  const message = await send(run.api, outgoing).catch(async (error: unknown) => {
    const isOpen = error instanceof NoAnswer && error.silence !== 'unreached';
    if (isOpen) {
      const trace = await lookUp(run, outgoing, () => performance.now() - begun, [token]);
      if (trace.result === 'found') return trace.message;
      throw await open(run, error, once ? async () => true : async () => (await attempts?.note(at)) ?? false);
    }
    // MsgFlash certainly did not take it: the next run may try at once.
    await Promise.all([once?.refused(), attempts?.finish()]);
    throw error;
  });
  // From here on nothing may fail: MsgFlash has the message.
  await Promise.all([
    takeMessage(run, message.id, [token]),
    once?.finish({ id: message.id, at: message.createdAt ?? new Date().toISOString() }),
    attempts?.finish(),
  ]);
  return { message, alreadySent: false };
}

/** What a send needs, and the look-up after it: less than that is left, and it does not start. */
const SEND_MS = 8_000;
const LOOK_UP_MS = 6_000;

/** How a run ends that does not know what became of its message. @param note keeps the attempt for the run's repeat */
async function open(run: Run, { silence }: NoAnswer, note: () => Promise<boolean>): Promise<Problem> {
  const what = silence === 'server' ? 'MsgFlash answered with an error' : 'MsgFlash did not answer';
  if (run.isTest) {
    return new Problem('error', `${what}, and the message may have gone out. Look under Messages in MsgFlash.`);
  }
  if (await note()) {
    return new Problem(
      'throttled',
      `${what}. This step is tried again by itself, and sends only if the message has not gone out.`,
      75,
    );
  }
  // An error would be replayed by itself.
  return new Problem(
    'halted',
    `${what}, and the message may have gone out. Look under Messages in MsgFlash before you send it again.`,
  );
}

function tooLate({ isTest }: Run): Problem {
  return new Problem(
    isTest ? 'error' : 'throttled',
    `MsgFlash took too long, and nothing was sent. ${isTest ? 'Try again in a minute.' : 'This step is tried again by itself.'}`,
    10,
  );
}

function sentBefore({ id, at }: Done): Delivered {
  return { message: { id, createdAt: at }, alreadySent: true };
}
