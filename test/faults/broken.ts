import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { demo } from '../../dev/msgflash/demo.ts';
import { startMsgFlash } from '../../dev/msgflash/server.ts';
import { startZapier } from '../../dev/zapier/index.ts';
import { breachesOf, pairingsOf } from './matrix.ts';
import { play } from './matrix-play.ts';
import { dictOf } from './matrix-stage.ts';
import { tapWire } from './matrix-wire.ts';

/** A guard of the connector: how to break it, and the smallest check that has to notice. */
export interface Guard {
  name: string;
  /** The module it stands in, from the root. */
  module: string;
  /** Each text stands in the module exactly once. */
  changes: readonly [from: string, to: string][];
  /** @returns breaches; none for the connector as it is */
  check(app: object): Promise<string[]>;
  /** What the check says once the guard is broken. */
  says: RegExp;
}

export const GUARDS: readonly Guard[] = [
  {
    name: 'the signature of a delivery is compared',
    module: 'lib/msgflash/signature.ts',
    changes: [['timingSafeEqual(Buffer.from(digest), Buffer.from(expected))', 'true']],
    check: forgedDelivery,
    says: /^a forged delivery ended as success$/,
  },
  {
    name: 'only one run may claim a message',
    module: 'lib/sending/attempts.ts',
    changes: [["if (outcome.result === 'won')", 'if (outcome.result)']],
    check: twoRunsAtOnce,
    says: /^3 messages sent once$/,
  },
  {
    name: 'a result is remembered',
    module: 'lib/sending/attempts.ts',
    changes: [[':done`, (all)', ':gone`, (all)']],
    check: sameRunAgain,
    says: /replay of a sent message/,
  },
  {
    name: 'an event that was seen before does not go out again',
    module: 'triggers/seen.ts',
    changes: [
      ['!== null', '=== undefined'],
      ["!== 'lost'", "!== ''"],
    ],
    check: repeatedDelivery,
    says: /ended as success,success$/,
  },
  {
    name: "the key goes to MsgFlash's origin only",
    module: 'authentication.ts',
    changes: [['if (!isMsgFlash(request.url)) return request;', '']],
    check: fileElsewhere,
    says: /^the key went to https:\/\/files\.invalid$/,
  },
  {
    name: 'a request with the key follows no redirect',
    module: 'authentication.ts',
    changes: [["redirect: 'manual'", "redirect: 'follow'"]],
    check: (app) => matrixOf(app, 'redirect to another origin'),
    says: /requests elsewhere$/,
  },
  {
    name: 'an ambiguous end is looked up',
    module: 'lib/sending/deliver.ts',
    changes: [['if (!isAmbiguous(error)) throw error;', 'throw error;']],
    check: (app) => matrixOf(app, 'answer after acceptance lost'),
    says: /twice: 2 messages/,
  },
  {
    name: 'an attempt that nobody answered is noted',
    module: 'lib/sending/attempts.ts',
    changes: [['if (this.#held) return true;', 'return true;']],
    check: (app) => matrixOf(app, LATE),
    says: /twice: 2 messages/,
  },
  {
    name: 'a doubt is not taken for absence',
    module: 'lib/sending/lookup.ts',
    changes: [["isDoubtful ? 'doubtful' : 'absent'", "isDoubtful ? 'absent' : 'absent'"]],
    check: (app) => listedOtherwise(app, demo.numbers.stranger, 'lid'),
    says: /^2 messages sent once$/,
  },
  {
    name: 'a person is known in every spelling',
    module: 'lib/sending/lookup.ts',
    changes: [['!samePerson(outgoing.to, to)', 'to !== outgoing.to']],
    check: (app) => listedOtherwise(app, '+5511961234567', 'without_nine'),
    says: /^2 messages sent once$/,
  },
  {
    name: 'an unconfirmed endpoint is deleted',
    module: 'triggers/webhook.ts',
    changes: [
      [
        "const isClean = await removeEndpoints(run, url, error.silence === 'timeout' || error.silence === 'connection');",
        'const isClean = true;',
      ],
    ],
    check: (app) => matrixOf(app, 'answer after acceptance lost', 'message_received subscribe'),
    says: /an endpoint is left behind$/,
  },
];

const LATE = 'connection reset, and accepted half a minute later';

const ROOT = new URL('../../', import.meta.url);
/** Below node_modules, where the platform's core is found and nobody looks for sources. */
const OUT = new URL('node_modules/.cache/reliability/', ROOT);

/** The app with one guard broken. @throws when the guard's text has changed, so that nothing would be broken */
export async function brokenApp(guard: Guard): Promise<object> {
  const source = await readFile(new URL(guard.module, ROOT), 'utf8');
  const broken = guard.changes.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`${guard.module} does not have “${from}” exactly once.`);
    return text.replace(from, () => to);
  }, source);
  // Stays there: the app reads more of it as it runs.
  const folder = new URL(`broken-${GUARDS.indexOf(guard)}/`, OUT);
  const replacement = new URL(`broken-${GUARDS.indexOf(guard)}.ts`, OUT);
  await mkdir(OUT, { recursive: true });
  await writeFile(replacement, broken);
  const paths = [new URL('broken-build.ts', import.meta.url), new URL(guard.module, ROOT), replacement, folder];
  await promisify(execFile)('node', [
    '--disable-warning=ExperimentalWarning',
    ...paths.map((path) => fileURLToPath(path)),
  ]);
  const loaded: { default: object } = await import(new URL('index.js', folder).href);
  return loaded.default;
}

/** Sending one message under one fault, or another step. */
async function matrixOf(app: object, fault: string, step = 'send_message'): Promise<string[]> {
  const pairings = pairingsOf('small').filter(
    ({ place, fault: { name } }) => name === fault && place.step === step && place.before === 0,
  );
  if (pairings.length === 0) throw new Error(`The small matrix has no cell for ${step} under ${fault}.`);
  return breachesOf((await play(app, pairings)).findings);
}

/** A MsgFlash and a connected Zapier for one small check. */
async function withWorld<T>(app: object, body: (world: World) => Promise<T>): Promise<T> {
  const msgflash = await startMsgFlash({ rateLimit: null, steps: { sent: 86_400_000, delivered: null, read: null } });
  const zapier = await startZapier({ app, env: { MSGFLASH_API_URL: msgflash.url } });
  try {
    const connection = await zapier.connect({ api_key: demo.key, default_country: 'FR' });
    return await body({ msgflash, zapier, connection });
  } finally {
    await zapier.close();
    await msgflash.close();
  }
}

interface World {
  msgflash: Awaited<ReturnType<typeof startMsgFlash>>;
  zapier: Awaited<ReturnType<typeof startZapier>>;
  connection: Awaited<ReturnType<World['zapier']['connect']>>;
}

/** A delivery with a signature of the right form, made with another secret. */
function forgedDelivery(app: object): Promise<string[]> {
  return withWorld(app, async ({ zapier, connection }) => {
    const zap = await zapier.turnOn(connection, 'message_received');
    await fetch(zap.hookUrl, {
      method: 'POST',
      headers: { 'x-msgflash-signature': `sha256=${'0'.repeat(64)}` },
      body: JSON.stringify({ event: 'message.received', messageId: 'forged', from: '+33639985555', body: 'Hello' }),
    });
    const [run] = await zap.waitForRuns(1);
    return run?.outcome === 'halted' ? [] : [`a forged delivery ended as ${run?.outcome}`];
  });
}

const ONCE = {
  instance_id: demo.instances.mainStore,
  to: demo.numbers.stranger,
  type: 'text',
  text: 'Order 1042.',
  send_once_per: '1042',
};

function twoRunsAtOnce(app: object): Promise<string[]> {
  return withWorld(app, async ({ msgflash, zapier, connection }) => {
    const send = () => zapier.run(connection, 'creates.send_message', ONCE, { fields: 'static' });
    await Promise.all([send(), send(), send()]);
    return sentOnce(msgflash);
  });
}

/** Two runs that do not meet: the second finds the result of the first, and needs no request for it. */
function sameRunAgain(app: object): Promise<string[]> {
  return withWorld(app, async ({ msgflash, zapier, connection }) => {
    const first = await zapier.run(connection, 'creates.send_message', ONCE, { fields: 'static' });
    const again = await zapier.replay(first);
    const isKnown = JSON.stringify(again.output).includes('"already_sent":true');
    return [...sentOnce(msgflash), ...(isKnown ? [] : [`the replay of a sent message ended as ${again.outcome}`])];
  });
}

/** MsgFlash accepts late, and lists the message under another spelling of the person: the repeat must not send again. */
function listedOtherwise(app: object, to: string, recipients: 'lid' | 'without_nine'): Promise<string[]> {
  return withWorld(app, async ({ msgflash, zapier, connection }) => {
    msgflash.control.setListing({ recipients });
    msgflash.control.fault({ operation: 'POST /messages/send', kind: 'reset_before_accepting', acceptAfterMs: 30_000 });
    const input = { ...ONCE, to, send_once_per: '' };
    const run = await zapier.run(connection, 'creates.send_message', input, { fields: 'static' });
    const realNow = Date.now;
    Date.now = () => realNow() + 76_000;
    try {
      await msgflash.control.advance({ ms: 0 });
      await zapier.replay(run);
    } finally {
      Date.now = realNow;
    }
    return sentOnce(msgflash);
  });
}

function sentOnce({ control }: World['msgflash']): string[] {
  const { length } = control.ledger();
  return length === 1 ? [] : [`${length} messages sent once`];
}

function repeatedDelivery(app: object): Promise<string[]> {
  return withWorld(app, async ({ msgflash: { control }, zapier, connection }) => {
    const zap = await zapier.turnOn(connection, 'message_received');
    control.receive({ instance: demo.instances.mainStore, from: demo.numbers.awa, text: 'Hello shop' });
    await zap.waitForRuns(1);
    await control.redeliver({ id: control.deliveries()[0]?.id ?? '' });
    const outcomes = (await zap.waitForRuns(2)).map(({ outcome }) => outcome);
    return outcomes.join() === 'success,filtered' ? [] : [`two deliveries of one event ended as ${outcomes.join()}`];
  });
}

/** A file that lies elsewhere, on a name that leads nowhere: the request is seen as it starts. */
function fileElsewhere(app: object): Promise<string[]> {
  return withWorld(app, async ({ msgflash: { control, url }, zapier, connection }) => {
    const media = { url: 'https://files.invalid/photo.png' };
    const { id } = control.receive({ instance: demo.instances.mainStore, from: demo.numbers.awa, media });
    const found = await zapier.run(connection, 'searches.find_message', { message_id: id });
    const pointer = String(dictOf(found.first).media_file);
    const wire = tapWire();
    await zapier.hydrate(pointer, connection);
    wire.stop();
    const elsewhere = wire.sent.filter(({ origin }) => origin !== url && origin !== zapier.url);
    if (elsewhere.length === 0) return ['the file was not asked for'];
    return elsewhere
      .filter(({ headers }) => headers.includes(demo.key))
      .map(({ origin }) => `the key went to ${origin}`);
  });
}
