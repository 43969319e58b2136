import { afterAll, afterEach, jest } from '@jest/globals';
import { type Clock, createClock } from '../../dev/msgflash/clock.ts';
import type { Control } from '../../dev/msgflash/control.ts';
import { demo } from '../../dev/msgflash/demo.ts';
import type { LoggedRequest } from '../../dev/msgflash/log.ts';
import { type MsgFlash, type MsgFlashOptions, startMsgFlash } from '../../dev/msgflash/server.ts';
import { type Connection, startZapier, type Zapier, type ZapierOptions } from '../../dev/zapier/index.ts';
import app from '../../index.ts';

// Real connections on a machine that is busy with something else may wait for seconds.
jest.setTimeout(60_000);

/** When the frozen clock stands, unless a test says otherwise. */
export const START = new Date('2026-11-20T10:00:00.000Z');

export interface WorldOptions {
  /** `frozen` (default) moves by `clock.advance` only. */
  clock?: 'frozen' | 'running';
  /** Where the clock starts; default `START` for a frozen one, the present for a running one. */
  start?: Date;
  /** For the embedded MsgFlash; the rate limit is off unless asked for. */
  msgflash?: Omit<MsgFlashOptions, 'clock'>;
  /** For the stand-in, beside app and address. */
  zapier?: Partial<Omit<ZapierOptions, 'app'>>;
  /** What the user enters when connecting; default the demo account's personal key, France. */
  authData?: Record<string, string>;
}

/** An embedded MsgFlash and a stand-in for Zapier with the whole app, connected. Closed after the test. */
export interface World {
  msgflash: MsgFlash;
  control: Control;
  /** Of both: MsgFlash's messages and Zapier's cache live by it. The app itself reads the machine's clock. */
  clock: Clock;
  zapier: Zapier;
  connection: Connection;
  /** Connects another account, or the same once more. */
  connect(authData?: Record<string, string>): Promise<Connection>;
  /** Starts counting anew. */
  mark(): void;
  /** The connector's requests since the last mark (first: since connecting), counted by operation. */
  requests(): Record<string, number>;
  /** The same requests as they arrived; all, or those of one operation. */
  wire(operation?: string): LoggedRequest[];
  /** Calls the API as somebody else than the connector: not counted. Answers `data`, and throws for a refusal. */
  call(operation: string, body?: object): Promise<Record<string, unknown>>;
  /** Resolves when everything due has been delivered, and every Zap has dealt with it. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const open = new Set<() => Promise<void>>();
const closeAll = async () => {
  for (const close of [...open]) await close();
};
let kept: World | undefined;
const closeKept = async () => {
  const closing = kept;
  kept = undefined;
  await closing?.close();
};
afterEach(closeAll);
afterAll(closeKept);

/**
 * The environment of the test before, if that one asked for it here as well: its cache is emptied and its faults are
 * gone, but what was created stays. For tables whose rows do not disturb each other.
 */
export async function sharedWorld(): Promise<World> {
  if (!kept) {
    const world = await startWorld();
    open.delete(world.close);
    kept = world;
  }
  kept.zapier.cache.misbehave(null);
  kept.zapier.cache.clear();
  kept.control.clearFaults({});
  kept.mark();
  return kept;
}

/** Starts a world of its own for a test. One at a time: the address of the API is part of the process's environment. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  await closeKept();
  const frozen = options.clock !== 'running';
  const start = options.start ?? (frozen ? START : undefined);
  const clock = createClock({ frozen, ...(start && { start }) });
  const msgflash = await startMsgFlash({ rateLimit: null, ...options.msgflash, clock });
  const zapier = await startZapier({
    now: clock.now,
    ...options.zapier,
    app,
    env: { MSGFLASH_API_URL: msgflash.url, ...options.zapier?.env },
  });
  const close = async () => {
    open.delete(close);
    await Promise.all([zapier.close(), msgflash.close()]);
  };
  open.add(close);

  const { control } = msgflash;
  const defaultAuth = options.authData ?? { api_key: demo.key, default_country: 'FR' };
  const connect = (authData = defaultAuth) => zapier.connect(authData);
  const connection = await connect();
  let from = control.requests.mark();

  const wire = (operation?: string) =>
    control.requests
      .since(from)
      .filter((request) => isOurs(request) && (!operation || request.operation === operation));
  return {
    msgflash,
    control,
    clock,
    zapier,
    connection,
    connect,
    mark: () => {
      from = control.requests.mark();
    },
    wire,
    requests: () => {
      const counts: Record<string, number> = {};
      for (const { operation, method, path } of wire()) {
        const name = operation ?? `${method} ${path}`;
        counts[name] = (counts[name] ?? 0) + 1;
      }
      return counts;
    },
    call: (operation, body) => callApi(msgflash.url, operation, body),
    settled: async () => {
      await clock.settle();
      await zapier.settled();
    },
    close,
  };
}

function isOurs({ headers }: LoggedRequest): boolean {
  return String(headers['user-agent']).startsWith('MsgFlash-Zapier/');
}

async function callApi(url: string, operation: string, body?: object): Promise<Record<string, unknown>> {
  const [method = 'GET', path = '/'] = operation.split(' ');
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { 'x-api-key': demo.key, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = dictOf(JSON.parse(await response.text()));
  if (!response.ok) throw new Error(`${operation} was answered with ${response.status}: ${JSON.stringify(answer)}`);
  return dictOf(answer.data);
}

/** An object whose keys can be read; empty for anything else. */
export function dictOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The items of a list; empty for anything else. */
export function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(dictOf) : [];
}
