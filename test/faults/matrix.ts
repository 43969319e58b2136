import { allCases, type Case } from './cases.ts';
import { allFaults, type Fault, FEW, MORE } from './faults.ts';
import { type Finding, type Played, play } from './play.ts';
import type { Part, Size } from './report.ts';
import { PROMISES } from './rules.ts';

/** Whether a fault can affect a case: only a look-up reads the list of messages. */
function isPossible({ role }: Case, { listing }: Fault): boolean {
  return !listing || role === 'found' || role === 'late';
}

/** Whether `npm test` plays it: Send Message under all faults except similar codes, every other step under a few. */
function isInSmall({ step, role }: Case, { name }: Fault): boolean {
  const [lost, odd] = FEW;
  if (step === 'send_message' && role === 'send') return !/^403 (?!FORBIDDEN)|^404 \w+_/.test(name);
  if (/^(send_message|message_received|find_message)/.test(step)) return [lost, ...(MORE[role] ?? [])].includes(name);
  // The other triggers share their code. So do the other steps that send.
  if (/^(message|instance)_\w+ /.test(step)) return name === lost && (role === 'subscribe' || role === 'load');
  if (/^(send|schedule)_/.test(step)) return name === odd && role !== 'absent' && role !== 'after';
  return name === lost || (role === 'write' && name === '500');
}

let game: Promise<Played> | undefined;

/**
 * Plays all faults on all operations, or a selection that is fast enough for `npm test`; once, because the search for
 * secrets uses the same runs.
 */
export function played(size: Size, app: object): Promise<Played> {
  const isPlayed = (tested: Case, fault: Fault) =>
    isPossible(tested, fault) && (size === 'full' || isInSmall(tested, fault));
  const pairings = allCases.flatMap((tested) =>
    allFaults.filter((fault) => isPlayed(tested, fault)).map((fault) => ({ tested, fault })),
  );
  game ??= play(app, pairings);
  return game;
}

/** Runs every operation of every step under every fault. */
export async function run(size: Size, app: object): Promise<Part> {
  const { findings } = await played(size, app);
  const count = (isOne: (finding: Finding) => boolean) => findings.filter(isOne).length;
  return {
    title: 'Every fault on every operation',
    figures: {
      runs: findings.length,
      'operations of steps': new Set(findings.map(({ tested }) => tested)).size,
      faults: new Set(findings.map(({ fault }) => fault)).size,
      'messages accepted': findings.reduce((sum, { seen }) => sum + seen.sentInAll, 0),
      'runs repeated once the fault was gone': count(({ seen }) => seen.repeat !== null),
      ...Object.fromEntries(
        Object.entries(PROMISES).map(([promise, words]) => [
          words,
          count(({ breaches }) => breaches.some((breach) => breach.promise === promise)),
        ]),
      ),
    },
    breaches: breachesOf(findings),
  };
}

/** One sentence for each breach. */
export function breachesOf(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ tested: { step, operation, role }, fault, breaches }) =>
    breaches.map(({ promise, what }) => `${step}, ${operation} (${role}), ${fault.name}: ${promise}: ${what}`),
  );
}
