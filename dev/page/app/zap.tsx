/** The Zap: its steps as cards, its runs below. */
import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import type { Advice } from '../advice.ts';
import type { AppStep, Fields, RunInfo, RunOutcome, TestAnswer, ZapStep } from '../types.ts';
import { Pills, PLAIN, Single, StepForm } from './form.tsx';
import { Help } from './markup.tsx';
import { AddStep, DelayForm, FilterForm, RemoveStep } from './own.tsx';
import {
  act,
  appOf,
  ask,
  busy,
  changeStep,
  infoOf,
  labelOf,
  live,
  pillsFor,
  recipe,
  route,
  selected,
  steps,
  tested,
  titleOf,
  zapIndex,
  zaps,
} from './state.tsx';

export function Zap() {
  const found = recipe.value;
  const isOwnTrigger = steps.value[0]?.kind === 'msgflash';
  const isOn = live.value?.isOn ?? false;
  const isBusy = busy.value !== '';
  const open = { recipe: route.value.recipe, zaps: zaps.value };
  return (
    <section class="zap" aria-labelledby="zap-title">
      <header class="zap-head">
        <h2 id="zap-title">{found?.title ?? 'Your own Zap'}</h2>
        {found && <p class="quiet">{found.about}</p>}
        <div class="bar">
          <button
            type="button"
            role="switch"
            aria-checked={isOn}
            class="switch"
            disabled={isBusy}
            onClick={() => act('turn', { ...open, isOn: !isOn })}
          >
            <span aria-hidden="true" /> {isOn ? 'On' : 'Off'}
          </button>
          {(found || !isOwnTrigger) && (
            <button
              type="button"
              class="main"
              disabled={isBusy || steps.value.length === 0}
              onClick={() => (found ? act('play', { ...open, case: 0 }) : act('run', { ...open, zap: zapIndex.value }))}
            >
              Run it
            </button>
          )}
          {!found && isOwnTrigger && <p class="quiet">Turn it on, then write as a customer on the phone.</p>}
        </div>
        {found && (
          <div class="cases">
            <h3>What can go wrong</h3>
            <ul>
              {found.cases.map(
                ({ title, isWrong }, index) =>
                  isWrong && (
                    <li key={title}>
                      <button
                        type="button"
                        class="small"
                        disabled={isBusy}
                        onClick={() => act('play', { ...open, case: index })}
                      >
                        {title}
                      </button>
                    </li>
                  ),
              )}
            </ul>
          </div>
        )}
        <Played />
      </header>
      {zaps.value.length > 1 && (
        <fieldset class="tabs">
          <legend>Zaps of this recipe</legend>
          {zaps.value.map(({ title, isAside }, index) => (
            <button
              type="button"
              key={index}
              aria-pressed={zapIndex.value === index}
              onClick={() => {
                selected.value = -1;
                zapIndex.value = index;
              }}
            >
              {isAside ? title : `Zap ${index + 1}`}
            </button>
          ))}
        </fieldset>
      )}
      <ol class="cards">
        {steps.value.map((step, index) => (
          <Card key={`${found?.name}${zapIndex.value}${index}`} {...{ step, index }} />
        ))}
      </ol>
      {!found && <AddStep />}
      <Runs />
    </section>
  );
}

function Played() {
  const played = live.value?.played;
  // What is filled in otherwise comes out otherwise.
  if (!played || zaps.value !== recipe.value?.zaps) return null;
  const unmet = played.checks.filter(({ isMet }) => !isMet);
  return (
    <details class={`played ${unmet.length === 0 ? 'good' : 'bad'}`} open={unmet.length > 0}>
      <summary>
        {unmet.length === 0 ? '✓' : '✗'} {played.title}:{' '}
        {unmet.length === 0 ? 'all as it should be' : 'not as it should be'}
      </summary>
      <ul>
        {played.checks.map(({ sentence, isMet, found }) => (
          <li>
            {isMet ? '✓' : '✗'} {sentence} {found && <code>{found}</code>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Card({ step, index }: { step: ZapStep; index: number }) {
  const isOpen = selected.value === index;
  const kind =
    index === 0
      ? 'Trigger'
      : step.kind === 'msgflash'
        ? (infoOf(step.step)?.kind ?? 'Action')
        : step.kind === 'app'
          ? 'Action'
          : '';
  const last = live.value?.runs
    .findLast(({ zap }) => zap === zapIndex.value)
    ?.steps.find((each) => each.index === index);
  return (
    <li class={`card ${step.kind}`}>
      <h3>
        <button type="button" aria-expanded={isOpen} onClick={() => (selected.value = isOpen ? -1 : index)}>
          <span class="icon" aria-hidden="true">
            {appOf(step).slice(0, 1)}
          </span>
          <span class="names">
            <small>
              {appOf(step)}
              {kind && ` · ${kind}`}
              {step.path && ` · ${step.path.name}`}
            </small>
            <span>
              {index + 1}. {labelOf(step)}
            </span>
          </span>
          {last && <Badge outcome={last.outcome} />}
        </button>
      </h3>
      {isOpen && (
        <div class="card-body">
          {step.path && (
            <p class="quiet">
              Runs only on {step.path.name}: <Help text={step.path.if.says} />
            </p>
          )}
          {step.kind === 'msgflash' && (
            <>
              <p class="quiet">{infoOf(step.step)?.description}</p>
              <StepForm step={step} index={index} />
            </>
          )}
          {step.kind === 'app' && <AppForm step={step} index={index} />}
          {step.kind === 'filter' &&
            (recipe.value ? (
              <>
                <p>
                  <Help text={step.if.says} />
                </p>
                <Pills text={step.if.value} pills={pillsFor(index)} />
                {step.if.is.length > 0 && (
                  <p class="quiet">passes if it is {step.if.is.map((each) => `“${each}”`).join(' or ')}</p>
                )}
              </>
            ) : (
              <FilterForm step={step} index={index} />
            ))}
          {step.kind === 'delay' && (recipe.value ? <p>{step.says}</p> : <DelayForm step={step} index={index} />)}
          {step.kind === 'msgflash' && <Test index={index} />}
          {!recipe.value && <RemoveStep index={index} />}
        </div>
      )}
    </li>
  );
}

function AppForm({ step, index }: { step: AppStep; index: number }) {
  const set = (part: 'returns' | 'takes', key: string, text: string) =>
    changeStep(index, (each) => (each.kind === 'app' ? { ...each, [part]: { ...each[part], [key]: text } } : each));
  const rows = (part: 'returns' | 'takes', fields: Fields) =>
    Object.entries(fields).map(([key, text]) => (
      <div class="field" key={key}>
        <label class="label" for={`${index}-${part}-${key}`}>
          {titleOf(key)}
        </label>
        <Single
          name=""
          field={{ ...PLAIN, key, label: titleOf(key) }}
          id={`${index}-${part}-${key}`}
          label={titleOf(key)}
          value={text}
          values={fields}
          pills={part === 'takes' ? pillsFor(index) : []}
          onChange={(next) => set(part, key, next)}
        />
      </div>
    ));
  return (
    <div class="form">
      {step.takes && rows('takes', step.takes)}
      {step.returns && (
        <>
          <p class="quiet">What {step.app} returns, as sample data:</p>
          {rows('returns', step.returns)}
        </>
      )}
    </div>
  );
}

/** Tests the step that is open, with the samples of those before it. */
function Test({ index }: { index: number }) {
  const answer = useSignal<TestAnswer | null>(null);
  const isTesting = useSignal(false);
  async function test(): Promise<void> {
    isTesting.value = true;
    const outputs = steps.value.slice(0, index).map((_step, at) =>
      Object.fromEntries(
        pillsFor(index)
          .filter(({ step }) => step === at + 1)
          .map(({ key, sample }) => [key, sample]),
      ),
    );
    const body = { zaps: zaps.value, zap: zapIndex.value, index, outputs };
    const found = await ask<TestAnswer>('test', body).catch(
      (error): TestAnswer => ({ outcome: 'errored', message: String(error), rows: [], requests: [], cost: 0 }),
    );
    answer.value = found;
    isTesting.value = false;
    if (found.outcome === 'success') {
      tested.value = { ...tested.value, [`${zapIndex.value}/${index}`]: Object.fromEntries(found.rows) };
    }
  }
  const found = answer.value;
  return (
    <div class="test">
      <button type="button" disabled={isTesting.value} onClick={test}>
        Test this step
      </button>
      {found && (
        <div role="status">
          <p>
            <Badge outcome={found.outcome} /> {found.message}
          </p>
          <Rows rows={found.rows} />
          <p class="quiet">
            {found.cost === 0 ? 'No API request' : found.cost === 1 ? '1 API request' : `${found.cost} API requests`}
            {found.requests.map(({ what, status }) => ` · ${what} ${status}`)}
          </p>
        </div>
      )}
    </div>
  );
}

function Rows({ rows }: { rows: readonly [string, string][] }) {
  if (rows.length === 0) return null;
  return (
    <dl class="rows-out">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const WORDS: Readonly<Record<RunOutcome, [word: string, tone: string]>> = {
  success: ['Success', 'good'],
  filtered: ['Filtered', 'calm'],
  halted: ['Stopped', 'warn'],
  throttled: ['Waiting', 'calm'],
  errored: ['Failed', 'bad'],
  reconnect: ['Reconnect', 'bad'],
};

export function Badge({ outcome, isWaiting = false }: { outcome: RunOutcome; isWaiting?: boolean }) {
  const [word, tone] = WORDS[isWaiting ? 'throttled' : outcome];
  return <span class={`badge ${tone}`}>{word}</span>;
}

function Runs() {
  const runs = [...(live.value?.runs ?? [])].reverse();
  return (
    <section class="runs" aria-labelledby="runs-title">
      <h3 id="runs-title">Runs</h3>
      {runs.length === 0 && <p class="quiet">This Zap has not run yet.</p>}
      <ol>
        {runs.map((run) => (
          <Run key={run.id} run={run} />
        ))}
      </ol>
    </section>
  );
}

function Run({ run }: { run: RunInfo }) {
  const data = zaps.value[run.zap]?.steps ?? [];
  return (
    <li>
      <div class="run">
        <Badge outcome={run.outcome} isWaiting={run.until !== null} />
        <div>
          <p>
            <strong>Run {run.id}</strong> <time>{timeOf(run.startedAt)}</time>
            {run.replayOf && <span class="quiet"> · replay of run {run.replayOf}</span>}
          </p>
          {run.message && <p class="says">{run.message}</p>}
          {run.advice && <Guide advice={run.advice} />}
          {run.until !== null && <p class="quiet">Goes on by itself at {timeOf(run.until)}.</p>}
          <details>
            <summary>Steps and data</summary>
            {run.steps.map(({ index, outcome, rows }) => {
              const step = data[index];
              return (
                <div key={index}>
                  <h4>
                    {index + 1}. {step ? labelOf(step) : ''} <Badge outcome={outcome} />
                  </h4>
                  <Rows rows={rows} />
                </div>
              );
            })}
          </details>
        </div>
        <button
          type="button"
          class="small"
          disabled={busy.value !== ''}
          aria-label={`Replay run ${run.id}`}
          onClick={() => act('replay', { id: run.id })}
        >
          Replay
        </button>
      </div>
    </li>
  );
}

/** The row of the guide's error messages. */
function Guide({ advice }: { advice: Advice }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  return (
    <>
      <button type="button" class="link" onClick={() => dialog.current?.showModal()}>
        What the guide says
      </button>
      <dialog ref={dialog} aria-labelledby={id}>
        <h2 id={id}>{advice.section}</h2>
        <dl>
          <dt>It means</dt>
          <dd>
            <Help text={advice.means} />
          </dd>
          <dt>Do this</dt>
          <dd>
            <Help text={advice.todo} />
          </dd>
        </dl>
        <p class="quiet">From docs/guide.md, Error messages.</p>
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  );
}

export function timeOf(at: number): string {
  return new Date(at).toLocaleString('en-GB', {
    timeZone: 'Europe/Paris',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}
