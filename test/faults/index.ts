/** `npm run reliability`: checks the promises of the connector under every fault. `-- matrix` runs only that part. */
import { parseArgs } from 'node:util';
import { takeTime } from '../../dev/time.ts';
import type { Part, Size } from './report.ts';

/** Each part is loaded when it runs. The guards come first, because they load the source through a hook. */
const PARTS = ['broken', 'matrix', 'once', 'hooks', 'properties', 'secrets'] as const;

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.find((name) => !PARTS.some((part) => part === name));
if (unknown !== undefined) {
  console.error(`There is no part called ${unknown}. Choose from: ${PARTS.join(', ')}.`);
  process.exit(2);
}

// Waits and time-outs take no real time, and a busy machine cannot cause a time-out.
const time = takeTime(Date.now());
time.jump();

let app: object = {};
let breaches = 0;
for (const name of PARTS) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const begun = process.hrtime.bigint();
  const { run }: { run(size: Size, app: object): Promise<Part> } = await import(`./${name}.ts`);
  // The guards are broken in the source. All other parts test the built app.
  if (name !== 'broken') ({ default: app } = await import(new URL('../../dist/index.js', import.meta.url).href));
  const { title, figures, breaches: found } = await run('full', app);
  console.log(`\n${title}`);
  for (const [what, figure] of Object.entries(figures)) console.log(`  ${what}: ${figure}`);
  console.log(`  breaches: ${found.length}`);
  for (const breach of found) console.log(`    ${breach}`);
  console.log(`  seconds: ${(process.hrtime.bigint() - begun) / 1_000_000_000n}`);
  breaches += found.length;
}
console.log(`\nBreaches in all: ${breaches}`);
process.exit(breaches > 0 ? 1 : 0);
