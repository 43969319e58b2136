/** Counts the API requests of every operation of every step, and compares them with the budget. */
import { createClock } from '../msgflash/clock.ts';
import { bigSeed, demo, demoSeed } from '../msgflash/demo.ts';
import type { Seed } from '../msgflash/records.ts';
import { type MsgFlash, startMsgFlash } from '../msgflash/server.ts';
import { EVENTS } from '../msgflash/webhooks.ts';
import { runs } from '../publish/live.ts';
import { BUDGET, OPERATIONS, type Operation } from '../reference/budget.ts';
import { type Connection, type RunRecord, type StepName, startZapier, type Zap, type Zapier } from '../zapier/index.ts';
import { at } from '../zapier/values.ts';
import { isMet, type Table } from './table.ts';

/** One operation of one step. */
export interface Row {
  step: string;
  operation: Operation;
  allowed: number;
  measured: number;
}

export async function benchRequests(app: object): Promise<Table> {
  const rows = await measureRequests(app);
  return {
    title: 'API requests',
    headings: ['step', 'operation', 'budget', 'measured', 'met'],
    rows: rows.map(({ step, operation, allowed, measured }) => [
      step,
      OPERATIONS[operation],
      allowed,
      measured,
      isMet(measured, allowed),
    ]),
  };
}

/** An operation of a step that is to be measured. */
interface Case {
  msgflash: MsgFlash;
  zapier: Zapier;
  /** New for each operation, so that nothing is cached yet. */
  connection: Connection;
  name: StepName & string;
  key: string;
  existing: Readonly<Record<string, unknown>>;
  /** Runs the step with one of its inputs and with further fields. */
  run(more?: object, index?: number): Promise<RunRecord>;
  /** Runs something, and counts its requests. @throws Error unless it ends with success */
  count(start: () => Promise<RunRecord>, outcome?: RunRecord['outcome']): Promise<void>;
}

const isOperation = (name: string): name is Operation => Object.hasOwn(OPERATIONS, name);
const isPaged = (operation: Operation) => operation === 'searching';

/** Measures every operation of the budget. @throws Error if one does not end as expected */
export async function measureRequests(app: object): Promise<Row[]> {
  // A search needs several pages only in a large account.
  const large = bigSeed({ contacts: 1_000, groups: 1_000, templates: 5_000 });
  const rows: Row[] = [];
  for (const [step, costs] of Object.entries(BUDGET)) {
    const operations = Object.keys(costs).filter(isOperation);
    const ordinary = operations.filter((operation) => !isPaged(operation));
    rows.push(...(await measureStep(app, step, ordinary, demoSeed)));
    if (operations.some(isPaged)) rows.push(...(await measureStep(app, step, operations.filter(isPaged), large)));
  }
  return rows;
}

async function measureStep(app: object, step: string, operations: readonly Operation[], data: Seed): Promise<Row[]> {
  const msgflash = await startMsgFlash({ clock: createClock({ frozen: true }), rateLimit: null, data });
  const zapier = await startZapier({ app, env: { MSGFLASH_API_URL: msgflash.url } });
  const { requests } = msgflash.control;
  const rows: Row[] = [];
  try {
    const existing = await existingIn(msgflash);
    const [type = '', key = ''] = step.split('.');
    const name = `${type === 'triggers' || type === 'creates' ? type : 'searches'}.${key}` as const;
    const inputs = runs.find(([of]) => of === step)?.[1]((id) => existing[id]) ?? [];
    const template = key.includes('template') && TEMPLATE;
    for (const operation of operations) {
      const connection = await zapier.connect({ api_key: demo.key, default_country: 'FR' });
      await MEASURE[operation]({
        ...{ msgflash, zapier, connection, name, key, existing },
        // Static fields, because only the editor reads templates for their fields. A run does not.
        run: (more, index = 0) =>
          zapier.run(connection, name, { ...inputs[index], ...template, ...more }, { fields: 'static' }),
        async count(start, expected = 'success') {
          const mark = requests.mark();
          const { outcome, message } = await start();
          if (outcome !== expected) throw new Error(`${step} (${operation}) ended with ${outcome}: ${message}`);
          const measured = requests.since(mark).length;
          rows.push({ step, operation, allowed: BUDGET[step]?.[operation] ?? 0, measured });
        },
      });
      for (const zap of zapier.zaps) if (zap.isOn) await zap.turnOff();
    }
    return rows;
  } finally {
    await zapier.close();
    await msgflash.close();
  }
}

const instance = demo.instances.mainStore;
const template_id = demo.templates.orderShipped;
/** A number that no contact has. */
const UNKNOWN = '+33639985599';
/** A template with values for its variables. */
const TEMPLATE = { template_id, var_order: '1042', var_date: 'Friday', var_link: 'here' };

/** The IDs of what steps refer to, by the name of the step that would have created it. */
async function existingIn(msgflash: MsgFlash): Promise<Record<string, unknown>> {
  const text = { instanceId: instance, type: 'text' };
  const later = { name: 'Spring', schedule: '2031-05-06T17:00:00.000Z', recipients: { type: 'all' }, body: 'Hello' };
  return {
    'creates.create_contact': demo.contacts.awa,
    'creates.create_campaign': await post(msgflash, '/campaigns', { ...text, ...later }),
    'creates.send_message': await post(msgflash, '/messages/send', { ...text, to: demo.numbers.awa, text: 'Hello' }),
  };
}

/** Calls the API without the connector. @returns the ID of what was created */
async function post(msgflash: MsgFlash, path: string, body: object): Promise<string> {
  const headers = { 'x-api-key': demo.key, 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${msgflash.url}/api/v1${path}`, request);
  const { data } = JSON.parse(await response.text());
  return String(data?.id);
}

const list = ({ zapier, connection, name }: Case) => zapier.run(connection, name);
const showFields = async ({ zapier, connection, name }: Case) =>
  (await zapier.fields(connection, name, { template_id })).run;
const connect = async ({ zapier }: Case, auth: Record<string, string>) => (await zapier.tryConnect(auth)).run;

const turnOn = ({ zapier, connection, key }: Case, input: object = {}) =>
  zapier.turnOn(connection, key, { ...(key === 'message_status_updated' && { statuses: ['read'] }), ...input });

async function nextRun(zap: Zap, count: number): Promise<RunRecord> {
  const run = (await zap.waitForRuns(count)).at(-1);
  if (!run) throw new Error(`${zap.trigger} did not get its event.`);
  return run;
}

/** Turns on a Zap, and counts the requests of an event. The detail `sketch` has no instance. @returns the Zap */
async function deliver(
  each: Case,
  detail: 'full' | 'thin' | 'sketch',
  input: { statuses?: string[]; [key: string]: unknown } = {},
) {
  const { count, key, msgflash } = each;
  const { control } = msgflash;
  const message = { instanceId: instance, to: demo.numbers.awa, type: 'text', text: 'Hello' };
  let id = await post(msgflash, '/messages/send', message);
  if (key.startsWith('instance_')) id = instance;
  if (key === 'message_received') ({ id } = control.receive({ instance, from: demo.numbers.awa, text: 'Hello shop' }));
  // A message has an error only after it failed.
  if (key === 'message_failed' || input.statuses?.includes('failed')) control.failMessage({ id });
  const zap = await turnOn(each, input);
  const endpoint = control.webhooks().find(({ url }) => url === zap.hookUrl);
  const event = EVENTS.find((name) => name === endpoint?.events[0]);
  if (!event) throw new Error(`${key} did not turn on.`);
  control.setPayloads({ detail });
  await count(async () => {
    control.announce({ event, id });
    return nextRun(zap, 1);
  });
  return zap;
}

async function findOrCreate({ zapier, connection, count, key }: Case, isFound: boolean): Promise<void> {
  const [search, create] =
    key === 'find_contact'
      ? [{ phone: isFound ? demo.numbers.awa : UNKNOWN }, { name: 'Zoé', phone: UNKNOWN }]
      : [{ name: isFound ? 'VIP' : 'Brand New' }, { name: 'Brand New' }];
  await count(async () => {
    const ended = await zapier.findOrCreate(connection, key, search, create);
    if (ended.found !== isFound) throw new Error(`${key}: ${ended.message}`);
    return ended.create ?? ended.search;
  });
}

/** How each operation is prepared, run and counted. */
const MEASURE: Readonly<Record<Operation, (each: Case) => Promise<unknown>>> = {
  async run({ count, existing, key, msgflash, run }) {
    if (key === 'resume_campaign') await post(msgflash, `/campaigns/${existing['creates.create_campaign']}/pause`, {});
    const { naming } = BUDGET[`creates.${key}`] ?? {};
    // The first run of a day reads the names of the instances.
    if (naming !== undefined) await run();
    // The second input of Update Contact does not need the existing contact.
    await count(() => run({}, key === 'update_contact' ? 1 : 0));
  },
  naming: ({ count, run }) => count(run),
  merging: ({ count, run }) => count(run),
  async checked({ count, run }) {
    await run();
    await count(() => run({ checks: ['instance_connected', 'recipient_on_whatsapp'] }));
  },
  async held({ count, run }) {
    await run({ send_once_per: '1042' });
    await count(() => run({ send_once_per: '1042' }));
  },
  async lost({ count, run, msgflash: { control } }) {
    const mark = control.requests.mark();
    await run();
    const operation = control.requests.since(mark).find(({ method }) => method === 'POST')?.operation;
    if (!operation) throw new Error('Nothing was sent.');
    control.fault({ kind: 'reset_after_accepting', operation, times: 1 });
    await count(run);
  },
  searching: ({ count, key, run }) => count(() => run({ name: PARTIAL_NAMES[key] ?? 'Template 0', phone: '' })),
  found: (each) => findOrCreate(each, true),
  created: (each) => findOrCreate(each, false),
  fields: (each) => each.count(() => showFields(each)),
  async fieldsAgain(each) {
    await showFields(each);
    await each.count(() => showFields(each));
  },
  on: (each) => each.count(async () => (await turnOn(each)).subscribeRun),
  async off(each) {
    const zap = await turnOn(each);
    await each.count(zap.turnOff);
  },
  async samples(each) {
    const zap = await turnOn(each);
    await each.count(zap.sampleList);
  },
  full: (each) => deliver(each, 'full'),
  thin: (each) => deliver(each, 'thin'),
  loaded: (each) => deliver(each, 'thin', { load_message: true }),
  failed: (each) => deliver(each, 'thin', each.key === 'message_failed' ? {} : { statuses: ['failed'] }),
  unnamed: (each) => deliver(each, 'sketch', { instance_id: instance }),
  async repeated(each) {
    const { control } = each.msgflash;
    const zap = await deliver({ ...each, count: async (start) => void (await start()) }, 'thin');
    const delivery = control.deliveries().findLast(({ url }) => url === zap.hookUrl);
    // A repeated event outputs nothing.
    await each.count(async () => {
      await control.redeliver({ id: delivery?.id ?? '' });
      return nextRun(zap, 2);
    }, 'filtered');
  },
  page: (each) => each.count(() => list(each)),
  async pageAgain(each) {
    await list(each);
    await each.count(() => list(each));
  },
  personal: (each) => each.count(() => connect(each, { api_key: demo.key })),
  team: (each) => each.count(() => connect(each, { api_key: demo.teamKey, team_id: demo.teamId })),
  async file({ count, zapier, connection, msgflash: { control } }) {
    const { id } = control.receive({ instance, from: demo.numbers.awa, media: { text: 'bytes' } });
    const { first } = await zapier.run(connection, 'searches.find_message', { message_id: id });
    await count(async () => (await zapier.hydrate(String(at(first, 'media_file')), connection)).run);
  },
};

/** Names that are part of many names, but no whole name. */
const PARTIAL_NAMES: Readonly<Record<string, string>> = { find_contact: 'Customer 0', find_group: 'Group 0' };
