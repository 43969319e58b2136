/** The page: recipes, a Zap, a phone, and what is behind them. */
import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import type { About, Snapshot, StepInfo } from '../types.ts';
import { Behind } from './behind.tsx';
import { Form, useFields } from './form.tsx';
import { keepAddress, zapsIn } from './own.tsx';
import { Phone } from './phone.tsx';
import { about, act, problem, route, selected, snapshot, tested, zapIndex, zaps } from './state.tsx';
import { Zap } from './zap.tsx';

const isLost = signal(false);

function Page() {
  const known = about.value;
  if (!known || !snapshot.value) return <p class="loading">Loading…</p>;
  return (
    <>
      <header class="top">
        <h1>
          MsgFlash <span>for Zapier</span>
        </h1>
        <p class="quiet">The real connector, against a built-in MsgFlash on this machine.</p>
        <a href="#steps">All forms</a>
        <button type="button" class="small" onClick={() => act('reset', {})}>
          Start over
        </button>
      </header>
      {isLost.value && (
        <p class="says" role="alert">
          The server has ended. Start it again with npm run playground.
        </p>
      )}
      {problem.value && (
        <p class="says" role="alert">
          {problem.value}
        </p>
      )}
      <main class={route.value.page}>
        {route.value.page === 'steps' ? (
          <AllForms />
        ) : (
          <>
            <Recipes />
            <Zap />
            <Phone />
          </>
        )}
      </main>
      <Behind />
    </>
  );
}

function Recipes() {
  return (
    <nav class="recipes" aria-labelledby="recipes-title">
      <h2 id="recipes-title">Recipes</h2>
      <ul>
        {about.value?.recipes.map(({ name, title, apps }) => (
          <li key={name}>
            <a href={`#${name}`} aria-current={route.value.recipe === name ? 'page' : undefined}>
              {title}
              <small>{apps.join(', ')}</small>
            </a>
          </li>
        ))}
        <li>
          <a href="#new" aria-current={route.value.recipe === '' ? 'page' : undefined}>
            Build your own Zap
            <small>from nothing</small>
          </a>
        </li>
      </ul>
    </nav>
  );
}

function AllForms() {
  return (
    <section class="all-forms">
      <p>
        <a href={`#${about.value?.recipes[0]?.name ?? ''}`}>Back to the recipes</a>
      </p>
      <h2>All forms</h2>
      <div class="all">
        <article class="card open" data-step="connection">
          <h3>
            <small class="quiet">Connection</small> MsgFlash
          </h3>
          <Form
            name="connection"
            fields={about.value?.connection ?? null}
            message=""
            values={EMPTY}
            pills={[]}
            onChange={() => {}}
          />
        </article>
        {about.value?.steps.map((step) => (
          <OneForm key={step.name} step={step} />
        ))}
      </div>
    </section>
  );
}

function OneForm({ step }: { step: StepInfo }) {
  const { fields, message } = useFields({ step: step.name, fields: EMPTY });
  return (
    <article class="card open" data-step={step.name}>
      <h3>
        <small class="quiet">{step.kind}</small> {step.label}
      </h3>
      <p class="quiet">{step.description}</p>
      <Form name={step.name} fields={fields} message={message} values={EMPTY} pills={[]} onChange={() => {}} />
    </article>
  );
}

const EMPTY = {};

/** Opens what the address names. */
async function follow(): Promise<void> {
  const [name = '', step = '', zap = ''] = decodeURIComponent(location.hash.slice(1)).split('/');
  const known = about.value;
  if (!known) return;
  if (name === 'steps') {
    route.value = { page: 'steps', recipe: '', step: -1 };
    return;
  }
  const own = zapsIn(location.hash.slice(1));
  if (own) {
    route.value = { page: 'zap', recipe: '', step: -1 };
    zaps.value = own;
    zapIndex.value = 0;
    selected.value = -1;
    tested.value = {};
    await act('open', { recipe: '' });
    return;
  }
  const recipe = known.recipes.find((each) => each.name === name) ?? known.recipes[0];
  if (!recipe) return;
  if (recipe.name !== route.value.recipe) {
    zaps.value = recipe.zaps;
    zapIndex.value = 0;
    tested.value = {};
  }
  const isOpen = recipe.name === route.value.recipe;
  route.value = { page: 'zap', recipe: recipe.name, step: Number(step) };
  selected.value = step ? Number(step) - 1 : -1;
  zapIndex.value = Math.min(Math.max(Number(zap) - 1, 0), recipe.zaps.length - 1) || 0;
  if (!isOpen) await act('open', { recipe: recipe.name });
}

effect(() => {
  const [index, zap] = [selected.value, zapIndex.value];
  const { page, recipe } = route.peek();
  if (page !== 'zap' || !recipe) return;
  const place = zap > 0 ? `${index + 1}/${zap + 1}` : index >= 0 ? String(index + 1) : '';
  const hash = place ? `#${recipe}/${place}` : `#${recipe}`;
  if (location.hash !== hash) history.replaceState(null, '', hash);
});

async function start(): Promise<void> {
  const answer = await fetch('about');
  const known: About = await answer.json();
  about.value = known;
  const events = new EventSource('events');
  events.onmessage = ({ data }) => {
    isLost.value = false;
    // A part, when only the time has changed.
    const next: Snapshot = JSON.parse(data);
    snapshot.value = { ...snapshot.value, ...next };
  };
  events.onerror = () => {
    isLost.value = true;
  };
  addEventListener('hashchange', () => void follow());
  keepAddress();
  await follow();
}

const root = document.getElementById('page');
if (root) {
  root.replaceChildren();
  render(<Page />, root);
  void start();
}
