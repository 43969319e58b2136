/** What the page knows, and how it asks the server. */
import { computed, signal } from '@preact/signals';
import type { About, Snapshot, Value, ZapStep, Zaps } from '../types.ts';

export const about = signal<About | null>(null);
export const snapshot = signal<Snapshot | null>(null);
/** The Zaps as they are edited here. */
export const zaps = signal<Zaps>([]);
export const zapIndex = signal(0);
/** The step whose form is open; -1 for none. */
export const selected = signal(-1);
export const problem = signal('');
export const busy = signal('');
/** What tests of steps returned, by zap and step. */
export const tested = signal<Readonly<Record<string, Readonly<Record<string, string>>>>>({});

/** What the address says is open. */
export interface Route {
  page: 'zap' | 'steps';
  recipe: string;
  step: number;
}
export const route = signal<Route>({ page: 'zap', recipe: '', step: -1 });

/** The same, without what another recipe has left while this one is being opened. */
export const live = computed<Snapshot | null>(() => {
  const now = snapshot.value;
  if (!now || now.recipe === route.value.recipe) return now;
  return { ...now, isOn: false, runs: [], chats: [], played: null };
});

export const steps = computed<readonly ZapStep[]>(() => zaps.value[zapIndex.value]?.steps ?? []);
export const recipe = computed(() => about.value?.recipes.find(({ name }) => name === route.value.recipe) ?? null);

export async function ask<T = unknown>(name: string, body: object): Promise<T> {
  const response = await fetch(`do/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(String(answer.message));
  return answer;
}

/** Asks for something that changes what is shown; what goes wrong is shown at the top. */
export async function act(name: string, body: object): Promise<void> {
  busy.value = name;
  problem.value = '';
  try {
    const answer = await ask<{ message?: string }>(name, body);
    problem.value = answer.message ?? '';
  } catch (error) {
    problem.value = error instanceof Error ? error.message : String(error);
  } finally {
    busy.value = '';
  }
}

/** Changes the steps of the Zap that is open. */
export function changeSteps(change: (steps: readonly ZapStep[]) => readonly ZapStep[]): void {
  zaps.value = zaps.value.map((zap, at) => (at === zapIndex.value ? { ...zap, steps: change(zap.steps) } : zap));
}

export function changeStep(index: number, change: (step: ZapStep) => ZapStep): void {
  changeSteps((all) => all.map((step, at) => (at === index ? change(step) : step)));
}

export function setField(index: number, key: string, value: Value): void {
  changeStep(index, (step) =>
    step.kind === 'msgflash' ? { ...step, fields: { ...step.fields, [key]: value } } : step,
  );
}

export const infoOf = (name: string) => about.value?.steps.find((step) => step.name === name);

export function titleOf(key: string): string {
  return key
    .split('_')
    .map((word) => (word === 'id' ? 'ID' : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ');
}

/** What a step is called in lists. */
export function labelOf(step: ZapStep): string {
  if (step.kind === 'msgflash') return infoOf(step.step)?.label ?? step.step;
  if (step.kind === 'filter') return 'Only continue if…';
  return step.kind === 'delay' ? `Delay for ${step.says.toLowerCase()}` : step.does;
}

export function appOf(step: ZapStep): string {
  if (step.kind === 'app') return step.app;
  return step.kind === 'msgflash' ? 'MsgFlash' : step.kind === 'filter' ? 'Filter by Zapier' : 'Delay by Zapier';
}

export interface Pill {
  step: number;
  key: string;
  label: string;
  sample: string;
}

const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24 };

/** `now +3d` in sample data is a whole hour, so long from now. */
function atNow(sample: string): string {
  const [, amount, unit = ''] = /^now \+(\d+)([dh])$/.exec(sample) ?? [];
  if (!amount) return sample;
  const hour = 3_600_000;
  const now = snapshot.value?.now ?? Date.now();
  return new Date(Math.ceil(now / hour + Number(amount) * (HOURS[unit] ?? 0)) * hour).toISOString();
}

/** What can be mapped into a step. */
export function pillsFor(index: number): Pill[] {
  return steps.value.slice(0, index).flatMap((step, at): Pill[] => {
    const known = tested.value[`${zapIndex.value}/${at}`];
    if (step.kind === 'app') {
      return Object.entries(step.returns ?? {}).map(([key, sample]) => ({
        step: at + 1,
        key,
        label: titleOf(key),
        sample: atNow(sample),
      }));
    }
    if (step.kind !== 'msgflash') return [];
    const outputs = infoOf(step.step)?.outputs ?? [];
    return outputs.map(({ key, label, sample }) => ({ step: at + 1, key, label, sample: known?.[label] ?? sample }));
  });
}

const PLACE = /\{\{(\d+)__(\w+)\}\}/g;

export type Piece = string | Pill;

/** Text with its pills, in their order. */
export function piecesOf(text: string, pills: readonly Pill[]): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of text.matchAll(PLACE)) {
    if (found.index > end) pieces.push(text.slice(end, found.index));
    const step = Number(found[1]);
    const key = found[2] ?? '';
    pieces.push(
      pills.find((pill) => pill.step === step && pill.key === key) ?? { step, key, label: titleOf(key), sample: '' },
    );
    end = found.index + found[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

export const isMapped = (text: string): boolean => text.includes('{{');
