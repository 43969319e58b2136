import type { RunRecord } from '../../dev/zapier/index.ts';
import type { Case, Context } from './cases.ts';
import { type Account, accountOf, dictOf, type Environment, openEnvironment, requestsOf } from './environment.ts';
import { connectionRefused, type Fault } from './faults.ts';
import { type Breach, isSending, judge, type Seen } from './rules.ts';
import { type Sent, tapWire, type Wire } from './wire.ts';

/** One operation of a step, and a fault in it. */
export interface Pairing {
  tested: Case;
  fault: Fault;
}

export interface Finding extends Pairing {
  seen: Seen;
  breaches: Breach[];
}

/** Everything that left the process, or would leave it in production. */
export interface Trail {
  /** Requests of the connector and of the platform's own client. */
  sent: Sent[];
  /** Address of MsgFlash, the only one that may see keys. */
  api: string;
  /** Addresses of the stand-ins for the platform. */
  platform: string[];
  /** Everything else, by kind. */
  texts: { kind: string; text: string }[];
  /** Secrets of webhook endpoints that the platform was given. */
  webhookSecrets: string[];
}

export interface Played {
  findings: Finding[];
  trails: Trail[];
}

/** Runs at a time. */
const LANES = 30;
/** How long the platform waits before it repeats a run that nobody answered. */
const REPEAT_MS = 76_000;
/** After that long a message that no run has claimed will not be claimed any more. */
const CLEAR_MS = 155_000;

/** Runs every pairing, each on an account of its own. */
export async function play(app: object, pairings: readonly Pairing[]): Promise<Played> {
  const wire = tapWire();
  const played: Played = { findings: [], trails: [] };
  // What holds for all of MsgFlash needs an environment of its own.
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

/** Every run first, then the wait, once for all of them, and then the repeats; a repeat that waits is repeated as well. */
async function playIn(environment: Environment, wire: Wire, pairings: readonly Pairing[]): Promise<Finding[]> {
  const strikes = await inLanes(pairings, (pairing, index) => strike(environment, wire, pairing, index));
  for (const ms of [REPEAT_MS, REPEAT_MS + CLEAR_MS]) {
    await withLater(ms, async () => {
      await environment.control.advance({ ms: 0 });
      await inLanes(strikes, ({ repeat }) => repeat());
    });
  }
  return strikes.map(({ finding }) => finding());
}

/** Moves the time of this process forward for a while: for the connector, the platform and MsgFlash alike. */
async function withLater<T>(ms: number, body: () => Promise<T>): Promise<T> {
  const realNow = Date.now;
  Date.now = () => realNow() + ms;
  try {
    return await body();
  } finally {
    Date.now = realNow;
  }
}

async function inLanes<A, T>(all: readonly A[], work: (each: A, index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  const queue = all.entries();
  const lane = async () => {
    for (const [index, each] of queue) results[index] = await work(each, index);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}

interface Strike {
  repeat(): Promise<void>;
  finding(): Finding;
}

/** Runs one case under its fault. @returns how it is repeated without the fault, and what came of both */
async function strike(
  environment: Environment,
  wire: Wire,
  { tested, fault }: Pairing,
  index: number,
): Promise<Strike> {
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
  const admit = fault === connectionRefused ? wire.refuse(key, operation) : () => {};
  const run = await tested.run(context);
  control.clearFaults({ key });
  admit();

  const done = doneSince(environment, account, mark);
  const sent = ledger().length;
  const { hookUrl } = context.kept;
  const endpoints = control.webhooks().filter(({ url }) => url === hookUrl).length;
  let last: RunRecord | null = null;
  async function repeat(): Promise<void> {
    // By the platform itself, or by its user once the connection is renewed.
    if (!last && role !== 'load' && /throttled|errored|reconnect/.test(run.outcome)) last = await zapier.replay(run);
    // A message so young may still be claimed by a run of its own.
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

/** A date counts from the moment at which the fault strikes. */
function retryAt({ retryAt: seconds }: Fault): { retryAfter?: string } {
  return seconds === undefined ? {} : { retryAfter: new Date(Date.now() + seconds * 1000).toUTCString() };
}

/** Writes that were carried out, whether or not their answer arrived. A number check changes nothing. */
function doneSince(environment: Environment, account: Account, mark: number): number {
  return requestsOf(environment, account, mark).filter(
    ({ method, operation, status }) =>
      method !== 'GET' && operation !== 'POST /number-lookups' && status !== null && status < 300,
  ).length;
}

async function trailOf({ msgflash, zapiers, control }: Environment, sent: Sent[]): Promise<Trail> {
  const all = await zapiers();
  const runs = all.flatMap((zapier) => zapier.runs);
  // What a subscription returns is the platform's to keep: deliveries are checked with it.
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
