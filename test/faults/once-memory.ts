/**
 * Everything a sending step talks to, in memory and on virtual time: the platform's cache, and the few operations of
 * MsgFlash that a step needs. Every call takes a while, so that runs at the same time meet in any order, and every call
 * can go wrong in every way, the end of the machine before or after it included.
 */
import { demo } from '../../dev/msgflash/demo.ts';
import type { VirtualTime } from '../../dev/time.ts';
import { endOf, errors, functionOf, type StepEnd, seeded } from './once-step.ts';

/** Where a fault can strike: a request, or a call of the cache. */
export const POINTS = ['check', 'send', 'list', 'read', 'write'] as const;
export type Point = (typeof POINTS)[number];

/** The run's machine is gone: nothing of it goes on. */
const CRASHES = ['crash_before', 'crash_after'] as const;
const CACHE_FAULTS = ['gone', 'gone_after', 'full', 'hang', 'slow', 'lost_answer', ...CRASHES] as const;
const READ_FAULTS = ['error', 'timeout', 'unreadable', 'unauthorized', ...CRASHES] as const;

export const FAULTS = {
  check: READ_FAULTS,
  send: [
    ...(['refused', 'busy', 'unauthorized', 'unreached', 'minimal'] as const),
    ...(['error_before', 'reset_before', 'timeout_before', 'unreadable_before', 'late'] as const),
    ...(['error_after', 'reset_after', 'timeout_after', 'unreadable_after', 'unlisted'] as const),
    ...CRASHES,
  ],
  list: [...READ_FAULTS, 'no_date', 'date_ahead', 'date_behind', 'oldest_first', 'unpaged', 'stripped'],
  read: CACHE_FAULTS,
  write: CACHE_FAULTS,
} as const;

/** How a fault strikes: at the so-manieth call from now that is of its point. */
export interface Fault {
  point: Point;
  kind: string;
  skip: number;
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
  /** How many messages MsgFlash accepted from it; null where that cannot be told. */
  accepted: number | null;
  /** What befell its calls. */
  faults: string[];
}

/** Send Message with everything it talks to, as the model drives it. */
export interface Sending {
  accepted(): readonly Accepted[];
  /** Makes a call to come go wrong. */
  fault(fault: Fault): void;
  /** Runs Send Message that many times at once. */
  run(input: Record<string, string | string[]>, times: number): Promise<SendingRun[]>;
  pass(ms: number): Promise<void>;
  now(): number;
  /** Takes back the faults that have not struck yet. */
  heal(): void;
}

const LATE_MS = 30_000;
const HOUR = 3_600_000;
const never = () => new Promise<never>(() => {});

interface Request {
  url: string;
  method: string;
  body?: string;
}

/** @param seed decides how long every call takes */
export function createMemory(app: object, time: VirtualTime, seed: number): Sending {
  const perform = functionOf(app, 'creates', 'send_message', 'operation', 'perform');
  const random = seeded(seed);
  const accepted: (Accepted & { shownFrom: number })[] = [];
  const faults: Fault[] = [];
  const stored = new Map<string, { json: string; expiresAt: number }>();

  const wait = (least: number, most: number) => time.sleep(least + random() * (most - least));

  function faultAt(point: Point): string | undefined {
    for (const [index, fault] of faults.entries()) {
      if (fault.point !== point) continue;
      if (fault.skip > 0) {
        fault.skip--;
        continue;
      }
      faults.splice(index, 1);
      return fault.kind;
    }
    return undefined;
  }

  function alive(key: string): string | null {
    const found = stored.get(key);
    return found && found.expiresAt > time.now() ? found.json : null;
  }

  async function runOnce(input: object): Promise<SendingRun> {
    const record: SendingRun & { accepted: number } = { end: { outcome: 'crashed' }, ms: 0, accepted: 0, faults: [] };
    const begun = time.now();
    let isDead = false;
    let die = () => {};
    const death = new Promise<void>((resolve) => {
      die = resolve;
    });

    /** What a call does, with its fault around it. The dead neither act nor hear. */
    async function act<T>(point: Point, effect: (fault: string | undefined) => T | Promise<T>): Promise<T> {
      if (isDead) return never();
      const fault = faultAt(point);
      if (fault) record.faults.push(`${point}:${fault}`);
      const crash = () => {
        isDead = true;
        die();
        return never();
      };
      if (fault === 'crash_before') return crash();
      await (point === 'read' || point === 'write' ? wait(1, 30) : wait(20, 300));
      const result = await effect(fault);
      if (fault === 'crash_after') return crash();
      await (point === 'read' || point === 'write' ? wait(1, 30) : wait(20, 300));
      return isDead ? never() : result;
    }

    const cacheFault = async (fault: string | undefined) => {
      if (fault === 'gone') throw new Error('The cache is gone');
      if (fault === 'hang') return never();
      // The call takes effect, long after whoever made it has given up.
      if (fault === 'slow') await time.sleep(4_000);
      return undefined;
    };

    const cache = {
      get: (key: string) =>
        act('read', async (fault) => {
          await cacheFault(fault);
          if (fault === 'gone_after' || fault === 'full' || fault === 'lost_answer') throw new Error('No answer');
          const json = alive(key);
          return json === null ? null : JSON.parse(json);
        }),
      set: (key: string, value: unknown, ttl: number, _scope: unknown, nx: boolean) =>
        act('write', async (fault) => {
          await cacheFault(fault);
          if (fault === 'full') return null;
          const isTaken = nx && alive(key) !== null;
          if (!isTaken) stored.set(key, { json: JSON.stringify(value), expiresAt: time.now() + ttl * 1000 });
          if (fault === 'gone_after') throw new Error('The cache is gone');
          // The platform's own retry of a write whose answer was lost meets the entry that the first try left.
          return isTaken || (nx && fault === 'lost_answer') ? null : true;
        }),
    };

    function accept(text: string, shownFrom = time.now()): Accepted {
      const message = { id: `message-${accepted.length + 1}`, text, at: time.now(), shownFrom };
      accepted.push(message);
      record.accepted++;
      return message;
    }

    function send(body: { text: string; to: string }, fault: string | undefined): Response {
      const created = () => answer(201, { data: view(accept(body.text), body.to) });
      switch (fault) {
        case 'refused':
          return answer(422, { error: { code: 'INVALID_DESTINATION', message: 'Not supported' } });
        case 'busy':
          return answer(429, { error: { code: 'API_RATE_LIMIT_EXCEEDED', message: 'Slow down' } });
        case 'unauthorized':
          return answer(401, { error: { code: 'UNAUTHORIZED', message: 'Invalid API key' } });
        case 'unreached':
          throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
        case 'minimal':
          return answer(201, { data: { id: accept(body.text).id } });
        case 'error_before':
          return answer(503, { error: { code: 'INTERNAL_ERROR', message: 'Later' } });
        case 'reset_before':
          throw reset();
        case 'timeout_before':
          throw timeout();
        case 'unreadable_before':
          return answer(200, '<html>');
        case 'late':
          // It was in a queue: MsgFlash takes it when nobody waits for the answer any more.
          void time.sleep(LATE_MS).then(() => accept(body.text));
          throw timeout();
        case 'error_after':
          created();
          return answer(503, '<html>');
        case 'reset_after':
          created();
          throw reset();
        case 'timeout_after':
          created();
          throw timeout();
        case 'unreadable_after':
          created();
          return answer(201, '{"data":{"id":');
        case 'unlisted':
          // Accepted, but the list lags behind.
          accept(body.text, time.now() + LATE_MS);
          throw reset();
        default:
          return created();
      }
    }

    function readFault(fault: string | undefined): Response | null {
      if (fault === 'error') return answer(503, '<html>');
      if (fault === 'unreadable') return answer(200, { data: { messages: 'none' } });
      if (fault === 'unauthorized') return answer(401, { error: { code: 'UNAUTHORIZED', message: 'Invalid API key' } });
      if (fault === 'timeout') throw timeout();
      return null;
    }

    function list(url: URL, fault: string | undefined): Response {
      const limit = Number(url.searchParams.get('limit'));
      const from = Number(url.searchParams.get('cursor') ?? 0);
      const shown = accepted.filter(({ shownFrom }) => shownFrom <= time.now());
      if (fault !== 'oldest_first') shown.reverse();
      const page = shown.slice(from, from + limit).map((message) => {
        const { to, ...rest } = view(message, demo.numbers.stranger);
        return fault === 'stripped' ? rest : { ...rest, to };
      });
      const hasMore = from + limit < shown.length;
      const paging = fault === 'unpaged' ? {} : { nextCursor: hasMore ? String(from + limit) : null, hasMore };
      const skew = fault === 'date_ahead' ? HOUR : fault === 'date_behind' ? -HOUR : 0;
      return answer(200, { data: { messages: page, ...paging } }, fault === 'no_date' ? null : time.now() + skew);
    }

    function answer(status: number, body: unknown, date: number | null = time.now()): Response {
      const headers = new Headers(date === null ? {} : { date: new Date(date).toUTCString() });
      return { status, content: typeof body === 'string' ? body : JSON.stringify(body), headers };
    }

    async function request({ url: address, method, body }: Request): Promise<Response> {
      const url = new URL(address);
      const path = url.pathname.replace('/api/v1', '');
      if (path === '/messages/send') {
        return act('send', async (fault) => {
          if (fault?.startsWith('timeout') || fault === 'late') await time.sleep(10_000);
          return send(JSON.parse(body ?? '{}'), fault);
        });
      }
      if (method === 'GET' && path === '/messages') {
        return act('list', (fault) => readFault(fault) ?? list(url, fault));
      }
      return act('check', (fault) => {
        if (path.endsWith('/state')) return readFault(fault) ?? answer(200, { data: { status: 'connected' } });
        return readFault(fault) ?? answer(200, { data: { instances: [] } });
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
    async run(input, times) {
      const all = Promise.all(
        Array.from({ length: times }, async () => {
          if (times > 1) await wait(0, 50);
          return runOnce(input);
        }),
      );
      await time.until(all);
      return all;
    },
    heal() {
      faults.length = 0;
    },
  };
}

interface Response {
  status: number;
  content: string;
  headers: Headers;
}

const reset = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const timeout = () => Object.assign(new Error('aborted'), { name: 'AbortError' });

function view({ id, text, at }: Accepted, to: string) {
  return {
    id,
    instanceId: demo.instances.mainStore,
    contactId: null,
    campaignId: null,
    direction: 'outbound',
    type: 'text',
    to,
    body: text,
    mediaUrl: null,
    status: 'queued',
    createdAt: new Date(at).toISOString(),
    updatedAt: new Date(at).toISOString(),
  };
}
