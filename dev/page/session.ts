/** What is behind the page: one MsgFlash, one Zapier and the Zap that is open, for whoever has the page open. */
import http from 'node:http';
import real from 'node:timers';
import { inspect } from 'node:util';
import { demo, demoSeed } from '../msgflash/demo.ts';
import type { FaultInput } from '../msgflash/faults.ts';
import { isApi } from '../msgflash/log.ts';
import type { Seed } from '../msgflash/records.ts';
import { recipes } from '../recipes/index.ts';
import { stepName, titleOf } from '../recipes/mapping.ts';
import { playCase } from '../recipes/play/checks.ts';
import { authDataOf, type Environment, openEnvironment } from '../recipes/play/environment.ts';
import { createPlayer, type Player, type ZapRun } from '../recipes/play/player.ts';
import type { ZapData } from '../recipes/recipe.ts';
import type { Connection, Input, PlainField } from '../zapier/index.ts';
import { plainFields } from '../zapier/inputs.ts';
import { at, isDict } from '../zapier/values.ts';
import { readAdvice } from './advice.ts';
import type {
  About,
  Chat,
  ChoicesAnswer,
  FieldInfo,
  FieldsAnswer,
  RunInfo,
  Snapshot,
  TestAnswer,
  Traffic,
} from './types.ts';

export interface SessionOptions {
  /** The connector, as its entry exports it. */
  app: object;
  port: number;
  plan: 'free' | 'pro' | 'max';
  /** Time moves only when it is asked to. */
  isStill?: boolean;
  /** Where time begins; default now. */
  start?: number;
  /** What MsgFlash begins with; default the demo data. */
  data?: Seed;
  onChange(): void;
}

export type Session = Awaited<ReturnType<typeof openSession>>;

/** How often time moves on, in real milliseconds. */
const TICK_MS = 250;
const MOST_TRAFFIC = 60;

/** What people do with a step; lists are left alone, so that opening one does not use up what is to go wrong. */
const WRITES = [
  'POST /messages/send',
  'POST /messages/schedule',
  'POST /campaigns',
  'POST /contacts',
  'POST /contacts/groups',
];

/** What can be made to go wrong with the next of them. */
const FAULTS: Readonly<Record<string, { label: string; fault: Omit<FaultInput, 'operation'> }>> = {
  no_answer: { label: 'No answer', fault: { kind: 'no_answer' } },
  accepted: { label: 'Accepted, but no answer', fault: { kind: 'no_answer_after_accepting' } },
  accepted_late: { label: 'Accepted a minute late', fault: { kind: 'no_answer', acceptAfterMs: 60_000 } },
  error_500: { label: 'Error 500', fault: { kind: 'error', status: 500 } },
  rate_limit: {
    label: 'Too many requests',
    fault: { kind: 'error', status: 429, code: 'API_RATE_LIMIT_EXCEEDED', retryAfter: 20 },
  },
};

interface Written {
  instance: string;
  peer: string;
  text: string;
  at: number;
}

export async function openSession({
  app,
  port,
  plan,
  isStill = false,
  start,
  data = demoSeed,
  onChange,
}: SessionOptions) {
  let environment: Environment;
  let connection: Connection;
  let player: Player;
  let recipe = '';
  let isOn = false;
  let written: Written[] = [];
  let played: Snapshot['played'] = null;
  let fault = '';
  let faultMark = 0;
  /** Whether somebody has changed what the cases of the recipe rely on. */
  let isTouched = false;
  let playedCases = new Set<number>();
  let url = '';
  let queue: Promise<unknown> = Promise.resolve();
  let isBusy = false;

  /** One thing after the other: time stands still meanwhile. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(async () => {
      isBusy = true;
      try {
        return await work();
      } finally {
        isBusy = false;
        onChange();
      }
    });
    queue = turn.catch(() => {});
    return turn;
  }

  async function begin(): Promise<void> {
    const found = recipes.find(({ name }) => name === recipe);
    environment = await openEnvironment(app, start ?? Date.now(), {
      data,
      port: url ? Number(new URL(url).port) : port,
    });
    url = environment.msgflash.url;
    environment.msgflash.control.setPlan({ plan });
    const attempt = await environment.zapier.tryConnect(authDataOf(found));
    if (!attempt.connection) throw new Error(attempt.message);
    connection = attempt.connection;
    // As in the editor, where this list is opened first of all.
    await environment.zapier.dropdown(connection, 'creates.send_message', 'instance_id');
    player = createPlayer(environment, connection, onChange);
    player.load(found?.zaps ?? []);
    isOn = false;
    written = [];
    played = null;
    fault = '';
    isTouched = false;
    playedCases = new Set();
  }

  const adviceFor = readAdvice();
  await begin();
  const ticker = isStill
    ? null
    : real.setInterval(() => {
        if (!isBusy) void inTurn(() => environment.pass(TICK_MS));
      }, TICK_MS);

  async function startAfresh(name: string): Promise<void> {
    recipe = name;
    await environment.close();
    // Connections that were kept lead to the server that has just ended, and the next one takes its port.
    http.globalAgent.destroy();
    await begin();
  }

  /** Another page in the browser may have opened another recipe meanwhile. */
  async function opened(name: string): Promise<void> {
    if (name !== recipe) await startAfresh(name);
  }

  async function fieldsOf(step: string, input: Input): Promise<{ fields: PlainField[]; message: string }> {
    const { fields, message } = await environment.zapier.fields(connection, stepName(step), input);
    return { fields: [...fields], message };
  }

  async function test(zaps: readonly ZapData[], zap: number, index: number, outputs: unknown[]): Promise<TestAnswer> {
    player.load(zaps);
    const step = zaps[zap]?.steps[index];
    if (!step) throw new Error('There is no such step.');
    const mark = environment.msgflash.control.requests.mark();
    const filledOutputs = outputs.map((output) => output ?? {});
    if (step.kind === 'msgflash' && step.step.startsWith('triggers.')) {
      const hook = player.hooks[0];
      const run = await hook?.sampleList();
      const [first] = Array.isArray(run?.output) ? run.output : [];
      const output = first ?? at(app, ...step.step.split('.'), 'operation', 'sample');
      return answer('success', run?.message ?? '', output, step.step, mark);
    }
    const done = await player.playStep(step, index, filledOutputs, true);
    return answer(done.outcome, done.message, done.output ?? done.input, nameFor(step), mark);
  }

  function answer(
    outcome: TestAnswer['outcome'],
    message: string,
    output: unknown,
    step: string,
    mark: number,
  ): TestAnswer {
    const requests = environment.msgflash.control.requests.since(mark).filter(isApi).map(requestOf);
    return { outcome, message, rows: rowsOf(output, step), requests, cost: requests.length };
  }

  function rowsOf(output: unknown, step: string): [string, string][] {
    return Object.entries(Object(output)).flatMap(([key, value]): [string, string][] => {
      if (value === null || value === undefined || value === '') return [];
      const label = step ? environment.outputLabel(outputStep(step), key) : titleOf(key);
      return [[label, textOf(value)]];
    });
  }

  function runInfo({ steps, ...run }: ZapRun): RunInfo {
    const data = player.zaps[run.zap]?.steps ?? [];
    return {
      ...run,
      advice: run.message ? adviceFor(run.message) : null,
      steps: steps.map(({ index, outcome, message, output, input, record }) => {
        const step = data[index];
        const rows = rowsOf(output ?? input, record && step ? nameFor(step) : '');
        return { index, outcome, message, rows };
      }),
    };
  }

  function snapshot(): Snapshot {
    player.collect();
    const { control, clock } = environment.msgflash;
    const accounts = control.overview();
    const isFree = connection.authData.api_key === demo.otherKey;
    const account = accounts.find(({ account: id }) => id === (isFree ? demo.otherAccountId : demo.accountId));
    const { limits, used } = account ?? {};
    const waits = [
      ...player.runs.flatMap(({ until }) => (until === null ? [] : [until])),
      ...control
        .ledger()
        .flatMap(({ status, scheduledAt }) => (status === 'queued' && scheduledAt ? [Date.parse(scheduledAt)] : [])),
    ].filter((time) => time > clock.now());
    return {
      now: Math.floor(clock.now() / 1000) * 1000,
      recipe,
      isOn,
      plan: account?.plan ?? '',
      quotas: [
        { label: 'API requests this month', used: used?.apiRequests ?? 0, limit: limits?.monthlyApiRequestQuota ?? 0 },
        { label: 'Messages this month', used: used?.messages ?? 0, limit: limits?.monthlyOutboundQuota ?? 0 },
        { label: 'Webhook endpoints', used: used?.webhooks ?? 0, limit: limits?.maxWebhookEndpoints ?? 0 },
      ],
      instances: (account?.instances ?? []).map(({ waNumber, ...rest }) => ({ ...rest, number: waNumber ?? '' })),
      chats: chats(),
      runs: player.runs.map(runInfo),
      played: isTouched ? null : played,
      fault: faultLeft(),
      traffic: traffic(),
      next: waits.length > 0 ? Math.min(...waits) : null,
    };
  }

  /** What is still to go wrong: one of the requests uses it up for all. */
  function faultLeft(): string {
    const { control } = environment.msgflash;
    if (fault && control.requests.since(faultMark).some(({ fault: used }) => used)) {
      control.clearFaults();
      fault = '';
    }
    return fault;
  }

  function chats(): Chat[] {
    const found = new Map<string, Chat>();
    const { control } = environment.msgflash;
    const names = new Map(
      control.overview().flatMap(({ instances }) => instances.map(({ id, name }) => [id, name] as const)),
    );
    const chatOf = (instance: string, peer: string): Chat => {
      const id = `${instance}/${peer}`;
      const known = found.get(id);
      if (known) return known;
      const chat = {
        id,
        instance,
        peer,
        instanceName: names.get(instance) ?? '',
        name: NAMES.get(peer) ?? peer,
        messages: [],
      };
      found.set(id, chat);
      return chat;
    };
    for (const entry of control.ledger()) {
      chatOf(entry.instanceId, entry.to).messages.push({
        id: entry.messageId,
        isInbound: false,
        type: entry.type,
        text: entry.type === 'contact' ? sharedContact(entry.extra.contactId) : (entry.text ?? ''),
        media: entry.mediaUrl ?? '',
        extra: entry.extra,
        at: Date.parse(entry.sentAt ?? entry.acceptedAt),
        status: entry.status,
        error: entry.error ?? '',
        scheduledAt: entry.scheduledAt ? Date.parse(entry.scheduledAt) : null,
        isTemplate: entry.templateId !== null,
      });
    }
    for (const [index, { instance, peer, text, at: time }] of written.entries()) {
      chatOf(instance, peer).messages.push({
        ...{ id: `in-${index}`, isInbound: true, type: 'text', text, media: '', extra: {}, at: time },
        ...{ status: 'received', error: '', scheduledAt: null, isTemplate: false },
      });
    }
    for (const { messages } of found.values()) messages.sort((a, b) => a.at - b.at);
    return [...found.values()];
  }

  function traffic(): Traffic[] {
    const { control } = environment.msgflash;
    const requests = control.requests.all().filter(isApi).map(requestOf);
    const deliveries = control.deliveries().map(
      ({ id, event, body, status, createdAt }): Traffic => ({
        ...{ id, at: Date.parse(createdAt), way: 'in', what: event, status, isGood: status === 'delivered' },
        body: indented(body),
      }),
    );
    return [...requests, ...deliveries].sort((a, b) => b.at - a.at).slice(0, MOST_TRAFFIC);
  }

  return {
    get url() {
      return url;
    },
    snapshot,
    about: (): About => about(app),
    open: (name: string) => inTurn(() => opened(name)),
    reset: () => inTurn(() => startAfresh(recipe)),
    fields: (step: string, input: Input): Promise<FieldsAnswer> =>
      inTurn(async () => {
        const { fields, message } = await fieldsOf(step, input);
        return { fields: fields.map(fieldInfo), message };
      }),
    choices: (step: string, field: string, page: number, input: Input): Promise<ChoicesAnswer> =>
      inTurn(async () => {
        const { choices, message } = await environment.zapier.dropdown(connection, stepName(step), field, {
          page,
          input,
        });
        return { choices, message };
      }),
    test: (zaps: readonly ZapData[], zap: number, index: number, outputs: unknown[]) =>
      inTurn(() => test(zaps, zap, index, outputs)),
    turn: (name: string, zaps: readonly ZapData[], wanted: boolean) =>
      inTurn(async () => {
        await opened(name);
        player.load(zaps);
        const message = wanted ? await player.turnOn() : '';
        if (!wanted) await player.turnOff();
        isOn = wanted && message === '';
        return { message };
      }),
    run: (name: string, zaps: readonly ZapData[], zap: number) =>
      inTurn(async () => {
        await opened(name);
        player.load(zaps);
        await player.happen({ what: 'arrives', zap });
      }),
    /** Plays a case of the recipe, and those before it that were not played yet. */
    play: (name: string, zaps: readonly ZapData[], wanted: number) =>
      inTurn(async () => {
        await opened(name);
        const cases = recipes.find(({ name }) => name === recipe)?.cases ?? [];
        player.load(zaps);
        await player.setUp();
        await player.turnOn();
        isOn = true;
        for (const [index, each] of cases.entries()) {
          if (index > wanted || (index < wanted && playedCases.has(index))) continue;
          const { checks } = await playCase(environment, player, each, (happening) => {
            if (happening.what !== 'writes') return;
            const to = happening.to === 'Support' ? demo.instances.support : demo.instances.mainStore;
            note(to, happening.from, happening.text);
          });
          playedCases.add(index);
          played = {
            title: each.title,
            checks: checks.map((check) => ({ ...check, found: check.isMet ? '' : inspect(check.found) })),
          };
        }
      }),
    replay: (id: number) =>
      inTurn(async () => {
        const run = player.runs.find((each) => each.id === id);
        if (run) await player.replay(run);
      }),
    write: (instance: string, from: string, text: string) =>
      inTurn(async () => {
        environment.msgflash.control.receive({ instance, from, text });
        note(instance, from, text);
        await environment.settle();
      }),
    pass: (ms: number) => inTurn(() => environment.pass(ms)),
    fault: (name: string) =>
      inTurn(async () => {
        isTouched = true;
        const found = FAULTS[name];
        environment.msgflash.control.clearFaults();
        fault = found?.label ?? '';
        faultMark = environment.msgflash.control.requests.mark();
        if (found) for (const operation of WRITES) environment.msgflash.control.fault({ ...found.fault, operation });
        if (name === 'forged') await player.happen({ what: 'forged' });
      }),
    link: (instance: string, isLinked: boolean) =>
      inTurn(async () => {
        isTouched = true;
        environment.msgflash.control[isLinked ? 'link' : 'unlink']({ instance });
        await environment.settle();
      }),
    plan: (name: 'free' | 'pro' | 'max') =>
      inTurn(async () => {
        isTouched = true;
        environment.msgflash.control.setPlan({ account: accountId(), plan: name });
      }),
    async close(): Promise<void> {
      if (ticker) real.clearInterval(ticker);
      await queue;
      await environment.close();
    },
  };

  function accountId(): string {
    return connection.authData.api_key === demo.otherKey ? demo.otherAccountId : demo.accountId;
  }

  function note(instance: string, peer: string, text: string): void {
    written.push({ instance, peer, text, at: environment.msgflash.clock.now() });
  }
}

/** The name and the number of a contact of the demo account. */
function sharedContact(id: unknown): string {
  const found = (demoSeed.contacts ?? []).find((contact) => contact.id === id);
  return found ? `${found.name}, ${found.phone}` : 'Of your list in MsgFlash';
}

const NAMES = new Map((demoSeed.contacts ?? []).map(({ phone, name }) => [phone, name]));

function requestOf(entry: {
  seq: number;
  at: string;
  method: string;
  operation: string | null;
  path: string;
  status: number | null;
  fault: string | null;
  body: unknown;
}): Traffic {
  const { seq, method, operation, path, status, fault, body } = entry;
  return {
    id: `request-${seq}`,
    at: Date.parse(entry.at),
    way: 'out',
    what: operation ?? `${method} ${path}`,
    status: fault ? `${fault.replaceAll('_', ' ')}` : String(status ?? ''),
    isGood: !fault && status !== null && status < 300,
    body: body === undefined || path.includes('/webhooks') ? '' : JSON.stringify(body, null, 2),
  };
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

const nameFor = (step: ZapData['steps'][number]): string => (step.kind === 'msgflash' ? step.step : '');
const outputStep = (step: string): string => step.replace('searchOrCreates.', 'searches.');

function fieldInfo(field: PlainField): FieldInfo {
  const { key, type } = field;
  const choices = type === 'boolean' ? { true: 'Yes', false: 'No' } : field.choices;
  const fixed = isDict(choices)
    ? Object.entries(choices).map(([value, label]) => ({ value, label: String(label) }))
    : Array.isArray(choices)
      ? choices.map((each) => ({ value: String(at(each, 'value') ?? each), label: String(at(each, 'label') ?? each) }))
      : [];
  return {
    key,
    label: field.label ?? titleOf(key),
    type: field.type ?? 'string',
    required: field.required === true,
    default: field.default ?? '',
    placeholder: field.placeholder ?? '',
    help: field.helpText ?? '',
    list: field.list === true,
    dict: field.dict === true,
    alters: field.altersDynamicFields === true,
    group: field.group ?? '',
    choices: fixed,
    isDynamic: field.dynamic !== undefined,
  };
}

const KINDS = { triggers: 'Trigger', searches: 'Search', creates: 'Action' } as const;

function about(app: object): About {
  const own = (['triggers', 'creates', 'searches'] as const).flatMap((type) =>
    Object.entries(Object(at(app, type)))
      .filter(([, step]) => at(step, 'display', 'hidden') !== true)
      .map(([key, step]) => stepInfo(`${type}.${key}`, KINDS[type], step)),
  );
  const pairs = Object.entries(Object(at(app, 'searchOrCreates'))).map(([key, pair]) => ({
    ...stepInfo(`searchOrCreates.${key}`, 'Search', at(app, 'searches', key)),
    label: String(at(pair, 'display', 'label')),
    description: String(at(pair, 'display', 'description')),
    groups: groupsOf(at(app, 'creates', key.replace('find_', 'create_'))),
  }));
  const faults = Object.entries(FAULTS).map(([name, { label }]) => ({ name, label }));
  return {
    steps: [...own, ...pairs],
    recipes: [...recipes],
    // Unlike the fields of a step, those of a connection are required unless they say false.
    connection: plainFields(at(app, 'authentication', 'fields')).map((field) => ({
      ...fieldInfo(field),
      required: field.required !== false,
    })),
    faults: [...faults, { name: 'forged', label: 'Forged delivery' }],
  };
}

/** Names with values in one line, anything else as text. */
function textOf(value: unknown): string {
  if (!isDict(value)) return String(value ?? '');
  return Object.entries(value)
    .map(([name, each]) => `${name}: ${each}`)
    .join(', ');
}

function stepInfo(name: string, kind: 'Trigger' | 'Action' | 'Search', step: unknown) {
  const outputs = at(step, 'operation', 'outputFields');
  const sample = at(step, 'operation', 'sample');
  return {
    name,
    kind,
    label: String(at(step, 'display', 'label')),
    description: String(at(step, 'display', 'description')),
    groups: groupsOf(step),
    outputs: (Array.isArray(outputs) ? outputs : []).map((field) => {
      const key = String(at(field, 'key'));
      return {
        key,
        label: String(at(field, 'label') ?? titleOf(key)),
        sample: textOf(at(sample, ...key.split('__'))),
      };
    }),
  };
}

function groupsOf(step: unknown): { key: string; label: string }[] {
  const groups = at(step, 'operation', 'inputFieldGroups');
  return (Array.isArray(groups) ? groups : []).map((group) => ({
    key: String(at(group, 'key')),
    label: String(at(group, 'label')),
  }));
}
