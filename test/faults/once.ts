/** Prevent Duplicates By, with many runs at the same time and everything that can go wrong going wrong. */
import { sweepFaults } from './once-faults.ts';
import { playInMemory, playOverHttp, type Sequences } from './once-sequences.ts';
import { playStorms } from './once-storms.ts';
import type { Part, Size } from './report.ts';

const SIZES = {
  small: { times: 10, isSlow: false, beside: 20, inMemory: 300, overHttp: 6 },
  full: { times: 200, isSlow: true, beside: 200, inMemory: 10_000, overHttp: 100 },
} as const;

/** The same sequences in every `npm test`; others whenever the whole suite runs. */
const seedOf = (size: Size) => (size === 'small' ? 1 : Date.now() % 2 ** 31);

export async function run(size: Size, app: object): Promise<Part> {
  const { times, isSlow, beside, inMemory, overHttp } = SIZES[size];
  const storms = await playStorms(app, times, isSlow);
  const sweep = await sweepFaults(app, beside);
  const seed = seedOf(size);
  const memory = await playInMemory(app, inMemory, seed);
  const http = await playOverHttp(app, overHttp, seed);
  return {
    title: 'At most once under concurrency',
    intro:
      'Send Message with Prevent Duplicates By. A breach is a second message, a run that says anything else than what MsgFlash has, a run that ends without a word, and a message that nobody can get out once all is well again. Over HTTP the steps run through the platform’s own handler against the embedded MsgFlash; in memory the same steps run on virtual time, where a cache or a request can also hang, come late, or end with its machine.',
    tables: [
      ...storms.tables,
      sweep.table,
      {
        title: 'Random sequences of runs, repeats, faults and time, against a model',
        headings: ['where', 'sequences', 'breaches'],
        rows: [
          ['in memory', memory.tally.sequences, memory.breaches.length],
          ['over HTTP', http.tally.sequences, http.breaches.length],
        ],
      },
      {
        title: `What the sequences of seed ${seed} were`,
        isMeasured: true,
        headings: ['where', 'runs', 'faults', 'messages', 'success', 'throttled', 'halted', 'error', 'cut off'],
        rows: [sequenceRow('in memory', memory), sequenceRow('over HTTP', http)],
      },
      {
        title: 'How long it took',
        isMeasured: true,
        headings: ['', 'runs', 'seconds'],
        rows: [
          ['runs at once, over HTTP', storms.runs, round(storms.seconds)],
          ['every fault at every call, in memory', sweep.runs, round(sweep.seconds)],
          ['sequences, in memory', memory.tally.runs, round(memory.seconds)],
          ['sequences, over HTTP', http.tally.runs, round(http.seconds)],
        ],
      },
    ],
    breaches: [...storms.breaches, ...sweep.breaches, ...memory.breaches, ...http.breaches],
  };
}

function sequenceRow(where: string, { tally }: Sequences): (string | number)[] {
  const { success = 0, throttled = 0, halted = 0, error = 0, crashed = 0, reconnect = 0 } = tally.outcomes;
  const { runs, faults, messages } = tally;
  return [where, runs, faults, messages, success, throttled, halted, error + reconnect, crashed];
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
