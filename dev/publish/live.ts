import { demo } from '../msgflash/demo.ts';
import { EVENTS } from '../msgflash/webhooks.ts';
import { mapped, type StepName } from '../zapier/index.ts';
import { compiled } from './definition.ts';
import type { Environment } from './environment.ts';
import type { Item, Live, Material } from './subject.ts';

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

/** A field that opens each dropdown. The one of campaigns shows those that this connection created. */
const lists: Readonly<Record<string, readonly [step: StepName, field: string]>> = {
  instance_list: ['creates.send_message', 'instance_id'],
  template_list: ['creates.send_template_message', 'template_id'],
  group_list: ['creates.add_contact_to_group', 'group_id'],
  contact_list: ['creates.update_contact', 'contact_id'],
  message_list: ['searches.find_message', 'message_id'],
  campaign_list: ['creates.pause_campaign', 'campaign_id'],
};

/**
 * Runs every step. A check reports steps that are missing here, because they have no records.
 *
 * @throws Error if one fails
 */
export async function liveOf(environment: Environment): Promise<Material['live']> {
  const live = await deliverEvents(environment);
  const idOf = (earlier: string) => live[earlier]?.records[0]?.id;
  for (const [name, inputsOf] of runs) {
    const records: Item[] = [];
    for (const input of inputsOf(idOf)) {
      const run = await environment.zapier.run(environment.connection, name, { ...input });
      if (run.outcome !== 'success') throw new Error(`${name}: ${run.message}`);
      records.push(...itemsOf(run.output));
    }
    live[name] = { records, listed: [] };
  }
  for (const [key, [name, field]] of Object.entries(lists)) {
    const { run, outcome, message } = await environment.zapier.dropdown(environment.connection, name, field);
    if (outcome !== 'success') throw new Error(`${key}: ${message}`);
    live[`triggers.${key}`] = { records: itemsOf(run?.output), listed: [] };
  }
  return live;
}

/** Turns on a Zap for every hook trigger, and makes all their events happen. */
async function deliverEvents({ zapier, connection, msgflash }: Environment): Promise<Record<string, Live>> {
  const { control, clock } = msgflash;
  const live: Record<string, Live> = {};
  const { triggers } = compiled.parse(await zapier.definition());
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
