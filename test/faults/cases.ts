import type { Connection, RunRecord, Zap } from '../../dev/zapier/index.ts';
import { callApi, dictOf, listOf } from '../support/api.ts';
import { deliver, type TriggerCase, triggerCases } from '../support/hooks.ts';
import { type Account, type Environment, PHONES } from './environment.ts';
import { LATE_MS, type Role } from './faults.ts';

/** What a run needs. */
export interface Context extends Environment {
  account: Account;
  connection: Connection;
  /** What the preparation passes to the run. */
  kept: { campaignId?: unknown; messageId?: unknown; pointer?: unknown; zap?: Zap };
  /** Input that overrides that of the case. */
  fields?: Record<string, unknown>;
}

/** One operation of one step. */
export interface Case {
  /** `send_message`, `message_received subscribe` … */
  step: string;
  /** Its place in the app: `creates.send_message` … */
  name: string;
  operation: string;
  role: Role;
  /** Runs before the fault is active. */
  prepare?(context: Context): unknown;
  run(context: Context): Promise<RunRecord>;
  /** False if the output lacks the result. */
  hasResult?(run: RunRecord): boolean;
}

type InputOf = (account: Account, kept: Context['kept']) => Record<string, unknown>;
type Row = [operation: string, role: Role, prepare?: Case['prepare']];

/** Calls the API without the connector. @returns the response's `data` */
function call({ msgflash, account: { key, teamId } }: Context, operation: string, body?: object) {
  return callApi(msgflash.url, { 'x-api-key': key, ...(teamId && { 'x-team-id': teamId }) }, operation, body);
}

/** The operations of a create or search in a Zap that is turned on. */
function running(name: `${'creates' | 'searches'}.${string}`, input: InputOf, rows: readonly Row[]): Case[] {
  return rows.map(([operation, role, prepare]) => ({
    step: name.split('.')[1] ?? '',
    name,
    operation,
    role,
    ...(prepare && { prepare }),
    // Static fields: reading the fields that a function adds is a separate case.
    run: ({ zapier, connection, account, kept, fields }) =>
      zapier.run(connection, name, { ...input(account, kept), ...fields }, { fields: 'static' }),
    ...(name.startsWith('searches.') && { hasResult: isFull }),
  }));
}

const isFull = ({ output }: RunRecord) =>
  Array.isArray(output) ? output.length > 0 : Object.keys(dictOf(output)).length > 0;

const FAR = '2031-05-06 17:00';
const text: InputOf = ({ instanceId }) => ({
  instance_id: instanceId,
  to: PHONES.stranger,
  type: 'text',
  text: 'Order 1042.',
});
const template: InputOf = ({ instanceId, templateId }) => ({
  instance_id: instanceId,
  to: PHONES.stranger,
  template_id: templateId,
  var_order: '1042',
});
const campaign: InputOf = ({ instanceId }) => ({
  instance_id: instanceId,
  name: 'Spring',
  starts_at: FAR,
  repeat: 'none',
  recipients: 'all',
});
const join =
  (one: InputOf, more: Record<string, unknown>): InputOf =>
  (account, kept) => ({ ...one(account, kept), ...more });

type Lost = { kind: 'reset_before_accepting' | 'reset_after_accepting'; acceptAfterMs?: number };

/** Loses the response to the next call of an operation. */
const lose =
  (operation: string, input: Lost = { kind: 'reset_after_accepting' }, before?: Case['prepare']) =>
  async (context: Context) => {
    await before?.(context);
    context.control.fault({ operation, key: context.account.key, ...input });
  };

const POLL = 'GET /number-lookups/{id}';

function sending(): Case[] {
  const steps: [step: string, operation: string, input: InputOf][] = [
    ['send_message', 'POST /messages/send', text],
    ['send_template_message', 'POST /messages/send', template],
    ['schedule_message', 'POST /messages/schedule', join(text, { scheduled_at: FAR })],
    ['schedule_template_message', 'POST /messages/schedule', join(template, { scheduled_at: FAR })],
  ];
  const checked = (check: string, to: string, rows: readonly Row[]) =>
    running('creates.send_message', join(text, { to, checks: [check] }), rows);
  return [
    ...steps.flatMap(([step, operation, input]) =>
      running(`creates.${step}`, input, [
        [operation, 'send'],
        ['GET /instances', 'after'],
        ['GET /messages', 'found', lose(operation)],
        ['GET /messages', 'absent', lose(operation, { kind: 'reset_before_accepting' })],
        ['GET /messages', 'late', lose(operation, { kind: 'reset_before_accepting', acceptAfterMs: LATE_MS })],
      ]),
    ),
    ...checked('instance_connected', PHONES.stranger, [['GET /instances/{id}/state', 'check']]),
    ...checked('recipient_on_whatsapp', PHONES.stranger, [['POST /number-lookups', 'check']]),
    ...checked('recipient_on_whatsapp', PHONES.slow, [[POLL, 'check']]),
  ];
}

/** Creates a campaign without the connector. */
async function existingCampaign(context: Context): Promise<void> {
  const what = { instanceId: context.account.instanceId, name: 'Spring', type: 'text', body: 'Hello' };
  const when = { schedule: '2031-05-06T17:00:00.000Z', recipients: { type: 'all' } };
  context.kept.campaignId = (await call(context, 'POST /campaigns', { ...what, ...when })).id;
}

async function pausedCampaign(context: Context): Promise<void> {
  await existingCampaign(context);
  await call(context, `POST /campaigns/${String(context.kept.campaignId)}/pause`);
}

const ofCampaign: InputOf = (_account, kept) => ({ campaign_id: kept.campaignId });

function writing(): Case[] {
  const campaigns: Row[] = [
    ['POST /campaigns', 'write'],
    ['GET /instances', 'after'],
  ];
  const members = 'contacts/groups/{groupId}/members';
  /** A write, and the read after its response was lost. */
  const looked = (step: string, operation: string, reading: string, input: InputOf, before?: Case['prepare']) =>
    running(`creates.${step}`, input, [
      [operation, 'write', before],
      [reading, 'shown', lose(operation, undefined, before)],
    ]);
  const templated: InputOf = (account) => ({ ...template(account, {}), ...campaign(account, {}) });
  const onCampaign = (verb: string, before: Case['prepare']) =>
    looked(`${verb}_campaign`, `POST /campaigns/{id}/${verb}`, 'GET /campaigns/{id}', ofCampaign, before);
  return [
    ...running('creates.create_campaign', join(campaign, { type: 'text', text: 'Hello' }), campaigns),
    ...running('creates.create_template_campaign', templated, campaigns),
    ...onCampaign('pause', existingCampaign),
    ...onCampaign('resume', pausedCampaign),
    ...looked('create_contact', 'POST /contacts', 'GET /contacts', () => ({ name: 'Zoé Roux', phone: PHONES.unknown })),
    ...looked('create_group', 'POST /contacts/groups', 'GET /contacts/groups', () => ({ name: 'Newsletter' })),
    ...running('creates.update_contact', (to) => ({ contact_id: to.contactId, name: 'Awa Diop', tags: ['new'] }), [
      ['GET /contacts/{id}', 'read'],
      ['PUT /contacts/{id}', 'write'],
    ]),
    ...running('creates.add_contact_to_group', (to) => ({ group_id: to.groupId, contact_ids: [to.newcomerId] }), [
      [`POST /${members}`, 'write'],
    ]),
    ...running('creates.remove_contact_from_group', (to) => ({ group_id: to.groupId, contact_ids: [to.contactId] }), [
      [`DELETE /${members}`, 'write'],
    ]),
  ];
}

/** A customer sends a message with a file. */
function inbound({ control, account, kept, fields }: Context): void {
  const stored = { text: 'pixels', contentType: 'image/png', fileName: 'photo.png' };
  const media = fields?.file ? { url: String(fields.file) } : stored;
  kept.messageId = control.receive({ instance: account.instanceId, from: PHONES.contact, media }).id;
}

function searching(): Case[] {
  const find = (key: string, input: InputOf, ...rows: Row[]) => running(`searches.${key}`, input, rows);
  const number = (phone: string): InputOf => join(({ instanceId }) => ({ instance_id: instanceId }), { phone });
  return [
    ...find('find_contact', () => ({ phone: PHONES.contact }), ['GET /contacts', 'read']),
    ...find('find_group', () => ({ name: 'VIP' }), ['GET /contacts/groups', 'read']),
    ...find(
      'find_instance',
      () => ({ search: 'Main Store' }),
      ['GET /instances', 'read'],
      ['GET /instances/{id}/state', 'read'],
      ['GET /instances/{id}/health', 'after'],
    ),
    ...find('find_template', () => ({ name: 'Order Shipped' }), ['GET /templates', 'read']),
    ...find('find_message', (_, { messageId }) => ({ message_id: messageId }), ['GET /messages/{id}', 'read', inbound]),
    ...find(
      'find_campaign',
      ofCampaign,
      ['GET /campaigns/{id}', 'read', existingCampaign],
      ['GET /campaigns/{id}/stats', 'read', existingCampaign],
    ),
    ...find('find_whatsapp_number', number(PHONES.stranger), ['POST /number-lookups', 'read']),
    ...find('find_whatsapp_number', number(PHONES.slow), [POLL, 'read']),
    ...find('find_usage', () => ({}), ['GET /billing/usage', 'read']),
  ];
}

function editing(): Case[] {
  const list = (key: string, operation: string, more: Partial<Case> = {}): Case => ({
    step: key,
    name: `triggers.${key}`,
    operation,
    role: 'editor',
    run: ({ zapier, connection }) => zapier.run(connection, `triggers.${key}`),
    hasResult: isFull,
    ...more,
  });
  return [
    list('instance_list', 'GET /instances'),
    list('template_list', 'GET /templates'),
    list('contact_list', 'GET /contacts'),
    list('group_list', 'GET /contacts/groups'),
    list('message_list', 'GET /messages', { prepare: inbound }),
    ...['send_template_message', 'schedule_template_message', 'create_template_campaign'].map(
      (step): Case => ({
        step: `${step} fields`,
        name: `creates.${step}`,
        operation: 'GET /templates/{id}',
        role: 'editor',
        run: async ({ zapier, connection, account }) =>
          (await zapier.fields(connection, `creates.${step}`, { template_id: account.templateId })).run,
        hasResult: (run) => JSON.stringify(run.output).includes('template_text'),
      }),
    ),
  ];
}

/** A trigger, its events, the one that happens, and the input of its Zap. */
export type Hook = Pick<TriggerCase, 'key' | 'input' | 'events' | 'event'>;

export const HOOKS: readonly Hook[] = triggerCases.map(({ key, event, events, input }) => {
  const canLoad = event.startsWith('message.') && event !== 'message.received';
  return { key, event, events, input: { ...input, ...(canLoad && { load_message: true }) } };
});

/** Turns on a Zap and keeps it for the run. */
const turnOn =
  ({ key, input }: Hook) =>
  async ({ zapier, connection, kept }: Context): Promise<RunRecord> => {
    kept.zap = await zapier.turnOn(connection, key, input);
    return kept.zap.subscribeRun;
  };

function zapOf({ kept: { zap } }: Context): Zap {
  if (!zap?.isOn) throw new Error(`The Zap is not on: ${zap?.message ?? 'there is none'}`);
  return zap;
}

/** Turns on a Zap, for an event of a message that exists in MsgFlash. */
const listening = (hook: Hook) => async (context: Context) => {
  const { account, kept } = context;
  if (hook.event === 'message.received') inbound(context);
  await turnOn(hook)(context);
  if (!hook.event.startsWith('message.') || kept.messageId) return;
  const body = { instanceId: account.instanceId, to: PHONES.contact, type: 'text', text: 'Hello Awa' };
  kept.messageId = (await call(context, 'POST /messages/send', body)).id;
};

function hooks(): Case[] {
  return HOOKS.flatMap((hook): Case[] => {
    const { key, event } = hook;
    const things = event.startsWith('message.') ? 'messages' : 'instances';
    const timestamp = '2026-11-20T10:00:00.000Z';
    const arrive = (payload?: object): Pick<Case, 'run' | 'hasResult'> => ({
      run: (context) => {
        const { instanceId } = context.account;
        const details = payload ?? { messageId: context.kept.messageId };
        return deliver(zapOf(context), { event, timestamp, instanceId, ...details });
      },
      hasResult: (run) => listOf(run.output).length === 1,
    });
    const on = turnOn(hook);
    const rows: [part: string, operation: string, role: Role, how: Pick<Case, 'prepare' | 'run' | 'hasResult'>][] = [
      ['subscribe', 'POST /webhooks', 'subscribe', { run: on }],
      ['unsubscribe', 'DELETE /webhooks/{id}', 'unsubscribe', { prepare: on, run: (made) => zapOf(made).turnOff() }],
      ['samples', `GET /${things}`, 'editor', { prepare: on, run: (made) => zapOf(made).sampleList() }],
      ['event', `GET /${things}/{id}`, 'load', { prepare: listening(hook), ...arrive() }],
      ['subscribe', 'GET /webhooks', 'cleanup', { prepare: lose('POST /webhooks'), run: on }],
      ['subscribe', 'DELETE /webhooks/{id}', 'cleanup', { prepare: lose('POST /webhooks'), run: on }],
      ['subscribe, no endpoint left', 'GET /webhooks', 'cleanup', { prepare: useEndpoints(event), run: on }],
    ];
    // The event does not say whether it is inbound, so the instances are read to see whether the sender is one of them.
    if (event === 'message.received') {
      const undirected = { messageId: 'm1', from: PHONES.contact, body: 'Hello' };
      rows.push(['event', 'GET /instances', 'load', { prepare: on, ...arrive(undirected) }]);
    }
    return rows.map(([part, operation, role, how]) => ({
      step: `${key} ${part}`,
      name: `triggers.${key}`,
      operation,
      role,
      ...how,
    }));
  });
}

/** Uses all endpoints of the plan, so that the next one is refused. */
const useEndpoints = (event: string) => async (context: Context) => {
  for (const url of ['https://hooks.example.com/1', 'https://hooks.example.com/2']) {
    await call(context, 'POST /webhooks', { url, events: [event] });
  }
  const refusal = { kind: 'error', status: 403, code: 'MAX_WEBHOOK_ENDPOINTS_REACHED' } as const;
  context.control.fault({ operation: 'POST /webhooks', key: context.account.key, ...refusal });
};

function others(): Case[] {
  const test = {
    step: 'connection test',
    name: 'authentication',
    run: async ({ zapier, account: { key, teamId } }: Context) =>
      (await zapier.tryConnect({ api_key: key, ...(teamId && { team_id: teamId }) })).run,
  } as const;
  // A later step fetches it.
  const file = {
    step: 'file of a message',
    name: 'hydrators.file',
    role: 'file',
    prepare: async (context: Context) => {
      inbound(context);
      const { zapier, connection, kept } = context;
      const found = await zapier.run(connection, 'searches.find_message', { message_id: kept.messageId });
      kept.pointer = dictOf(found.first).media_file;
    },
    run: async ({ zapier, connection, kept }: Context) => (await zapier.hydrate(String(kept.pointer), connection)).run,
    hasResult: ({ output }: RunRecord) => typeof output === 'string' && output !== '',
  } as const;
  return [
    { ...test, operation: 'GET /instances', role: 'connect' },
    { ...test, operation: 'GET /me', role: 'after' },
    { ...file, operation: 'GET /messages/{id}' },
    { ...file, operation: 'GET /media/{id}' },
  ];
}

/** Every operation of every step that makes requests. Only `campaign_list` makes none. */
export const allCases: readonly Case[] = [
  ...sending(),
  ...writing(),
  ...searching(),
  ...editing(),
  ...hooks(),
  ...others(),
];
