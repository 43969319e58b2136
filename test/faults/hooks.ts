/** The triggers' hooks, with many deliveries, forgeries among them. */
import { createHmac } from 'node:crypto';
import { attackEach, performAlone } from './hooks-alone.ts';
import { FORGERIES, ODD_BODIES, type Plan } from './hooks-deliveries.ts';
import { type Arrived, deliverAll } from './hooks-wire.ts';
import type { Part, Size } from './report.ts';

const DELIVERIES: Readonly<Record<Size, number>> = { small: 150, full: 10_000 };

export async function run(size: Size, app: object): Promise<Part> {
  const seed = size === 'small' ? 1 : Date.now() % 2 ** 31;
  const arrived = await deliverAll(app, DELIVERIES[size], seed);
  const alone = await performAlone(app, arrived);
  const each = await attackEach(app);
  const floor = measureFloor(arrived);
  const count = countKinds(arrived.plan);
  return {
    title: 'Hooks under attack and load',
    intro:
      'New Message Received, over HTTP, eight senders at a time; then every trigger by itself. A breach is an event that does not come out exactly once with its own text, anything of a forgery that comes out, and an error that is none of the platform’s own.',
    tables: [
      {
        title: 'What arrived, and what came of it',
        headings: ['', 'deliveries', 'came out'],
        rows: [
          ['events, complete', count.full, arrived.out.filter(({ id }) => id.includes('event-')).length],
          [
            'events, thin: the message is loaded',
            count.thin,
            arrived.out.filter(({ id }) => !id.includes('event-')).length,
          ],
          ['repeated, byte for byte', count.repeated, (arrived.outcomes.success ?? 0) - arrived.plan.expected.size],
          [
            `forged, in ${FORGERIES.length} ways`,
            count.forged,
            arrived.out.filter(({ id }) => id.includes('forged')).length,
          ],
          [`signed, but no event, in ${ODD_BODIES.length} ways`, count.odd, 0],
        ],
      },
      each.table,
      {
        title: 'How fast: milliseconds each',
        isMeasured: true,
        headings: ['', 'deliveries', 'per second', 'median', '95 %', '99 %'],
        rows: [
          ['floor: bare HMAC and JSON.parse', ...figures(floor)],
          ['the step alone, without HTTP', ...figures(alone.ms)],
          ['the whole way over HTTP', ...figures(arrived.ms, arrived.seconds)],
        ],
      },
    ],
    breaches: [...breachesOf(arrived, seed), ...alone.breaches, ...each.breaches],
  };
}

function countKinds({ deliveries }: Plan) {
  const of = (kind: string, how?: string) =>
    deliveries.filter((each) => each.kind === kind && (how === undefined || each.how === how)).length;
  return {
    full: of('genuine', 'full'),
    thin: of('genuine', 'thin'),
    repeated: of('repeated'),
    forged: of('forged'),
    odd: of('odd'),
  };
}

function breachesOf({ plan, out, outcomes, foreign, unanswered }: Arrived, seed: number): string[] {
  const breaches: string[] = [];
  const times = new Map<string, number>();
  for (const { id, text } of out) {
    times.set(id, (times.get(id) ?? 0) + 1);
    const expected = plan.expected.get(id);
    if (expected === undefined) breaches.push(`${id} came out, and MsgFlash never sent it.`);
    else if (text !== expected) breaches.push(`${id} came out with the text “${text.slice(0, 40)}”.`);
  }
  for (const id of plan.expected.keys()) {
    const count = times.get(id) ?? 0;
    if (count !== 1) breaches.push(`${id} came out ${count} times instead of once.`);
  }
  const { repeated, forged, odd } = countKinds(plan);
  const wanted = { success: plan.expected.size, filtered: repeated, halted: forged + odd };
  for (const [outcome, count] of Object.entries(wanted)) {
    const found = outcomes[outcome] ?? 0;
    if (found !== count) breaches.push(`${found} runs ended as ${outcome} instead of ${count}.`);
  }
  for (const name of new Set(foreign)) breaches.push(`A delivery ended in ${name}.`);
  if (unanswered > 0) breaches.push(`${unanswered} deliveries were not answered with 200.`);
  if (Reflect.has({}, 'polluted')) breaches.push('A body reached the prototype of all objects.');
  return breaches.slice(0, 20).map((breach) => `Seed ${seed}: ${breach}`);
}

/** What nobody could do without: the digest of each body, and reading it. */
function measureFloor({ plan, secrets }: Arrived): number[] {
  return plan.deliveries.map(({ body }) => {
    const text = body.toString('utf8');
    const begun = performance.now();
    createHmac('sha256', secrets.own).update(text, 'utf8').digest();
    try {
      JSON.parse(text);
    } catch {
      // Some of them are no JSON.
    }
    return performance.now() - begun;
  });
}

function figures(ms: readonly number[], seconds = ms.reduce((sum, each) => sum + each, 0) / 1000): number[] {
  const sorted = ms.toSorted((one, other) => one - other);
  const share = (part: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  return [ms.length, Math.round(ms.length / seconds), share(0.5), share(0.95), share(0.99)];
}

function round(ms: number): number {
  return ms < 1 ? Math.round(ms * 1000) / 1000 : Math.round(ms * 10) / 10;
}
