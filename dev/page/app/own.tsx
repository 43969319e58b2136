/** A Zap that is built from nothing; the address holds all of it. */
import type { Condition, DelayStep, FilterStep, StepInfo, ZapStep, Zaps } from '../types.ts';
import { PLAIN, Single } from './form.tsx';
import { about, changeStep, changeSteps, pillsFor, route, selected, steps, zaps } from './state.tsx';

const SAMPLE: ZapStep = {
  kind: 'app',
  app: 'Another app',
  does: 'New Entry',
  returns: { name: 'Awa', phone: '06 39 98 10 01', number: '1043' },
};
const TAKER: ZapStep = { kind: 'app', app: 'Another app', does: 'Create Entry', takes: { text: '' } };
const OTHERS: Readonly<Record<string, ZapStep>> = {
  filter: { kind: 'filter', if: { value: '', is: [''], says: 'A value is exactly another' } },
  delay: { kind: 'delay', ms: 3_600_000, says: '1 hour' },
};
const OTHER = 'app';

export function AddStep() {
  const isFirst = steps.value.length === 0;
  const all = about.value?.steps ?? [];
  const kinds: StepInfo['kind'][] = isFirst ? ['Trigger'] : ['Action', 'Search'];
  function add(name: string): void {
    const other = name === OTHER ? (isFirst ? SAMPLE : TAKER) : OTHERS[name];
    const step: ZapStep = other ?? { kind: 'msgflash', step: name, fields: {} };
    changeSteps((before) => [...before, step]);
    selected.value = steps.value.length - 1;
  }
  return (
    <label class="add">
      {isFirst ? 'What starts the Zap?' : 'Add a step'}
      <select
        value=""
        onChange={({ currentTarget }) => {
          if (currentTarget.value) add(currentTarget.value);
          currentTarget.value = '';
        }}
      >
        <option value="">Choose…</option>
        <option value={OTHER}>{isFirst ? 'Another app, with sample data' : 'Another app'}</option>
        {!isFirst && <option value="filter">Filter by Zapier</option>}
        {!isFirst && <option value="delay">Delay by Zapier</option>}
        {kinds.map((kind) => (
          <optgroup key={kind} label={`MsgFlash: ${kind}`}>
            {all
              .filter((step) => step.kind === kind)
              .map(({ name, label }) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

export function RemoveStep({ index }: { index: number }) {
  return (
    <button
      type="button"
      class="small"
      onClick={() => {
        selected.value = -1;
        changeSteps((before) => before.filter((_step, at) => at !== index));
      }}
    >
      Remove this step
    </button>
  );
}

export function FilterForm({ step, index }: { step: FilterStep; index: number }) {
  const set = (change: Partial<Condition>) =>
    changeStep(index, (each) => (each.kind === 'filter' ? { ...each, if: { ...each.if, ...change } } : each));
  const text = (key: 'value' | 'is', label: string, value: string, onChange: (next: string) => void) => (
    <div class="field">
      <label class="label" for={`${index}-${key}`}>
        {label}
      </label>
      <Single
        name=""
        field={{ ...PLAIN, key, label }}
        id={`${index}-${key}`}
        {...{ label, value, onChange }}
        values={{}}
        pills={key === 'value' ? pillsFor(index) : []}
      />
    </div>
  );
  return (
    <div class="form">
      {text('value', 'Only continue if', step.if.value, (value) => set({ value }))}
      {text('is', 'Is exactly', step.if.is[0] ?? '', (next) => set({ is: [next], says: `It is exactly “${next}”` }))}
    </div>
  );
}

const AN_HOUR = 3_600_000;

export function DelayForm({ step, index }: { step: DelayStep; index: number }) {
  return (
    <label class="field">
      <span class="label">Delay for, in hours</span>
      <input
        type="number"
        min="0"
        max="720"
        value={step.ms / AN_HOUR}
        onInput={({ currentTarget }) => {
          const hours = Math.min(Math.max(Number(currentTarget.value), 0), 720);
          const says = hours === 1 ? '1 hour' : `${hours} hours`;
          changeStep(index, (each) => (each.kind === 'delay' ? { ...each, ms: hours * AN_HOUR, says } : each));
        }}
      />
    </label>
  );
}

const PREFIX = 'zap=';

/** The Zap that an address holds; an empty one for `new`, null for any other address. */
export function zapsIn(hash: string): Zaps | null {
  if (hash === 'new') return [{ steps: [] }];
  if (!hash.startsWith(PREFIX)) return null;
  try {
    const bytes = Uint8Array.from(atob(hash.slice(PREFIX.length).replaceAll('-', '+').replaceAll('_', '/')), (each) =>
      each.charCodeAt(0),
    );
    const found: unknown = JSON.parse(new TextDecoder().decode(bytes));
    // What is in the steps is checked by the server.
    return Array.isArray(found) ? [{ steps: found.filter((step) => typeof step?.kind === 'string') }] : [{ steps: [] }];
  } catch {
    return [{ steps: [] }];
  }
}

/** Keeps the address as the Zap is. */
export function keepAddress(): void {
  zaps.subscribe(([zap]) => {
    const { page, recipe } = route.peek();
    if (page !== 'zap' || recipe || !zap || zap.steps.length === 0) return;
    const bytes = new TextEncoder().encode(JSON.stringify(zap.steps));
    const text = btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
    history.replaceState(null, '', `#${PREFIX}${text}`);
  });
}
