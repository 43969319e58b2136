import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { EVENTS } from '../../dev/msgflash/webhooks.ts';
import { mapped, type StepType } from '../../dev/zapier/index.ts';
import app from '../../index.ts';
import { sendMessage, switchOn, triggerCases } from '../support/hooks.ts';
import { dictOf, listOf, startWorld, type World } from '../support/world.ts';
import { compiled, type Step } from './listing.ts';

type Records = Record<string, unknown>[];
const { instances, templates, contacts, groups, numbers } = demo;

const from = { instance_id: instances.mainStore };
const later = () => new Date(Date.now() + 7 * 86_400_000).toISOString();
const photo = 'https://example.com/photo.png';

/** Runs a create or a search. @throws with its sentence when it did not succeed */
async function run(world: World, type: StepType, key: string, input: object): Promise<Records> {
  const ended = await world.zapier.run(world.connection, { type, key }, { ...input });
  if (ended.outcome !== 'success') throw new Error(`${key}: ${ended.message}`);
  return Array.isArray(ended.output) ? listOf(ended.output) : [dictOf(ended.output)];
}

async function campaign(world: World): Promise<Records> {
  const input = { ...from, name: 'Spring', starts_at: later(), recipients: 'all', type: 'text', text: 'Hello' };
  return run(world, 'creates', 'create_campaign', input);
}

const campaignId = async (world: World) => ({ campaign_id: mapped((await campaign(world))[0]?.id) });

/** What each create and search is given; several where one does not fill every key. */
const inputs: Record<string, (world: World) => object[] | Promise<object[]>> = {
  'creates.send_message': () => [
    { ...from, to: '06 39 98 10 01', type: 'text', text: 'Hello' },
    { ...from, instance_id: instances.support, to: numbers.awa, type: 'image', media: photo, text: 'Look' },
    { ...from, to: numbers.awa, type: 'location', latitude: '48,85', longitude: '2.35', location_name: 'Paris' },
  ],
  'creates.send_template_message': () => [
    { ...from, to: numbers.awa, template_id: templates.hello, contact_id: contacts.awa },
    { ...from, to: numbers.awa, template_id: templates.poster, var_name: 'Awa' },
  ],
  'creates.schedule_message': () => [
    { ...from, to: numbers.awa, type: 'image', media_url: photo, text: 'Look', scheduled_at: later() },
  ],
  'creates.schedule_template_message': () => [
    { ...from, to: numbers.awa, template_id: templates.poster, var_name: 'Awa', scheduled_at: later() },
  ],
  'creates.create_campaign': () => [
    { ...from, name: 'One', starts_at: later(), recipients: 'all', type: 'image', media_url: photo },
    { ...from, name: 'Two', starts_at: later(), recipients: 'tags', tags: ['vip'], type: 'text', text: 'Hello' },
    { ...from, name: 'Three', starts_at: later(), recipients: 'group', group_id: groups.vip, type: 'text', text: 'Hi' },
  ],
  'creates.create_template_campaign': () => [
    { ...from, name: 'One', starts_at: later(), recipients: 'all', template_id: templates.welcome },
  ],
  'creates.pause_campaign': async (world) => [await campaignId(world)],
  'creates.resume_campaign': async (world) => {
    const paused = await campaignId(world);
    await run(world, 'creates', 'pause_campaign', paused);
    return [paused];
  },
  'creates.create_contact': () => [
    { name: 'Ann', phone: numbers.stranger, tags: ['vip', 'lyon'], meta: { city: 'Lyon' } },
    { name: 'Bob', phone: '+33639985556' },
  ],
  'creates.update_contact': () => [
    { contact_id: contacts.awa, name: 'Awa D.', tags: ['new'], meta: { points: '7' } },
    { contact_id: contacts.zoe, phone: '+33639985557' },
  ],
  'creates.create_group': () => [{ name: 'New', description: 'Just joined', color: '#FACC15' }, { name: 'Bare' }],
  'creates.add_contact_to_group': () => [{ group_id: groups.empty, contact_ids: [contacts.awa, contacts.luc] }],
  'creates.remove_contact_from_group': () => [{ group_id: groups.vip, contact_ids: [contacts.awa, contacts.zoe] }],
  'searches.find_contact': () => [{ phone: numbers.awa }, { name: 'zoé lefèvre' }],
  'searches.find_group': () => [{ name: 'VIP' }, { name: 'newsletter' }],
  'searches.find_instance': () => [{ search: 'Support' }, { search: 'Pop-up Store' }],
  'searches.find_template': () => [{ name: 'Order Shipped' }, { name: 'Event Poster' }, { name: 'Welcome' }],
  'searches.find_message': async (world) => {
    const { messages } = await world.call('GET /messages');
    return listOf(messages).map(({ id }) => ({ message_id: id }));
  },
  'searches.find_campaign': async (world) => [await campaignId(world)],
  'searches.find_whatsapp_number': () => [numbers.awa, numbers.notOnWhatsApp].map((phone) => ({ ...from, phone })),
  'searches.find_usage': () => [{}, { warn_at_percent: '1' }],
};

/** A step whose field opens each list. */
const lists: Record<string, [step: `${StepType}.${string}`, field: string]> = {
  instance_list: ['creates.send_message', 'instance_id'],
  template_list: ['creates.send_template_message', 'template_id'],
  group_list: ['creates.add_contact_to_group', 'group_id'],
  contact_list: ['creates.update_contact', 'contact_id'],
  message_list: ['searches.find_message', 'message_id'],
  campaign_list: ['creates.pause_campaign', 'campaign_id'],
};

/** The record of an event that does not come about here by itself. */
async function announced(world: World, key: string): Promise<Records> {
  const { out } = await switchOn(world, key);
  const event = EVENTS.find((known) => world.control.webhooks().some(({ events }) => events[0] === known));
  if (!event) throw new Error(`${key} listens to nothing.`);
  world.control.announce({ event, id: await sendMessage(world) });
  await world.settled();
  return out;
}

/** Real records of a step. @throws for a step that this file does not know yet */
async function live(world: World, type: StepType, key: string): Promise<Records> {
  const trigger = triggerCases.find((each) => type === 'triggers' && each.key === key);
  if (trigger) {
    const { zap, out } = await switchOn(world, key, trigger.input);
    await trigger.happens(world);
    world.control.setPayloads({ detail: 'full' });
    world.control.receive({ instance: instances.support, from: numbers.awa, media: { text: 'bytes' } });
    await world.settled();
    return [...out, ...listOf((await zap.sampleList()).output)];
  }
  const list = type === 'triggers' ? lists[key] : undefined;
  if (list) {
    await campaign(world);
    return listOf((await world.zapier.dropdown(world.connection, list[0], list[1])).run?.output);
  }
  if (type === 'triggers') return announced(world, key);
  const given = inputs[`${type}.${key}`];
  if (!given) throw new Error(`Say here what ${type}.${key} is given.`);
  const records: Records = [];
  for (const input of await given(world)) records.push(...(await run(world, type, key, input)));
  return records;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const fits: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string' && value !== '',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  datetime: (value) => typeof value === 'string' && ISO.test(value),
  file: (value) => typeof value === 'string' && /^(hydrate\|\|\||https:\/\/)/.test(value),
};

/** Keys of a record that are missing, unknown, or of another type than the output fields say. */
function misfits({ operation: { outputFields } }: Step, record: Record<string, unknown>): unknown[] {
  const types = new Map(outputFields.map(({ key, type }) => [key, type]));
  return [
    ...[...types.keys()].filter((key) => !(key in record)).map((key) => [key, 'missing']),
    ...Object.entries(record)
      .filter(([key, value]) => value !== null || !types.has(key))
      .filter(([key, value]) => !fits[types.get(key) ?? '']?.(value))
      .map(([key, value]) => [key, types.get(key) ?? 'unknown', value]),
  ];
}

const TYPES = ['triggers', 'creates', 'searches'] as const;
const steps = TYPES.flatMap((type) => Object.keys(app[type] ?? {}).map((key) => ({ type, key })));

describe.each(steps)('$type $key', ({ type, key }) => {
  test('its sample, its output fields and its live records have the same keys and types', async () => {
    const world = await startWorld();
    const step = compiled.parse(await world.zapier.definition())[type][key];
    if (!step) throw new Error(`The compiled definition has no ${type}.${key}`);
    const { outputFields, sample } = step.operation;
    expect(new Set(outputFields.map((field) => field.key)).size).toBe(outputFields.length);
    expect(outputFields.filter((field) => !(field.type in fits))).toEqual([]);
    expect(misfits(step, sample)).toEqual([]);

    const records = await live(world, type, key);
    expect(records.length).toBeGreaterThan(0);
    for (const record of records) expect(misfits(step, record)).toEqual([]);
  });
});

test('samples hold numbers of nobody', async () => {
  const definition = compiled.parse(await (await startWorld()).zapier.definition());
  const samples = TYPES.flatMap((type) => Object.values(definition[type]).map(({ operation }) => operation.sample));
  const found = JSON.stringify(samples).match(/\+?\b\d{10,15}\b/g) ?? [];
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter((number) => !/^\+3363998\d{4}$/.test(number))).toEqual([]);
});
