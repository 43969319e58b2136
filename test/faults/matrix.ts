import { allFaults, type Fault, FEW, MORE } from './matrix-faults.ts';
import { allPlaces, type Place } from './matrix-places.ts';
import { type Finding, type Pairing, type Played, play } from './matrix-play.ts';
import { PROMISES, type Promised } from './matrix-rules.ts';
import { outcomeTables, placesTable } from './matrix-tables.ts';
import type { Part, Size } from './report.ts';

/** The pairings of a size: every fault on every operation, or a choice that `npm test` has time for. */
export function pairingsOf(size: Size): Pairing[] {
  return allPlaces().flatMap((place) =>
    allFaults.filter((fault) => size === 'full' || isInSmall(place, fault)).map((fault) => ({ place, fault })),
  );
}

/** Every fault on sending a message and on one read; every operation under a few. */
function isInSmall(place: Place, fault: Fault): boolean {
  const isThorough =
    (place.step === 'send_message' && place.role === 'send') ||
    (place.step === 'find_message' && place.role === 'read');
  return isThorough || FEW.includes(fault.name) || MORE[place.role]?.includes(fault.name) === true;
}

const games = new WeakMap<object, Map<Size, Promise<Played>>>();

/** Plays the matrix once for each app and size: the search for secrets looks at the same runs. */
export function played(size: Size, app: object): Promise<Played> {
  const known = games.get(app) ?? new Map<Size, Promise<Played>>();
  games.set(app, known);
  const game = known.get(size) ?? play(app, pairingsOf(size));
  known.set(size, game);
  return game;
}

/** Every operation of every step under every fault. */
export async function run(size: Size, app: object): Promise<Part> {
  const { findings } = await played(size, app);
  return {
    title: 'Fault matrix',
    intro:
      'A cell is one run of a step, with a fault on one of its operations for as long as the run lasts. It is judged by rules: the class of the outcome, a plain sentence, and the ledger of what MsgFlash really accepted, also after the run was repeated without the fault.',
    tables: [countsTable(findings), placesTable(findings), ...outcomeTables(findings)],
    breaches: breachesOf(findings),
  };
}

/** One sentence for each breach. */
export function breachesOf(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ place, fault, breaches }) =>
    breaches.map(
      ({ promise, what }) => `${place.step}, ${place.operation} (${place.role}), ${fault.name}: ${promise}: ${what}`,
    ),
  );
}

function countsTable(findings: readonly Finding[]): Part['tables'][number] {
  const count = (isOne: (finding: Finding) => boolean) => findings.filter(isOne).length;
  const kinds = Object.keys(PROMISES).filter((kind): kind is Promised => Object.hasOwn(PROMISES, kind));
  return {
    title: 'Counts',
    headings: ['what', 'number'],
    rows: [
      ['cells', findings.length],
      ['operations of steps', new Set(findings.map(({ place }) => place)).size],
      ['faults', new Set(findings.map(({ fault }) => fault)).size],
      ['messages accepted', findings.reduce((sum, { seen }) => sum + seen.sentInAll, 0)],
      ['runs repeated once the fault was gone', count(({ seen }) => seen.replay !== null)],
      ...kinds.map((kind): [string, number] => [
        `**${PROMISES[kind]}**`,
        count(({ breaches }) => breaches.some(({ promise }) => promise === kind)),
      ]),
    ],
  };
}
