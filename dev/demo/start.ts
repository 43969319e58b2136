/** `npm start`: plays recipes, or checks a real connection. */
import picocolors from 'picocolors';
import { UsageError } from '../arguments.ts';
import { at } from '../zapier/values.ts';
import { checkLive, liveSettings } from './live.ts';
import { readOptions, type Wanted } from './options.ts';
import { playRecipes } from './play.ts';
import { createTranscript } from './transcript.ts';

const live = liveSettings(process.env);
// Colours for a person at a terminal who did not decline them, or for whoever insists.
const colours = picocolors.isColorSupported && (process.stdout.isTTY === true || Boolean(process.env.FORCE_COLOR));
const telling = {
  write: (line: string) => console.log(line),
  colours,
  columns: Math.min(process.stdout.columns ?? 100, 110),
};

// Whoever pipes the output into `head` has seen enough.
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
    case 'play':
      return playAt(wanted);
    case 'live':
      return live ? await checkLive(live, { app: await builtApp(), ...telling }) : 0;
  }
}

const ABOUT =
  'Zaps are played against an in-memory MsgFlash, over real HTTP, through the built connector, on this machine alone.';
const BRIEF =
  'Each part has its title with the steps in Zapier, what their user reads if one stops (says), and what was checked (✓).';
const LEGEND =
  'action, search, trigger: a step in Zapier · picked: what its user fills in · wire: → a request, ← a webhook of MsgFlash · out: what the step returns · says: what its user reads if it stops · ✓: what was checked';
const GO_ON = [
  'npm start -- --story shop     everything that is filled in, sent and returned',
  'npm start -- --list           the stories, and the recipes of docs/guide.md',
  'npm run playground            the recipes in the browser, beside a phone',
  'MSGFLASH_API_KEY=… npm start  checks your own connection',
];

async function playAt({ recipes, isBrief, starts }: Extract<Wanted, { what: 'play' }>): Promise<number> {
  const app = await builtApp();
  const transcript = createTranscript(telling);
  transcript.opening('MsgFlash for Zapier', `${ABOUT} ${isBrief ? BRIEF : LEGEND}`);
  let exitCode = 0;
  for (const start of starts ?? [Date.now()]) {
    transcript.line(`Time begins at ${new Date(start).toISOString()}.`, 'quiet');
    exitCode = Math.max(exitCode, await playRecipes(recipes, { app, ...telling, isBrief, start }));
  }
  transcript.line('How to go on', 'strong');
  for (const line of GO_ON) console.log(`   ${line}`);
  transcript.blank();
  return exitCode;
}

try {
  process.exitCode = await run(readOptions(process.argv.slice(2), live !== null));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
