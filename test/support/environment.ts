import { afterAll, afterEach, jest } from '@jest/globals';
import { type Clock, createClock } from '../../dev/msgflash/clock.ts';
import type { Control } from '../../dev/msgflash/control.ts';
import { demo } from '../../dev/msgflash/demo.ts';
import type { LoggedRequest } from '../../dev/msgflash/log.ts';
import { type MsgFlash, type MsgFlashOptions, startMsgFlash } from '../../dev/msgflash/server.ts';
import { defaultSettings } from '../../dev/msgflash/settings.ts';
import {
  type Connection,
  type RunRecord,
  startZapier,
  type Zapier,
  type ZapierOptions,
} from '../../dev/zapier/index.ts';
import app from '../../index.ts';
import { callApi } from './api.ts';

export { dictOf, listOf } from './api.ts';

/** Where the clock stands at first, unless a test says otherwise. */
export const START = new Date('2026-11-20T10:00:00.000Z');

export interface EnvironmentOptions {
  start?: Date;
  /** For the built-in MsgFlash; the rate limit is off unless asked for. */
  msgflash?: Omit<MsgFlashOptions, 'clock'>;
  /** For the stand-in, beside app and address. */
  zapier?: Partial<Omit<ZapierOptions, 'app'>>;
  /** What the user enters when connecting; default the demo account's personal key, France. */
  authData?: Record<string, string>;
}

type Run = (key: string, input: Record<string, unknown>, options?: Parameters<Zapier['run']>[3]) => Promise<RunRecord>;

/** A built-in MsgFlash and a stand-in for Zapier with the whole app, connected. Closed after the test. */
export interface Environment {
  msgflash: MsgFlash;
  control: Control;
  /** Of MsgFlash and of the platform; it moves by `pass` only. */
  clock: Clock;
  zapier: Zapier;
  connection: Connection;
  /** Connects another account, or the same once more. */
  connect(authData?: Record<string, string>): Promise<Connection>;
  /** Runs a create, or a search, of the connection. */
  create: Run;
  find: Run;
  /** Lets time pass for MsgFlash, for the platform and for the app. */
  pass(ms: number): Promise<void>;
  /** Starts counting anew. */
  mark(): void;
  /** The connector's requests since the last mark (first: since connecting), counted by operation. */
  requests(): Record<string, number>;
  /** The same requests as they arrived; all, or those of one operation. */
  wire(operation?: string): LoggedRequest[];
  /** Calls the API as somebody else: not counted. @returns `data` @throws for a refusal */
  call(operation: string, body?: object): Promise<Record<string, unknown>>;
  /** Resolves when everything due has been delivered, and every Zap has dealt with it. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const open = new Set<() => Promise<void>>();
let kept: { environment: Environment; options: EnvironmentOptions | undefined } | undefined;

afterEach(async () => {
  for (const close of [...open]) await close();
  jest.useRealTimers();
});
afterAll(closeKept);

async function closeKept(): Promise<void> {
  const closing = kept?.environment;
  kept = undefined;
  await closing?.close();
}

/**
 * The environment of the test before, if that one asked for the same here: its Zaps are off, its cache is empty, faults
 * and settings are gone, but what was created stays. For tests that do not disturb each other.
 */
export async function sharedEnvironment(options?: EnvironmentOptions): Promise<Environment> {
  if (kept?.options !== options || !kept) {
    const environment = await startEnvironment(options);
    open.delete(environment.close);
    kept = { environment, options };
  }
  const { clock, control, mark, zapier } = kept.environment;
  freeze(clock.now());
  zapier.cache.misbehave(null);
  control.clearFaults({});
  const { generation, payloads } = defaultSettings();
  control.setGeneration(generation);
  control.setPayloads(payloads);
  for (const zap of zapier.zaps) if (zap.isOn) await zap.turnOff();
  zapier.cache.clear();
  mark();
  return kept.environment;
}

/** Starts one for a test alone. One at a time: the address of the API is part of the process's environment. */
export async function startEnvironment(options: EnvironmentOptions = {}): Promise<Environment> {
  await closeKept();
  const start = options.start ?? START;
  freeze(start);
  const clock = createClock({ frozen: true, start });
  const msgflash = await startMsgFlash({ rateLimit: null, ...options.msgflash, clock });
  const env = { MSGFLASH_API_URL: msgflash.url, ...options.zapier?.env };
  const zapier = await startZapier({ now: clock.now, ...options.zapier, app, env });
  const close = async () => {
    open.delete(close);
    await Promise.all([zapier.close(), msgflash.close()]);
  };
  open.add(close);

  const { control } = msgflash;
  const connect = (authData = options.authData ?? { api_key: demo.key, default_country: 'FR' }) =>
    zapier.connect(authData);
  const connection = await connect();
  let from = control.requests.mark();
  const wire = (operation?: string) =>
    control.requests
      .since(from)
      .filter((request) => isOurs(request) && (!operation || request.operation === operation));
  return {
    ...{ msgflash, control, clock, zapier, connection, connect, wire, close },
    create: (key, input, runOptions) => zapier.run(connection, `creates.${key}`, input, runOptions),
    find: (key, input, runOptions) => zapier.run(connection, `searches.${key}`, input, runOptions),
    pass: async (ms) => {
      await clock.advance(ms);
      jest.setSystemTime(clock.now());
    },
    mark: () => {
      from = control.requests.mark();
    },
    requests: () => {
      const counts: Record<string, number> = {};
      for (const { operation, method, path } of wire()) {
        const name = operation ?? `${method} ${path}`;
        counts[name] = (counts[name] ?? 0) + 1;
      }
      return counts;
    },
    call: (operation, body) => callApi(msgflash.url, { 'x-api-key': demo.key }, operation, body),
    settled: async () => {
      await clock.settle();
      await zapier.settled();
    },
  };
}

/** Stops `Date` alone; timers go on. */
function freeze(now: Date | number): void {
  const real = 'setTimeout clearTimeout setInterval clearInterval setImmediate clearImmediate'.split(' ');
  const doNotFake = [...real, 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as 'hrtime'[];
  jest.useFakeTimers({ now, doNotFake });
}

function isOurs({ headers }: LoggedRequest): boolean {
  return String(headers['user-agent']).startsWith('MsgFlash-Zapier/');
}

/** A text to somebody who is nobody's contact. */
export const hello = {
  instance_id: demo.instances.mainStore,
  to: demo.numbers.stranger,
  type: 'text',
  text: 'Your order 1042 is on its way.',
};
