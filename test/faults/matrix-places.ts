import { createHmac } from 'node:crypto';
import type { Connection, RunRecord, Zap, Zapier } from '../../dev/zapier/index.ts';
import { call, dictOf, type Name, PHONES, type Site, type Stage } from './matrix-stage.ts';

/**
 * What the operation that a fault befalls is there for, and so what a fault of it may lead to:
 * - `send`: the one request that sends a message
 * - `found`, `absent`: the look-up after an answer was lost; the message was taken, or was not
 * - `after`: something that is done once MsgFlash has accepted, or that is only nice to have
 * - `check`: asked for before a message goes out
 * - `write`: anything else that changes the account
 * - `read`: what a live step needs to know
 * - `editor`: the same where a person sits in front of it: lists, fields, samples
 * - `file`: what a later step fetches of a message
 * - `connect`: the connection test
 * - `load`: completes the event of a hook
 * - `subscribe`, `cleanup`, `unsubscribe`: the life of a webhook endpoint
 */
export type Role =
  | 'send'
  | 'found'
  | 'absent'
  | 'after'
  | 'check'
  | 'write'
  | 'shown'
  | 'read'
  | 'editor'
  | 'file'
  | 'connect'
  | 'load'
  | 'subscribe'
  | 'cleanup'
  | 'unsubscribe';

/** What one cell works with. `kept` is what its preparation leaves for its act. */
export interface Cell {
  stage: Stage;
  zapier: Zapier;
  site: Site;
  connection: Connection;
  kept: Record<string, unknown>;
}

/** One operation of one step. */
export interface Place {
  /** `send_message`, `message_received subscribe` … */
  step: string;
  /** The step of the app that it takes. */
  name: Name;
  operation: string;
  role: Role;
  /** How many requests the act makes before this one. */
  before: number;
  /** A team's key may not do that. */
  isPersonal?: boolean;
  /** Waits for seconds, and works little: cells of it run beside the others. */
  isSlow?: boolean;
  /** Everything up to the moment at which the fault may strike. */
  prepare?(cell: Cell): Promise<void>;
  act(cell: Cell): Promise<RunRecord>;
  /** Whether a success is one: false when the output lacks what was asked for. */
  hasResult?(run: RunRecord): boolean;
}

const FAR = '2031-05-06 17:00';
const text = (site: Site) => ({ instance_id: site.instanceId, to: PHONES.stranger, type: 'text', text: 'Order 1042.' });
const template = (site: Site) => ({
  instance_id: site.instanceId,
  to: PHONES.stranger,
  template_id: site.templateId,
  var_order: '1042',
});
const campaign = (site: Site) => ({
  instance_id: site.instanceId,
  name: 'Spring',
  starts_at: FAR,
  repeat: 'none',
  recipients: 'all',
});

type InputOf = (site: Site, kept: Record<string, unknown>) => Record<string, unknown>;

/** Runs a create or a search as in a Zap that is switched on. */
function running(name: Name, input: InputOf): Pick<Place, 'step' | 'name' | 'act'> {
  return {
    step: name.split('.')[1] ?? '',
    name,
    // Fields that a function adds are text here, and looking them up is a place of its own.
    act: ({ zapier, connection, site, kept }) => zapier.run(connection, name, input(site, kept), { fields: 'static' }),
  };
}

const isFull = (run: RunRecord) =>
  Array.isArray(run.output) ? run.output.length > 0 : Object.keys(dictOf(run.output)).length > 0;

const SENDS: readonly [step: string, operation: string, input: InputOf][] = [
  ['send_message', 'POST /messages/send', text],
  ['send_template_message', 'POST /messages/send', template],
  ['schedule_message', 'POST /messages/schedule', (site) => ({ ...text(site), scheduled_at: FAR })],
  ['schedule_template_message', 'POST /messages/schedule', (site) => ({ ...template(site), scheduled_at: FAR })],
];

/** Asks every 2 seconds for a check of a number that is not done yet. */
const poll = { operation: 'GET /number-lookups/{id}', before: 1, isSlow: true } as const;

function sendPlaces(): Place[] {
  const places = SENDS.flatMap(([key, operation, input]): Place[] => {
    const run = running(`creates.${key}`, input);
    const lose = (kind: 'reset_before_accepting' | 'reset_after_accepting') => async (cell: Cell) => {
      cell.stage.control.fault({ operation, kind, key: cell.site.key });
    };
    const lookUp = { ...run, operation: 'GET /messages', before: 1 };
    return [
      { ...run, operation, role: 'send', before: 0 },
      { ...run, operation: 'GET /instances', role: 'after', before: 1 },
      { ...lookUp, role: 'found', prepare: lose('reset_after_accepting') },
      { ...lookUp, role: 'absent', prepare: lose('reset_before_accepting') },
    ];
  });
  const checked = (check: string, to = PHONES.stranger) =>
    running('creates.send_message', (site) => ({ ...text(site), to, checks: [check] }));
  return [
    ...places,
    { ...checked('instance_connected'), operation: 'GET /instances/{id}/state', role: 'check', before: 0 },
    { ...checked('recipient_on_whatsapp'), operation: 'POST /number-lookups', role: 'check', before: 0 },
    { ...checked('recipient_on_whatsapp', PHONES.slow), ...poll, role: 'check' },
  ];
}

/** A campaign that exists, made behind the connector's back. */
async function existingCampaign({ stage, site, kept }: Cell): Promise<void> {
  const made = await call(stage, site, 'POST /campaigns', {
    instanceId: site.instanceId,
    name: 'Spring',
    schedule: '2031-05-06T17:00:00.000Z',
    recipients: { type: 'all' },
    type: 'text',
    body: 'Hello',
  });
  kept.campaignId = made.id;
}

async function pausedCampaign(cell: Cell): Promise<void> {
  await existingCampaign(cell);
  await call(cell.stage, cell.site, `POST /campaigns/${String(cell.kept.campaignId)}/pause`);
}

const ofCampaign: InputOf = (_site, kept) => ({ campaign_id: kept.campaignId });

function writePlaces(): Place[] {
  const write = (
    step: string,
    operation: string,
    input: InputOf,
    more: Partial<Pick<Place, 'prepare' | 'before' | 'role'>> = {},
  ): Place => ({ ...running(`creates.${step}`, input), operation, role: 'write', before: 0, ...more });
  const textCampaign: InputOf = (site) => ({ ...campaign(site), type: 'text', text: 'Hello' });
  const templateCampaign: InputOf = (site) => ({
    ...campaign(site),
    template_id: site.templateId,
    var_order: '1042',
  });
  /** What a write left behind, read after its answer was lost. */
  const shown = (step: string, operation: string, reading: string, input: InputOf, prepare?: Place['prepare']) =>
    write(step, reading, input, {
      role: 'shown',
      before: 1,
      prepare: async (cell) => {
        await prepare?.(cell);
        cell.stage.control.fault({ operation, kind: 'reset_after_accepting', key: cell.site.key });
      },
    });
  const newContact: InputOf = () => ({ name: 'Zoé Roux', phone: PHONES.unknown });
  const newGroup: InputOf = () => ({ name: 'Newsletter' });
  const changes: InputOf = (site) => ({ contact_id: site.contactId, name: 'Awa Diop', tags: ['new'] });
  const members: InputOf = (site) => ({ group_id: site.groupId, contact_ids: [site.newcomerId] });
  return [
    write('create_campaign', 'POST /campaigns', textCampaign),
    write('create_campaign', 'GET /instances', textCampaign, { role: 'after', before: 1 }),
    write('create_template_campaign', 'POST /campaigns', templateCampaign),
    write('create_template_campaign', 'GET /instances', templateCampaign, { role: 'after', before: 1 }),
    write('pause_campaign', 'POST /campaigns/{id}/pause', ofCampaign, { prepare: existingCampaign }),
    shown('pause_campaign', 'POST /campaigns/{id}/pause', 'GET /campaigns/{id}', ofCampaign, existingCampaign),
    shown('resume_campaign', 'POST /campaigns/{id}/resume', 'GET /campaigns/{id}', ofCampaign, pausedCampaign),
    write('resume_campaign', 'POST /campaigns/{id}/resume', ofCampaign, { prepare: pausedCampaign }),
    write('create_contact', 'POST /contacts', newContact),
    shown('create_contact', 'POST /contacts', 'GET /contacts', newContact),
    write('update_contact', 'GET /contacts/{id}', changes, { role: 'read' }),
    write('update_contact', 'PUT /contacts/{id}', changes, { before: 1 }),
    write('create_group', 'POST /contacts/groups', newGroup),
    shown('create_group', 'POST /contacts/groups', 'GET /contacts/groups', newGroup),
    write('add_contact_to_group', 'POST /contacts/groups/{groupId}/members', members),
    write('remove_contact_from_group', 'DELETE /contacts/groups/{groupId}/members', (site) => ({
      group_id: site.groupId,
      contact_ids: [site.contactId],
    })),
  ];
}

/** A message of a customer, with a file. */
async function inbound({ stage, site, kept }: Cell): Promise<void> {
  const media = { text: 'pixels', contentType: 'image/png', fileName: 'photo.png' };
  const message = { instance: site.instanceId, from: PHONES.contact };
  const { id, mediaUrl } = stage.control.receive({ ...message, media });
  // Behind a gate MsgFlash's own origin is the gate's.
  const url = stage.gate && `${stage.gate.url}${new URL(mediaUrl ?? '').pathname}`;
  kept.messageId = url ? stage.control.receive({ ...message, media: { url } }).id : id;
}

function searchPlaces(): Place[] {
  const search = (
    step: string,
    operation: string,
    input: InputOf,
    more: Partial<Pick<Place, 'prepare' | 'before' | 'role' | 'isPersonal' | 'isSlow'>> = {},
  ): Place => ({
    ...running(`searches.${step}`, input),
    operation,
    role: 'read',
    before: 0,
    hasResult: isFull,
    ...more,
  });
  const instance: InputOf = () => ({ search: 'Main Store' });
  const number =
    (phone: string): InputOf =>
    ({ instanceId }) => ({ instance_id: instanceId, phone });
  const inCampaign = { prepare: existingCampaign };
  return [
    search('find_contact', 'GET /contacts', () => ({ phone: PHONES.contact })),
    search('find_group', 'GET /contacts/groups', () => ({ name: 'VIP' })),
    search('find_instance', 'GET /instances', instance),
    search('find_instance', 'GET /instances/{id}/state', instance, { before: 1 }),
    search('find_instance', 'GET /instances/{id}/health', instance, { before: 2, role: 'after' }),
    search('find_template', 'GET /templates', () => ({ name: 'Order Shipped' })),
    search('find_message', 'GET /messages/{id}', (_site, kept) => ({ message_id: kept.messageId }), {
      prepare: inbound,
    }),
    search('find_campaign', 'GET /campaigns/{id}', ofCampaign, inCampaign),
    search('find_campaign', 'GET /campaigns/{id}/stats', ofCampaign, { ...inCampaign, before: 1 }),
    search('find_whatsapp_number', 'POST /number-lookups', number(PHONES.stranger)),
    search('find_whatsapp_number', poll.operation, number(PHONES.slow), poll),
    search('find_usage', 'GET /billing/usage', () => ({}), { isPersonal: true }),
  ];
}

function editorPlaces(): Place[] {
  const list = (key: string, operation: string, prepare?: Place['prepare']): Place => ({
    step: key,
    name: `triggers.${key}`,
    operation,
    role: 'editor',
    before: 0,
    ...(prepare && { prepare }),
    act: ({ zapier, connection }) => zapier.run(connection, `triggers.${key}`),
    hasResult: isFull,
  });
  const fields = (step: string): Place => ({
    step: `${step} fields`,
    name: `creates.${step}`,
    operation: 'GET /templates/{id}',
    role: 'editor',
    before: 0,
    act: async ({ zapier, connection, site }) =>
      (await zapier.fields(connection, `creates.${step}`, { template_id: site.templateId })).run,
    hasResult: (run) => JSON.stringify(run.output).includes('template_text'),
  });
  return [
    list('instance_list', 'GET /instances'),
    list('template_list', 'GET /templates'),
    list('contact_list', 'GET /contacts'),
    list('group_list', 'GET /contacts/groups'),
    list('message_list', 'GET /messages', inbound),
    ...['send_template_message', 'schedule_template_message', 'create_template_campaign'].map(fields),
  ];
}

/** A trigger, an event that it tells of, and what its Zap is set to. */
export interface HookRow {
  key: string;
  event: string;
  input?: Record<string, unknown>;
}

export const HOOKS: readonly HookRow[] = [
  { key: 'message_received', event: 'message.received' },
  ...['sent', 'delivered', 'read', 'failed'].map((status) => ({
    key: `message_${status}`,
    event: `message.${status}`,
    input: { load_message: true },
  })),
  {
    key: 'message_status_updated',
    event: 'message.read',
    input: { statuses: ['read', 'failed'], load_message: true },
  },
  { key: 'instance_connected', event: 'instance.connected' },
  { key: 'instance_disconnected', event: 'instance.disconnected' },
];

/** Switches a Zap on, and keeps it. @throws when it did not come on */
function switchOn({ key, input }: HookRow) {
  return async ({ zapier, connection, kept }: Cell): Promise<void> => {
    const zap = await zapier.turnOn(connection, key, input ?? {});
    if (!zap.isOn) throw new Error(`${key} did not come on: ${zap.message}`);
    kept.zap = zap;
  };
}

function zapOf({ zapier, kept }: Cell): Zap {
  const zap = zapier.zaps.find((each) => each === kept.zap);
  if (!zap) throw new Error('There is no Zap.');
  return zap;
}

/** Brings a thin, genuine event to a Zap. */
async function deliver(cell: Cell, payload: object): Promise<RunRecord> {
  const zap = zapOf(cell);
  const body = JSON.stringify(payload);
  const secret = String(zap.subscribeData.secret);
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const before = zap.runs.length;
  await fetch(zap.hookUrl, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-msgflash-signature': signature },
  });
  const run = (await zap.waitForRuns(before + 1))[before];
  if (!run) throw new Error('The event did not arrive.');
  return run;
}

/** Subscribing as the platform does it; what it leaves is kept. */
function subscribing({ key, input }: HookRow) {
  return async ({ zapier, connection, kept }: Cell): Promise<RunRecord> => {
    const zap = await zapier.turnOn(connection, key, input ?? {});
    kept.hookUrl = zap.hookUrl;
    return zap.subscribeRun;
  };
}

const recordsOf = (run: RunRecord) => (Array.isArray(run.output) ? run.output.map(dictOf) : []);

function hookPlaces(): Place[] {
  return HOOKS.flatMap((hook): Place[] => {
    const { key, event } = hook;
    const isMessage = key.startsWith('message_');
    const name: Name = `triggers.${key}`;
    return [
      {
        step: `${key} subscribe`,
        name,
        operation: 'POST /webhooks',
        role: 'subscribe',
        before: 0,
        act: subscribing(hook),
      },
      {
        step: `${key} unsubscribe`,
        name,
        operation: 'DELETE /webhooks/{id}',
        role: 'unsubscribe',
        before: 0,
        prepare: async (cell) => {
          await switchOn(hook)(cell);
          cell.kept.hookUrl = zapOf(cell).hookUrl;
        },
        act: (cell) => zapOf(cell).turnOff(),
      },
      {
        step: `${key} samples`,
        name,
        operation: isMessage ? 'GET /messages' : 'GET /instances',
        role: 'editor',
        before: 0,
        prepare: switchOn(hook),
        act: (cell) => zapOf(cell).sampleList(),
      },
      {
        step: `${key} event`,
        name,
        operation: isMessage ? 'GET /messages/{id}' : 'GET /instances/{id}',
        role: 'load',
        before: 0,
        prepare: async (cell) => {
          await switchOn(hook)(cell);
          cell.kept.messageId = event === 'message.received' ? null : await outbound(cell);
        },
        act: async (cell) => {
          const { stage, site, kept } = cell;
          const zap = zapOf(cell);
          if (event === 'message.received') {
            stage.control.receive({ instance: site.instanceId, from: PHONES.contact, text: 'Hello shop' });
            const [run] = await zap.waitForRuns(1);
            if (run) return run;
          }
          const timestamp = '2026-11-20T10:00:00.000Z';
          return isMessage
            ? deliver(cell, { event, messageId: kept.messageId, instanceId: site.instanceId, timestamp })
            : deliver(cell, { event, instanceId: site.instanceId, timestamp });
        },
        hasResult: (run) => recordsOf(run).length === 1,
      },
      ...(event === 'message.received' ? [unknownDirection(key, name, hook)] : []),
    ];
  });
}

/** An event that does not say which way the message went: the instances tell whether its sender is one of ours. */
function unknownDirection(key: string, name: Place['name'], hook: HookRow): Place {
  return {
    step: `${key} event`,
    name,
    operation: 'GET /instances',
    role: 'load',
    before: 0,
    prepare: switchOn(hook),
    act: (cell) =>
      deliver(cell, {
        event: 'message.received',
        messageId: 'm1',
        instanceId: cell.site.instanceId,
        from: PHONES.contact,
        body: 'Hello',
      }),
    hasResult: (run) => recordsOf(run).length === 1,
  };
}

/** A message that the account sent itself. @returns its id */
async function outbound({ stage, site }: Cell): Promise<unknown> {
  const body = { instanceId: site.instanceId, to: PHONES.contact, type: 'text', text: 'Hello Awa' };
  return (await call(stage, site, 'POST /messages/send', body)).id;
}

/** Once an answer is lost the endpoint is looked for and deleted; once the plan is full its endpoints are counted. */
function cleanupPlaces(): Place[] {
  const after =
    (input: { kind: 'reset_after_accepting' } | { kind: 'error'; status: number; code: string }) =>
    ({ stage, site }: Cell) =>
      void stage.control.fault({ operation: 'POST /webhooks', key: site.key, ...input });
  const lose = after({ kind: 'reset_after_accepting' });
  const fill = after({ kind: 'error', status: 403, code: 'MAX_WEBHOOK_ENDPOINTS_REACHED' });
  return HOOKS.flatMap((hook): Place[] => {
    const step = `${hook.key} subscribe`;
    const cleanup = { step, name: `triggers.${hook.key}`, role: 'cleanup', act: subscribing(hook) } as const;
    const full = async (cell: Cell) => {
      for (const url of ['https://hooks.example.com/1', 'https://hooks.example.com/2']) {
        await call(cell.stage, cell.site, 'POST /webhooks', { url, events: [hook.event] });
      }
      fill(cell);
    };
    return [
      { ...cleanup, operation: 'GET /webhooks', before: 1, prepare: async (cell) => lose(cell) },
      { ...cleanup, operation: 'DELETE /webhooks/{id}', before: 2, prepare: async (cell) => lose(cell) },
      { ...cleanup, step: `${step}, no endpoint left`, operation: 'GET /webhooks', before: 1, prepare: full },
    ];
  });
}

function connectionPlaces(): Place[] {
  const name: Name = 'searches.find_usage';
  const test = ({ zapier, site }: Cell) =>
    zapier
      .tryConnect({ api_key: site.key, ...(site.teamId && { team_id: site.teamId }), default_country: 'FR' })
      .then(({ run }) => run);
  return [
    { step: 'connection test', name, operation: 'GET /instances', role: 'connect', before: 0, act: test },
    { step: 'connection test', name, operation: 'GET /me', role: 'after', before: 1, isPersonal: true, act: test },
  ];
}

/** The file of a message, fetched when a later step uses it. */
function hydratorPlaces(): Place[] {
  const hydrator = {
    step: 'file of a message',
    name: 'searches.find_message',
    role: 'file',
    prepare: async (cell: Cell) => {
      await inbound(cell);
      const { zapier, connection, kept } = cell;
      const { output } = await zapier.run(connection, 'searches.find_message', { message_id: kept.messageId });
      kept.pointer = dictOf(Array.isArray(output) ? output[0] : null).media_file;
    },
    act: async ({ zapier, connection, kept }: Cell) => (await zapier.hydrate(String(kept.pointer), connection)).run,
    hasResult: (run: RunRecord) => typeof run.output === 'string' && run.output !== '',
  } as const;
  return [
    { ...hydrator, operation: 'GET /messages/{id}', before: 0 },
    { ...hydrator, operation: 'GET /media/{id}', before: 1 },
  ];
}

/** Every operation of every step that makes requests. `campaign_list` makes none. */
export function allPlaces(): Place[] {
  return [
    ...sendPlaces(),
    ...writePlaces(),
    ...searchPlaces(),
    ...editorPlaces(),
    ...hookPlaces(),
    ...cleanupPlaces(),
    ...connectionPlaces(),
    ...hydratorPlaces(),
  ];
}
