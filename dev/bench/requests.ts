/**
 * What every operation of every step costs in API requests, beside what it may cost. The steps and their inputs are those
 * of the reliability suite, here without any fault.
 */

import { allPlaces, type Cell, type Role } from '../../test/faults/matrix-places.ts';
import { call, openStage, PHONES, requestsOf, siteOf } from '../../test/faults/matrix-stage.ts';
import { bigSeed, demo } from '../msgflash/demo.ts';
import { startMsgFlash } from '../msgflash/server.ts';
import { EVENTS } from '../msgflash/webhooks.ts';
import { BUDGET, OPERATIONS, type Operation } from '../reference/budget.ts';
import { type RunRecord, startZapier } from '../zapier/index.ts';
import type { Table } from './table.ts';

/** One operation of one step. */
export interface Row {
  step: string;
  operation: Operation;
  allowed: number;
  measured: number;
}

/** How an operation comes about; what is prepared is not counted. */
interface Act {
  prepare?(cell: Cell): Promise<unknown>;
  act(cell: Cell): Promise<RunRecord>;
}

/** @returns a row for each operation of the budget. @throws when one costs more than it may */
export async function benchRequests(): Promise<Table[]> {
  const { default: app }: { default: object } = await import(new URL('../../dist/index.js', import.meta.url).href);
  const rows = await measureRequests(app);
  const over = tooDear(rows);
  if (over.length > 0) throw new Error(`Over the budget: ${over.join('; ')}.`);
  return [
    {
      title: 'API requests',
      headings: ['step', 'operation', 'budget', 'measured'],
      rows: rows.map(({ step, operation, allowed, measured }) => [step, OPERATIONS[operation], allowed, measured]),
    },
  ];
}

/** What costs more than it may, as words. */
export function tooDear(rows: readonly Row[]): string[] {
  return rows
    .filter(({ allowed, measured }) => measured > allowed)
    .map(({ step, operation, allowed, measured }) => `${step} (${operation}): ${measured} instead of ${allowed}`);
}

/**
 * Measures every operation of the budget, or those of some steps.
 *
 * @param names as in the budget
 * @throws when an operation does not succeed, and for one that nobody told how it comes about
 */
export async function measureRequests(app: object, names = Object.keys(BUDGET)): Promise<Row[]> {
  const rows = names.flatMap((step) => {
    const costs = BUDGET[step] ?? {};
    return operations
      .filter((operation) => costs[operation] !== undefined)
      .map((operation) => {
        return { step, operation, allowed: costs[operation] ?? 0 };
      });
  });
  const small = rows.filter(({ operation }) => operation !== 'searching');
  const measured = await measureOnStage(app, small);
  const searched = small.length < rows.length ? await measureSearches(app) : {};
  return rows.map((row) => {
    const requests = row.operation === 'searching' ? searched[row.step] : measured[small.indexOf(row)];
    if (requests === undefined) throw new Error(`Say here how ${row.step} (${row.operation}) comes about.`);
    return { ...row, measured: requests };
  });
}

const isOperation = (name: string): name is Operation => Object.hasOwn(OPERATIONS, name);
const operations = Object.keys(OPERATIONS).filter(isOperation);

/** Each on an account of its own. */
async function measureOnStage(app: object, rows: readonly Omit<Row, 'measured'>[]): Promise<number[]> {
  const stage = await openStage(app, rows.length);
  const whole = await startZapier({ app, env: { MSGFLASH_API_URL: stage.msgflash.url } });
  const counts: number[] = [];
  try {
    for (const [index, { step, operation }] of rows.entries()) {
      const site = siteOf(index, operation === 'team');
      const zapier = operation === 'found' || operation === 'created' ? whole : await stage.zapierFor(stageName(step));
      const connection = await zapier.connect({
        api_key: site.key,
        default_country: 'FR',
        ...(site.teamId && { team_id: site.teamId }),
      });
      const cell: Cell = { stage, zapier, site, connection, kept: {} };
      const { prepare, act } = actOf(step, operation);
      await prepare?.(cell);
      const mark = stage.control.requests.mark();
      const { outcome, message } = await act(cell);
      // Of an event that comes a second time nothing goes out.
      const expected = operation === 'repeated' ? 'filtered' : 'success';
      if (outcome !== expected) throw new Error(`${step} (${operation}) ended with ${outcome}: ${message}`);
      counts.push(requestsOf(stage, site, mark).length);
    }
    return counts;
  } finally {
    await whole.close();
    await stage.close();
  }
}

/** The step whose app is loaded: the connection and the file of a message need any and this one. */
function stageName(step: string): Parameters<Awaited<ReturnType<typeof openStage>>['zapierFor']>[0] {
  const [type, key] = step.split('.');
  if (type === 'triggers' || type === 'creates' || type === 'searches') return `${type}.${key}`;
  return 'searches.find_message';
}

function actOf(step: string, operation: Operation): Act {
  const [, key = ''] = step.split('.');
  const makeRun = () => placeOf(key, ['send', 'write', 'read']);
  switch (operation) {
    case 'run':
      if (key === 'update_contact') return withInput(placeOf(key, ['write']), { tags: [] });
      return BUDGET[step]?.naming === undefined ? makeRun() : secondTime(makeRun());
    case 'naming':
    case 'merging':
      return placeOf(key, ['send', 'write']);
    case 'checked':
      return secondTime(withInput(makeRun(), { checks: ['instance_connected', 'recipient_on_whatsapp'] }));
    case 'held':
      return secondTime(withInput(makeRun(), { send_once_per: '1042' }));
    case 'lost': {
      const { prepare, act } = placeOf(key, ['found']);
      return {
        act,
        prepare: async (cell) => {
          await makeRun().act(cell);
          await prepare?.(cell);
        },
      };
    }
    case 'fields':
      return placeOf(`${key} fields`, ['editor']);
    case 'fieldsAgain':
      return secondTime(placeOf(`${key} fields`, ['editor']));
    case 'on':
      return placeOf(`${key} subscribe`, ['subscribe']);
    case 'off':
      return placeOf(`${key} unsubscribe`, ['unsubscribe']);
    case 'samples':
      return placeOf(`${key} samples`, ['editor']);
    case 'full':
      return hearing(key, { detail: 'full' });
    case 'thin':
      return hearing(key, { detail: 'thin' });
    case 'loaded':
      return hearing(key, { detail: 'thin', isLoaded: true });
    case 'failed':
      return hearing(key, { detail: 'thin', status: 'failed' });
    case 'unnamed':
      return hearing(key, { detail: 'sketch' });
    case 'repeated':
      return repeated(hearing(key, { detail: 'thin' }));
    case 'page':
      return key === 'campaign_list' ? campaignList : placeOf(key, ['editor']);
    case 'pageAgain':
      return secondTime(placeOf(key, ['editor']));
    case 'personal':
    case 'team':
      return placeOf('connection test', ['connect']);
    case 'file':
      return placeOf('file of a message', ['file']);
    case 'found':
    case 'created':
      return findOrCreate(key, operation);
    case 'searching':
      throw new Error('Searches through many pages are measured in a larger account.');
  }
}

const places = allPlaces();

function placeOf(step: string, roles: readonly Role[]): Act {
  const place = places.find((each) => each.step === step && roles.includes(each.role));
  // A step that reads before it writes is there to write.
  const writing = places.find((each) => each.step === step && each.role === 'write' && roles.includes('write'));
  const found = writing ?? place;
  if (!found) throw new Error(`The reliability suite has no ${roles.join(' or ')} of ${step}.`);
  return found;
}

function secondTime({ prepare, act }: Act): Act {
  return {
    act,
    prepare: async (cell) => {
      await prepare?.(cell);
      await act(cell);
    },
  };
}

/** The same with some fields filled in otherwise. */
function withInput({ prepare, act }: Act, more: object): Act {
  return {
    ...(prepare && { prepare }),
    act: (cell) => {
      const { zapier } = cell;
      const run: typeof zapier.run = (connection, name, input, options) =>
        zapier.run(connection, name, { ...input, ...more }, options);
      return act({ ...cell, zapier: { ...zapier, run } });
    },
  };
}

const campaignList: Act = { act: ({ zapier, connection }) => zapier.run(connection, 'triggers.campaign_list') };

/** What an event carries, and what its Zap is set to. */
interface Hearing {
  detail: 'full' | 'thin' | 'sketch';
  isLoaded?: boolean;
  status?: string;
}

/** An event that comes to its Zap; a sketch does not name its instance, and the Zap is for one of them. */
function hearing(key: string, { detail, isLoaded = false, status = 'read' }: Hearing): Act {
  return {
    prepare: async ({ stage, zapier, site, connection, kept }) => {
      const { instanceId } = site;
      const received = stage.control.receive({ instance: instanceId, from: PHONES.contact, text: 'Hello shop' });
      const outgoing = { instanceId, to: PHONES.contact, type: 'text', text: 'Hello Awa' };
      const sent = await call(stage, site, 'POST /messages/send', outgoing);
      kept.id = key.startsWith('instance_') ? instanceId : key === 'message_received' ? received.id : sent.id;
      // Only what failed has a reason to tell.
      if (key === 'message_failed' || status === 'failed') stage.control.failMessage({ id: String(sent.id) });
      const input = {
        ...(key === 'message_status_updated' && { statuses: [status] }),
        ...(detail === 'sketch' && { instance_id: instanceId }),
        load_message: isLoaded,
      };
      kept.url = (await zapier.turnOn(connection, key, input)).hookUrl;
    },
    act: async ({ stage: { control }, zapier, kept }) => {
      const zap = zapier.zaps.find(({ hookUrl }) => hookUrl === kept.url);
      const endpoint = control.webhooks().find(({ url }) => url === kept.url);
      const event = EVENTS.find((known) => known === endpoint?.events[0]);
      if (!zap || !event) throw new Error(`${key} did not come on.`);
      const count = zap.runs.length + 1;
      control.setPayloads({ detail });
      control.announce({ event, id: String(kept.id) });
      const run = (await zap.waitForRuns(count)).at(-1);
      if (!run) throw new Error(`${key} did not hear of its event.`);
      return run;
    },
  };
}

/** The same delivery once more, byte for byte. */
function repeated(event: Act): Act {
  return {
    ...secondTime(event),
    act: async ({ stage: { control }, zapier, kept }) => {
      const zap = zapier.zaps.find(({ hookUrl }) => hookUrl === kept.url);
      const delivery = control.deliveries().findLast(({ url }) => url === kept.url);
      await control.redeliver({ id: delivery?.id ?? '' });
      const run = (await zap?.waitForRuns(2))?.[1];
      if (!run) throw new Error('The event did not come a second time.');
      return run;
    },
  };
}

function findOrCreate(key: string, operation: 'found' | 'created'): Act {
  const isFound = operation === 'found';
  return {
    act: async ({ zapier, connection }) => {
      const [search, create] =
        key === 'find_contact'
          ? [{ phone: isFound ? PHONES.contact : PHONES.unknown }, { name: 'Zoé Roux', phone: PHONES.unknown }]
          : [{ name: isFound ? 'VIP' : 'Newsletter' }, { name: 'Newsletter' }];
      const ended = await zapier.findOrCreate(connection, key, search, create);
      if (ended.found !== isFound) throw new Error(`${key} was not ${operation}: ${ended.message}`);
      return ended.create ?? ended.search;
    },
  };
}

/** Names that many hold in theirs, and that none has. */
const FAR = { find_contact: 'Customer 0', find_group: 'Group 0', find_template: 'Template 0' };

async function measureSearches(app: object): Promise<Record<string, number>> {
  const data = bigSeed({ contacts: 1_000, groups: 1_000, templates: 5_000 });
  const msgflash = await startMsgFlash({ data, rateLimit: null });
  const zapier = await startZapier({ app, env: { MSGFLASH_API_URL: msgflash.url } });
  try {
    const connection = await zapier.connect({ api_key: demo.key });
    const counts: Record<string, number> = {};
    for (const [key, name] of Object.entries(FAR)) {
      const mark = msgflash.control.requests.mark();
      const { outcome, message } = await zapier.run(connection, `searches.${key}`, { name });
      if (outcome !== 'success') throw new Error(`${key} ended with ${outcome}: ${message}`);
      counts[`searches.${key}`] = msgflash.control.requests.since(mark).length;
    }
    return counts;
  } finally {
    await zapier.close();
    await msgflash.close();
  }
}
