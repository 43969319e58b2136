import { printTable } from '../../dev/bench/table.ts';

/** What one part of the suite found out. */
export interface Part {
  title: string;
  /** A few sentences before the tables: what was tried, and what counts as a breach. */
  intro?: string;
  tables: Table[];
  /** One sentence for each broken promise; none is what is hoped for. */
  breaches: string[];
}

export interface Table {
  title: string;
  /** Differs from run to run: by the machine, by timing, or by a seed of the moment. */
  isMeasured?: boolean;
  headings: string[];
  rows: (string | number)[][];
}

/** `small` is what `npm test` has time for, `full` what `npm run reliability` runs. */
export type Size = 'small' | 'full';

/**
 * Runs one part of the suite.
 *
 * @param app the app definition: the source in a test, `dist/index.js` from the command
 */
export type RunPart = (size: Size, app: object) => Promise<Part>;

/** Shows a part in the terminal. */
export function printPart(part: Part): void {
  console.log(`\n# ${part.title}`);
  if (part.intro) console.log(part.intro);
  for (const table of part.tables) {
    printTable(
      titleOf(table),
      table.headings,
      table.rows.map((row) => row.map(cut)),
    );
  }
  console.log(`\nBreaches: ${part.breaches.length}`);
  for (const breach of part.breaches) console.log(`  ${breach}`);
}

/** Wide tables are for the document. */
function cut(value: string | number): string | number {
  return typeof value === 'string' && value.length > 70 ? `${value.slice(0, 69)}…` : value;
}

/** All parts as one Markdown document: but for what is measured, the same for the same connector. */
export function markdownOf(parts: readonly Part[]): string {
  const breaches = parts.reduce((sum, part) => sum + part.breaches.length, 0);
  const head = [
    '# Reliability',
    'Written by `npm run reliability`; never by hand. The built connector runs against an in-memory MsgFlash and a stand-in for Zapier.',
    'Tables marked “measured” are of that one run: how fast the machine was, who came first, and what a seed of the moment drew. All others are the same in every run, until the connector changes.',
    `**Breaches in all: ${breaches}**`,
  ];
  return `${[...head, ...parts.map(sectionOf)].join('\n\n')}\n`;
}

function sectionOf({ title, intro, tables, breaches }: Part): string {
  const counted = `Breaches: ${breaches.length}`;
  const list = breaches.map((breach) => `- ${cell(breach)}`).join('\n');
  return [`## ${title}`, intro, ...tables.map(tableOf), list ? `${counted}\n\n${list}` : counted]
    .filter(Boolean)
    .join('\n\n');
}

function titleOf({ title, isMeasured }: Table): string {
  return isMeasured ? `${title} (measured)` : title;
}

function tableOf(table: Table): string {
  const { headings, rows } = table;
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(cell).join(' | ')} |`;
  const rule = headings.map((_, column) => (typeof rows[0]?.[column] === 'number' ? '--:' : '---'));
  return [`### ${titleOf(table)}`, '', line(headings), line(rule), ...rows.map(line)].join('\n');
}

/** Text that cannot break out of a table. */
function cell(value: string | number): string {
  return String(value).replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
