/** `npm run playground`: serves the in-memory MsgFlash for everything that speaks HTTP. */
import picocolors from 'picocolors';
import { UsageError } from '../arguments.ts';
import { demoSeed } from '../msgflash/demo.ts';
import { startMsgFlash } from '../msgflash/server.ts';
import { guide, readServeOptions, type ServeOptions } from './options.ts';

const colours = picocolors.isColorSupported && (process.stdout.isTTY === true || Boolean(process.env.FORCE_COLOR));
const { bold, cyan, dim } = picocolors.createColors(colours);

async function serve({ port, plan }: Extract<ServeOptions, { what: 'serve' }>): Promise<void> {
  const server = await startMsgFlash({ port });
  server.control.setPlan({ plan });

  console.log(`\n ${bold('MsgFlash, in memory')} ${dim(`on the plan ${plan}`)}  ${cyan(server.url)}\n`);
  console.log(` ${bold('Instances')}`);
  const instances = (demoSeed.instances ?? []).filter(({ accountId }) => accountId === demoSeed.accounts[0]?.id);
  for (const { id, name, waNumber, status } of instances) {
    console.log(`   ${id}  ${name} ${dim(`${waNumber ?? 'no number yet'}, ${status}`)}`);
  }
  for (const { title, lines } of guide(server.url)) {
    console.log(`\n ${bold(title)}`);
    for (const line of lines) console.log('command' in line ? `   ${line.command}` : dim(`     ${line.text}`));
  }
  console.log(`\n ${dim('Ctrl-C ends it. Nothing is kept.')}\n`);

  const end = () => {
    server.close().then(
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
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (!isTaken && !(error instanceof UsageError)) throw error;
  console.error(isTaken ? 'This port is taken. Choose another one with -- --port NUMBER.' : error.message);
  process.exitCode = isTaken ? 1 : 2;
}
