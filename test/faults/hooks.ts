/** Sends events, repeats, forgeries and invalid bodies to every trigger, many at once over HTTP. */
import { demo } from '../../dev/msgflash/demo.ts';
import { startMsgFlash } from '../../dev/msgflash/server.ts';
import { startZapier } from '../../dev/zapier/index.ts';
import { listOf } from '../support/api.ts';
import { HOOKS, type Hook } from './cases.ts';
import { planDeliveries } from './deliveries.ts';
import { inParallel } from './play.ts';
import type { Part, Size } from './report.ts';
import { seedOf } from './step.ts';

/** How many events a trigger gets. It gets the same number of other deliveries. */
const eventCount = (size: Size, key: string) => (size === 'full' ? 1_000 : key === 'message_received' ? 40 : 4);
const AT_ONCE = 8;
const HEADER = 'x-msgflash-signature';

export async function run(size: Size, app: object): Promise<Part> {
  const seed = seedOf(size);
  const breaches: string[] = [];
  let deliveries = 0;
  for (const [index, hook] of HOOKS.entries()) {
    const found = await attack(app, hook, eventCount(size, hook.key), seed + index);
    breaches.push(...found.breaches.slice(0, 10).map((what) => `${hook.key}, seed ${seed + index}: ${what}`));
    deliveries += found.count;
  }
  return { title: 'Hooks under attack', figures: { triggers: HOOKS.length, deliveries }, breaches };
}

/**
 * Turns on two Zaps and sends everything to the first.
 *
 * @param events how many
 * @returns breaches, and how many deliveries
 */
export async function attack(app: object, hook: Hook, events: number, seed: number) {
  const msgflash = await startMsgFlash({ rateLimit: null });
  const zapier = await startZapier({ app, env: { MSGFLASH_API_URL: msgflash.url } });
  try {
    // Stored before the Zap is turned on, so that MsgFlash sends no events for them.
    const stored = Array.from({ length: events / 2 }, (_, index) => {
      const text = `Message ${index}`;
      const instance = demo.instances.mainStore;
      return { id: msgflash.control.receive({ instance, from: demo.numbers.awa, text }).id, text };
    });
    const connection = await zapier.connect({ api_key: demo.key, default_country: 'FR' });
    const zap = await zapier.turnOn(connection, hook.key, hook.input);
    const other = await zapier.turnOn(connection, hook.key, hook.input);
    const secrets = { own: String(zap.subscribeData.secret), other: String(other.subscribeData.secret) };
    const others = HOOKS.flatMap((each) => each.events).filter((event) => !hook.events.includes(event));
    const plan = planDeliveries({ event: hook.event, others }, events, stored, secrets, seed);

    const statuses = await inParallel(plan.deliveries, AT_ONCE, async ({ body, signature }, index) => {
      const headers = { 'content-type': 'application/json', ...(signature !== null && { [HEADER]: signature }) };
      const { status } = await fetch(zap.hookUrl, { method: 'POST', body, headers });
      // Wait, so that at most AT_ONCE deliveries are being processed.
      await zap.waitForRuns(index - AT_ONCE);
      return status;
    });
    await zapier.settled();

    const breaches: string[] = [];
    const records = zap.runs.flatMap(({ output }) => listOf(output));
    const ids = new Set(records.map(({ id, occurred_at: time }) => `${id} ${time}`));
    if (records.length !== events || ids.size !== events) {
      breaches.push(`${ids.size} events came out in ${records.length} records instead of ${events}.`);
    }
    for (const { message_id: id, text } of hook.event === 'message.received' ? records : []) {
      if (plan.texts.get(String(id)) !== text) breaches.push(`${id} came out with “${String(text).slice(0, 40)}”.`);
    }
    for (const outcome of ['success', 'filtered', 'halted']) {
      const found = zap.runs.filter((run) => run.outcome === outcome).length;
      const wanted = plan.deliveries.filter((delivery) => delivery.outcome === outcome).length;
      if (found !== wanted) breaches.push(`${found} runs ended as ${outcome} instead of ${wanted}.`);
    }
    if (zap.runs.some(({ errorName }) => !['', 'HaltedError'].includes(errorName))) breaches.push('A delivery failed.');
    if (statuses.some((status) => status !== 200)) breaches.push('A delivery was not answered with 200.');
    if (Reflect.has({}, 'polluted')) breaches.push('A body reached the prototype of all objects.');
    return { breaches, count: plan.deliveries.length };
  } finally {
    await Promise.all([zapier.close(), msgflash.close()]);
  }
}
