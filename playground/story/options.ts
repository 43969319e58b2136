import { readArguments, UsageError } from '../arguments.ts';
import { stories } from './index.ts';
import type { Story } from './story.ts';

/** What `npm start` was asked to do. */
export type Wanted =
  | { what: 'help'; text: string }
  | { what: 'list'; text: string }
  | { what: 'stories'; stories: readonly Story[] }
  | { what: 'live' };

const HELP = `
 npm start                        plays every story
 npm start -- --story NAME        plays one of them
 npm start -- --list              lists the stories
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
    { story: { type: 'string' }, list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    'npm start -- --help',
  );
  if (values.help) return { what: 'help', text: HELP };
  if (values.list) return { what: 'list', text: storyList() };
  if (values.story === undefined) return hasKey ? { what: 'live' } : { what: 'stories', stories };
  const story = stories.find(({ name }) => name === values.story);
  if (story) return { what: 'stories', stories: [story] };
  throw new UsageError(
    `There is no story “${values.story}”. There is ${stories.map(({ name }) => `“${name}”`).join(', ')}.`,
  );
}

function storyList(): string {
  const widest = Math.max(...stories.map(({ name }) => name.length));
  const lines = stories.map(({ name, about }) => ` ${name.padEnd(widest)}   ${about}`);
  return ['', ...lines, ''].join('\n');
}
