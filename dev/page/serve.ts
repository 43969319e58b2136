/** `npm run playground`: opens the page, and the in-memory MsgFlash behind it for everything that speaks HTTP. */
import picocolors from 'picocolors';
import { UsageError } from '../arguments.ts';
import { demoSeed } from '../msgflash/demo.ts';
import { at } from '../zapier/values.ts';
import { pageScript } from './bundle.ts';
import { guide, readServeOptions, type ServeOptions } from './options.ts';
import { openPage } from './server.ts';

const colours = picocolors.isColorSupported && (process.stdout.isTTY === true || Boolean(process.env.FORCE_COLOR));
const { bold, cyan, dim } = picocolors.createColors(colours);

async function serve(options: Extract<ServeOptions, { what: 'serve' }>): Promise<void> {
  const built: unknown = await import(new URL('../../dist/index.js', import.meta.url).href);
  const page = await openPage({ ...options, script: await pageScript(), app: Object(at(built, 'default')) });

  console.log(`\n ${bold('Open this page')}  ${cyan(page.url)}\n`);
  console.log(` ${bold('MsgFlash, in memory')} ${dim(`on the plan ${options.plan}`)}  ${cyan(page.msgflashUrl)}\n`);
  console.log(` ${bold('Instances')}`);
  const instances = (demoSeed.instances ?? []).filter(({ accountId }) => accountId === demoSeed.accounts[0]?.id);
  for (const { id, name, waNumber, status } of instances) {
    console.log(`   ${id}  ${name} ${dim(`${waNumber ?? 'no number yet'}, ${status}`)}`);
  }
  for (const { title, lines } of guide(page.msgflashUrl)) {
    console.log(`\n ${bold(title)}`);
    for (const line of lines) console.log('command' in line ? `   ${line.command}` : dim(`     ${line.text}`));
  }
  console.log(`\n ${dim('Ctrl-C ends it. Nothing is kept.')}\n`);

  const end = () => {
    page.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

try {
  const options = readServeOptions(process.argv.slice(2));
  if (options.what === 'help') console.log(options.text);
  else await serve(options);
} catch (error) {
  const isTaken = at(error, 'code') === 'EADDRINUSE';
  if (!isTaken && !(error instanceof UsageError)) throw error;
  console.error(
    isTaken
      ? `Port ${at(error, 'port')} is taken. Choose others: npm run playground -- --page-port NUMBER --port NUMBER`
      : String(at(error, 'message')),
  );
  process.exitCode = isTaken ? 1 : 2;
}
