import type { Connection, RunRecord, Zapier } from '../../dev/zapier/index.ts';
import { connectionRefused, type Fault } from './matrix-faults.ts';
import type { Cell, Place } from './matrix-places.ts';
import { type Breach, isSending, judge, type Seen } from './matrix-rules.ts';
import { dictOf, openStage, requestsOf, type Site, type Stage, siteOf } from './matrix-stage.ts';
import { type Sent, tapWire } from './matrix-wire.ts';

/** One step run with a fault on one of its operations. */
export interface Pairing {
  place: Place;
  fault: Fault;
}

/** How it went. */
export interface Finding extends Pairing {
  seen: Seen;
  breaches: Breach[];
}

/** What left the process, or would leave it in production, in a form in which secrets can be looked for. */
export interface Trail {
  /** Requests of the connector and of the platform's own client, by where they went. */
  sent: Sent[];
  /** Address of MsgFlash, the one place that may see keys. */
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
  seconds: number;
}

/** Cells under way at a time: those that wait for a time-out cost nothing, the others share two processors. */
const LANES = 6;

/** Runs every pairing, each on an account of its own. */
export async function play(app: object, pairings: readonly Pairing[]): Promise<Played> {
  const begun = performance.now();
  const time = shiftTime();
  const wire = tapWire();
  const findings: Finding[] = [];
  const trails: Trail[] = [];
  const stages: [pairings: readonly Pairing[], options: Parameters<typeof openStage>[2]][] = [
    [pairings.filter(({ fault }) => fault.input !== null), {}],
    [pairings.filter(({ fault }) => fault === connectionRefused), { isGated: true }],
  ];
  for (const shiftMs of new Set(pairings.map(({ fault }) => fault.shiftMs ?? 0))) {
    if (shiftMs !== 0) stages.push([pairings.filter(({ fault }) => fault.shiftMs === shiftMs), { shiftMs }]);
  }
  try {
    for (const [cells, options] of stages) {
      if (cells.length === 0) continue;
      const from = wire.sent.length;
      const stage = await openStage(app, cells.length, options);
      try {
        findings.push(...(await playOn(stage, cells, time)));
        trails.push(await trailOf(stage, wire.sent.slice(from)));
      } finally {
        await stage.close();
      }
    }
  } finally {
    wire.stop();
    time.release();
  }
  return { findings, trails, seconds: (performance.now() - begun) / 1000 };
}

/** The platform waits so long before it repeats a run that nobody answered. */
const REPEAT_MS = 76_000;

/** Every run first, then the wait, once for all of them, and then the repeats. */
async function playOn(stage: Stage, pairings: readonly Pairing[], time: ShiftedTime): Promise<Finding[]> {
  const struck = await inLanes(stage, pairings, (pairing, index) => strike(stage, pairing, index));
  time.pass(REPEAT_MS);
  await stage.control.advance({ ms: 0 });
  return inLanes(stage, pairings, async (_pairing, index) => {
    const repeat = struck[index];
    if (!repeat) throw new Error('A cell was not played.');
    return repeat();
  });
}

interface ShiftedTime {
  pass(ms: number): void;
  release(): void;
}

/** The time of this process, which can be moved forward for the connector, the platform and MsgFlash alike. */
function shiftTime(): ShiftedTime {
  const realNow = Date.now;
  let offset = 0;
  Date.now = () => realNow() + offset;
  return {
    pass: (ms) => {
      offset += ms;
    },
    release: () => {
      Date.now = realNow;
    },
  };
}

async function inLanes<T>(
  stage: Stage,
  pairings: readonly Pairing[],
  act: (pairing: Pairing, index: number) => Promise<T>,
): Promise<T[]> {
  const findings: T[] = [];
  const run = async (index: number) => {
    const pairing = pairings[index];
    if (pairing) findings[index] = await act(pairing, index);
  };
  const indexes = pairings.map((_, index) => index);
  if (stage.gate) {
    // A gate is shut for everybody.
    for (const index of indexes) await run(index);
    return findings;
  }
  const isSlow = (index: number) => pairings[index]?.fault.isSlow === true || pairings[index]?.place.isSlow === true;
  const queue = indexes.filter((index) => !isSlow(index));
  const lanes = Array.from({ length: LANES }, async () => {
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) await run(index);
  });
  const slow = indexes.filter(isSlow);
  const slowLanes = Array.from({ length: Math.min(SLOW_LANES, slow.length) }, async () => {
    for (let index = slow.shift(); index !== undefined; index = slow.shift()) await run(index);
  });
  await Promise.all([...lanes, ...slowLanes]);
  return findings;
}

const SLOW_LANES = 60;

/** Plays one cell under its fault. @returns its repeat without the fault, and what came of both */
async function strike(stage: Stage, { place, fault }: Pairing, index: number): Promise<() => Promise<Finding>> {
  const { control, gate } = stage;
  const zapier = await stage.zapierFor(place.name);
  const site = siteOf(index, index % 3 === 1 && place.isPersonal !== true);
  const connection =
    place.role === 'connect' || place.step === 'connection test' ? NOBODY : await connect(zapier, site);
  const cell: Cell = { stage, zapier, site, connection, kept: {} };
  await place.prepare?.(cell);

  const mark = control.requests.mark();
  const before = stage.control.elsewhere().length;
  const sends = isSending(place);
  const ledger = () => (sends ? ledgerOf(stage, site) : []);
  if (fault.input) {
    control.fault({ ...fault.input, ...retryAt(fault), operation: place.operation, times: 'always', key: site.key });
  }
  if (fault === connectionRefused) await gate?.shutAfter(place.before);
  const run = await place.act(cell);
  control.clearFaults({ key: site.key });
  await gate?.open();

  const done = doneSince(stage, site, mark);
  const accepted = ledger();
  const endpoints = endpointsOf(stage, cell);
  return async () => {
    const replay = isRepeated(place, run) ? await zapier.replay(run) : null;
    const acceptedInAll = ledger();
    const seen: Seen = {
      run,
      operations: operationsSince(stage, site, mark),
      done,
      doneInAll: doneSince(stage, site, mark),
      sent: accepted.length,
      sentInAll: acceptedInAll.length,
      messageIds: acceptedInAll.map(({ messageId }) => messageId),
      endpoints,
      replay,
      strayRequests: stage.control
        .elsewhere()
        .slice(before)
        .filter(({ headers }) => isOf(site, headers)).length,
    };
    return { place, fault, seen, breaches: judge(place, fault, seen) };
  };
}

/** A date is as old as it is: made when the fault strikes. */
function retryAt({ retryAt: seconds }: Fault): { retryAfter?: string } {
  return seconds === undefined ? {} : { retryAfter: new Date(Date.now() + seconds * 1000).toUTCString() };
}

const NOBODY: Connection = {
  id: '',
  user: '',
  authData: {},
  label: '',
  get run(): RunRecord {
    throw new Error('Nobody is connected.');
  },
};

function connect(zapier: Zapier, site: Site): Promise<Connection> {
  return zapier.connect({
    api_key: site.key,
    default_country: 'FR',
    ...(site.teamId && { team_id: site.teamId }),
  });
}

function ledgerOf({ control }: Stage, { instanceId }: Site) {
  return control.ledger().filter((entry) => entry.instanceId === instanceId);
}

/** What the connector asked for, whether or not it was answered. */
function operationsSince(stage: Stage, site: Site, mark: number): string[] {
  return [...new Set(requestsOf(stage, site, mark).flatMap(({ operation }) => operation ?? []))];
}

/** Writes that were carried out, whether or not their answer arrived. A number check changes nothing. */
function doneSince(stage: Stage, site: Site, mark: number): number {
  return requestsOf(stage, site, mark).filter(
    ({ method, operation, status }) =>
      method !== 'GET' && operation !== 'POST /number-lookups' && status !== null && status < 300,
  ).length;
}

function endpointsOf({ control }: Stage, { kept }: Cell): number {
  if (kept.hookUrl === undefined) return 0;
  return control.webhooks().filter(({ url }) => url === kept.hookUrl).length;
}

/** A throttled or failed run is repeated: by the platform itself, or by its user once the connection is renewed. */
function isRepeated(place: Place, { outcome }: RunRecord): boolean {
  return place.role !== 'load' && (outcome === 'throttled' || outcome === 'errored' || outcome === 'reconnect');
}

/** Whether a request that went astray belongs to a cell: a key is proof, and so is an id of its account. */
function isOf(site: Site, headers: Readonly<Record<string, unknown>>): boolean {
  return headers['x-api-key'] === site.key;
}

async function trailOf({ msgflash, gate, zapiers, control }: Stage, sent: Sent[]): Promise<Trail> {
  const all = await zapiers();
  const runs = all.flatMap((zapier) => zapier.runs);
  const subscriptions = runs.filter(isSubscription);
  const secretOf = (run: RunRecord) => dictOf(run.output).secret;
  return {
    sent,
    api: gate?.url ?? msgflash.url,
    platform: all.map(({ url }) => url),
    webhookSecrets: subscriptions.map(secretOf).filter((secret) => typeof secret === 'string'),
    texts: [
      ...all.map((zapier) => ({ kind: 'logs', text: zapier.logs.text() })),
      ...all.map((zapier) => ({ kind: 'cache of the platform', text: JSON.stringify(zapier.cache.entries()) })),
      ...runs.map((run) => ({ kind: 'errors', text: `${run.rawMessage}\n${run.message}` })),
      // What a subscription answers is the platform's to keep; it is what a delivery is checked with.
      ...runs
        .filter((run) => !isSubscription(run))
        .map((run) => ({ kind: 'outputs', text: JSON.stringify(run.output) })),
      { kind: 'other origin', text: JSON.stringify(control.elsewhere()) },
    ],
  };
}

function isSubscription({ method }: RunRecord): boolean {
  return method.endsWith('.performSubscribe');
}
