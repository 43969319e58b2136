import type { Outcome, RunRecord } from '../../playground/zapier/index.ts';
import { allFaults, type Fault } from '../../reliability/matrix-faults.ts';
import { allPlaces, type Cell, type Place } from '../../reliability/matrix-places.ts';
import { openStage, type Stage, siteOf } from '../../reliability/matrix-stage.ts';
import type { DocStep } from './definition.ts';

/** How a step ended, and after what. */
export interface Ending {
  /** The code that MsgFlash answered with, '' when it did not; the label of a field that was empty. */
  after: { code: string } | { empty: string };
  outcome: Outcome;
  sentence: string;
}

/** One fault for each kind of thing that can happen to a step. */
const FAULTS = ['401 UNAUTHORIZED', '403 FORBIDDEN', '409 CONFLICT', '429 API_RATE_LIMIT', '500', 'answer after'];

interface Attempt {
  after: Ending['after'];
  place: Place;
  fault?: Fault['input'];
  /** Key of a field that is left empty, as happens when a mapped value turns out to be. */
  empty?: string;
}

/** Has every step meet each kind of fault, and each of its required fields empty. @returns endings by the names of steps */
export async function playEndings(app: object, steps: readonly DocStep[]): Promise<Record<string, Ending[]>> {
  const faults = FAULTS.flatMap((start) => allFaults.find(({ name }) => name.startsWith(start)) ?? []);
  const attempts = steps.flatMap((step): Attempt[] => {
    const place = mainPlace(step);
    if (!place) return [];
    const required = step.kind === 'trigger' ? [] : step.fields.filter((field) => field.required);
    return [
      ...required.map(({ key, label = key }) => ({ after: { empty: label }, place, empty: key })),
      ...faults.map(({ input }) => ({ after: { code: codeOf(input) }, place, fault: input })),
    ];
  });
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

function codeOf(input: Fault['input']): string {
  return input && 'code' in input ? String(input.code) : '';
}

/** The operation that a step is there for. */
function mainPlace({ kind, name, key }: DocStep): Place | undefined {
  const step = kind === 'trigger' ? `${key} subscribe` : key;
  const found = allPlaces().filter((place) => place.name === name && place.step === step);
  return found.find(({ role }) => role === 'send' || role === 'write' || role === 'subscribe') ?? found[0];
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
