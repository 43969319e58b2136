import picocolors from 'picocolors';

/** How a text stands out. */
export type Tone = 'plain' | 'strong' | 'quiet' | 'good' | 'warn' | 'bad';

/** One line of a block: text, or a label with its value. */
export type Row = string | readonly [label: string, value: string, tone?: Tone];

export interface TranscriptOptions {
  /** Where the lines go. */
  write(line: string): void;
  colours?: boolean;
  /** How wide the lines may be. Default 100. */
  columns?: number;
}

const INDENT = 3;
const GUTTER = 9;
const WIDEST_LABEL = 30;
const NARROWEST_VALUE = 24;

export type Transcript = ReturnType<typeof createTranscript>;

/** Writes what happens for a person to read: headings, blocks of aligned rows beside a quiet gutter, and checks. */
export function createTranscript({ write, colours = false, columns = 100 }: TranscriptOptions) {
  const paint = picocolors.createColors(colours);
  const tones: Record<Tone, (text: string) => string> = {
    plain: (text) => text,
    strong: paint.bold,
    quiet: paint.dim,
    good: paint.green,
    warn: paint.yellow,
    bad: paint.red,
  };
  const width = Math.max(columns, 60);

  /** Lines of text below each other, with `head` (as wide as `indent`, colours aside) before the first. */
  function hang(head: string, indent: number, text: string, tone: Tone): void {
    const [first = '', ...others] = wrap(text, Math.max(width - indent, NARROWEST_VALUE));
    write(`${head}${tones[tone](first)}`.trimEnd());
    for (const line of others) write(`${' '.repeat(indent)}${tones[tone](line)}`);
  }

  return {
    /** The first lines of all. */
    opening(title: string, about: string): void {
      write('');
      write(` ${paint.bold(title)}`);
      hang(' ', 1, about, 'quiet');
    },
    heading(number: number, title: string): void {
      write('');
      write(`${paint.cyan(String(number).padStart(2))} ${paint.bold(title)}`);
    },
    /** Rows that belong together; the gutter says what they are. */
    block(gutter: string, rows: readonly Row[], tone: Tone = 'plain'): void {
      const labels = rows.map((row) => (typeof row === 'string' ? 0 : [...row[0]].length));
      const labelWidth = Math.min(Math.max(0, ...labels), WIDEST_LABEL);
      rows.forEach((row, index) => {
        const head = `${' '.repeat(INDENT)}${paint.dim((index === 0 ? gutter : '').padEnd(GUTTER))}`;
        if (typeof row === 'string') {
          hang(head, INDENT + GUTTER, row, tone);
          return;
        }
        const [label, value, own = tone] = row;
        const padding = ' '.repeat(Math.max(labelWidth - [...label].length, 0) + 2);
        hang(`${head}${paint.dim(label)}${padding}`, INDENT + GUTTER + labelWidth + 2, value, own);
      });
    },
    /** A check that was made, and for one that failed what was found instead. */
    check(sentence: string, isMet: boolean, found = ''): void {
      const mark = isMet ? paint.green('✓') : paint.red('✗');
      hang(`${' '.repeat(INDENT)}${mark} `, INDENT + 2, sentence, isMet ? 'plain' : 'bad');
      if (!isMet && found) hang(' '.repeat(INDENT + 2), INDENT + 2, found, 'bad');
    },
    /** The last line of a recipe. */
    closing(sentence: string, isGood: boolean): void {
      write('');
      hang(` ${isGood ? paint.green('✓') : paint.red('✗')} `, 3, sentence, isGood ? 'good' : 'bad');
    },
    line(text: string, tone: Tone = 'plain'): void {
      hang(' ', 1, text, tone);
    },
    blank: () => write(''),
  };
}

/** `1 message`, `2 messages`. */
export const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Breaks text at spaces; a word that is too long for a line is broken too. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    let rest = word;
    if (line && [...line].length + 1 + [...rest].length > width) {
      lines.push(line);
      line = '';
    }
    while ([...rest].length > width) {
      lines.push([...rest].slice(0, width).join(''));
      rest = [...rest].slice(width).join('');
    }
    line = line && rest ? `${line} ${rest}` : line || rest;
  }
  return line || lines.length === 0 ? [...lines, line] : lines;
}
