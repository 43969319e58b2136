import { isDeepStrictEqual } from 'node:util';
import type { LedgerEntry } from '../msgflash/control.ts';
import { demo } from '../msgflash/demo.ts';
import { A_DAY, AN_HOUR, type AppStep, type Case, type Happening, isOwn, type Recipe } from '../recipes/recipe.ts';
import { at } from '../zapier/values.ts';
import { pickRows, titleOf } from './picks.ts';
import { createPlayer, type Player, type ZapRun } from './player.ts';
import type { StoryStep } from './step.ts';
import type { Story } from './story.ts';

/** A recipe, to be played in the terminal: its Zaps are turned on, and each of its cases is checked. */
export function storyOf(recipe: Recipe): Story {
  return {
    name: recipe.name,
    about: recipe.about,
    async play(step) {
      const player = await step('Connect, and turn the Zap on', (story) => open(story, recipe));
      for (const each of recipe.cases) await step(each.title, (story) => playCase(story, player, each));
    },
  };
}

async function open(story: StoryStep, recipe: Recipe): Promise<Player> {
  const { zapier, labels } = story.environment;
  const key = recipe.isFree ? demo.otherKey : demo.key;
  const { connection } = await story.connects({ api_key: key, default_country: 'FR' });
  if (!connection) throw new Error('The key was refused.');
  // What was picked is shown by its label, as in the editor.
  for (const own of recipe.zaps.flatMap(({ steps }) => steps).filter(isOwn)) {
    const name = nameOf(own.step);
    const { fields } = await zapier.fields(connection, name, own.fields);
    for (const { key: field } of fields.filter(({ key: field, dynamic }) => dynamic && own.guide?.[field])) {
      const { choices } = await zapier.dropdown(connection, name, field, { input: own.fields });
      for (const { value, label } of choices) labels.set(value, label);
    }
  }
  const player = createPlayer(story.environment, connection);
  player.load(recipe.zaps);
  await player.setUp();
  const problem = await player.turnOn();
  story.wire();
  story.check('the Zap is on', problem === '', problem);
  return player;
}

function nameOf(step: string): `creates.${string}` | `searches.${string}` | `triggers.${string}` {
  const [type, key = ''] = step.split('.');
  if (type === 'triggers') return `triggers.${key}`;
  return type === 'creates' ? `creates.${key}` : `searches.${key}`;
}

async function playCase(story: StoryStep, player: Player, expected: Case): Promise<void> {
  const { environment } = story;
  const before = { runs: player.runs.length, cost: environment.wire.charged() };
  for (const happening of expected.happens) {
    story.happens(sentenceOf(happening));
    await player.happen(happening);
  }
  const runs = player.runs.slice(before.runs);
  for (const [index, run] of runs.entries()) await showRun(story, player, run, expected.runs[index]?.returns);
  story.wire();

  const found = whatCame(story, runs, environment.wire.charged() - before.cost);
  for (const [sentence, isMet, instead] of checksOf(expected, found)) story.check(sentence, isMet, instead);
}

/** What came of a case. */
export interface Found {
  runs: readonly ZapRun[];
  messages: readonly LedgerEntry[];
  apps: readonly object[];
  cost: number;
}

function whatCame(story: StoryStep, runs: readonly ZapRun[], cost: number): Found {
  return { runs, messages: story.sent(), apps: appsOf(runs), cost };
}

/** What other apps took, in the order of the runs. */
export const appsOf = (runs: readonly ZapRun[]): object[] =>
  runs.flatMap(({ steps }) =>
    steps.flatMap(({ index, record, input }) => (index > 0 && !record && Object.keys(input).length > 0 ? [input] : [])),
  );

/** What must be so, whether it is, and what there is instead. */
export function checksOf(expected: Case, found: Found): [sentence: string, isMet: boolean, instead: unknown][] {
  const outcomes = found.runs.map(({ outcome }) => outcome);
  const wanted = expected.runs.map(({ outcome }) => outcome);
  const checks: [string, boolean, unknown][] = [
    [
      `the run ends as it should: ${wanted.join(', ') || 'there is none'}`,
      isDeepStrictEqual(outcomes, wanted),
      outcomes,
    ],
  ];
  for (const [index, { says, returns }] of expected.runs.entries()) {
    const run = found.runs[index];
    if (says) checks.push([`the sentence says “${says}”`, run?.message.includes(says) === true, run?.message]);
    for (const [key, value] of Object.entries(returns ?? {})) {
      const output = run?.steps.findLast(({ record }) => record !== null)?.output;
      checks.push([`${titleOf(key)} is ${value}`, isDeepStrictEqual(at(output, key), value), at(output, key)]);
    }
  }
  const sent = found.messages.map(({ to, text, status }) =>
    expected.messages[0]?.[2] ? [to, text, status] : [to, text],
  );
  const sorted = (all: readonly (readonly unknown[])[]) => all.map((each) => each.join(': ')).sort();
  const count = expected.messages.length;
  checks.push([
    count === 0 ? 'no message goes out' : count === 1 ? 'one message goes out' : `${count} messages go out`,
    isDeepStrictEqual(sorted(sent), sorted(expected.messages)),
    sorted(sent),
  ]);
  if (expected.apps)
    checks.push([
      expected.apps.length === 0 ? 'no other app gets anything' : 'other apps get what they should',
      isDeepStrictEqual(found.apps, expected.apps),
      found.apps,
    ]);
  checks.push([
    expected.cost === 1 ? 'it cost one API request' : `it cost ${expected.cost || 'no'} API requests`,
    found.cost === expected.cost,
    found.cost,
  ]);
  return checks;
}

async function showRun(story: StoryStep, player: Player, run: ZapRun, returns: object = {}): Promise<void> {
  const { zapier, labels } = story.environment;
  const steps = player.zaps[run.zap]?.steps ?? [];
  for (const played of run.steps) {
    const step = steps[played.index];
    if (played.index === 0) {
      if (played.record)
        story.triggered(
          played.record,
          ['from', 'to', 'text', 'name', 'error'].filter((key) => at(played.output, key)),
        );
      else if (step?.kind === 'app') story.lists(gutterOf(step), rowsOf(played.output));
    } else if (step?.kind === 'app') {
      story.lists(gutterOf(step), rowsOf(played.input));
    } else if (step?.kind === 'msgflash' && played.record) {
      const connection = player.connection;
      const { fields } = await zapier.fields(connection, nameOf(step.step), step.fields);
      story.followed({ name: played.record.step, picks: pickRows(played.input, fields, labels), run: played.record });
      const keys = Object.keys(returns);
      if (played === run.steps.findLast(({ record }) => record)) story.shows(played.record, keys);
    } else if (played.message) story.lists('says', [played.message]);
  }
}

const gutterOf = ({ app }: AppStep) => app.toLowerCase().split(' ')[0] ?? 'app';
const rowsOf = (value: unknown): [string, string][] =>
  Object.entries(Object(value)).map(([name, each]) => [titleOf(name), String(each)]);

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
