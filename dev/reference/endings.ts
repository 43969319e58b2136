import { allFaults, type Fault } from '../../test/faults/matrix-faults.ts';
import { allPlaces, type Cell, type Place } from '../../test/faults/matrix-places.ts';
import { openStage, type Stage, siteOf } from '../../test/faults/matrix-stage.ts';
import type { Outcome, RunRecord } from '../zapier/index.ts';
import type { DocStep } from './definition.ts';

/** What a step met with. */
export type Mishap =
  /** A required field was empty, as happens when a mapped value turns out to be; by its label. */
  | { empty: string }
  /** MsgFlash refused, or had a fault. */
  | { code: string }
  /** The answer got lost; `doubtful` when MsgFlash could not be asked afterwards either. */
  | { silence: 'lost' | 'doubtful' }
  /** An event came that MsgFlash had not signed. */
  | { event: 'forged' };

/** How a step ended, and after what. */
export interface Ending {
  after: Mishap;
  outcome: Outcome;
  sentence: string;
}

/** One fault for each kind of thing that can happen to a step. */
const FAULTS = ['401 UNAUTHORIZED', '403 FORBIDDEN', '409 CONFLICT', '429 API_RATE_LIMIT', '500', 'answer after'];

interface Attempt {
  after: Mishap;
  place: Place;
  fault?: Fault['input'];
  /** Key of a field that is left empty. */
  empty?: string;
}

/** Has every step meet whatever can happen to it. @returns endings by the names of steps */
export async function playEndings(app: object, steps: readonly DocStep[]): Promise<Record<string, Ending[]>> {
  const attempts = steps.flatMap(attemptsOf);
  const stage = await openStage(app, attempts.length);
  try {
    const endings: Record<string, Ending[]> = {};
    for (const [index, attempt] of attempts.entries()) {
      const { outcome, message } = await tryOut(stage, attempt, index);
      // What MsgFlash itself said, which the fault brought along, belongs to no step.
      const ending: Ending = { after: attempt.after, outcome, sentence: message.replace(' (No)', '') };
      endings[attempt.place.name] = [...(endings[attempt.place.name] ?? []), ending];
    }
    return endings;
  } finally {
    await stage.close();
  }
}

function attemptsOf({ kind, name, key, fields }: DocStep): Attempt[] {
  const places = allPlaces().filter((place) => place.name === name);
  const own = places.filter(({ step }) => step === (kind === 'trigger' ? `${key} subscribe` : key));
  const place = own.find(({ role }) => role === 'send' || role === 'write' || role === 'subscribe') ?? own[0];
  if (!place) return [];
  const required = kind === 'trigger' ? [] : fields.filter((field) => field.required);
  const lookUp = own.find(({ role }) => role === 'found');
  const event = places.find(({ step }) => step === `${key} event`);
  return [
    ...required.map((field) => ({ after: { empty: field.label ?? field.key }, place, empty: field.key })),
    ...faults.map(({ input }) => ({ after: mishapOf(input), place, fault: input })),
    ...(lookUp ? [{ after: { silence: 'doubtful' } as const, place: lookUp, fault: lost }] : []),
    ...(event ? [{ after: { event: 'forged' } as const, place: { ...event, act: forge } }] : []),
  ];
}

const lost: Fault['input'] = { kind: 'reset_after_accepting' };
const faults = FAULTS.flatMap((start) => allFaults.find(({ name }) => name.startsWith(start)) ?? []);

function mishapOf(input: Fault['input']): Mishap {
  return input && 'code' in input ? { code: String(input.code) } : { silence: 'lost' };
}

/** Somebody else calls the address of the Zap that was switched on last. */
async function forge({ zapier, kept }: Cell): Promise<RunRecord> {
  const zap = zapier.zaps.find((each) => each === kept.zap);
  if (!zap) throw new Error('There is no Zap.');
  await fetch(zap.hookUrl, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  const [run] = await zap.waitForRuns(1);
  if (!run) throw new Error('The event did not arrive.');
  return run;
}

async function tryOut(stage: Stage, { place, fault, empty }: Attempt, index: number): Promise<RunRecord> {
  const zapier = await stage.zapierFor(place.name);
  const site = siteOf(index, false);
  const connection = await zapier.connect({ api_key: site.key, default_country: 'FR' });
  const cell: Cell = { stage, zapier, site, connection, kept: {} };
  await place.prepare?.(cell);
  if (fault) stage.control.fault({ ...fault, operation: place.operation, times: 'always', key: site.key });
  const run: typeof zapier.run = (whose, name, input, options) =>
    zapier.run(whose, name, { ...input, ...(empty && { [empty]: '' }) }, { ...options, requireFields: false });
  return place.act({ ...cell, zapier: { ...zapier, run } });
}
