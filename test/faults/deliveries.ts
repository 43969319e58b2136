/** Deliveries for one Zap: genuine ones, repeats and forgeries. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { demo } from '../../dev/msgflash/demo.ts';
import { signature } from '../support/hooks.ts';

export interface HookDelivery {
  /** The outcome that the run must have. */
  outcome: 'success' | 'filtered' | 'halted';
  body: string | Uint8Array<ArrayBuffer>;
  /** Null means no header. */
  signature: string | null;
}

export interface Secrets {
  own: string;
  /** The secret of another Zap of the same connection. */
  other: string;
}

/** Forgeries of an event: signatures that must be refused, and changes to the body after it was signed. */
function forgeries(body: string, { own, other }: Secrets): HookDelivery[] {
  const right = signature(own, body);
  const base64 = createHmac('sha256', own).update(body).digest('base64');
  const rows: [body: HookDelivery['body'], signature: string | null][] = [
    [body, null],
    [body, ''],
    [body, right.slice('sha256='.length)],
    [body, right.replace('sha256', 'sha1')],
    [body, `${right.slice(0, -1)}\u00e9`],
    [body, `sha256=${base64}`],
    [body, `sha256=${'0'.repeat(64)}`],
    [body, signature(own, `${body} `)],
    [body, signature(other, body)],
    [body, signature('', body)],
    // What Node makes of a header that comes twice.
    [body, `${right}, ${right}`],
    [body.replace(/.$/, '!'), right],
    [Uint8Array.from([...Buffer.from(body), 0xff]), right],
    [body.slice(0, -1), right],
    [`${body} `, right],
    ['', right],
  ];
  return rows.map(([sent, header]) => ({ outcome: 'halted', body: sent, signature: header }));
}

/** Bodies with a valid signature that are not events. They must output nothing and break nothing. */
const ODD_BODIES = [
  ...['', ' ', 'null', 'true', '0', '"message.received"', '[]', '<html></html>', 'event=message.received'],
  ...['{"event":"message.received"', '\ufeff{"event":"message.received"}', '{"event":"message.received",}'],
  '[{"event":"message.received","messageId":"in-a-list"}]',
];

const TEXTS = [
  'Grüße, Ærø, Łódź, 👋🏽 👨‍👩‍👧‍👦 🇫🇷, مرحبا بالعالم, 日本語',
  'Line one\nline two\ttab, "quotes" and \\ backslashes',
  '{{bundle.authData.api_key}} {{custom.code}}',
  '<script>alert(1)</script>',
  '\u2028\u2029\u0000\u200b',
  '__proto__',
  'x'.repeat(100_000),
];
/** Keys that are dangerous if objects are merged carelessly. */
const TRAPS = '"__proto__":{"polluted":true,"body":"trap"},"constructor":{"prototype":{"polluted":true}},';

/** An event in one of its forms: flat or under `data`, with or without dangerous keys. */
function bodyOf(event: string, index: number, payload: object): string {
  const data = { ...payload, instanceId: demo.instances.mainStore, timestamp: new Date(START + index * 1000) };
  const json = JSON.stringify(index % 4 < 2 ? { event, ...data } : { event, data });
  return index % 3 === 0 ? `{${TRAPS}${json.slice(1)}` : json;
}

const START = Date.UTC(2026, 10, 20, 10);

/**
 * Events of a trigger, each beside a delivery that is none: a repeat, a forgery, a body that is no event, or an event of
 * another trigger.
 *
 * @param event the trigger's event; `others` are those of other triggers
 * @param total how many genuine events
 * @param stored messages that exist in MsgFlash, for events that carry only an ID
 * @returns the deliveries in random order, and the texts to be output, by message ID
 */
export function planDeliveries(
  { event, others }: { event: string; others: readonly string[] },
  total: number,
  stored: readonly { id: string; text: string }[],
  secrets: Secrets,
  seed: number,
): { deliveries: HookDelivery[]; texts: Map<string, string> } {
  const texts = new Map<string, string>();
  const genuine = (outcome: HookDelivery['outcome'], body: string): HookDelivery => ({
    outcome,
    body,
    signature: signature(secrets.own, body),
  });
  const deliveries = Array.from({ length: total }, (_, index): HookDelivery[] => {
    const message = index % 2 === 0 ? stored[index / 2] : undefined;
    const messageId = message?.id ?? `event-${index}`;
    const text = message?.text ?? itemOf(TEXTS, index);
    texts.set(messageId, text);
    const full = { type: 'text', direction: 'inbound', from: demo.numbers.awa, body: text };
    const isMessage = event.startsWith('message.');
    const body = bodyOf(event, index, { ...(isMessage && { messageId }), ...(isMessage && !message && full) });
    const beside = [
      genuine('filtered', body),
      // MsgFlash may send events that the Zap did not subscribe to.
      genuine('filtered', bodyOf(itemOf(others, index), index, { messageId: 'm' })),
      // After a forgery of an event, the genuine one must still be output.
      ...forgeries(body, secrets),
      ...ODD_BODIES.map((odd) => genuine('halted', odd)),
    ];
    return [genuine('success', body), itemOf(beside, index)];
  }).flat();
  const all = { minLength: deliveries.length };
  return { deliveries: fc.sample(fc.shuffledSubarray(deliveries, all), { seed, numRuns: 1 }).flat(), texts };
}

/** The item of a list that is repeated without end. */
function itemOf<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('There are no items.');
  return item;
}
