import { demo } from '../msgflash/demo.ts';
import type { MsgFlash } from '../msgflash/server.ts';
import { EVENTS } from '../msgflash/webhooks.ts';
import { type Connection, mapped, type RunRecord, type StepName, type Zapier } from '../zapier/index.ts';
import { isDict } from '../zapier/values.ts';
import { compiled } from './definition.ts';

/** The stand-in for Zapier with the app, and a connection. */
export interface Connected {
  zapier: Zapier;
  connection: Connection;
}

/** The same, with the built-in MsgFlash that the app calls. */
export interface Environment extends Connected {
  msgflash: MsgFlash;
}

export type Item = Readonly<Record<string, unknown>>;

/** What a step really output with the built-in MsgFlash. */
export interface Live {
  /** The records of runs; for a hook trigger, of its deliveries. */
  records: Item[];
  /** The records of `performList`; only for hook triggers. */
  listed: Item[];
}

const { instances, templates, contacts, groups, numbers } = demo;

const from = { instance_id: instances.mainStore };
const later = () => new Date(Date.now() + 7 * 86_400_000).toISOString();
const picture = 'https://example.com/picture.png';
const poster = { ...from, to: numbers.awa, template_id: templates.poster, var_name: 'Awa' };
const text = { type: 'text', text: 'Hello' };

/** The input of hook triggers that have required fields. */
const settings: Readonly<Record<string, object>> = {
  message_status_updated: { statuses: ['sent', 'delivered', 'read', 'failed'], load_message: true },
};

/**
 * The inputs of creates and searches, in an order in which each finds what it needs. Several inputs if one does not
 * fill every output key. `id` returns the ID in the first record of an earlier step.
 */
export const runs: readonly [name: StepName & string, inputs: (id: (name: string) => unknown) => object[]][] = [
  [
    'creates.send_message',
    () => [
      { ...from, to: '06 39 98 10 01', ...text },
      { instance_id: instances.support, to: numbers.awa, type: 'image', media: picture, text: 'Look' },
      { ...from, to: numbers.awa, type: 'location', latitude: '48,85', longitude: '2.35', location_name: 'Paris' },
    ],
  ],
  [
    'creates.send_template_message',
    () => [{ ...from, to: numbers.awa, template_id: templates.hello, contact_id: contacts.awa }, poster],
  ],
  [
    'creates.schedule_message',
    () => [{ ...from, to: numbers.awa, type: 'image', media_url: picture, text: 'Look', scheduled_at: later() }],
  ],
  ['creates.schedule_template_message', () => [{ ...poster, scheduled_at: later() }]],
  [
    'creates.create_campaign',
    () => [
      { ...from, name: 'News', starts_at: later(), recipients: 'tags', tags: ['vip'], ...text },
      { ...from, name: 'Offer', starts_at: later(), recipients: 'group', group_id: groups.vip, ...text },
      { ...from, name: 'Poster', starts_at: later(), recipients: 'all', type: 'image', media_url: picture },
    ],
  ],
  [
    'creates.create_template_campaign',
    () => [{ ...from, name: 'Thanks', starts_at: later(), recipients: 'all', template_id: templates.welcome }],
  ],
  ['creates.pause_campaign', (id) => [{ campaign_id: mapped(id('creates.create_campaign')) }]],
  ['creates.resume_campaign', (id) => [{ campaign_id: mapped(id('creates.create_campaign')) }]],
  ['searches.find_campaign', (id) => [{ campaign_id: mapped(id('creates.create_campaign')) }]],
  [
    'creates.create_contact',
    () => [
      { name: 'Ann', phone: numbers.stranger, tags: ['vip', 'lyon'], meta: { city: 'Lyon' } },
      { name: 'Bob', phone: '+33639985556' },
    ],
  ],
  [
    'creates.update_contact',
    (id) => [
      { contact_id: mapped(id('creates.create_contact')), name: 'Ann D.', tags: ['new'], meta: { points: '7' } },
      { contact_id: contacts.zoe, phone: '+33639985557' },
    ],
  ],
  ['creates.create_group', () => [{ name: 'New', description: 'Just joined', color: '#F59E0B' }, { name: 'Bare' }]],
  ['creates.add_contact_to_group', () => [{ group_id: groups.empty, contact_ids: [contacts.awa, contacts.luc] }]],
  ['creates.remove_contact_from_group', () => [{ group_id: groups.vip, contact_ids: [contacts.zoe] }]],
  ['searches.find_contact', () => [{ phone: numbers.awa }, { name: 'luc bernard' }]],
  ['searches.find_group', () => [{ name: 'VIP' }, { name: 'newsletter' }]],
  [
    'searches.find_instance',
    () => [{ search: 'Main Store' }, { search: instances.events }, { search: 'Pop-up Store' }],
  ],
  ['searches.find_template', () => [{ name: 'Order Shipped' }, { name: 'Event Poster' }, { name: 'Welcome' }]],
  ['searches.find_message', (id) => [{ message_id: mapped(id('creates.send_message')) }]],
  ['searches.find_whatsapp_number', () => [numbers.awa, numbers.notOnWhatsApp].map((phone) => ({ ...from, phone }))],
  ['searches.find_usage', () => [{}, { warn_at_percent: '1' }]],
];

/**
 * Runs every step. A test reports steps that are missing here, because they have no records.
 *
 * @throws Error if one fails
 */
export async function liveOf(environment: Environment): Promise<Record<string, Live>> {
  const { zapier, connection } = environment;
  const live: Record<string, Live> = {};
  const { triggers } = compiled.parse(await zapier.definition());
  const isHook = (key: string) => triggers[key]?.operation.type === 'hook';
  const [hooks, lists] = [Object.keys(triggers).filter(isHook), Object.keys(triggers).filter((key) => !isHook(key))];
  for (const key of hooks) await zapier.turnOn(connection, key, { ...settings[key] });
  await causeEvents(environment);
  for (const zap of zapier.zaps) {
    live[zap.trigger] = { records: zap.runs.flatMap(recordsOf), listed: recordsOf(await zap.sampleList()) };
  }
  const idOf = (earlier: string) => live[earlier]?.records[0]?.id;
  for (const [name, inputsOf] of runs) {
    const records: Item[] = [];
    for (const input of inputsOf(idOf)) records.push(...recordsOf(await zapier.run(connection, name, { ...input })));
    live[name] = { records, listed: [] };
  }
  // Only now, because the list of campaigns shows those that this connection created.
  for (const key of lists) {
    const name: StepName = `triggers.${key}`;
    live[name] = { records: recordsOf(await zapier.run(connection, name)), listed: [] };
  }
  return live;
}

/** Makes the events of all hook triggers happen. */
async function causeEvents({ zapier, connection, msgflash: { control, clock } }: Environment): Promise<void> {
  control.setPayloads({ detail: 'full' });
  for (const to of [numbers.awa, numbers.failing]) {
    await zapier.run(connection, 'creates.send_message', { ...from, to, ...text });
  }
  await clock.advance(60_000);
  control.setPayloads({ detail: 'thin' });
  control.receive({ instance: instances.mainStore, from: numbers.awa, text: 'Thank you' });
  control.receive({ instance: instances.mainStore, from: numbers.awa, media: { text: 'bytes' } });
  const id = control.ledger()[0]?.messageId ?? '';
  const happened = new Set(control.deliveries().map(({ event }) => event));
  for (const event of EVENTS) if (event.startsWith('message.') && !happened.has(event)) control.announce({ event, id });
  control.link({ instance: instances.events });
  control.unlink({ instance: instances.support });
  await control.settle();
  await zapier.settled();
}

/** The records that a run output. @throws Error if it failed */
function recordsOf({ step, outcome, message, output }: RunRecord): Item[] {
  if (outcome !== 'success') throw new Error(`${step}: ${message}`);
  const items: unknown[] = Array.isArray(output) ? output : [output];
  return items.map((item) => (isDict(item) ? item : {}));
}
