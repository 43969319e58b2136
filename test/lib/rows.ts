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

/** The same as pairs: `left = right`. */
export function pairs(text: string): [string, string][] {
  return values(text).map((pair) => [pair.slice(0, pair.lastIndexOf(' = ')), pair.slice(pair.lastIndexOf(' = ') + 3)]);
}

/** The same as one object: each value is `key: value`, where what is JSON is read as JSON and anything else is text. */
export function record(text: string): Record<string, unknown> {
  const entries = values(text).map((cell) => [
    cell.slice(0, cell.indexOf(':')),
    cell.slice(cell.indexOf(':') + 1).trim(),
  ]);
  return Object.fromEntries(entries.map(([key = '', value = '']) => [key, jsonOr(value)]));
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
