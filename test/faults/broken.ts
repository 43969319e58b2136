/** Breaks guards of the connector, one at a time, to prove that the fault tests notice it. */
import { registerHooks } from 'node:module';
import fc from 'fast-check';
import { allCases, HOOKS } from './cases.ts';
import { allFaults } from './faults.ts';
import { attack } from './hooks.ts';
import { breachesOf } from './matrix.ts';
import { check } from './once.ts';
import { order } from './once-model.ts';
import { type Pairing, play } from './play.ts';
import type { Part, Size } from './report.ts';
import { search } from './secrets.ts';

/** A guard of the connector, and the smallest check that must notice if it is broken. */
interface Guard {
  name: string;
  /** The path of its module, from the root. */
  module: string;
  /** Texts in the module and their replacements. BROKEN is true while this guard is broken. */
  changes: readonly [from: string, to: string][];
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
    changes: [['timingSafeEqual(Buffer', 'BROKEN || timingSafeEqual(Buffer']],
    check: hookOf,
    says: /runs ended as halted instead of/,
  },
  {
    name: 'only one run may claim a message',
    module: 'lib/sending/attempts.ts',
    changes: [["if (outcome.result === 'won')", "if (BROKEN || outcome.result === 'won')"]],
    check: threeRunsAtOnce,
    says: /went out|reported/,
  },
  {
    name: 'a result is remembered',
    module: 'lib/sending/attempts.ts',
    changes: [['return this.#run.cache.read(', 'return BROKEN ? Promise.resolve(null) : this.#run.cache.read(']],
    check: threeRunsAtOnce,
    says: /second run of order 1 ended as throttled/,
  },
  {
    name: 'an ambiguous end is looked up',
    module: 'lib/sending/deliver.ts',
    changes: [['if (!isAmbiguous(error))', 'if (BROKEN || !isAmbiguous(error))']],
    check: (app) => matrixOf(app, 'answer after acceptance lost'),
    says: /twice: 2 messages/,
  },
  {
    name: 'an attempt that nobody answered is noted',
    module: 'lib/sending/attempts.ts',
    changes: [['if (this.#held) return true;', 'if (BROKEN || this.#held) return true;']],
    check: (app) => matrixOf(app, LATE),
    says: /twice: 2 messages/,
  },
  {
    name: 'a doubt is not taken for absence',
    module: 'lib/sending/lookup.ts',
    changes: [['doubts.length > 0', 'doubts.length > 0 && !BROKEN']],
    check: (app) => matrixOf(app, 'listed: the recipient without a number', 'send_message', 'late'),
    says: /twice: 2 messages/,
  },
  {
    name: 'a person is known in every spelling',
    module: 'lib/sending/lookup.ts',
    changes: [['!samePerson(outgoing.to, to)', '(BROKEN ? outgoing.to !== to : !samePerson(outgoing.to, to))']],
    check: (app) => matrixOf(app, 'listed: a Brazilian without the ninth digit', 'send_message', 'late'),
    says: /twice: 2 messages/,
  },
  {
    name: 'an event that was seen before does not go out again',
    module: 'triggers/seen.ts',
    changes: [
      ['!== null', '!== null && !BROKEN'],
      ["!== 'lost'", "!== 'lost' || BROKEN"],
    ],
    check: hookOf,
    says: /events came out/,
  },
  {
    name: 'an unconfirmed endpoint is deleted',
    module: 'triggers/webhook.ts',
    changes: [['const isClean = await', 'const isClean = BROKEN || await']],
    check: (app) => matrixOf(app, 'answer after acceptance lost', 'message_received subscribe'),
    says: /an endpoint is left behind$/,
  },
  {
    name: "the key goes to MsgFlash's origin only",
    module: 'authentication.ts',
    changes: [['!isMsgFlash(request.url)', '!BROKEN && !isMsgFlash(request.url)']],
    check: fileElsewhere,
    says: /^a secret in a request to https:\/\/files\.invalid$/,
  },
  {
    name: 'a request with the key follows no redirect',
    module: 'authentication.ts',
    changes: [["redirect: 'manual'", "redirect: BROKEN ? 'follow' : 'manual'"]],
    check: (app) => matrixOf(app, 'redirect to another origin'),
    says: /requests elsewhere$/,
  },
];

const ROOT = new URL('../../', import.meta.url).href;

/**
 * Loads the app from source, with a switch at every guard.
 *
 * @returns the app, and a function that breaks one guard or none
 */
async function loadApp(): Promise<{ app: object; breakGuard(guard: Guard | null): void }> {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const guards = GUARDS.filter(({ module }) => url === ROOT + module);
      if (guards.length === 0) return loaded;
      return { ...loaded, source: guards.reduce(withSwitch, String(loaded.source)) };
    },
  });
  const { default: app }: { default: object } = await import('../../index.ts');
  return { app, breakGuard: (guard) => void Reflect.set(globalThis, 'brokenGuard', guard?.name) };
}

/** @throws Error if the guard's text has changed, because then nothing would be broken */
function withSwitch(source: string, { name, module, changes }: Guard): string {
  return changes.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`${module} does not have “${from}” exactly once.`);
    return text.replace(from, () => to.replace('BROKEN', `(globalThis.brokenGuard === ${JSON.stringify(name)})`));
  }, source);
}

/** Runs every check with its guard intact, then broken. Needs its own process: no test may load the changed source. */
export async function run(_size: Size): Promise<Part> {
  const { app, breakGuard } = await loadApp();
  const breaches: string[] = [];
  for (const guard of GUARDS) {
    breakGuard(null);
    const before = await guard.check(app);
    if (before.length > 0) breaches.push(`${guard.name}: ${before.join(' ')}`);
    breakGuard(guard);
    const after = await guard.check(app);
    if (!after.some((breach) => guard.says.test(breach))) {
      breaches.push(`${guard.name}: broken, and nothing noticed. ${after.join(' ')}`);
    }
  }
  breakGuard(null);
  return { title: 'Broken guards', figures: { 'guards broken, and missed': GUARDS.length }, breaches };
}

/** A case and a fault by their names. @param role by default any @throws Error if there is no such case or fault */
function pairingOf(fault: string, step: string, role = ''): Pairing {
  const tested = allCases.find((each) => each.step === step && (role === '' || each.role === role));
  const found = allFaults.find(({ name }) => name === fault);
  if (!tested || !found) throw new Error(`There is no ${role} of ${step}, or no ${fault}.`);
  return { tested, fault: found };
}

/** Runs one operation under one fault. @returns its breaches */
async function matrixOf(app: object, fault: string, step = 'send_message', role?: string): Promise<string[]> {
  return breachesOf((await play(app, [pairingOf(fault, step, role)])).findings);
}

/** Fetches a file from a host that does not exist. The request is seen when it starts. */
async function fileElsewhere(app: object): Promise<string[]> {
  const { tested, fault } = pairingOf('500', 'file of a message');
  const { trail } = await play(app, [{ tested, fault: { ...fault, input: null, fields: { file: FILE } } }]);
  const found = search(trail, {}).breaches.filter((breach) => breach.includes('files.invalid'));
  return found.includes(`a request to ${new URL(FILE).origin}`) ? found.slice(0, -1) : ['the file was not requested'];
}

const FILE = 'https://files.invalid/photo.png';

/** Sends genuine and forged deliveries to a Zap. */
async function hookOf(app: object): Promise<string[]> {
  const [hook] = HOOKS;
  return hook ? (await attack(app, hook, 16, 1)).breaches : [];
}

/** Runs the same message three times at once, and twice more after it was sent. */
function threeRunsAtOnce(app: object): Promise<string[]> {
  return check(app, fc.constant([{ run: order, times: 3 }]), {}, { numRuns: 1, seed: 1 });
}
