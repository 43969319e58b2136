import pc from 'picocolors';

/** The figures of one measurement, to print or to return as JSON. */
export interface Table {
  title: string;
  headings: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Rounds to two decimals. */
export function rounded(value: number): number {
  return Number(value.toFixed(2));
}

/** `yes`, or `no` if a figure is above its target. */
export function isMet(value: number, most: number): string {
  return value <= most ? 'yes' : 'no';
}

/** Prints a table with numbers aligned to the right. */
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
