import type { Definition } from './definition.ts';
import { box, COLORS, logoAt, path, picture, text, wrap } from './svg.ts';

const WIDTH = 1000;
const COLUMN = { left: 28, middle: 356, right: 732 } as const;
const SIDE = 240;
const MIDDLE = 288;
const ROW = 36;
const STEP = ROW + 8;

/** What goes out, and what comes back; the steps by their keys. */
const OUT = {
  apps: ['Paid order', 'Booked appointment', 'Filled-in form', 'New lead'],
  steps: ['send_message', 'send_template_message', 'schedule_message', 'create_campaign'],
  words: 'Hello Awa, your order 1042 is on its way.',
};
const BACK = {
  apps: ['Support ticket', 'Note in the CRM', 'Alert to the team'],
  steps: ['message_received', 'message_failed', 'instance_disconnected'],
  words: 'Thank you! When will it be here?',
};

/** What the connector does, at a glance. @param logo MsgFlash's, as SVG @throws when a step that is shown is gone */
export function overviewPicture({ steps }: Definition, logo: string): string {
  const labelOf = (key: string) => {
    const step = steps.find((each) => each.key === key);
    if (!step) throw new Error(`The overview shows ${key}, which the definition does not have.`);
    return step.label;
  };
  const top = 76;
  const bottom = top + OUT.steps.length * STEP + 28;
  const height = bottom + BACK.steps.length * STEP + 18;
  const head = (x: number, words: string) => text(x, 48, words, { size: 15, isBold: true });
  return picture(
    'Apps start messages to WhatsApp through MsgFlash, and messages from WhatsApp start apps',
    WIDTH,
    height,
    [
      head(COLUMN.left, 'Your apps'),
      logoAt(logo, COLUMN.middle, 24, 36),
      head(COLUMN.middle + 48, 'MsgFlash for Zapier'),
      head(COLUMN.right, 'WhatsApp'),
      ...row(top, OUT.apps, OUT.steps.map(labelOf), 'right'),
      bubble(top, OUT.steps.length, OUT.words, 'right'),
      path(`M${COLUMN.left} ${bottom - 18}H${WIDTH - COLUMN.left}`, { stroke: COLORS.line, width: 1 }),
      ...row(bottom, BACK.apps, BACK.steps.map(labelOf), 'left'),
      bubble(bottom, BACK.steps.length, BACK.words, 'left'),
    ],
  );
}

function row(y: number, apps: readonly string[], labels: readonly string[], way: 'left' | 'right'): string[] {
  const high = labels.length * STEP - 8;
  const middle = y + high / 2;
  return [
    ...apps.flatMap((words, index) => {
      const at = y + index * STEP;
      return [box(COLUMN.left, at, SIDE, ROW, { fill: COLORS.soft }), text(COLUMN.left + 14, at + 23, words)];
    }),
    ...labels.flatMap((label, index) => {
      const at = y + index * STEP;
      return [
        box(COLUMN.middle, at, MIDDLE, ROW, { fill: COLORS.brand, stroke: COLORS.brand }),
        text(COLUMN.middle + 14, at + 23, label, { fill: COLORS.card, isBold: true }),
      ];
    }),
    arrow(COLUMN.left + SIDE, COLUMN.middle, middle, way),
    arrow(COLUMN.middle + MIDDLE, COLUMN.right, middle, way),
  ];
}

/** An arrow across a gap between two columns. */
function arrow(from: number, to: number, y: number, way: 'left' | 'right'): string {
  const [start, end, back] = way === 'right' ? [from + 16, to - 16, -8] : [to - 16, from + 16, 8];
  return path(`M${start} ${y}H${end}M${end + back} ${y - 8}l${-back} 8l${back} 8`, { stroke: COLORS.accent, width: 3 });
}

/** What stands in the chat: ours to the right, the customer's to the left. */
function bubble(y: number, rows: number, words: string, way: 'left' | 'right'): string {
  const high = rows * STEP - 8;
  const lines = wrap(words, 150, 14);
  const tall = lines.length * 20 + 20;
  const x = COLUMN.right + (way === 'right' ? SIDE - 182 : 12);
  const at = y + (high - tall) / 2;
  const fill = way === 'right' ? '#D9F2E3' : COLORS.card;
  return [
    box(COLUMN.right, y, SIDE, high, { fill: COLORS.soft }),
    box(x, at, 170, tall, { fill, radius: 10 }),
    text(x + 12, at + 23, lines),
  ].join('\n');
}
