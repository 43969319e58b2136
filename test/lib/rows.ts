/** A table as text: one row a line, its cells separated by `|`; lines that begin with `//` are comments. */
export function rows(text: string): string[][] {
  const lines = text.split('\n').filter((line) => !/^\s*(\/\/|$)/.test(line));
  return lines.map((line) => line.split('|').map((cell) => cell.trim()));
}

/** The same as one list: several values a line. */
export function values(text: string): string[] {
  return rows(text)
    .flat()
    .filter((value) => value !== '');
}
