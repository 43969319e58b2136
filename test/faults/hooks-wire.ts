/** Posts deliveries to a Zap's address as MsgFlash and its imitators would, several at a time. */
import http from 'node:http';
import { createClock } from '../../dev/msgflash/clock.ts';
import { demo } from '../../dev/msgflash/demo.ts';
import { startMsgFlash } from '../../dev/msgflash/server.ts';
import { startZapier } from '../../dev/zapier/index.ts';
import { at, isDict } from '../../dev/zapier/values.ts';
import { type HookDelivery, type KnownMessage, type Plan, planDeliveries, type Secrets } from './hooks-deliveries.ts';

const AT_ONCE = 8;

export interface Arrived {
  plan: Plan;
  /** Id and text of everything that came out of the Zap. */
  out: { id: string; text: string }[];
  /** How many runs ended in which way. */
  outcomes: Record<string, number>;
  /** Names of error classes that are none of the platform's own soft stops. */
  foreign: string[];
  /** Answers to the sender other than 200. */
  unanswered: number;
  seconds: number;
  /** Milliseconds of each run. */
  ms: number[];
  secrets: Secrets;
  known: KnownMessage[];
}

/** Starts both servers, switches two Zaps on, and lets everything arrive at the first one. */
export async function deliverAll(app: object, total: number, seed: number): Promise<Arrived> {
  const clock = createClock({ frozen: true, start: new Date('2026-11-20T10:00:00.000Z') });
  const msgflash = await startMsgFlash({ clock, rateLimit: null });
  const zapier = await startZapier({ app, env: { MSGFLASH_API_URL: msgflash.url } });
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  try {
    // Before the Zap is on: these messages are in MsgFlash, and nothing was told of them yet.
    const known = Array.from({ length: Math.ceil(total / 2) }, (_, index) => {
      const text = `Message ${index}`;
      const instance = demo.instances.mainStore;
      return { id: msgflash.control.receive({ instance, from: demo.numbers.awa, text }).id, text };
    });
    const connection = await zapier.connect({ api_key: demo.key, default_country: 'FR' });
    const out: Arrived['out'] = [];
    const zap = await zapier.turnOn(connection, 'message_received', {}, (item) => {
      out.push({ id: String(item.id), text: String(item.text) });
    });
    const other = await zapier.turnOn(connection, 'message_received');
    const secrets = { own: String(zap.subscribeData.secret), other: String(other.subscribeData.secret) };
    const plan = planDeliveries(total, known, secrets, seed);

    const begun = performance.now();
    let next = 0;
    let unanswered = 0;
    const worker = async () => {
      for (let delivery = plan.deliveries[next++]; delivery; delivery = plan.deliveries[next++]) {
        const status = await post(agent, zap.hookUrl, delivery);
        if (status !== 200) unanswered++;
        // A sender that is faster than the Zap would only measure how long it has to wait.
        while (next - zap.runs.length > AT_ONCE) await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await zapier.settled();
    const seconds = (performance.now() - begun) / 1000;

    const outcomes: Record<string, number> = {};
    for (const { outcome } of zap.runs) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    const foreign = zap.runs.flatMap(({ errorName }) =>
      errorName === '' || errorName === 'HaltedError' ? [] : [errorName],
    );
    return { plan, out, outcomes, foreign, unanswered, seconds, ms: zap.runs.map(({ ms }) => ms), secrets, known };
  } finally {
    agent.destroy();
    await Promise.all([zapier.close(), msgflash.close()]);
  }
}

function post(agent: http.Agent, url: string, { body, signature }: HookDelivery): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': body.length,
          ...(signature !== null && { 'x-msgflash-signature': signature }),
        },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** The API's answer for a message, for performs without a server. */
export function messageOf(known: ReadonlyMap<string, string>, url: string): string {
  const id = decodeURIComponent(url.split('/').at(-1) ?? '');
  return JSON.stringify({
    data: {
      id,
      instanceId: demo.instances.mainStore,
      direction: 'inbound',
      type: 'text',
      from: demo.numbers.awa,
      body: known.get(id) ?? null,
      createdAt: '2026-11-20T10:00:00.000Z',
    },
  });
}

/** The ids in what a perform returned. */
export function idsOf(output: unknown): string[] {
  return Array.isArray(output) ? output.filter(isDict).map((item) => String(at(item, 'id'))) : [];
}
