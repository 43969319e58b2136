/** Breaks guards of the connector, one at a time, to prove that the fault tests notice it. */
import { registerHooks } from 'node:module';
import fc from 'fast-check';
import { allCases, HOOKS } from './cases.ts';
import { allFaults } from './faults.ts';
import { attack } from './hooks.ts';
import { breachesOf } from './matrix.ts';
import { check, order } from './once.ts';
import { type Pairing, play } from './play.ts';
import type { Part, Size } from './report.ts';
import { search } from './secrets.ts';

/** A guard of the connector, and the smallest check that must notice if it is broken. */
interface Guard {
  name: string;
  /** The path of its module, from the root. */
  module: string;
  /** An expression of the module, and what stands in its place while the guard is broken. */
  from: string;
  to: string;
  /** @returns the breaches; none if the guard is not broken */
  check(app: object): Promise<string[]>;
  /** The breach that the check reports if the guard is broken. */
  says: RegExp;
}

const LATE = 'connection reset, and accepted half a minute later';

const GUARDS: readonly Guard[] = [
  {
    name: 'the signature of a delivery is compared',
    module: 'lib/msgflash/signature.ts',
    from: 'timingSafeEqual(Buffer.from(digest), Buffer.from(expected))',
    to: 'true',
    check: hookOf,
    says: /runs ended as halted instead of/,
  },
  {
    name: 'an event that was seen before does not go out again',
    module: 'triggers/hook.ts',
    from: 'hook.identity(delivery)',
    to: "''",
    check: hookOf,
    says: /events came out/,
  },
  {
    name: 'only one run may claim a message',
    module: 'lib/sending/attempts.ts',
    from: "outcome.result === 'won'",
    to: 'true',
    check: threeRunsAtOnce,
    says: /went out|reported/,
  },
  {
    name: 'an ambiguous end is looked up',
    module: 'lib/sending/deliver.ts',
    from: '!isAmbiguous(error)',
    to: 'true',
    check: (app) => matrixOf(app, 'answer after acceptance lost', 'send_message', 'send'),
    says: /twice: 2 messages/,
  },
  {
    name: 'a doubt is not taken for absence',
    module: 'lib/sending/lookup.ts',
    from: 'doubts.length > 0',
    to: 'false',
    check: (app) => matrixOf(app, 'listed: the recipient without a number', 'send_message', 'late'),
    says: /twice: 2 messages/,
  },
  {
    name: 'a person is known in every spelling',
    module: 'lib/sending/lookup.ts',
    from: '!samePerson(outgoing.to, to)',
    to: 'outgoing.to !== to',
    check: (app) => matrixOf(app, 'listed: a Brazilian without the ninth digit', 'send_message', 'late'),
    says: /twice: 2 messages/,
  },
  {
    name: 'an attempt that got no answer is settled before the next one',
    module: 'lib/sending/attempts.ts',
    from: 'await this.#isOpen().catch(() => null)',
    to: 'null',
    check: (app) => matrixOf(app, LATE, 'send_message', 'send'),
    says: /twice: 2 messages/,
  },
  {
    name: 'an unconfirmed endpoint is deleted',
    module: 'triggers/webhook.ts',
    from: "await removeEndpoints(run, url, error.silence === 'timeout' || error.silence === 'connection')",
    to: 'true',
    check: (app) => matrixOf(app, 'answer after acceptance lost', 'message_received subscribe', 'subscribe'),
    says: /an endpoint is left behind$/,
  },
  {
    name: "the key goes to MsgFlash's origin only",
    module: 'authentication.ts',
    from: '!isMsgFlash(request.url)',
    to: 'false',
    check: fileElsewhere,
    says: /^a secret in a request to https:\/\/files\.invalid$/,
  },
  {
    name: 'a request with the key follows no redirect',
    module: 'authentication.ts',
    from: "'manual'",
    to: "'follow'",
    check: (app) => matrixOf(app, 'redirect to another origin', 'send_message', 'send'),
    says: /requests elsewhere$/,
  },
];

/** Loads the app from source, with both expressions of every guard: the global `brokenGuard` decides between them. */
async function loadApp(): Promise<object> {
  const root = new URL('../../', import.meta.url).href;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const guards = GUARDS.filter(({ module }) => url === root + module);
      return guards.length === 0 ? loaded : { ...loaded, source: guards.reduce(withBoth, String(loaded.source)) };
    },
  });
  return (await import('../../index.ts')).default;
}

/** @throws Error if the guard's expression has changed, because then nothing would be broken */
function withBoth(source: string, { name, module, from, to }: Guard): string {
  const [before, after, ...more] = source.split(from);
  if (after === undefined || more.length > 0) throw new Error(`${module} does not have “${from}” exactly once.`);
  return `${before}(globalThis.brokenGuard === ${JSON.stringify(name)} ? ${to} : ${from})${after}`;
}

/** Runs every check with its guard intact, then broken. Needs its own process: no test may load the changed source. */
export async function run(_size: Size): Promise<Part> {
  const app = await loadApp();
  const breaches: string[] = [];
  for (const { name, check: look, says } of GUARDS) {
    Reflect.set(globalThis, 'brokenGuard', null);
    const before = await look(app);
    if (before.length > 0) breaches.push(`${name}: ${before.join(' ')}`);
    Reflect.set(globalThis, 'brokenGuard', name);
    const after = await look(app);
    if (!after.some((breach) => says.test(breach))) breaches.push(`${name}: broken, not noticed. ${after.join(' ')}`);
  }
  Reflect.set(globalThis, 'brokenGuard', null);
  return { title: 'Broken guards', figures: { 'guards broken': GUARDS.length }, breaches };
}

/** A case and a fault by their names. @throws Error if there is no such case or fault */
function pairingOf(faultName: string, step: string, role: string): Pairing {
  const tested = allCases.find((each) => each.step === step && each.role === role);
  const fault = allFaults.find(({ name }) => name === faultName);
  if (!tested || !fault) throw new Error(`There is no ${role} of ${step}, or no ${faultName}.`);
  return { tested, fault };
}

/** Runs one operation under one fault. @returns its breaches */
async function matrixOf(app: object, ...names: [fault: string, step: string, role: string]): Promise<string[]> {
  return breachesOf((await play(app, [pairingOf(...names)])).findings);
}

/** Fetches a file from a host that does not exist. The request is seen when it starts. @returns the secrets in it */
async function fileElsewhere(app: object): Promise<string[]> {
  const { tested, fault } = pairingOf('500', 'file of a message', 'file');
  const fields = { file: 'https://files.invalid/photo.png' };
  const { trail } = await play(app, [{ tested, fault: { ...fault, input: null, fields } }]);
  return search(trail, {}).breaches.filter((breach) => breach.startsWith('a secret in a request to https://files.'));
}

/** Sends genuine and forged deliveries to a Zap. */
async function hookOf(app: object): Promise<string[]> {
  const [hook] = HOOKS;
  return hook ? (await attack(app, hook, 16, 1)).breaches : [];
}

/** Runs the same message three times at once, and twice more after it was sent. */
function threeRunsAtOnce(app: object): Promise<string[]> {
  return check(app, fc.constant([{ run: order, times: 3 }]), {}, { numRuns: 1, seed: 1 });
}
