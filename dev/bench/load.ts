/** Measures how long the connector takes to load in a new process, because Zapier often starts it cold. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as z from 'zod';
import { isMet, median, rounded, type Table } from './table.ts';

const PROCESSES = 25;
const here = import.meta.dirname;
const APPS = { connector: join(here, '../../dist/index.js'), empty: join(here, 'empty-app/index.js') };

const loaded = z.object({ core: z.number(), app: z.number() });
type Loaded = z.output<typeof loaded>;

export async function benchLoad(): Promise<Table> {
  const runs: Record<keyof typeof APPS, Loaded[]> = { connector: [], empty: [] };
  // Alternating, so that other load on the machine affects both equally.
  for (let run = 0; run < PROCESSES; run++) {
    runs.empty.push(await load(APPS.empty));
    runs.connector.push(await load(APPS.connector));
  }
  const ms = (of: readonly Loaded[], what: keyof Loaded) => rounded(median(of.map((run) => run[what])));
  const share = (of: readonly Loaded[]) => rounded(median(of.map(({ core, app }) => (app * 100) / core)));
  return {
    title: `Load time, median of ${PROCESSES} fresh processes`,
    headings: ['', 'ms', '% of core', 'target', 'met'],
    rows: [
      ['floor: core alone', ms([...runs.connector, ...runs.empty], 'core'), 100, '', ''],
      ['an app of one line', ms(runs.empty, 'app'), share(runs.empty), '', ''],
      ['the connector', ms(runs.connector, 'app'), share(runs.connector), '≤ 2 %', isMet(share(runs.connector), 2)],
    ],
  };
}

async function load(app: string): Promise<Loaded> {
  const child = fork(join(here, 'load-child.ts'), [app], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const [message] = await once(child, 'message');
  if (child.exitCode === null) await once(child, 'exit');
  return loaded.parse(message);
}
