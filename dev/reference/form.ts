import { type Definition, type DocStep, type Field, listOf } from './definition.ts';
import { exampleOf, shownFields, type Whose } from './examples.ts';
import { box, COLORS, clip, lineHeight, logoAt, path, picture, text, widthOf, wrap } from './svg.ts';

const WIDTH = 720;
const MARGIN = 24;
const INNER = WIDTH - 2 * MARGIN;
const KINDS = { trigger: 'Trigger', create: 'Action', search: 'Search' } as const;

/** Something drawn, and how high it is. */
interface Drawn {
  parts: string[];
  height: number;
}

interface Form extends Whose {
  caption: string;
  label: string;
  description: string;
  fields: Field[];
  groups: Readonly<Record<string, string>>;
}

/** The picture of a step's form. @param logo MsgFlash's, as SVG */
export function stepPicture(step: DocStep, definition: Definition, logo: string): string {
  return draw({ ...step, caption: KINDS[step.kind], fields: shownFields(step) }, definition, logo);
}

/** The picture of the connection's form. */
export function connectionPicture(definition: Definition, logo: string): string {
  const form = { key: 'connection', caption: 'Connection', label: 'MsgFlash', description: '', noun: '', groups: {} };
  return draw({ ...form, fields: definition.connection }, definition, logo);
}

function draw(form: Form, definition: Definition, logo: string): string {
  const { caption, label, description, fields, groups } = form;
  const parts = [
    logoAt(logo, MARGIN, 20, 40),
    text(76, 34, caption, { size: 12, fill: COLORS.grey }),
    text(76, 54, label, { size: 18, isBold: true }),
  ];
  const lines = wrap(description, INNER, 13);
  parts.push(text(MARGIN, 86, lines, { size: 13, fill: COLORS.grey }));
  let y = (lines.length > 0 ? 82 + lines.length * lineHeight(13) : 72) + 6;
  parts.push(path(`M0.5 ${y}H${WIDTH - 0.5}`, { stroke: COLORS.line, width: 1 }));
  y += 20;

  const folded = new Set(Object.keys(groups));
  for (const field of fields.filter(({ group }) => !folded.has(group ?? ''))) {
    const { parts: more, height } = drawField(field, form, definition, y);
    parts.push(...more);
    y += height + 18;
  }
  for (const [key, title] of Object.entries(groups)) {
    const { parts: more, height } = drawGroup(
      title,
      fields.filter(({ group }) => group === key),
      y,
    );
    parts.push(...more);
    y += height + 18;
  }
  if (fields.length === 0) y += 4;
  return picture(`${label}: ${fields.map((field) => field.label ?? field.key).join(', ')}`, WIDTH, y + 4, parts);
}

/** A group that is folded away: its title, and what is in it. */
function drawGroup(title: string, fields: readonly Field[], y: number): Drawn {
  const names = fields.map((field) => field.label ?? field.key).join(', ');
  const from = MARGIN + 40 + widthOf(title, 14, true) + 16;
  return {
    parts: [
      box(MARGIN, y, INNER, 40, { fill: COLORS.soft }),
      path(`M${MARGIN + 18} ${y + 15}l5 5l-5 5`),
      text(MARGIN + 40, y + 25, title, { isBold: true }),
      text(from, y + 25, clip(names, WIDTH - MARGIN - 16 - from, 12), { size: 12, fill: COLORS.grey }),
    ],
    height: 40,
  };
}

function drawField(field: Field, form: Form, definition: Definition, y: number): Drawn {
  const { label = field.key, required, helpText = '', type } = field;
  const parts = [text(MARGIN, y + 12, label, { isBold: true, mark: required ? '*' : '' })];
  let height = 22;
  if (type === 'copy') {
    const lines = wrap(plain(helpText), INNER - 28, 13);
    const tall = lines.length * lineHeight(13) + 20;
    parts.push(box(MARGIN, y + height, INNER, tall, { fill: COLORS.soft }));
    parts.push(text(MARGIN + 14, y + height + 23, lines, { size: 13 }));
    return { parts, height: height + tall };
  }
  const control = drawControl(field, contentOf(field, form, definition), y + height);
  parts.push(...control.parts);
  height += control.height;
  const lines = wrap(plain(helpText), INNER, 12);
  parts.push(text(MARGIN, y + height + 18, lines, { size: 12, fill: COLORS.grey }));
  return { parts, height: height + (lines.length > 0 ? 6 + lines.length * lineHeight(12) : 0) };
}

/** What a field holds, or hints at while it is empty. */
function contentOf(field: Field, form: Form, { lists, steps }: Definition): { value: string; hint: string } {
  const { choices, dynamic, placeholder, type, dict, list } = field;
  const example = exampleOf(field, form);
  const isPicked = choices !== undefined || dynamic !== undefined || type === 'boolean';
  const hint = placeholder ?? (isPicked ? 'Choose…' : dict || list ? '' : (HINTS[type ?? ''] ?? ''));
  if (dynamic) {
    const options = steps.flatMap(({ variants }) => variants.filter((each) => each.field.key === field.key));
    const chosen = options.flatMap((variant) => variant.choices).find(({ value }) => value === example);
    const listed = lists.find(({ key }) => key === listOf(dynamic))?.choices.find((entry) => entry.startsWith(example));
    return { value: chosen?.label ?? (field.required ? (listed ?? example) : ''), hint };
  }
  const labels: Readonly<Record<string, unknown>> = Array.isArray(choices) ? {} : (choices ?? {});
  return { value: choices && example ? String(labels[example] ?? example) : example, hint };
}

const HINTS: Readonly<Record<string, string>> = { file: 'A file of an earlier step, or a link' };

function drawControl(field: Field, { value, hint }: { value: string; hint: string }, y: number): Drawn {
  const { type, choices, dynamic, list, dict } = field;
  if (dict) return drawPairs(y);
  const isPicked = choices !== undefined || dynamic !== undefined || type === 'boolean';
  const tall = type === 'text' ? 64 : 36;
  const room = INNER - 28 - (isPicked || type === 'datetime' || type === 'file' ? 28 : 0);
  const style = value ? { size: 14 } : { size: 14, fill: COLORS.pale };
  const shown = type === 'text' ? wrap(value || hint, room, 14) : clip(value || hint, room, 14);
  const parts = [box(MARGIN, y, INNER, tall), text(MARGIN + 14, y + 23, shown, style)];
  const right = WIDTH - MARGIN - 22;
  if (isPicked) parts.push(path(`M${right - 5} ${y + 16}l5 5l5 -5`));
  if (type === 'datetime') parts.push(calendar(right - 7, y + 11));
  if (type === 'file')
    parts.push(path(`M${right + 5} ${y + 17}l-6 6a3.5 3.5 0 0 1 -5 -5l7 -7a2.4 2.4 0 0 1 3.4 3.4l-6.4 6.4`));
  if (!list) return { parts, height: tall };
  parts.push(text(MARGIN, y + tall + 18, '+ Add another', { size: 12, fill: COLORS.grey, isBold: true }));
  return { parts, height: tall + 22 };
}

/** Names with values: two boxes beside each other. */
function drawPairs(y: number): Drawn {
  const half = (INNER - 12) / 2;
  const boxes = [MARGIN, MARGIN + half + 12].map((x) => box(x, y, half, 36));
  const hints = ['Name', 'Value'].map((hint, index) =>
    text(MARGIN + 14 + index * (half + 12), y + 23, hint, { size: 14, fill: COLORS.pale }),
  );
  const add = text(MARGIN, y + 54, '+ Add another', { size: 12, fill: COLORS.grey, isBold: true });
  return { parts: [...boxes, ...hints, add], height: 58 };
}

function calendar(x: number, y: number): string {
  return path(`M${x} ${y + 2}h14v12h-14zM${x} ${y + 6}h14M${x + 4} ${y}v4M${x + 10} ${y}v4`);
}

/** Help text without its marks. */
function plain(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`+/g, '')
    .trim();
}
