/** Plain SVG, laid out with rough widths of letters: pictures are text, and the same on every machine. */

export const COLORS = {
  card: '#FFFFFF',
  line: '#C9D1D9',
  soft: '#F3F5F7',
  ink: '#1F2933',
  grey: '#5B6672',
  pale: '#8A94A0',
  must: '#C2410C',
  brand: '#0F3D3E',
  accent: '#F59E0B',
} as const;

const FONT = "-apple-system, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif";

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Widths in parts of the font's size, those of wide system fonts, so that narrower ones have room to spare. */
const WIDTHS: readonly [letters: string, width: number][] = [
  ["ijl.,:;'|!`", 0.32],
  ['frtI()[]-/ ', 0.42],
  ['mwMW%@—', 0.98],
  ['ABCDEFGHKLNOPQRSTUVXYZ&', 0.74],
];
const USUAL = 0.63;

/** About how wide a text is. */
export function widthOf(text: string, size: number, isBold = false): number {
  const parts = [...text].map((letter) => WIDTHS.find(([letters]) => letters.includes(letter))?.[1] ?? USUAL);
  return parts.reduce((sum, part) => sum + part, 0) * size * (isBold ? 1.08 : 1);
}

/** Text in lines no wider than that. A word that is wider by itself is broken. */
export function wrap(text: string, width: number, size: number, isBold = false): string[] {
  const fits = (line: string) => widthOf(line, size, isBold) <= width;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    line = '';
    for (const letter of word) {
      if (!fits(line + letter)) {
        lines.push(line);
        line = '';
      }
      line += letter;
    }
  }
  return line ? [...lines, line] : lines;
}

/** One line, with an ellipsis where it is too long. */
export function clip(text: string, width: number, size: number): string {
  if (widthOf(text, size) <= width) return text;
  let cut = text;
  while (cut !== '' && widthOf(`${cut}…`, size) > width) cut = [...cut].slice(0, -1).join('');
  return `${cut.trimEnd()}…`;
}

export interface TextStyle {
  size?: number;
  fill?: string;
  isBold?: boolean;
  anchor?: 'start' | 'middle' | 'end';
  /** Right behind the text, in a colour of its own. */
  mark?: string;
}

/** Lines of text; `y` is the base line of the first. */
export function text(x: number, y: number, lines: string | readonly string[], style: TextStyle = {}): string {
  const { size = 14, fill = COLORS.ink, isBold = false, anchor = 'start', mark = '' } = style;
  const weight = isBold ? ' font-weight="600"' : '';
  const place = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  const behind = mark && ` <tspan fill="${COLORS.must}">${escaped(mark)}</tspan>`;
  return [lines]
    .flat()
    .map(
      (line, index) =>
        `<text x="${round(x)}" y="${round(y + index * lineHeight(size))}" font-size="${size}" fill="${fill}"${weight}${place}>${escaped(line)}${behind}</text>`,
    )
    .join('\n');
}

export function lineHeight(size: number): number {
  return Math.round(size * 1.4);
}

export interface BoxStyle {
  fill?: string;
  stroke?: string;
  radius?: number;
}

export function box(x: number, y: number, width: number, height: number, style: BoxStyle = {}): string {
  const { fill = COLORS.card, stroke = COLORS.line, radius = 6 } = style;
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}" fill="${fill}" stroke="${stroke}"/>`;
}

export function path(d: string, { fill = 'none', stroke = COLORS.grey as string, width = 1.5 } = {}): string {
  return `<path d="${d}" fill="${fill}" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
}

/** A whole picture on a card of its own, to be read on any background. @param logo SVG, drawn at a place of 512 by 512 */
export function picture(title: string, width: number, height: number, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}" font-family="${FONT}">
<title>${escaped(title)}</title>
${box(0.5, 0.5, width - 1, height - 1, { radius: 12 })}
${parts.join('\n')}
</svg>
`;
}

/** MsgFlash's logo at a place. @param svg its file */
export function logoAt(svg: string, x: number, y: number, size: number): string {
  const inside = svg.replace(/<\/?svg[^>]*>|<title>.*?<\/title>/g, '').trim();
  const lines = inside.split('\n').map((line) => line.trim());
  return `<g transform="translate(${x} ${y}) scale(${round(size / 512)})">${lines.join('')}</g>`;
}

/** Thousandths: enough for any screen, and few enough to be the same everywhere. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
