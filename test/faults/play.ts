import type { RunRecord } from '../../dev/zapier/index.ts';
import type { Case, Context } from './cases.ts';
import { type Account, accountOf, dictOf, type Environment, openEnvironment, requestsOf } from './environment.ts';
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
  sent: Sent[];
  /** The address of MsgFlash, the only one that may get keys. */
  api: string;
  /** The addresses of the stand-ins for Zapier. */
  platform: string[];
  /** All other texts, by kind. */
  texts: { kind: string; text: string }[];
  /** The secrets of webhook endpoints that Zapier got. */
  webhookSecrets: string[];
}

export interface Played {
  findings: Finding[];
  trails: Trail[];
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
  const played: Played = { findings: [], trails: [] };
  // Faults that affect all of MsgFlash need their own environment.
  const groups = new Map<string, Pairing[]>();
  for (const pairing of pairings) {
    const { shiftMs, listing } = pairing.fault;
    const name = JSON.stringify([shiftMs, listing]);
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(pairing);
  }
  try {
    for (const group of groups.values()) {
      const [{ fault } = { fault: connectionRefused }] = group;
      const from = wire.sent.length;
      const environment = await openEnvironment(app, group.length, fault.shiftMs);
      environment.control.setListing(fault.listing ?? {});
      try {
        played.findings.push(...(await playIn(environment, wire, group)));
        played.trails.push(await trailOf(environment, wire.sent.slice(from)));
      } finally {
        await environment.close();
      }
    }
  } finally {
    wire.stop();
  }
  return played;
}

/** Does all runs, then waits once for all of them and repeats them. A repeat that waits is repeated again, later. */
async function playIn(environment: Environment, wire: Wire, pairings: readonly Pairing[]): Promise<Finding[]> {
  const runs = await inParallel(pairings, (pairing, index) => runUnderFault(environment, wire, pairing, index));
  for (const ms of [REPEAT_MS, REPEAT_MS + CLEAR_MS]) {
    await withLater(ms, async () => {
      await environment.control.advance({ ms: 0 });
      await inParallel(runs, ({ repeat }) => repeat());
    });
  }
  return runs.map(({ finding }) => finding());
}

/** Moves the process's time forward while `body` runs, for the connector, Zapier and MsgFlash alike. */
async function withLater<T>(ms: number, body: () => Promise<T>): Promise<T> {
  const realNow = Date.now;
  Date.now = () => realNow() + ms;
  try {
    return await body();
  } finally {
    Date.now = realNow;
  }
}

async function inParallel<A, T>(all: readonly A[], work: (each: A, index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  const queue = all.entries();
  const worker = async () => {
    for (const [index, each] of queue) results[index] = await work(each, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

interface RunUnderFault {
  repeat(): Promise<void>;
  finding(): Finding;
}

/** Runs one case under its fault. @returns how to repeat it without the fault, and how to judge both */
async function runUnderFault(
  environment: Environment,
  wire: Wire,
  { tested, fault }: Pairing,
  index: number,
): Promise<RunUnderFault> {
  const { control } = environment;
  const { operation, role } = tested;
  const zapier = await environment.zapierFor(tested.name);
  const account = accountOf(index, index % 3 === 1 && tested.isPersonal !== true);
  const { key, teamId } = account;
  const connection = await zapier.connect({ api_key: key, default_country: 'FR', ...(teamId && { team_id: teamId }) });
  const context: Context = { environment, zapier, account, connection, kept: {}, fields: fault.fields ?? {} };
  await tested.prepare?.(context);

  const mark = control.requests.mark();
  const ledger = () =>
    isSending(tested) ? control.ledger().filter(({ instanceId }) => instanceId === account.instanceId) : [];
  if (fault.input) control.fault({ ...fault.input, ...retryAt(fault), operation, times: 'always', key });
  const endRefusal = fault === connectionRefused ? wire.refuse(key, operation) : () => {};
  const run = await tested.run(context);
  control.clearFaults({ key });
  endRefusal();

  const done = doneSince(environment, account, mark);
  const sent = ledger().length;
  const { hookUrl } = context.kept;
  const endpoints = control.webhooks().filter(({ url }) => url === hookUrl).length;
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

/** The Retry-After header as a date, counted from when the fault becomes active. */
function retryAt({ retryAt: seconds }: Fault): { retryAfter?: string } {
  return seconds === undefined ? {} : { retryAfter: new Date(Date.now() + seconds * 1000).toUTCString() };
}

/** How many writes were carried out, even if their response was lost. A number check is not a write. */
function doneSince(environment: Environment, account: Account, mark: number): number {
  return requestsOf(environment, account, mark).filter(
    ({ method, operation, status }) =>
      method !== 'GET' && operation !== 'POST /number-lookups' && status !== null && status < 300,
  ).length;
}

async function trailOf({ msgflash, zapiers, control }: Environment, sent: Sent[]): Promise<Trail> {
  const all = await zapiers();
  const runs = all.flatMap((zapier) => zapier.runs);
  // The output of performSubscribe may contain the secret: Zapier stores it to check deliveries.
  const [subscriptions = [], others = []] = [true, false].map((isOne) =>
    runs.filter(({ method }) => method.endsWith('.performSubscribe') === isOne),
  );
  return {
    sent,
    api: msgflash.url,
    platform: all.map(({ url }) => url),
    webhookSecrets: subscriptions.map(({ output }) => dictOf(output).secret).filter((each) => typeof each === 'string'),
    texts: [
      ...all.map((zapier) => ({ kind: 'logs', text: zapier.logs.text() })),
      ...all.map((zapier) => ({ kind: 'the cache', text: JSON.stringify(zapier.cache.entries()) })),
      ...runs.map((run) => ({ kind: 'errors', text: `${run.rawMessage}\n${run.message}` })),
      ...others.map((run) => ({ kind: 'outputs', text: JSON.stringify(run.output) })),
      { kind: 'requests to another server', text: JSON.stringify(control.elsewhere()) },
    ],
  };
}
