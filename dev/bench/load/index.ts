/** What it costs to load the connector, in fresh processes: Zapier starts it cold again and again. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as z from 'zod';
import { isMet, median, rounded } from '../figures.ts';
import type { Table } from '../table.ts';

const PROCESSES = 25;
const CHILD = join(import.meta.dirname, 'child.ts');
const APPS = {
  connector: join(import.meta.dirname, '../../../dist/index.js'),
  // One line: what loading any file costs.
  empty: join(import.meta.dirname, '../empty-app/index.js'),
};

const loaded = z.object({ core: z.number(), app: z.number(), coreHeap: z.number(), appHeap: z.number() });
type Loaded = z.output<typeof loaded>;

export async function benchLoad(): Promise<Table[]> {
  const runs: Record<keyof typeof APPS, Loaded[]> = { connector: [], empty: [] };
  // In turns, so that whatever else the machine does is shared.
  for (let run = 0; run < PROCESSES; run++) {
    runs.empty.push(await load(APPS.empty));
    runs.connector.push(await load(APPS.connector));
  }
  const ms = (app: Loaded[], of: (run: Loaded) => number) => rounded(median(app.map(of)));
  const kb = (app: Loaded[], of: (run: Loaded) => number) => Math.round(median(app.map(of)) / 1024);
  const share = rounded(median(runs.connector.map(({ core, app }) => (app * 100) / core)));
  return [
    {
      title: `Load time, median of ${PROCESSES} fresh processes`,
      headings: ['', 'ms', '% of core', 'target', 'met'],
      rows: [
        ['floor: core alone', ms([...runs.connector, ...runs.empty], ({ core }) => core), 100, '', ''],
        [
          'an app of one line',
          ms(runs.empty, ({ app }) => app),
          rounded(median(runs.empty.map(({ core, app }) => (app * 100) / core))),
          '',
          '',
        ],
        ['the connector', ms(runs.connector, ({ app }) => app), share, '≤ 2 %', isMet(share, 2)],
      ],
    },
    {
      title: 'Memory after loading, garbage collected',
      headings: ['', 'KB', '% of core'],
      rows: [
        ['floor: core alone', kb([...runs.connector, ...runs.empty], ({ coreHeap }) => coreHeap), 100],
        [
          'the connector',
          kb(runs.connector, ({ appHeap }) => appHeap),
          rounded(median(runs.connector.map(({ coreHeap, appHeap }) => (appHeap * 100) / coreHeap))),
        ],
      ],
    },
  ];
}

async function load(app: string): Promise<Loaded> {
  const child = fork(CHILD, [app], { execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'] });
  const [told] = await once(child, 'message');
  if (child.exitCode === null) await once(child, 'exit');
  return loaded.parse(told);
}
