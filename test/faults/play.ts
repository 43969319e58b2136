import type { RunRecord } from '../../dev/zapier/index.ts';
import { dictOf } from '../support/api.ts';
import type { Case, Context } from './cases.ts';
import { type Account, accountOf, type Environment, openEnvironment, requestsOf } from './environment.ts';
import { connectionRefused, type Fault } from './faults.ts';
import { type Breach, isSending, judge, type Seen } from './rules.ts';
import { type Sent, tapWire, type Wire } from './wire.ts';

/** An operation of a step, and a fault in it. */
export interface Pairing {
  tested: Case;
  fault: Fault;
}

export interface Finding extends Pairing {
  seen: Seen;
  breaches: Breach[];
}

/** Everything that left the process or would leave it in production. */
export interface Trail {
  /** The requests of the connector and of core's own client. */
  sent: readonly Sent[];
  /** The addresses of MsgFlash, the only ones that may get keys. */
  apis: string[];
  /** The addresses of the stand-ins for Zapier. */
  platforms: string[];
  /** All other texts, by kind. */
  texts: { kind: string; text: string }[];
  /** The secrets of webhook endpoints that Zapier got. */
  webhookSecrets: unknown[];
}

export interface Played {
  findings: Finding[];
  trail: Trail;
}

/** How many cases run at a time. */
const AT_ONCE = 30;
/** How long Zapier waits before it retries a run whose send was not confirmed. */
const REPEAT_MS = 76_000;
/** How long until a message that no run has claimed counts as unclaimed. */
const CLEAR_MS = 155_000;

/** Runs every pairing, each with its own account. */
export async function play(app: object, pairings: readonly Pairing[]): Promise<Played> {
  const wire = tapWire();
  const findings: Finding[] = [];
  const trail: Trail = { sent: wire.sent, apis: [], platforms: [], texts: [], webhookSecrets: [] };
  // Faults that affect all of MsgFlash need their own environment.
  const placeOf = ({ fault }: Pairing) => JSON.stringify([fault.shiftMs, fault.listing]);
  try {
    for (const place of new Set(pairings.map(placeOf))) {
      const group = pairings.filter((pairing) => placeOf(pairing) === place);
      const [{ fault } = { fault: connectionRefused }] = group;
      const environment = await openEnvironment(app, group.length, fault.shiftMs);
      environment.control.setListing(fault.listing ?? {});
      try {
        findings.push(...(await playIn(environment, wire, group)));
        follow(environment, trail);
      } finally {
        await environment.close();
      }
    }
  } finally {
    wire.stop();
  }
  return { findings, trail };
}

/** Does all runs, then waits once for all of them and repeats them. A repeat that waits is repeated again, later. */
async function playIn(environment: Environment, wire: Wire, pairings: readonly Pairing[]): Promise<Finding[]> {
  const runs = await inParallel(pairings, AT_ONCE, (pairing, index) =>
    runUnderFault(environment, wire, pairing, index),
  );
  const realNow = Date.now;
  for (const ms of [REPEAT_MS, REPEAT_MS + CLEAR_MS]) {
    // Later for the connector, Zapier and MsgFlash alike.
    Date.now = () => realNow() + ms;
    await environment.control.advance({ ms: 0 });
    await inParallel(runs, AT_ONCE, ({ repeat }) => repeat());
    Date.now = realNow;
  }
  return runs.map(({ finding }) => finding());
}

/** Does work for each item in order, this many at a time. @returns the results in the same order */
export async function inParallel<A, T>(
  all: readonly A[],
  atOnce: number,
  work: (each: A, index: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  const queue = all.entries();
  const worker = async () => {
    for (const [index, each] of queue) results[index] = await work(each, index);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

/** Runs one case under its fault. @returns how to repeat it without the fault, and how to judge both */
async function runUnderFault(environment: Environment, wire: Wire, { tested, fault }: Pairing, index: number) {
  const { control, zapier } = environment;
  const { operation, role } = tested;
  const isPersonal = /^GET \/(me|billing\/usage)$/.test(operation);
  const account = accountOf(index, index % 3 === 1 && !isPersonal);
  const { key, teamId } = account;
  const connection = await zapier.connect({ api_key: key, default_country: 'FR', ...(teamId && { team_id: teamId }) });
  const context: Context = { ...environment, account, connection, kept: {}, fields: fault.fields ?? {} };
  await tested.prepare?.(context);

  const mark = control.requests.mark();
  const ledger = () =>
    isSending(tested) ? control.ledger().filter(({ instanceId }) => instanceId === account.instanceId) : [];
  const { retryAt, input } = fault;
  const retryAfter = retryAt && new Date(Date.now() + retryAt * 1000).toUTCString();
  if (input) control.fault({ ...input, ...(retryAfter && { retryAfter }), operation, times: 'always', key });
  const endRefusal = fault === connectionRefused ? wire.refuse(key, operation) : () => {};
  const run = await tested.run(context);
  control.clearFaults({ key });
  endRefusal();

  const done = doneSince(environment, account, mark);
  const sent = ledger().length;
  const endpoints = control.webhooks().filter(({ url }) => url === context.kept.zap?.hookUrl).length;
  let last: RunRecord | null = null;
  async function repeat(): Promise<void> {
    // Repeated by Zapier itself, or by the user after reconnecting.
    if (!last && role !== 'load' && /throttled|errored|reconnect/.test(run.outcome)) last = await zapier.replay(run);
    // The run that sent a recent message may still claim it.
    else if (last?.message.includes('This run waits')) last = await zapier.replay(last);
  }
  function finding(): Finding {
    const messageIds = ledger().map(({ messageId }) => messageId);
    const seen: Seen = {
      run,
      operations: requestsOf(environment, account, mark).flatMap((request) => request.operation ?? []),
      done,
      doneInAll: doneSince(environment, account, mark),
      sent,
      sentInAll: messageIds.length,
      messageIds,
      endpoints,
      repeat: last,
      strayRequests: control.elsewhere().filter(({ headers }) => headers['x-api-key'] === key).length,
    };
    return { tested, fault, seen, breaches: judge(tested, fault, seen) };
  }
  return { repeat, finding };
}

/** How many writes were carried out, even if their response was lost. A number check is not a write. */
function doneSince(environment: Environment, account: Account, mark: number): number {
  return requestsOf(environment, account, mark).filter(
    ({ method, operation, status }) =>
      method !== 'GET' && operation !== 'POST /number-lookups' && status !== null && status < 300,
  ).length;
}

/** Adds what left an environment to the trail. */
function follow({ msgflash, zapier, control }: Environment, { apis, platforms, texts, webhookSecrets }: Trail): void {
  apis.push(msgflash.url);
  platforms.push(zapier.url);
  texts.push(
    { kind: 'logs', text: zapier.logs.text() },
    { kind: 'the cache', text: JSON.stringify(zapier.cache.entries()) },
    { kind: 'requests to another server', text: JSON.stringify(control.elsewhere()) },
  );
  for (const { method, message, rawMessage, output } of zapier.runs) {
    texts.push({ kind: 'errors', text: `${rawMessage}\n${message}` });
    // The output of performSubscribe may contain the secret: Zapier stores it to check deliveries.
    const { secret } = dictOf(output);
    if (!method.endsWith('.performSubscribe')) texts.push({ kind: 'outputs', text: JSON.stringify(output) });
    else if (secret !== undefined) webhookSecrets.push(secret);
  }
}
