/** Deliveries for one Zap: what MsgFlash sends, what it sends again, and what somebody else sends in its name. */
import { createHmac } from 'node:crypto';
import { demo } from '../../dev/msgflash/demo.ts';
import { seeded } from './once-step.ts';

export type Kind = 'genuine' | 'repeated' | 'forged' | 'odd';

export interface HookDelivery {
  kind: Kind;
  /** How it was made, for the table and the counterexample. */
  how: string;
  body: Buffer;
  /** Several values are several lines of the header; null is no header. */
  signature: string | string[] | null;
}

export interface Plan {
  deliveries: HookDelivery[];
  /** What must come out, once: the record's id, and its text. */
  expected: Map<string, string>;
}

/** A message that MsgFlash knows, for events that tell no more than its id. */
export interface KnownMessage {
  id: string;
  text: string;
}

interface Forgery {
  how: string;
  /** What is sent instead of a body and its right signature. */
  make(body: string, secrets: Secrets, random: () => number): { body?: Buffer; signature: HookDelivery['signature'] };
}

export interface Secrets {
  own: string;
  /** That of another Zap of the same connection. */
  other: string;
}

const digest = (secret: string, body: string | Buffer) => createHmac('sha256', secret).update(body).digest('hex');
export const signed = (secret: string, body: string | Buffer) => `sha256=${digest(secret, body)}`;

/** A place inside the text of the body, so that it stays what it was but for one byte. */
function altered(body: string, random: () => number, change: (byte: number) => number): Buffer {
  const bytes = Buffer.from(body);
  const place = Math.floor(random() * bytes.length);
  bytes[place] = change(bytes[place] ?? 0);
  return bytes;
}

export const FORGERIES: readonly Forgery[] = [
  { how: 'no header', make: () => ({ signature: null }) },
  { how: 'empty header', make: () => ({ signature: '' }) },
  { how: 'no prefix', make: (body, { own }) => ({ signature: digest(own, body) }) },
  { how: 'wrong prefix', make: (body, { own }) => ({ signature: `sha1=${digest(own, body)}` }) },
  { how: 'prefix in capitals', make: (body, { own }) => ({ signature: `SHA256=${digest(own, body)}` }) },
  { how: 'prefix twice', make: (body, { own }) => ({ signature: `sha256=${signed(own, body)}` }) },
  { how: 'hex in capitals', make: (body, { own }) => ({ signature: `sha256=${digest(own, body).toUpperCase()}` }) },
  { how: 'too short', make: (body, { own }) => ({ signature: signed(own, body).slice(0, -1) }) },
  { how: 'too long', make: (body, { own }) => ({ signature: `${signed(own, body)}0` }) },
  { how: 'no hex', make: (body, { own }) => ({ signature: `${signed(own, body).slice(0, -1)}g` }) },
  {
    how: 'a letter that is no ASCII',
    make: (body, { own }) => ({ signature: `${signed(own, body).slice(0, -1)}\u00e9` }),
  },
  {
    how: 'base64',
    make: (body, { own }) => ({ signature: `sha256=${createHmac('sha256', own).update(body).digest('base64')}` }),
  },
  { how: 'digest of other bytes', make: (body, { own }) => ({ signature: signed(own, `${body} `) }) },
  { how: 'digest of nothing', make: (_body, { own }) => ({ signature: signed(own, '') }) },
  { how: 'secret of another Zap', make: (body, { other }) => ({ signature: signed(other, body) }) },
  { how: 'empty secret', make: (body) => ({ signature: signed('', body) }) },
  { how: 'all zeros', make: () => ({ signature: `sha256=${'0'.repeat(64)}` }) },
  {
    how: 'one byte of the body changed',
    make: (body, { own }, random) => ({
      body: altered(body, random, (byte) => (byte === 0x41 ? 0x42 : 0x41)),
      // A byte that was that letter already is changed all the same.
      signature: signed(own, body),
    }),
  },
  {
    how: 'one byte of the body broken',
    make: (body, { own }, random) => ({ body: altered(body, random, () => 0xff), signature: signed(own, body) }),
  },
  {
    how: 'body cut',
    make: (body, { own }) => ({ body: Buffer.from(body.slice(0, -1)), signature: signed(own, body) }),
  },
  {
    how: 'a blank behind the body',
    make: (body, { own }) => ({ body: Buffer.from(`${body} `), signature: signed(own, body) }),
  },
  { how: 'no body', make: (body, { own }) => ({ body: Buffer.alloc(0), signature: signed(own, body) }) },
  { how: 'header twice, both right', make: (body, { own }) => ({ signature: [signed(own, body), signed(own, body)] }) },
  { how: 'header twice, one right', make: (body, { own }) => ({ signature: [signed('', body), signed(own, body)] }) },
];

/** Signed by MsgFlash, and yet no event: nothing may come out, and nothing may break. */
export const ODD_BODIES: readonly string[] = [
  '',
  ' ',
  'null',
  'true',
  '0',
  '"message.received"',
  '[]',
  '[{"event":"message.received","messageId":"in-a-list"}]',
  '{"event":"message.received"',
  '<html></html>',
  'event=message.received',
  '\ufeff{"event":"message.received"}',
  '{"event":"message.received",}',
];

const TEXTS = [
  'Hello shop',
  'Grüße, Ærø, Łódź, Ωmega',
  '👋🏽 👨‍👩‍👧‍👦 🇫🇷',
  'مرحبا بالعالم',
  '日本語のテキスト',
  'Line one\nline two\ttab',
  '"Quotes" and \\ backslashes',
  '{{bundle.authData.api_key}} {{custom.code}}',
  '<script>alert(1)</script>',
  '\u2028\u2029\u0000\u200b',
  '__proto__',
];
const MEGABYTE = 1_000_000;

/**
 * @param total how many deliveries: a tenth are repeats, a tenth odd, a fifth forged, the rest are events, half of them thin
 * @param known messages for the thin events; as many as are needed are used
 */
export function planDeliveries(total: number, known: readonly KnownMessage[], secrets: Secrets, seed: number): Plan {
  const random = seeded(seed);
  const repeats = Math.round(total / 10);
  const odd = Math.round(total / 10);
  const forged = Math.round(total / 5);
  const events = total - repeats - odd - forged;
  const large = Math.max(1, Math.round(total / 2_000));
  const expected = new Map<string, string>();
  const deliveries: HookDelivery[] = [];

  for (let index = 0; index < events; index++) {
    const message = index % 2 === 0 ? known[index / 2] : undefined;
    const text = index < 2 * large ? 'x'.repeat(MEGABYTE) : (TEXTS[(index >> 1) % TEXTS.length] ?? '');
    const id = message?.id ?? `event-${index}`;
    expected.set(`message.received:${id}`, message?.text ?? text);
    const body = message ? thinBody(id, index) : fullBody(id, text, index);
    deliveries.push({ kind: 'genuine', how: message ? 'thin' : 'full', body, signature: signed(secrets.own, body) });
  }
  for (let count = 0; count < repeats; count++) {
    const first = deliveries[Math.floor(random() * events)];
    if (first) deliveries.push({ ...first, kind: 'repeated' });
  }
  for (let index = 0; index < forged; index++) {
    const forgery = FORGERIES[index % FORGERIES.length];
    const isOwnEvent = random() < 0.5;
    // Half of them are of events that MsgFlash does send: a forgery must not use one up either.
    const original = isOwnEvent ? deliveries[Math.floor(random() * events)]?.body : undefined;
    const body = (original ?? fullBody(`forged-${index}`, 'Forged', index)).toString('utf8');
    if (!forgery) continue;
    const made = forgery.make(body, secrets, random);
    const sent = made.body ?? Buffer.from(body);
    // The change may have hit a byte that was the same already.
    const signature = sent.equals(Buffer.from(body)) && made.body ? signed(secrets.other, body) : made.signature;
    deliveries.push({ kind: 'forged', how: forgery.how, body: sent, signature });
  }
  for (let index = 0; index < odd; index++) {
    const body = Buffer.from(ODD_BODIES[index % ODD_BODIES.length] ?? '');
    deliveries.push({
      kind: 'odd',
      how: `odd body ${index % ODD_BODIES.length}`,
      body,
      signature: signed(secrets.own, body),
    });
  }
  return { deliveries: shuffled(deliveries, random), expected };
}

function thinBody(id: string, index: number): Buffer {
  const told = { event: 'message.received', instanceId: demo.instances.mainStore, messageId: id };
  return Buffer.from(JSON.stringify(index % 4 === 0 ? told : { event: told.event, data: told }));
}

function fullBody(id: string, text: string, index: number): Buffer {
  const told = {
    event: 'message.received',
    instanceId: demo.instances.mainStore,
    messageId: id,
    type: 'text',
    direction: 'inbound',
    from: demo.numbers.awa,
    to: '+33639980001',
    body: text,
    timestamp: '2026-11-20T10:00:00.000Z',
  };
  const json = JSON.stringify(index % 4 === 1 ? told : { event: told.event, data: told });
  // Keys that are dangerous where objects are merged carelessly.
  const traps = '"__proto__":{"polluted":true,"body":"trap"},"constructor":{"prototype":{"polluted":true}},';
  return Buffer.from(index % 3 === 0 ? `{${traps}${json.slice(1)}` : json);
}

function shuffled<T>(items: T[], random: () => number): T[] {
  for (let index = items.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    const [one, two] = [items[index], items[other]];
    if (one === undefined || two === undefined) continue;
    items[index] = two;
    items[other] = one;
  }
  return items;
}
