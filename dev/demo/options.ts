import { readArguments, UsageError } from '../arguments.ts';
import { recipes } from '../recipes/index.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { everyRecipe, stories } from './index.ts';

/** What `npm start` was asked to do. */
export type Wanted =
  | { what: 'help'; text: string }
  | { what: 'list'; text: string }
  /** Once for each of `starts`, where time begins, in milliseconds since 1970; without it, once from now. */
  | { what: 'play'; recipes: readonly Recipe[]; isBrief: boolean; starts?: readonly number[] }
  | { what: 'live' };

const HELP = `
 npm start                        plays the recipes of the stories shop and lead, in short
 npm start -- --story NAME        plays one story or one recipe, and shows all that is filled in, sent and returned
 npm start -- --story recipes     plays every recipe
 npm start -- --at TIME           plays as if it were that time, such as 2026-12-31T23:58:00Z; several play several times
 npm start -- --list              lists the stories and the recipes
 npm start -- --help              says this

 With MSGFLASH_API_KEY set, npm start checks that connection instead and changes nothing:
   MSGFLASH_TEAM_ID               the team, needed with a team key
   MSGFLASH_RECIPIENT             sends one test message to this number
   MSGFLASH_API_URL               another MsgFlash than the real one
`;

/**
 * @param words what was typed after the command
 * @param hasKey whether there is a key for a real connection
 * @throws UsageError
 */
export function readOptions(words: readonly string[], hasKey: boolean): Wanted {
  const values = readArguments(
    words,
    {
      story: { type: 'string' },
      at: { type: 'string', multiple: true },
      list: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    'npm start -- --help',
  );
  if (values.help) return { what: 'help', text: HELP };
  if (values.list) return { what: 'list', text: storyList() };
  const from = values.at ? { starts: values.at.map(readTime) } : {};
  if (values.story === undefined) {
    if (hasKey && !values.at) return { what: 'live' };
    return { what: 'play', recipes: stories.flatMap((story) => story.recipes), isBrief: true, ...from };
  }
  return { what: 'play', recipes: recipesOf(values.story), isBrief: false, ...from };
}

/** @param name of a story or of a recipe @throws UsageError */
function recipesOf(name: string): readonly Recipe[] {
  const story = [...stories, everyRecipe].find((each) => each.name === name);
  const found = story?.recipes ?? recipes.filter((recipe) => recipe.name === name);
  if (found.length > 0) return found;
  throw new UsageError(
    `There is no story “${name}”. There is ${quoted(stories)}; the recipes are ${quoted(recipes)}, and “${everyRecipe.name}” plays them all.`,
  );
}

/** Only with a zone: the same words must mean the same moment on every machine. @throws UsageError */
function readTime(typed: string): number {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(typed) ? Date.parse(typed) : Number.NaN;
  if (Number.isNaN(time)) throw new UsageError(`--at takes a time such as 2026-12-31T23:58:00Z, not “${typed}”.`);
  return time;
}

interface Listed {
  name: string;
  about: string;
}

const quoted = (group: readonly Listed[]) => group.map(({ name }) => `“${name}”`).join(', ');

function storyList(): string {
  const widest = Math.max(...[...stories, ...recipes].map(({ name }) => name.length));
  const lines = (group: readonly Listed[]) => group.map(({ name, about }) => `   ${name.padEnd(widest)}   ${about}`);
  return ['', ' Stories', ...lines(stories), '', ' Recipes', ...lines(recipes), ''].join('\n');
}
