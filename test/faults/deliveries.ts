/** Deliveries for one Zap: genuine ones, repeats and forgeries. */
import { createHmac } from 'node:crypto';
import { demo } from '../../dev/msgflash/demo.ts';

export interface HookDelivery {
  /** The outcome that the run must have. */
  outcome: 'success' | 'filtered' | 'halted';
  body: Buffer;
  /** Several values are several header lines; null means no header. */
  signature: string | string[] | null;
  /** What is special about it, in words. */
  how: string;
}

export interface Secrets {
  own: string;
  /** The secret of another Zap of the same connection. */
  other: string;
}

const digest = (secret: string, body: string | Buffer, as: 'hex' | 'base64' = 'hex') =>
  createHmac('sha256', secret).update(body).digest(as);
export const signed = (secret: string, body: string | Buffer) => `sha256=${digest(secret, body)}`;

type Sign = (body: string, secrets: Secrets) => HookDelivery['signature'];
/** Signatures that must be refused. `signature.test.ts` covers changes of single characters. */
const SIGNATURES: Readonly<Record<string, Sign>> = {
  'no header': () => null,
  'empty header': () => '',
  'no prefix': (body, { own }) => digest(own, body),
  'wrong prefix': (body, { own }) => `sha1=${digest(own, body)}`,
  'not ASCII': (body, { own }) => `${signed(own, body).slice(0, -1)}\u00e9`,
  base64: (body, { own }) => `sha256=${digest(own, body, 'base64')}`,
  'digest of other bytes': (body, { own }) => signed(own, `${body} `),
  'secret of another Zap': (body, { other }) => signed(other, body),
  'empty secret': (body) => signed('', body),
  'all zeros': () => `sha256=${'0'.repeat(64)}`,
  'header twice, both right': (body, { own }) => [signed(own, body), signed(own, body)],
  'header twice, one right': (body, { own }) => [signed('', body), signed(own, body)],
};
/** Changes to a body after it was signed. */
const CHANGES: Readonly<Record<string, (body: string) => Buffer>> = {
  'one byte changed': (body) => Buffer.from(body.replace(/.$/, '!')),
  'one byte broken': (body) => Buffer.concat([Buffer.from(body), Buffer.from([0xff])]),
  'body cut': (body) => Buffer.from(body.slice(0, -1)),
  'a space after the body': (body) => Buffer.from(`${body} `),
  'no body': () => Buffer.alloc(0),
};

/** All forgeries of a body. */
function forgeries(body: string, secrets: Secrets): HookDelivery[] {
  const forgery = (how: string, sent: Buffer, signature: HookDelivery['signature']): HookDelivery => ({
    outcome: 'halted',
    how,
    body: sent,
    signature,
  });
  return [
    ...Object.entries(SIGNATURES).map(([how, sign]) => forgery(how, Buffer.from(body), sign(body, secrets))),
    ...Object.entries(CHANGES).map(([how, change]) => forgery(how, change(body), signed(secrets.own, body))),
  ];
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
 * Events of a trigger, mixed with repeats, forgeries, bodies that are not events, and events of other triggers.
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
  random: () => number,
): { deliveries: HookDelivery[]; texts: Map<string, string> } {
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)];
  const texts = new Map<string, string>();
  const genuine = (outcome: HookDelivery['outcome'], how: string, body: string): HookDelivery => ({
    outcome,
    how,
    body: Buffer.from(body),
    signature: signed(secrets.own, body),
  });
  const deliveries = Array.from({ length: total }, (_, index) => {
    const message = index % 2 === 0 ? stored[index / 2] : undefined;
    const messageId = message?.id ?? `event-${index}`;
    const text = message?.text ?? TEXTS[index % TEXTS.length] ?? '';
    texts.set(messageId, text);
    const full = { type: 'text', direction: 'inbound', from: demo.numbers.awa, body: text };
    const isMessage = event.startsWith('message.');
    const payload = { ...(isMessage && { messageId }), ...(isMessage && !message && full) };
    return genuine('success', 'event', bodyOf(event, index, payload));
  });
  let forged = Math.floor(random() * 100);
  const more = Array.from({ length: total }, (_, index): HookDelivery | undefined => {
    const original = pick(deliveries);
    if (index % 8 === 0 && original) return { ...original, outcome: 'filtered', how: 'repeat' };
    if (index % 8 === 1) return genuine('halted', 'no event', pick(ODD_BODIES) ?? '');
    // MsgFlash may send events that the Zap did not subscribe to.
    if (index % 8 === 2)
      return genuine('filtered', 'another event', bodyOf(pick(others) ?? '', index, { messageId: 'm' }));
    // After a forgery of an event, the genuine one must still be output.
    const all = original && forgeries(original.body.toString('utf8'), secrets);
    return all?.[forged++ % all.length];
  });
  return { deliveries: shuffled([...deliveries, ...more.filter((each) => each !== undefined)], random), texts };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}
