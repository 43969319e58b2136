/** `npm start`: plays a story, or checks a real connection. */
import picocolors from 'picocolors';
import { UsageError } from '../arguments.ts';
import { at } from '../zapier/values.ts';
import { checkLive, liveSettings } from './live.ts';
import { readOptions, type Wanted } from './options.ts';
import { playStories } from './play.ts';
import type { Story } from './story.ts';

const live = liveSettings(process.env);
// Colours for a person at a terminal who did not decline them, or for whoever insists.
const colours = picocolors.isColorSupported && (process.stdout.isTTY === true || Boolean(process.env.FORCE_COLOR));
const telling = {
  write: (line: string) => console.log(line),
  colours,
  columns: Math.min(process.stdout.columns ?? 100, 110),
};

// Whoever pipes the story into `head` has seen enough.
process.stdout.on('error', () => process.exit(1));

async function builtApp(): Promise<object> {
  const built: unknown = await import(new URL('../../dist/index.js', import.meta.url).href);
  const app = at(built, 'default');
  if (typeof app !== 'object' || app === null) throw new Error('dist/index.js exports no connector.');
  return app;
}

async function run(wanted: Wanted): Promise<number> {
  switch (wanted.what) {
    case 'help':
    case 'list':
      console.log(wanted.text);
      return 0;
    case 'stories':
      return playAt(wanted.starts ?? [Date.now()], wanted.stories);
    case 'live':
      return live ? await checkLive(live, { app: await builtApp(), ...telling }) : 0;
  }
}

async function playAt(starts: readonly number[], stories: readonly Story[]): Promise<number> {
  const app = await builtApp();
  let exitCode = 0;
  for (const start of starts) {
    exitCode = Math.max(exitCode, await playStories(stories, { app, ...telling, start }));
  }
  return exitCode;
}

try {
  process.exitCode = await run(readOptions(process.argv.slice(2), live !== null));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
