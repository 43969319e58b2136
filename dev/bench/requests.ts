/** Counts the API requests of every operation of every step, and compares them with the budget. */
import { createClock } from '../msgflash/clock.ts';
import { bigSeed, demo } from '../msgflash/demo.ts';
import type { Seed } from '../msgflash/records.ts';
import { type MsgFlash, startMsgFlash } from '../msgflash/server.ts';
import { EVENTS } from '../msgflash/webhooks.ts';
import { runs } from '../publish/live.ts';
import { BUDGET, OPERATIONS, type Operation } from '../reference/budget.ts';
import { type Connection, type RunRecord, type StepType, startZapier, type Zapier } from '../zapier/index.ts';
import type { Table } from './table.ts';

/** One operation of one step. */
export interface Row {
  step: string;
  operation: Operation;
  allowed: number;
  measured: number;
}

/** @returns a row for each operation of the budget. @throws Error if one exceeds its budget */
export async function benchRequests(app: object): Promise<Table> {
  const rows = await measureRequests(app);
  const over = tooDear(rows);
  if (over.length > 0) throw new Error(`Over the budget: ${over.join('; ')}.`);
  return {
    title: 'API requests',
    headings: ['step', 'operation', 'budget', 'measured'],
    rows: rows.map(({ step, operation, allowed, measured }) => [step, OPERATIONS[operation], allowed, measured]),
  };
}

/** The operations that exceed their budget, in words. */
export function tooDear(rows: readonly Row[]): string[] {
  return rows
    .filter(({ allowed, measured }) => measured > allowed)
    .map(({ step, operation, allowed, measured }) => `${step} (${operation}): ${measured} instead of ${allowed}`);
}

/** A step with its own MsgFlash. */
interface Case {
  msgflash: MsgFlash;
  zapier: Zapier;
  /** New for each operation, so that nothing is cached yet. */
  connection: Connection;
  type: StepType;
  key: string;
  existing: Readonly<Record<string, unknown>>;
  /** Runs the step with one of its inputs and with further fields. */
  run(more?: object, index?: number): Promise<RunRecord>;
}

/** Prepares an operation. @returns starts the run whose requests are counted */
type Prepare = (each: Case) => Promise<() => Promise<RunRecord>>;

const isOperation = (name: string): name is Operation => Object.hasOwn(OPERATIONS, name);

/**
 * Measures every operation of the budget, or only those of some steps.
 *
 * @param names of steps, as in the budget
 * @throws Error if an operation does not end as expected
 */
export async function measureRequests(app: object, names = Object.keys(BUDGET)): Promise<Row[]> {
  const rows: Row[] = [];
  for (const step of names) {
    const operations = Object.keys(BUDGET[step] ?? {}).filter(isOperation);
    const ordinary = operations.filter((each) => each !== 'searching');
    const paged = operations.filter((each) => each === 'searching');
    rows.push(...(await measureStep(app, step, ordinary)));
    // A search needs several pages only in a large account.
    if (paged.length > 0) rows.push(...(await measureStep(app, step, paged, bigSeed(LARGE))));
  }
  return rows;
}

const LARGE = { contacts: 1_000, groups: 1_000, templates: 5_000 };

async function measureStep(app: object, step: string, operations: readonly Operation[], data?: Seed): Promise<Row[]> {
  const msgflash = await startMsgFlash({
    clock: createClock({ frozen: true }),
    rateLimit: null,
    ...(data && { data }),
  });
  const zapier = await startZapier({ app: withStep(app, step), env: { MSGFLASH_API_URL: msgflash.url } });
  const rows: Row[] = [];
  try {
    const existing = await existingIn(msgflash);
    const [group = '', key = ''] = step.split('.');
    const type = typeOf(group);
    const inputs = runs.flatMap(([name, inputsOf]) => (name === step ? inputsOf((id) => existing[id]) : []));
    for (const operation of operations) {
      const connection = await zapier.connect({ api_key: demo.key, default_country: 'FR' });
      const more = key.includes('template') && TEMPLATE;
      // Static fields, because only the editor reads templates for their fields. A run does not.
      const run: Case['run'] = (input, index = 0) =>
        zapier.run(connection, { type, key }, { ...inputs[index], ...more, ...input }, { fields: 'static' });
      const start = await PREPARE[operation]({ msgflash, zapier, connection, type, key, existing, run });
      const mark = msgflash.control.requests.mark();
      const { outcome, message } = await start();
      // A repeated event outputs nothing.
      if (outcome !== (operation === 'repeated' ? 'filtered' : 'success'))
        throw new Error(`${step} (${operation}) ended with ${outcome}: ${message}`);
      const measured = msgflash.control.requests.since(mark).length;
      rows.push({ step, operation, allowed: BUDGET[step]?.[operation] ?? 0, measured });
      for (const zap of zapier.zaps) if (zap.isOn) await zap.turnOff();
    }
    return rows;
  } finally {
    await zapier.close();
    await msgflash.close();
  }
}

/** A template with values for its variables. */
const TEMPLATE = { template_id: demo.templates.orderShipped, var_order: '1042', var_date: 'Friday', var_link: 'here' };

function typeOf(type: string): StepType {
  return type === 'triggers' || type === 'creates' ? type : 'searches';
}

/**
 * The app with one step only, which core compiles much faster. Find-or-create pairs and the connection keep all steps.
 */
function withStep(app: object, name: string): object {
  const [type = '', key = ''] = (name === 'hydrators.messageMedia' ? 'searches.find_message' : name).split('.');
  if (type === 'searchOrCreates' || type === 'authentication') return app;
  const steps = Reflect.get(app, type);
  return { ...app, triggers: {}, creates: {}, searches: {}, searchOrCreates: {}, [type]: { [key]: steps[key] } };
}

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
  const response = await fetch(`${msgflash.url}/api/v1${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  const { data } = JSON.parse(await response.text());
  return String(data?.id);
}

const instance = demo.instances.mainStore;

/** Runs once without counting, so that the second run is counted. */
const again = async (start: () => Promise<RunRecord>) => {
  await start();
  return start;
};
const list: Prepare =
  async ({ zapier, connection, type, key }) =>
  () =>
    zapier.run(connection, { type, key });
const fields: Prepare =
  async ({ zapier, connection, type, key }) =>
  async () => {
    return (await zapier.fields(connection, { type, key }, { template_id: demo.templates.orderShipped })).run;
  };
const connecting =
  async ({ zapier }: Case, auth: Record<string, string>) =>
  async () => {
    await zapier.connect(auth);
    return lastRun(zapier);
  };

function lastRun({ runs: all }: Zapier): RunRecord {
  const run = all.at(-1);
  if (!run) throw new Error('Nothing ran.');
  return run;
}

const turnOn = ({ zapier, connection, key }: Case, input: object = {}) =>
  zapier.turnOn(connection, key, { ...(key === 'message_status_updated' && { statuses: ['read'] }), ...input });

/** An event that is delivered to its Zap. The detail `sketch` has no instance. */
async function delivering(each: Case, detail: 'full' | 'thin' | 'sketch', input: object = {}) {
  const { msgflash, key } = each;
  const { control } = msgflash;
  const received = control.receive({ instance, from: demo.numbers.awa, text: 'Hello shop' });
  const message = { instanceId: instance, to: demo.numbers.awa, type: 'text', text: 'Hello' };
  const sent = await post(msgflash, '/messages/send', message);
  const [id] = key.startsWith('instance_') ? [instance] : key === 'message_received' ? [received.id] : [sent];
  // A message has an error only after it failed.
  if (key === 'message_failed' || JSON.stringify(input).includes('failed')) control.failMessage({ id: String(id) });
  const zap = await turnOn(each, input);
  return async () => {
    const endpoint = control.webhooks().find(({ url }) => url === zap.hookUrl);
    const event = EVENTS.find((name) => name === endpoint?.events[0]);
    if (!event) throw new Error(`${key} did not turn on.`);
    const count = zap.runs.length + 1;
    control.setPayloads({ detail });
    control.announce({ event, id: String(id) });
    const run = (await zap.waitForRuns(count)).at(-1);
    if (!run) throw new Error(`${key} did not get its event.`);
    return run;
  };
}

async function findOrCreate({ zapier, connection, key }: Case, isFound: boolean) {
  const [search, create] =
    key === 'find_contact'
      ? [{ phone: isFound ? demo.numbers.awa : demo.numbers.stranger }, { name: 'Zoé', phone: demo.numbers.stranger }]
      : [{ name: isFound ? 'VIP' : 'Brand New' }, { name: 'Brand New' }];
  return async () => {
    const ended = await zapier.findOrCreate(connection, key, search, create);
    if (ended.found !== isFound) throw new Error(`${key}: ${ended.message}`);
    return ended.create ?? ended.search;
  };
}

/** Names that are part of many names, but no whole name. */
const PARTIAL_NAMES: Readonly<Record<string, string>> = { find_contact: 'Customer 0', find_group: 'Group 0' };

/** How each operation is prepared and run. */
const PREPARE: Readonly<Record<Operation, Prepare>> = {
  run: async ({ run, key, msgflash, existing }) => {
    // The second input of Update Contact does not need the existing contact.
    if (key === 'update_contact') return () => run({}, 1);
    if (key === 'resume_campaign') await post(msgflash, `/campaigns/${existing['creates.create_campaign']}/pause`, {});
    const { naming } = BUDGET[`creates.${key}`] ?? {};
    return naming === undefined ? () => run() : again(() => run());
  },
  naming:
    async ({ run }) =>
    () =>
      run(),
  merging:
    async ({ run }) =>
    () =>
      run(),
  checked: async ({ run }) => {
    await run();
    return () => run({ checks: ['instance_connected', 'recipient_on_whatsapp'] });
  },
  held: async ({ run }) => again(() => run({ send_once_per: '1042' })),
  lost: async ({ run, msgflash: { control } }) => {
    const mark = control.requests.mark();
    await run();
    const operation = control.requests.since(mark).find(({ method }) => method === 'POST')?.operation;
    if (!operation) throw new Error('Nothing was sent.');
    control.fault({ kind: 'reset_after_accepting', operation, times: 1 });
    return () => run();
  },
  searching:
    async ({ run, key }) =>
    () =>
      run({ name: PARTIAL_NAMES[key] ?? 'Template 0', phone: '' }),
  found: (each) => findOrCreate(each, true),
  created: (each) => findOrCreate(each, false),
  fields,
  fieldsAgain: async (each) => again(await fields(each)),
  on: async (each) => async () => {
    await turnOn(each);
    return lastRun(each.zapier);
  },
  off: async (each) => {
    const zap = await turnOn(each);
    return () => zap.turnOff();
  },
  samples: async (each) => {
    const zap = await turnOn(each);
    return () => zap.sampleList();
  },
  full: (each) => delivering(each, 'full'),
  thin: (each) => delivering(each, 'thin'),
  loaded: (each) => delivering(each, 'thin', { load_message: true }),
  failed: (each) => delivering(each, 'thin', each.key === 'message_failed' ? {} : { statuses: ['failed'] }),
  unnamed: (each) => delivering(each, 'sketch', { instance_id: instance }),
  repeated: async (each) => {
    const { control } = each.msgflash;
    const first = await (await delivering(each, 'thin'))();
    const zap = each.zapier.zaps.find(({ runs: all }) => all.includes(first));
    const delivery = control.deliveries().findLast(({ url }) => url === zap?.hookUrl);
    return async () => {
      const count = (zap?.runs.length ?? 0) + 1;
      await control.redeliver({ id: delivery?.id ?? '' });
      const run = (await zap?.waitForRuns(count))?.at(-1);
      if (!run) throw new Error('The event did not come a second time.');
      return run;
    };
  },
  page: list,
  pageAgain: async (each) => again(await list(each)),
  personal: (each) => connecting(each, { api_key: demo.key }),
  team: (each) => connecting(each, { api_key: demo.teamKey, team_id: demo.teamId }),
  file: async ({ zapier, connection, msgflash: { control } }) => {
    const { id } = control.receive({ instance, from: demo.numbers.awa, media: { text: 'bytes' } });
    const { output } = await zapier.run(connection, 'searches.find_message', { message_id: id });
    const [message] = Array.isArray(output) ? output : [];
    return async () => (await zapier.hydrate(String(Object(message).media_file), connection)).run;
  },
};
