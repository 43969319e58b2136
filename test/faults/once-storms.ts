/** Many runs of the same message at the same moment, over HTTP, with a fault at one point of the flow. */
import { demo } from '../../dev/msgflash/demo.ts';
import type { Misbehaviour } from '../../dev/zapier/index.ts';
import { at } from '../../dev/zapier/values.ts';
import { startWire, type Wire } from './once-wire.ts';
import type { Table } from './report.ts';

interface Storm {
  /** The point of the flow, and what goes wrong there. */
  name: string;
  /** Makes it go wrong; awaited beside the runs. */
  strike?(wire: Wire, isSent: () => boolean): void | Promise<void>;
  isChecked?: boolean;
  /** Whether one of the first runs may get its message out. Where they are many, none may: a busy cache is a slow one. */
  atFirst: 0 | 1;
  /** Waits for a time-out of seconds in real time. */
  isSlow?: boolean;
}

const SEND = 'POST /messages/send';
const cache = (how: Misbehaviour) => (wire: Wire) => wire.zapier.cache.misbehave(how, { ms: 100 });

/** MsgFlash has the message, and its answer is on its way, when the cache goes wrong. */
const cacheAfterAcceptance = (how: Misbehaviour) => async (wire: Wire, isSent: () => boolean) => {
  wire.control.fault({ operation: SEND, kind: 'slow_answer', delayMs: 300 });
  while (!isSent()) await new Promise((resolve) => setTimeout(resolve, 5));
  wire.zapier.cache.misbehave(how);
};

const STORMS: readonly Storm[] = [
  { name: 'nothing goes wrong', atFirst: 1 },
  {
    name: 'before the claim: no answer to the check',
    strike: ({ control }) =>
      void control.fault({ operation: 'GET /instances/{id}/state', kind: 'html_503', times: 'always' }),
    isChecked: true,
    atFirst: 0,
  },
  { name: 'before the claim: cache gone', strike: cache('gone'), atFirst: 0 },
  { name: 'before the claim: cache full', strike: cache('full'), atFirst: 0 },
  { name: 'before the claim: cache hangs', strike: cache('hang'), atFirst: 0, isSlow: true },
  { name: 'throughout: cache slow', strike: cache('slow'), atFirst: 1 },
  { name: 'throughout: cache loses its answers', strike: cache('lost_answer'), atFirst: 1 },
  {
    name: 'after the claim: the request is lost',
    strike: ({ control }) => void control.fault({ operation: SEND, kind: 'reset_before_accepting', times: 'always' }),
    atFirst: 0,
  },
  {
    name: 'after the request: the connection is lost, and MsgFlash takes it half a minute later',
    strike: ({ control }) =>
      void control.fault({ operation: SEND, kind: 'reset_before_accepting', acceptAfterMs: 30_000 }),
    atFirst: 0,
  },
  {
    name: 'after the request: refused for this recipient',
    strike: ({ control }) =>
      void control.fault({
        operation: SEND,
        kind: 'error',
        status: 422,
        code: 'INVALID_DESTINATION',
        times: 'always',
      }),
    atFirst: 0,
  },
  {
    name: 'after the request: too many requests, once',
    strike: ({ control }) =>
      void control.fault({ operation: SEND, kind: 'error', status: 429, code: 'API_RATE_LIMIT_EXCEEDED' }),
    atFirst: 1,
  },
  {
    name: 'after acceptance: the connection is lost',
    strike: ({ control }) => void control.fault({ operation: SEND, kind: 'reset_after_accepting' }),
    atFirst: 1,
  },
  {
    name: 'after acceptance: the answer is cut',
    strike: ({ control }) => void control.fault({ operation: SEND, kind: 'reset_mid_answer' }),
    atFirst: 1,
    isSlow: true,
  },
  {
    name: 'after acceptance: an answer of HTML, and no list',
    strike: ({ control }) => {
      control.fault({ operation: SEND, kind: 'html_200' });
      control.fault({ operation: 'GET /messages', kind: 'html_503', times: 'always' });
    },
    atFirst: 1,
  },
  {
    name: 'after acceptance: an answer that never comes',
    strike: ({ control }) => void control.fault({ operation: SEND, kind: 'no_answer_after_accepting' }),
    atFirst: 1,
    isSlow: true,
  },
  { name: 'before the result is stored: cache gone', strike: cacheAfterAcceptance('gone'), atFirst: 1 },
  { name: 'before the result is stored: cache full', strike: cacheAfterAcceptance('full'), atFirst: 1 },
  { name: 'before the result is stored: cache hangs', strike: cacheAfterAcceptance('hang'), atFirst: 1, isSlow: true },
];

/** Repeats at once, a minute after the storm. */
const repeatsOf = (times: number) => Math.ceil(times / 4);
/** Repeats one after another, which must be told that the message had gone out. */
const LATE = 5;

export interface Storms {
  /** What came of it, and how the runs ended, which is a matter of who came first. */
  tables: Table[];
  runs: number;
  seconds: number;
  breaches: string[];
}

/** @param times how many runs at once @param isSlow whether storms that wait for time-outs are part of it */
export async function playStorms(app: object, times: number, isSlow: boolean): Promise<Storms> {
  const breaches: string[] = [];
  const found: { name: string; most: number; ends: Ends }[] = [];
  const begun = performance.now();
  const wire = await startWire(app);
  try {
    for (const [index, storm] of STORMS.entries()) {
      if (storm.isSlow && !isSlow) continue;
      const { ends, breach } = await playStorm(wire, storm, `(storm ${index}) `, times);
      found.push({ name: storm.name, most: storm.atFirst, ends });
      breaches.push(...breach.map((sentence) => `${times} runs at once, ${storm.name}: ${sentence}`));
    }
  } finally {
    await wire.close();
  }
  return {
    tables: [
      {
        title: `${times} runs at once over HTTP, ${repeatsOf(times)} repeats when the fault is gone, ${LATE} more a minute later`,
        headings: ['fault', 'may be sent with the fault', 'sent in all'],
        rows: found.map(({ name, most, ends }) => [name, most === 0 ? 'none' : 'one', ends.sent]),
      },
      {
        title: 'How those runs ended',
        isMeasured: true,
        headings: ['fault', 'sent with the fault', 'success', 'throttled', 'halted', 'error'],
        rows: found.map(({ name, ends }) => [name, ends.sentAtFirst, ...ends.counts]),
      },
    ],
    runs: found.length * (times + repeatsOf(times) + LATE),
    seconds: (performance.now() - begun) / 1000,
    breaches,
  };
}

interface Ends {
  sentAtFirst: number;
  sent: number;
  counts: number[];
}

async function playStorm(wire: Wire, { strike, isChecked, atFirst }: Storm, mark: string, times: number) {
  const breach: string[] = [];
  const sending = wire.sending(mark);
  const input = {
    instance_id: demo.instances.mainStore,
    to: demo.numbers.stranger,
    type: 'text',
    text: 'Your order is on its way.',
    send_once_per: 'order',
    ...(isChecked && { checks: ['instance_connected'] }),
  };
  const ends: Record<string, number> = {};
  const play = async (most = times) => {
    const runs = await sending.run(input, most);
    for (const { end } of runs) {
      ends[end.outcome] = (ends[end.outcome] ?? 0) + 1;
      if (end.outcome === 'foreign') breach.push(`a run threw what is no error of the platform: ${end.message}`);
      else if ('message' in end && end.message === '') breach.push(`a run ended as ${end.outcome} without a word`);
    }
    return runs;
  };
  const count = () => sending.accepted().length;

  let isOver = false;
  const striking = strike?.(wire, () => isOver || count() > 0);
  const first = await play();
  isOver = true;
  await striking;
  const sentAtFirst = count();
  if (sentAtFirst > atFirst) breach.push(`${sentAtFirst} messages went out under the fault instead of ${atFirst}`);
  const told = first.filter(({ end }) => end.outcome === 'success').length;
  if (sentAtFirst === 0 && told > 0) breach.push(`${told} runs told of success, and nothing went out`);

  sending.heal();
  wire.zapier.cache.misbehave(null);
  await wire.pass(61_000);
  await play(repeatsOf(times));
  if (count() > 1) breach.push(`${count()} messages went out once the fault was gone instead of 1`);
  await wire.pass(61_000);
  for (let repeat = 0; repeat < LATE; repeat++) {
    const [late] = await play(1);
    const isTold = late?.end.outcome === 'success' && at(late.end.output, 'already_sent') === true;
    // Where everybody before was held back, the first of these is the one that sends.
    if (!isTold && repeat > 0) breach.push('a late repeat was not told that the message had gone out');
  }
  if (count() !== 1) breach.push(`${count()} messages went out in all instead of 1`);
  const counts = ['success', 'throttled', 'halted', 'error'].map((outcome) => ends[outcome] ?? 0);
  return { ends: { sentAtFirst, sent: count(), counts }, breach };
}
