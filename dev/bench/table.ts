import pc from 'picocolors';

/** Figures of one measurement, the same for the eye, for docs/performance.md and as JSON. */
export interface Table {
  title: string;
  headings: readonly string[];
  rows: readonly (readonly (string | number)[])[];
  /** What the figures are and are not. */
  note?: string;
}

/** Prints a table, numbers to the right. */
export function printTable(
  title: string,
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const texts = [headings, ...rows].map((row) => row.map(String));
  const widths = headings.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        typeof rows[0]?.[column] === 'number' ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = texts;
  console.log(`\n${pc.bold(title)}`);
  console.log(pc.dim(line(head)));
  for (const row of body) console.log(line(row));
}

/** The same as Markdown. */
export function markdownTable({ title, headings, rows, note }: Table): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const rule = headings.map((_, column) => (typeof rows[0]?.[column] === 'number' ? '--:' : '---'));
  return [`### ${title}`, '', line(headings), line(rule), ...rows.map(line), ...(note ? ['', note] : []), ''].join(
    '\n',
  );
}
