import { A_DAY, AN_HOUR, type Happening } from '../recipes/recipe.ts';

/** What happens, in a sentence. */
export function sentenceOf(happening: Happening): string {
  switch (happening.what) {
    case 'arrives':
      return 'Something new arrives in the app of step 1.';
    case 'writes':
      return `${happening.from} writes: “${happening.text}”`;
    case 'delivered again':
      return 'MsgFlash delivers the same event once more.';
    case 'forged':
      return 'A stranger who knows the address of the Zap sends a forged message to it.';
    case 'sends':
      return `Another Zap sends a message to ${happening.to}.`;
    case 'linked':
      return 'The QR code of Main Store is scanned.';
    case 'unlinked':
      return 'The phone of Main Store is unlinked.';
    case 'fault':
      return FAULTS[happening.kind] ?? `MsgFlash has a problem: ${happening.kind.replaceAll('_', ' ')}.`;
    case 'used':
      return `${happening.apiRequests} API requests of this month are used.`;
    case 'passes':
      return lengthOf(happening.ms);
    case 'filled in':
      return `In step ${happening.step}, other values are filled in.`;
    case 'replayed':
      return 'The run is replayed.';
  }
}

const FAULTS: Readonly<Record<string, string>> = {
  reset_after_accepting:
    'MsgFlash will do what the next request asks, and the connection will break before it answers.',
  html_503: 'MsgFlash will not be able to answer the next request.',
};

function lengthOf(ms: number): string {
  const [size, unit] = UNITS.find(([each]) => ms >= each) ?? [1000, 'second'];
  const count = Math.round((ms / size) * 10) / 10;
  return count === 1 ? `One ${unit} passes.` : `${count} ${unit}s pass.`;
}

const UNITS: readonly [number, string][] = [
  [A_DAY, 'day'],
  [AN_HOUR, 'hour'],
];
