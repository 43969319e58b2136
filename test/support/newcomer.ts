/**
 * Shows what a new trigger does, in a copy of the project that has one: `node test/support/newcomer.ts <key> <event>` prints
 * it as JSON. Run by `test/contributing.test.ts`.
 */

import { createClock } from '../../dev/msgflash/clock.ts';
import { demo } from '../../dev/msgflash/demo.ts';
import { startMsgFlash } from '../../dev/msgflash/server.ts';
import { EVENTS } from '../../dev/msgflash/webhooks.ts';
import { startZapier } from '../../dev/zapier/index.ts';
import app from '../../index.ts';

const [key = '', name] = process.argv.slice(2);
const event = EVENTS.find((known) => known === name);
if (!event) throw new Error(`The embedded MsgFlash does not tell of ${name}.`);

const msgflash = await startMsgFlash({ clock: createClock({ frozen: true }), rateLimit: null });
const zapier = await startZapier({ app, env: { MSGFLASH_API_URL: msgflash.url } });
try {
  const connection = await zapier.connect({ api_key: demo.key });
  const records: unknown[] = [];
  const zap = await zapier.turnOn(connection, key, {}, (item) => void records.push(item));
  const { output } = await zapier.run(connection, 'creates.send_message', {
    instance_id: demo.instances.mainStore,
    to: demo.numbers.awa,
    type: 'text',
    text: 'Hello',
  });
  const id = typeof output === 'object' && output && 'id' in output ? String(output.id) : '';
  msgflash.control.announce({ event, id });
  const [genuine] = await zap.waitForRuns(1);
  const fromElsewhere = { 'content-type': 'application/json', 'x-msgflash-signature': `sha256=${'0'.repeat(64)}` };
  await fetch(zap.hookUrl, { method: 'POST', body: JSON.stringify({ event, messageId: id }), headers: fromElsewhere });
  const [, forged] = await zap.waitForRuns(2);
  const { operation, display } = app.triggers?.[key] ?? {};
  console.log(
    JSON.stringify({
      problems: await zapier.validate(),
      label: display?.label,
      outputs: Array.isArray(operation?.outputFields) ? operation.outputFields.length : 0,
      sample: operation?.sample,
      subscribedTo: msgflash.control.webhooks().map(({ events }) => events),
      genuine: genuine?.outcome,
      forged: [forged?.outcome, forged?.message],
      records,
      samples: (await zap.sampleList()).output,
      id,
    }),
  );
} finally {
  await zapier.close();
  await msgflash.close();
}
