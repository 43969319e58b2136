/** What must hold whatever goes wrong: `npm run reliability`, or `npm run reliability -- matrix` for one part of it. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { markdownOf, type Part, printPart, type RunPart } from './report.ts';

const DOCUMENT = new URL('../../docs/reliability.md', import.meta.url);
const BUILT = new URL('../../dist/index.js', import.meta.url);

/** Each part is loaded when its turn comes, in this order. */
const PARTS = ['matrix', 'once', 'hooks', 'properties', 'secrets'] as const;

async function load(name: string): Promise<RunPart> {
  const part: { run: RunPart } = await import(`./${name}.ts`);
  return part.run;
}

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.find((name) => !PARTS.some((part) => part === name));
if (unknown !== undefined) {
  console.error(`There is no part called ${unknown}. Choose from: ${PARTS.join(', ')}.`);
  process.exit(2);
}
if (!existsSync(BUILT)) {
  console.error('There is no dist/index.js. Run it as: npm run reliability');
  process.exit(2);
}

const { default: app }: { default: object } = await import(BUILT.href);
const parts: Part[] = [];
for (const name of PARTS) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const begun = performance.now();
  const part = await (await load(name))('full', app);
  printPart(part);
  console.log(`${Math.round((performance.now() - begun) / 1000)} s`);
  parts.push(part);
}

const breaches = parts.reduce((sum, part) => sum + part.breaches.length, 0);
if (positionals.length === 0) {
  await writeFile(DOCUMENT, markdownOf(parts));
  console.log(`\nWritten to ${fileURLToPath(DOCUMENT)}`);
}
console.log(`\nBreaches in all: ${breaches}`);
process.exit(breaches > 0 ? 1 : 0);
