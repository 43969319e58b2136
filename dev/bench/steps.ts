/**
 * Measures a step in core's own handler, and compares it with the same definition whose function makes only the step's
 * calls.
 */
import type { HttpRequestOptions, ZObject } from 'zapier-platform-core';
import { demo } from '../msgflash/demo.ts';
import { startMsgFlash } from '../msgflash/server.ts';
import { startZapier } from '../zapier/index.ts';
import { isMet, median, rounded, type Table } from './table.ts';

const RUNS = 200;
const input = { instance_id: demo.instances.mainStore, to: demo.numbers.awa, type: 'text', text: 'Hello' };
const STEP = 'creates.send_message';

export async function benchSteps(app: object): Promise<Table> {
  const msgflash = await startMsgFlash({ rateLimit: null });
  const { instance_id: instanceId, ...message } = input;
  const calls = async (z: ZObject) => {
    // With the connector's options: what core does to a merged request must not be part of the floor.
    const options: HttpRequestOptions & { url: string; merge: boolean } = {
      url: `${msgflash.url}/api/v1/messages/send`,
      merge: false,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': demo.key },
      body: JSON.stringify({ instanceId, ...message }),
    };
    await z.request(options);
    for (let call = 0; call < 2; call++) await z.cache.get('instances');
    return { id: '1' };
  };
  const times = { floor: [] as number[], ours: [] as number[] };
  const starting = [withPerform(app, calls), app].map((each) =>
    startZapier({ app: each, env: { MSGFLASH_API_URL: msgflash.url } }),
  );
  const zapiers = await Promise.all(starting);
  try {
    const connections = await Promise.all(zapiers.map((zapier) => zapier.connect({ api_key: demo.key })));
    // Alternating, so that other load on the machine affects both equally.
    for (let run = 0; run < RUNS; run++) {
      for (const [index, each] of [times.floor, times.ours].entries()) {
        const [zapier, connection] = [zapiers[index], connections[index]];
        if (!zapier || !connection) throw new Error('Nothing to measure.');
        const start = performance.now();
        const { outcome, message: says } = await zapier.run(connection, STEP, input, { fields: 'static' });
        each.push(performance.now() - start);
        if (outcome !== 'success') throw new Error(says);
      }
    }
  } finally {
    for (const zapier of zapiers) await zapier.close();
    await msgflash.close();
  }
  const [floor, ours] = [median(times.floor), median(times.ours)];
  const ratio = rounded(ours / floor);
  return {
    title: `Send Message through the platform's handler, over its calls alone: median of ${RUNS} runs`,
    headings: ['floor, ms', 'connector, ms', 'ratio', 'target', 'met'],
    rows: [[rounded(floor), rounded(ours), ratio, '≤ 1.15', isMet(ratio, 1.15)]],
  };
}

/** The connector's definition with another perform for the step. */
function withPerform(app: object, perform: (z: ZObject) => Promise<object>): object {
  const creates = Reflect.get(app, 'creates');
  const { send_message: send } = creates;
  const replaced = { ...send, operation: { ...send.operation, perform } };
  return { ...app, creates: { ...creates, send_message: replaced } };
}
