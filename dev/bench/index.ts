/**
 * `npm run bench`: takes measurements and compares each with a floor in the same run. `npm run bench -- load` takes one
 * of them. `--json` prints them as JSON. docs/performance.md has the targets and how they are measured.
 */
import { parseArgs } from 'node:util';
import { printTable, type Table } from './table.ts';

const { default: app }: { default: object } = await import(new URL('../../dist/index.js', import.meta.url).href);
const BENCHES: Readonly<Record<string, () => Promise<Table>>> = {
  load: async () => (await import('./load.ts')).benchLoad(),
  size: async () => (await import('./size.ts')).benchSize(),
  steps: async () => (await import('./steps.ts')).benchSteps(app),
  deliveries: async () => (await import('./deliveries.ts')).benchDeliveries(),
  requests: async () => (await import('./requests.ts')).benchRequests(app),
};

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = names.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(`There is no bench called ${unknown}. Choose from: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
const results: Record<string, Table> = {};
for (const name of names) {
  const table = await BENCHES[name]?.();
  if (!table) continue;
  results[name] = table;
  if (!values.json) printTable(table.title, table.headings, table.rows);
}
if (values.json) console.log(JSON.stringify(results, null, 2));
