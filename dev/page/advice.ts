import { readFileSync } from 'node:fs';

/** A row of the guide's error messages. */
export interface Advice {
  section: string;
  means: string;
  todo: string;
}

interface Row extends Advice {
  pieces: string[];
  isOpen: boolean;
}

/** @returns finds the row of the guide for a sentence, or null */
export function readAdvice(): (sentence: string) => Advice | null {
  const page = readFileSync(new URL('../../docs/guide.md', import.meta.url), 'utf8');
  const chapter = /\n## Error messages\n([\s\S]*?)\n## /.exec(page)?.[1] ?? '';
  const rows = chapter.split('\n### ').flatMap((part): Row[] => {
    const section = part.slice(0, part.indexOf('\n'));
    return [...part.matchAll(/^\| “(.+)” \| (.+) \| (.+) \|$/gm)].map(([, quote = '', means = '', todo = '']) => ({
      ...{ section, means, todo, isOpen: quote.startsWith('…') },
      pieces: quote
        .split('…')
        .map((piece) => piece.trim())
        .filter(Boolean),
    }));
  });
  return (sentence) => {
    // The most exact row that fits.
    const [found] = rows.filter((row) => fits(row, sentence)).sort((a, b) => sizeOf(b) - sizeOf(a));
    if (!found) return null;
    const { section, means, todo } = found;
    return { section, means, todo };
  };
}

const sizeOf = ({ pieces }: Row) => pieces.join('').length;

function fits({ pieces, isOpen }: Row, sentence: string): boolean {
  let end = 0;
  return pieces.every((piece, index) => {
    const start = sentence.indexOf(piece, end);
    end = start + piece.length;
    return start >= 0 && (index > 0 || isOpen || start === 0);
  });
}
