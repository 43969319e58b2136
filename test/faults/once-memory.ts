/**
 * Send Message with everything it calls, in memory and in virtual time: Zapier's cache, and the operations of MsgFlash
 * that it needs. Every call takes a random time, so that concurrent runs interleave in any order. Every call can fail
 * in every way, and the process can crash before or after it.
 */
import { demo } from '../../dev/msgflash/demo.ts';
import type { VirtualTime } from '../../dev/time.ts';
import { endOf, errors, functionOf, type StepEnd, seeded } from './step.ts';

/** Where a fault can happen: at a request, or at a call of the cache. */
export type Point = 'check' | 'send' | 'list' | 'read' | 'write';

/** When MsgFlash accepts a message, in ms after the request; null for never. */
const ACCEPTED = { never: null, first: 0, after_12_s: 12_000, after_30_s: 30_000, after_50_s: 50_000 } as const;
/** The responses that do not show whether the message was accepted. */
const SILENCES = ['503', 'reset', 'timeout', 'html'] as const;

/** The faults of a send: when MsgFlash accepts the message, and what the caller gets. */
export const SENDS: Readonly<Record<string, readonly [acceptedAfter: number | null, answer: string]>> = {
  refused: [null, '422'],
  busy: [null, '429'],
  unauthorized: [null, '401'],
  unreached: [null, 'unreached'],
  minimal: [0, 'minimal'],
  unlisted: [0, 'reset'],
  ...Object.fromEntries(
    SILENCES.flatMap((answer) =>
      Object.entries(ACCEPTED).map(([when, ms]) => [`${answer}_accepted_${when}`, [ms, answer] as const]),
    ),
  ),
};

/** The process crashes, and nothing of the run continues. */
const CRASHES = ['crash_before', 'crash_after'];
const CACHE = ['gone', 'gone_after', 'full', 'hang', 'slow', 'lost_answer', ...CRASHES];
const READS = ['503', 'timeout', 'html', '401', ...CRASHES];

export const FAULTS: Readonly<Record<Point, readonly string[]>> = {
  check: READS,
  send: [...Object.keys(SENDS), ...CRASHES],
  list: [...READS, 'no_date', 'date_ahead', 'date_behind', 'oldest_first', 'unpaged', 'no_recipient', 'lid', 'device'],
  read: CACHE,
  write: CACHE,
};

export interface Fault {
  point: Point;
  kind: string;
  /** How many calls are not affected first. */
  skip: number;
  /** Whether it lasts until `heal`, instead of affecting one call. */
  isLasting?: boolean;
}

/** A message that MsgFlash accepted. */
export interface Accepted {
  id: string;
  text: string;
  at: number;
}

export interface SendingRun {
  end: StepEnd | { outcome: 'crashed' };
  ms: number;
  /** How many of its messages MsgFlash accepted; null if unknown. */
  accepted: number | null;
  /** Its faults, as `point:kind`. */
  faults: string[];
}

/** Send Message with everything it calls, as the model uses it. */
export interface Sending {
  accepted(): readonly Accepted[];
  fault(fault: Fault): void;
  /** Runs Send Message this many times at once. */
  run(input: Record<string, string | string[]>, times: number): Promise<SendingRun[]>;
  pass(ms: number): Promise<void>;
  now(): number;
  /** Removes all faults. */
  heal(): void;
}

const HOUR = 3_600_000;
const UNLISTED_MS = 30_000;
const never = () => new Promise<never>(() => {});
const REFUSALS: Readonly<Record<string, string>> = {
  422: 'INVALID_DESTINATION',
  429: 'API_RATE_LIMIT_EXCEEDED',
  401: 'UNAUTHORIZED',
};

interface Request {
  url: string;
  method: string;
  body?: string;
}

/** @param seed for the duration of every call */
export function createMemory(app: object, time: VirtualTime, seed: number): Sending {
  const perform = functionOf(app, 'creates', 'send_message', 'operation', 'perform');
  const random = seeded(seed);
  const accepted: (Accepted & { to: string; listedFrom: number })[] = [];
  const stored = new Map<string, { json: string; expiresAt: number }>();
  let faults: Fault[] = [];

  function faultAt(point: Point): string {
    for (const fault of faults) {
      if (fault.point !== point) continue;
      if (fault.skip > 0) {
        fault.skip--;
        continue;
      }
      if (!fault.isLasting) faults = faults.filter((each) => each !== fault);
      return fault.kind;
    }
    return '';
  }

  function alive(key: string): string | null {
    const found = stored.get(key);
    return found && found.expiresAt > time.now() ? found.json : null;
  }

  function answer(status: number, body: unknown, date: number | null = time.now()) {
    const headers = new Headers(date === null ? {} : { date: new Date(date).toUTCString() });
    return { status, content: typeof body === 'string' ? body : JSON.stringify(body), headers };
  }

  /**
   * The response of a faulty call; null for a call that works.
   *
   * @throws as the HTTP client does, if there is no response
   */
  function broken(kind: string) {
    if (kind === 'timeout') throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    if (kind === 'reset') throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    if (kind === 'unreached') throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    if (kind === '503') return answer(503, '<html>');
    if (kind === 'html') return answer(200, '<html>');
    const code = REFUSALS[kind];
    return code ? answer(Number(kind), { error: { code, message: 'No.' } }) : null;
  }

  function list(url: URL, fault: string) {
    const limit = Number(url.searchParams.get('limit'));
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const shown = accepted.filter(({ listedFrom }) => listedFrom <= time.now());
    if (fault !== 'oldest_first') shown.reverse();
    const messages = shown.slice(from, from + limit).map((message) => {
      const recipients: Record<string, unknown> = {
        no_recipient: undefined,
        lid: '120363025912345@lid',
        device: `${message.to.slice(1)}:12@s.whatsapp.net`,
      };
      return view(message, fault in recipients ? recipients[fault] : message.to);
    });
    const hasMore = from + limit < shown.length;
    const paging = fault === 'unpaged' ? {} : { nextCursor: hasMore ? String(from + limit) : null, hasMore };
    const skew = fault === 'date_ahead' ? HOUR : fault === 'date_behind' ? -HOUR : 0;
    return answer(200, { data: { messages, ...paging } }, fault === 'no_date' ? null : time.now() + skew);
  }

  async function runOnce(input: object): Promise<SendingRun> {
    const record: SendingRun & { accepted: number } = { end: { outcome: 'crashed' }, ms: 0, accepted: 0, faults: [] };
    const begun = time.now();
    let isDead = false;
    let die = () => {};
    const death = new Promise<void>((resolve) => {
      die = resolve;
    });

    /** Makes a call with its fault. After a crash, no call is made and none returns. */
    async function faultyCall<T>(point: Point, effect: (fault: string) => T | Promise<T>): Promise<T> {
      if (isDead) return never();
      const fault = faultAt(point);
      if (fault) record.faults.push(`${point}:${fault}`);
      const crash = () => {
        isDead = true;
        die();
        return never();
      };
      const [least, most] = point === 'read' || point === 'write' ? [1, 30] : [20, 300];
      const delay = () => time.sleep(least + random() * (most - least));
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

    async function send({ text, to }: { text: string; to: string }, fault: string) {
      const [after, kind] = SENDS[fault] ?? [0, ''];
      const listedFrom = time.now() + (fault === 'unlisted' ? UNLISTED_MS : 0);
      const accept = () => {
        const message = { id: `message-${accepted.length + 1}`, text, to, at: time.now(), listedFrom };
        accepted.push(message);
        record.accepted++;
        return message;
      };
      const message = after === 0 ? accept() : null;
      if (after) void time.sleep(after).then(accept);
      if (kind === 'timeout') await time.sleep(10_000);
      return (
        broken(kind) ?? answer(201, { data: message && (kind === 'minimal' ? { id: message.id } : view(message, to)) })
      );
    }

    async function request({ url: address, method, body }: Request) {
      const url = new URL(address);
      const path = url.pathname.replace('/api/v1', '');
      if (path === '/messages/send') return faultyCall('send', (fault) => send(JSON.parse(body ?? '{}'), fault));
      const isList = method === 'GET' && path === '/messages';
      return faultyCall(isList ? 'list' : 'check', (fault) => {
        const data = path.endsWith('/state') ? { status: 'connected' } : { instances: [] };
        return broken(fault) ?? (isList ? list(url, fault) : answer(200, { data }));
      });
    }

    const z = { request, cache, errors, console: { error: () => {} }, dehydrateFile: () => 'later' };
    const bundle = { authData: { api_key: demo.key, default_country: 'FR' }, inputData: input, meta: {} };
    const step = endOf(perform(z, bundle)).then((end) => {
      if (!isDead) record.end = end;
    });
    await Promise.race([step, death]);
    record.ms = time.now() - begun;
    return record;
  }

  return {
    accepted: () => accepted,
    fault: (fault) => void faults.push({ ...fault }),
    pass: time.pass,
    now: time.now,
    heal: () => {
      faults = [];
    },
    async run(input, times) {
      const all = Promise.all(Array.from({ length: times }, () => runOnce(input)));
      await time.until(all);
      return all;
    },
  };
}

function view({ id, text, at }: Accepted, to: unknown) {
  const createdAt = new Date(at).toISOString();
  const none = { contactId: null, campaignId: null, mediaUrl: null };
  const message = { id, to, instanceId: demo.instances.mainStore, direction: 'outbound', type: 'text', body: text };
  return { ...message, ...none, status: 'queued', createdAt, updatedAt: createdAt };
}
