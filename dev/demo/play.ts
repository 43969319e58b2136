import { inspect } from 'node:util';
import { type Check, playCase } from '../recipes/play/checks.ts';
import { authDataOf, type Environment, openEnvironment } from '../recipes/play/environment.ts';
import { createPlayer } from '../recipes/play/player.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { createBriefTranscript } from './brief.ts';
import { createDisplay } from './display.ts';
import { counted, createTranscript, type Transcript, type TranscriptOptions } from './transcript.ts';

export interface Telling extends TranscriptOptions {
  /** The connector, as its entry exports it. */
  app: object;
  /** Where time begins; default now. */
  start?: number;
  /** Writes only what was checked, and what users read. */
  isBrief?: boolean;
  /** What is done to MsgFlash and Zapier before a recipe is played. */
  prepare?: (environment: Environment) => unknown;
}

export interface Played {
  exitCode: 0 | 1;
  checks: readonly CaseCheck[];
}

interface CaseCheck extends Check {
  /** Of the case. */
  title: string;
}

/** Plays recipes one after the other, each to its end. @returns 1 when one of them is not as expected */
export async function playRecipes(recipes: readonly Recipe[], telling: Telling): Promise<0 | 1> {
  let good = 0;
  let count = 0;
  for (const recipe of recipes) {
    const { exitCode, checks } = await playRecipe(recipe, telling);
    if (exitCode === 0) good += 1;
    count += checks.length;
  }
  const isGood = good === recipes.length;
  const transcript = createTranscript(telling);
  transcript.closing(`${good} of ${recipes.length} recipes went as expected · ${count} checks`, isGood);
  transcript.blank();
  return isGood ? 0 : 1;
}

/** Plays every case of a recipe and sums it up. What goes wrong is in the result; nothing is thrown. */
export async function playRecipe(recipe: Recipe, telling: Telling): Promise<Played> {
  const { app, start = Date.now(), isBrief, prepare, ...look } = telling;
  const transcript = isBrief ? createBriefTranscript(look) : createTranscript(look);
  transcript.opening(recipe.title, recipe.about);
  const environment = await openEnvironment(app, start);
  const checks: CaseCheck[] = [];
  const add = (check: CaseCheck) => {
    checks.push(check);
    transcript.check(check.sentence, check.isMet, shown(check));
  };
  try {
    prepare?.(environment);
    await playCases(recipe, environment, transcript, add);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    add({ title: recipe.name, sentence: 'the recipe goes to its end', isMet: false, found });
  }
  const messages = environment.ledger().length;
  const requests = environment.charged();
  await environment.close();

  const unmet = checks.filter(({ isMet }) => !isMet);
  const met = checks.length - unmet.length;
  const summary = `${counted(messages, 'message')} · ${counted(requests, 'API request')}`;
  transcript.closing(`${met} of ${counted(checks.length, 'check')} passed · ${summary}`, unmet.length === 0);
  if (unmet.length > 0) transcript.line('Not as expected:', 'bad');
  for (const check of unmet) transcript.check(`${check.title}: ${check.sentence}`, false, shown(check));
  return { exitCode: unmet.length === 0 ? 0 : 1, checks };
}

async function playCases(
  recipe: Recipe,
  environment: Environment,
  transcript: Transcript,
  onCheck: (check: CaseCheck) => void,
): Promise<void> {
  const display = createDisplay(environment, transcript);
  const authData = authDataOf(recipe);
  const { connection, message } = await environment.zapier.tryConnect(authData);
  if (!connection) throw new Error(message);
  display.connects(authData, environment.authFields);
  await display.readLists(
    connection,
    recipe.zaps.flatMap(({ steps }) => steps),
  );
  const player = createPlayer(environment, connection);
  player.load(recipe.zaps);
  await player.setUp();
  const problem = await player.turnOn();
  if (problem) throw new Error(problem);
  display.wire();

  for (const [index, each] of recipe.cases.entries()) {
    transcript.heading(index + 1, each.title);
    const { runs, checks } = await playCase(environment, player, each, display.happens);
    for (const [place, run] of runs.entries()) {
      const keys = Object.keys(each.runs[place]?.returns ?? {});
      await display.run(connection, player.zaps[run.zap]?.steps ?? [], run, keys);
    }
    display.wire();
    for (const check of checks) onCheck({ ...check, title: each.title });
  }
}

const LONGEST_FOUND = 300;

/** What was found instead of what was wanted. */
function shown({ found }: Check): string {
  const text = typeof found === 'string' ? `“${found}”` : inspect(found, { breakLength: Number.POSITIVE_INFINITY });
  return `found ${text.length > LONGEST_FOUND ? `${text.slice(0, LONGEST_FOUND)}…` : text}`;
}
