/**
 * Steps through the platform's own handler, over the same through an app whose functions do nothing. What MsgFlash and
 * the platform's cache take to answer is measured beside it: the same calls of the platform's own client, in a function
 * that does nothing else.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { HttpRequestOptions, ZObject } from 'zapier-platform-core';
import * as z from 'zod';
import { demo } from '../../msgflash/demo.ts';
import type { LambdaEvent, LambdaHandler } from '../../zapier/core.ts';
import { delivery } from '../deliveries.ts';
import { isMet, median, quantile, rounded } from '../figures.ts';
import type { Table } from '../table.ts';
import { withFunction } from './floor.ts';

const CONCURRENT = [1, 10, 100];
const RUNS = 200;
const SECRET = 'whsec-of-the-bench';
const servers = z.object({ msgflash: z.string(), platform: z.string() });
type Servers = z.output<typeof servers>;

interface Step {
  label: string;
  method: string;
  /** Made anew for each run: no two deliveries are the same. */
  bundle(): Record<string, unknown>;
  /** The calls that a run waits for, one after the other. */
  calls: readonly Call[];
}
type Call = 'send' | 'contacts' | 'cache';

const sending = { instance_id: demo.instances.mainStore, to: demo.numbers.awa, type: 'text', text: 'Hello' };
const STEPS: readonly Step[] = [
  {
    label: 'Send Message',
    method: 'creates.send_message.operation.perform',
    bundle: () => ({ inputData: sending }),
    calls: ['send', 'cache', 'cache'],
  },
  {
    label: 'a page of contacts in a list',
    method: 'triggers.contact_list.operation.perform',
    bundle: () => ({ inputData: {}, meta: { page: 0, isFillingDynamicDropdown: true } }),
    calls: ['contacts', 'cache'],
  },
  {
    label: 'the fields of a template, known for less than a minute',
    method: 'creates.send_template_message.operation.inputFields',
    bundle: () => ({ inputData: { template_id: demo.templates.orderShipped } }),
    calls: ['cache'],
  },
  {
    label: 'a delivery of New Message Received',
    method: 'triggers.message_received.operation.perform',
    bundle: () => {
      const { headers, content } = delivery(SECRET);
      return {
        inputData: {},
        subscribeData: { id: 'webhook', secret: SECRET },
        rawRequest: { method: 'POST', querystring: '', headers, content },
        cleanedRequest: {},
      };
    },
    calls: ['cache', 'cache', 'cache'],
  },
];

const load = createRequire(import.meta.url);
const createHandler: (app: object) => LambdaHandler = load('zapier-platform-core').createAppHandler;
// Core ends a process that has run many steps and grown, as Zapier's workers are meant to.
load('zapier-platform-core/src/constants').KILL_MIN_LIMIT = Number.POSITIVE_INFINITY;

export async function benchSteps(): Promise<Table[]> {
  const server = fork(join(import.meta.dirname, 'server.ts'), { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const [told] = await once(server, 'message');
  const at = servers.parse(told);
  try {
    const tables: Table[] = [];
    for (const concurrent of CONCURRENT) tables.push(await measure(at, concurrent));
    return tables;
  } finally {
    server.disconnect();
  }
}

async function measure(at: Servers, concurrent: number): Promise<Table> {
  const { default: app }: { default: object } = await import(new URL('../../../dist/index.js', import.meta.url).href);
  const rows = [];
  for (const step of STEPS) {
    const run = runner(createHandler(app), step, at);
    const result = await run();
    const idle = withFunction(app, step.method, async () => result);
    const bare = withFunction(app, step.method, async (z) => {
      for (const call of step.calls) await CALLS[call](z, at);
      return result;
    });
    const works = { idle: runner(createHandler(idle), step, at), bare: runner(createHandler(bare), step, at), run };
    const times = { idle: [] as number[], bare: [] as number[], run: [] as number[] };
    // In turns, so that whatever else the machine does is shared.
    for (let round = 0; round < RUNS / Math.max(concurrent, 10); round++) {
      for (const name of ['idle', 'bare', 'run'] as const) {
        times[name].push(...(await time(works[name], concurrent, Math.max(concurrent, 10))));
      }
    }
    const [floor, ours] = [median(times.idle), median(times.run)];
    const answers = median(times.bare) - floor;
    const ratio = (ours - answers) / floor;
    rows.push([
      step.label,
      rounded(floor),
      rounded(answers),
      rounded(ours),
      rounded(quantile(times.run, 0.99)),
      rounded(ratio),
      '≤ 1.15',
      isMet(ratio, 1.15),
    ]);
  }
  return {
    title: `Steps through the platform's handler, ${concurrent} at once`,
    headings: ['', 'floor, ms', 'answers, ms', 'connector, ms', '99 %, ms', 'ratio', 'target', 'met'],
    rows,
  };
}

/** A run of a step, as the platform's workers call it. @throws when the step fails */
function runner(handler: LambdaHandler, { method, bundle }: Step, { msgflash, platform }: Servers) {
  return async (): Promise<unknown> => {
    const event: LambdaEvent = {
      command: 'execute',
      method,
      bundle: { authData: { api_key: demo.key, default_country: 'FR' }, inputDataRaw: {}, meta: {}, ...bundle() },
      storeKey: 'bench',
      rpc_base: `${platform}/rpc/cli`,
      environment: { MSGFLASH_API_URL: msgflash },
      customLogger: () => undefined,
      // Without it core prints a line before each step.
      calledFromCli: true,
    };
    const running = handler(event);
    delete event.calledFromCli;
    event.token = 'token';
    return (await running).results;
  };
}

/** The calls of a step, bare. */
const CALLS: Readonly<Record<Call, (z: ZObject, at: Servers) => Promise<unknown>>> = {
  send: (z, { msgflash }) => {
    const { instance_id: instanceId, ...message } = sending;
    return ask(z, `${msgflash}/api/v1/messages/send`, { instanceId, ...message });
  },
  contacts: (z, { msgflash }) => ask(z, `${msgflash}/api/v1/contacts?limit=100`),
  cache: (z) => z.cache.get('instances'),
};

/** As the connector asks: what the platform would do to a merged request is not what is measured. */
function ask(z: ZObject, url: string, body?: object): Promise<unknown> {
  const options: HttpRequestOptions & { url: string; merge: boolean } = {
    url,
    merge: false,
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', 'x-api-key': demo.key },
    ...(body && { body: JSON.stringify(body) }),
  };
  return z.request(options);
}

/** Milliseconds of each of some runs, so many of them at once. */
async function time(work: () => Promise<unknown>, concurrent: number, runs: number): Promise<number[]> {
  const times: number[] = [];
  for (let done = 0; done < runs; done += concurrent) {
    await Promise.all(
      Array.from({ length: concurrent }, async () => {
        const start = performance.now();
        await work();
        times.push(performance.now() - start);
      }),
    );
  }
  return times;
}
