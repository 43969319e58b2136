import { demo } from '../msgflash/demo.ts';
import type { MsgFlash } from '../msgflash/server.ts';
import { EVENTS } from '../msgflash/webhooks.ts';
import { type Connection, mapped, type StepName, type Zapier } from '../zapier/index.ts';
import { type Compiled, compiled } from './definition.ts';

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
  const { triggers } = compiled.parse(await zapier.definition());
  const live = await deliverEvents(environment, triggers);
  const idOf = (earlier: string) => live[earlier]?.records[0]?.id;
  for (const [name, inputsOf] of runs) {
    const records: Item[] = [];
    for (const input of inputsOf(idOf)) {
      const run = await zapier.run(connection, name, { ...input });
      if (run.outcome !== 'success') throw new Error(`${name}: ${run.message}`);
      records.push(...itemsOf(run.output));
    }
    live[name] = { records, listed: [] };
  }
  // Only now, because the list of campaigns shows those that this connection created.
  for (const [key, { operation }] of Object.entries(triggers)) {
    if (operation.type === 'hook') continue;
    const { outcome, message, output } = await zapier.run(connection, `triggers.${key}`);
    if (outcome !== 'success') throw new Error(`${key}: ${message}`);
    live[`triggers.${key}`] = { records: itemsOf(output), listed: [] };
  }
  return live;
}

/** Turns on a Zap for every hook trigger, and makes all their events happen. */
async function deliverEvents(
  { zapier, connection, msgflash }: Environment,
  triggers: Compiled['triggers'],
): Promise<Record<string, Live>> {
  const { control, clock } = msgflash;
  const live: Record<string, Live> = {};
  for (const [key, { operation }] of Object.entries(triggers)) {
    if (operation.type !== 'hook') continue;
    const records: Item[] = [];
    const zap = await zapier.turnOn(connection, key, { ...settings[key] }, (item) => void records.push(item));
    if (!zap.isOn) throw new Error(`${key} did not turn on: ${zap.message}`);
    live[`triggers.${key}`] = { records, listed: [] };
  }
  control.setPayloads({ detail: 'full' });
  const send = (to: string) =>
    zapier.run(connection, 'creates.send_message', { ...from, to, type: 'text', text: 'Hello' });
  const [sent] = itemsOf((await send(numbers.awa)).output);
  await send(numbers.failing);
  await clock.advance(60_000);
  control.setPayloads({ detail: 'thin' });
  control.receive({ instance: instances.mainStore, from: numbers.awa, text: 'Thank you' });
  control.receive({ instance: instances.mainStore, from: numbers.awa, media: { text: 'bytes' } });
  control.link({ instance: instances.events });
  control.unlink({ instance: instances.support });
  await control.settle();
  await zapier.settled();
  // Send the events that nothing above caused.
  for (const { url, events } of control.webhooks()) {
    const isSilent = zapier.zaps.some(({ hookUrl, runs }) => hookUrl === url && runs.length === 0);
    const event = EVENTS.find((each) => each === events[0]);
    if (isSilent && event) control.announce({ event, id: String(sent?.id) });
  }
  await control.settle();
  await zapier.settled();
  for (const zap of zapier.zaps) {
    const { outcome, message, output } = await zap.sampleList();
    if (outcome !== 'success') throw new Error(`${zap.trigger}: ${message}`);
    const delivered = live[zap.trigger];
    if (delivered) live[zap.trigger] = { ...delivered, listed: itemsOf(output) };
  }
  return live;
}

function itemsOf(output: unknown): Item[] {
  const items: unknown[] = Array.isArray(output) ? output : [output];
  return items.map((item) => (typeof item === 'object' && item !== null ? { ...item } : {}));
}
