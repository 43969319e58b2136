import pc from 'picocolors';

/** Prints rows under their headings, numbers to the right. */
export function printTable(title: string, headings: readonly string[], rows: readonly (string | number)[][]): void {
  const texts = [headings, ...rows].map((row) => row.map(String));
  const widths = headings.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[], isNumber: (column: number) => boolean) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ');
  const [head = [], ...body] = texts;
  console.log(`\n${pc.bold(title)}`);
  console.log(pc.dim(line(head, (column) => typeof rows[0]?.[column] === 'number')));
  body.forEach((row, index) => {
    console.log(line(row, (column) => typeof rows[index]?.[column] === 'number'));
  });
}
