/** The little of markdown that our pages use, read line by line. */

/** A heading with everything up to the next one of the same rank or a higher one. */
export interface Section {
  rank: number;
  title: string;
  text: string;
}

export function sectionsOf(page: string): Section[] {
  const lines = page.split('\n');
  const heads = lines.flatMap((line, index) => {
    const [, marks = '', title = ''] = /^(#+) (.+)$/.exec(line) ?? [];
    return marks ? [{ rank: marks.length, title, index }] : [];
  });
  return heads.map(({ rank, title, index }) => {
    const end = heads.find((next) => next.index > index && next.rank <= rank)?.index ?? lines.length;
    return { rank, title, text: lines.slice(index + 1, end).join('\n') };
  });
}

/** Each table as rows of cells, the head first. */
export function tablesOf(text: string): string[][][] {
  const blocks = text.split(/\n(?!\|)/).map((block) => block.split('\n').filter((line) => line.startsWith('|')));
  return blocks.filter((rows) => rows.length > 2).map((rows) => rows.filter((_row, index) => index !== 1).map(cellsOf));
}

function cellsOf(row: string): string[] {
  return row
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

/** What stands in bold. */
export function boldIn(text: string): string[] {
  return [...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, words = '']) => words);
}

/** What stands as code. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`(.+?)`/g)].map(([, words = '']) => words);
}

/** Where links and pictures lead. */
export function targetsOf(page: string): { isPicture: boolean; text: string; target: string }[] {
  return [...page.matchAll(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g)].map(([, mark, text = '', target = '']) => {
    return { isPicture: mark === '!', text, target };
  });
}

/** The address of a heading within its page. */
export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
