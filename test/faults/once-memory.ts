/**
 * Send Message with everything it calls, in memory and in virtual time: Zapier's cache, and the operations of MsgFlash
 * that it needs. Every call takes a random time, so that concurrent runs interleave in any order. Every call can fail
 * in every way, and the process can crash before or after it.
 */
import { demo } from '../../dev/msgflash/demo.ts';
import type { VirtualTime } from '../../dev/time.ts';
import type { Ending } from '../../dev/zapier/outcome.ts';
import { errors, runStep } from './step.ts';

/** When MsgFlash accepts a message, in ms after the request; null for never. */
const ACCEPTED = { never: null, first: 0, after_12_s: 12_000, after_30_s: 30_000, after_50_s: 50_000 } as const;

/** The faults of a send: when MsgFlash accepts the message, and what the caller gets. */
const SENDS: Readonly<Record<string, readonly [acceptedAfter: number | null, answer: string]>> = {
  refused: [null, '422'],
  busy: [null, '429'],
  unauthorized: [null, '401'],
  unreached: [null, 'unreached'],
  minimal: [0, 'minimal'],
  unlisted: [0, 'reset'],
  ...Object.fromEntries(
    ['503', 'reset', 'timeout'].flatMap((answer) =>
      Object.entries(ACCEPTED).map(([when, ms]) => [`${answer}_accepted_${when}`, [ms, answer] as const]),
    ),
  ),
};

/** The process crashes, and nothing of the run continues. */
const CRASHES = ['crash_before', 'crash_after'];
const CACHE = ['gone', 'gone_after', 'full', 'hang', 'slow', 'lost_answer', ...CRASHES];
const READS = ['503', 'timeout', '401', ...CRASHES];

/** The faults at each kind of request, and at a read and a write of the cache. */
export const FAULTS = {
  check: READS,
  send: [...Object.keys(SENDS), ...CRASHES],
  list: READS,
  read: CACHE,
  write: CACHE,
};
export type Point = keyof typeof FAULTS;

/** A fault of one call. */
export interface Fault {
  point: Point;
  kind: string;
  /** How many calls are not affected first. */
  skip: number;
}

/** A message that MsgFlash accepted. */
export interface Accepted {
  id: string;
  text: string;
  at: number;
}

export interface SendingRun {
  /** Null if the process crashed. */
  end: Ending | null;
  ms: number;
  /** How many of its messages MsgFlash accepted. */
  accepted: number;
  /** Its faults, as `point:kind`. */
  faults: string[];
}

/** Send Message with everything it calls. */
export type Sending = ReturnType<typeof createSending>;

const UNLISTED_MS = 30_000;
const never = () => new Promise<never>(() => {});
const REFUSALS: Readonly<Record<string, string>> = {
  422: 'INVALID_DESTINATION',
  429: 'API_RATE_LIMIT_EXCEEDED',
  401: 'UNAUTHORIZED',
};

/** @param latencies of one call after the other, from 0 (the fastest there is) to 1 (the slowest) */
export function createSending(app: object, time: VirtualTime, latencies: Iterator<number>) {
  const accepted: (Accepted & { to: string; listedFrom: number })[] = [];
  const stored = new Map<string, { json: string; expiresAt: number }>();
  let faults: Fault[] = [];

  /** The fault of a call; '' for none. */
  function faultAt(point: Point): string {
    for (const fault of faults) {
      if (fault.point !== point || fault.skip-- > 0) continue;
      faults = faults.filter((each) => each !== fault);
      return fault.kind;
    }
    return '';
  }

  function alive(key: string): string | null {
    const found = stored.get(key);
    return found && found.expiresAt > time.now() ? found.json : null;
  }

  function answer(status: number, body: unknown) {
    const headers = new Headers({ date: new Date(time.now()).toUTCString() });
    return { status, content: JSON.stringify(body), headers };
  }

  /**
   * The response of a faulty call; null for a call that works.
   *
   * @throws as the HTTP client does, if there is no response
   */
  function broken(kind: string) {
    if (kind === 'timeout') throw new DOMException('The operation was aborted due to timeout', 'AbortError');
    if (kind === 'reset') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    if (kind === 'unreached') throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    if (kind === '503') return answer(503, null);
    const code = REFUSALS[kind];
    return code ? answer(Number(kind), { error: { code, message: 'No.' } }) : null;
  }

  function runOnce(inputData: object): Promise<SendingRun> {
    const run: SendingRun = { end: null, ms: 0, accepted: 0, faults: [] };
    const begun = time.now();
    let isDead = false;

    async function send({ text, to }: { text: string; to: string }, fault: string) {
      const [after, kind] = SENDS[fault] ?? [0, ''];
      const listedFrom = time.now() + (fault === 'unlisted' ? UNLISTED_MS : 0);
      const accept = () => {
        const message = { id: `message-${accepted.length + 1}`, text, to, at: time.now(), listedFrom };
        accepted.push(message);
        run.accepted++;
        return message;
      };
      const message = after === 0 ? accept() : null;
      if (after) void time.sleep(after).then(accept);
      if (kind === 'timeout') await time.sleep(10_000);
      return (
        broken(kind) ?? answer(201, { data: message && (kind === 'minimal' ? { id: message.id } : view(message)) })
      );
    }

    return new Promise((resolve) => {
      function finish(end: Ending | null): void {
        if (isDead) return;
        Object.assign(run, { end, ms: time.now() - begun });
        resolve(run);
      }

      function crash(): Promise<never> {
        finish(null);
        isDead = true;
        return never();
      }

      /** Makes a call with its fault. After a crash, no call is made and none returns. */
      async function faultyCall<T>(point: Point, effect: (fault: string) => T | Promise<T>): Promise<T> {
        if (isDead) return never();
        const fault = faultAt(point);
        if (fault) run.faults.push(`${point}:${fault}`);
        const [least, most] = point === 'read' || point === 'write' ? [1, 30] : [20, 300];
        const delay = () => time.sleep(least + Number(latencies.next().value) * (most - least));
        if (fault === 'crash_before') return crash();
        await delay();
        const result = await effect(fault);
        if (fault === 'crash_after') return crash();
        await delay();
        return isDead ? never() : result;
      }

      const cacheCall = <T>(point: Point, effect: (fault: string) => T) =>
        faultyCall(point, async (fault) => {
          if (fault === 'gone') throw new Error('The cache is gone');
          if (fault === 'hang') return never();
          // Takes effect after the caller has timed out.
          if (fault === 'slow') await time.sleep(4_000);
          const result = effect(fault);
          if (fault === 'gone_after') throw new Error('The cache is gone');
          return result;
        });

      const cache = {
        get: (key: string) => cacheCall('read', () => JSON.parse(alive(key) ?? 'null')),
        set: (key: string, value: unknown, ttl: number, _scope: unknown, nx: boolean) =>
          cacheCall('write', (fault) => {
            if (fault === 'full') return null;
            const isTaken = nx && alive(key) !== null;
            if (!isTaken) stored.set(key, { json: JSON.stringify(value), expiresAt: time.now() + ttl * 1000 });
            // Core repeats a write whose response was lost, and then finds its own entry.
            return isTaken || (nx && fault === 'lost_answer') ? null : true;
          }),
      };

      async function request({ url, method, body = '{}' }: { url: string; method: string; body?: string }) {
        const path = new URL(url).pathname.replace('/api/v1', '');
        if (path === '/messages/send') return faultyCall('send', (fault) => send(JSON.parse(body), fault));
        const isList = method === 'GET' && path === '/messages';
        return faultyCall(isList ? 'list' : 'check', (fault) => {
          const listed = accepted.filter(({ listedFrom }) => listedFrom <= time.now()).reverse();
          const list = { messages: listed.map(view), nextCursor: null, hasMore: false };
          const other = path.endsWith('/state') ? { status: 'connected' } : { instances: [] };
          return broken(fault) ?? answer(200, { data: isList ? list : other });
        });
      }

      const z = { request, cache, errors, console: { error: () => {} }, dehydrateFile: () => 'later' };
      const bundle = { authData: { api_key: demo.key, default_country: 'FR' }, inputData, meta: {} };
      void runStep(app, 'creates.send_message.operation.perform', z, bundle).then(finish);
    });
  }

  return {
    accepted: (): readonly Accepted[] => accepted,
    fault: (fault: Fault) => void faults.push({ ...fault }),
    pass: time.pass,
    now: time.now,
    /** Removes all faults. */
    heal: () => {
      faults = [];
    },
    /** Runs Send Message this many times at once. */
    async run(input: object, times: number): Promise<SendingRun[]> {
      const all = Promise.all(Array.from({ length: times }, () => runOnce(input)));
      await time.until(all);
      return all;
    },
  };
}

function view({ id, text, at, to }: Accepted & { to: string }) {
  const createdAt = new Date(at).toISOString();
  const none = { contactId: null, campaignId: null, mediaUrl: null };
  const message = { id, to, instanceId: demo.instances.mainStore, direction: 'outbound', type: 'text', body: text };
  return { ...message, ...none, status: 'queued', createdAt, updatedAt: createdAt };
}
