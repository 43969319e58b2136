/**
 * `npm run bench`: measurements, each against a floor in the same run, as tables and as JSON; or `npm run bench -- lists`
 * for one of them. A whole run is kept in docs/performance.md.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BENCHES } from './benches.ts';
import { markdownTable, printTable, type Table } from './table.ts';

const KEPT = new URL('../../docs/performance.md', import.meta.url);
const MARK = '<!-- Below: the last whole run of `npm run bench`, written by it. -->';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = names.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(`There is no bench called ${unknown}. Choose from: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}

const results: Record<string, Table[]> = {};
for (const name of names) {
  const tables = await measure(name);
  results[name] = tables;
  if (!values.json)
    for (const { title, headings, rows, note } of tables) {
      printTable(title, headings, rows);
      if (note) console.log(note);
    }
}
if (values.json) console.log(JSON.stringify(results, null, 2));
if (positionals.length === 0) keep(Object.values(results).flat());

async function measure(name: string): Promise<Table[]> {
  const child = fork(join(import.meta.dirname, 'child.ts'), [name], {
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
    // The tools that a bench calls may talk; the tables are the output.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let tables: Table[] | undefined;
  child.once('message', (told: Table[]) => {
    tables = told;
  });
  const [code] = await once(child, 'exit');
  if (!tables) process.exit(Number(code) || 1);
  return tables;
}

/** Puts the tables below what people wrote. */
function keep(tables: Table[]): void {
  const [words = ''] = readFileSync(KEPT, 'utf8').split(MARK);
  writeFileSync(KEPT, [`${words.trimEnd()}\n`, MARK, '', ...tables.map(markdownTable)].join('\n'));
}
