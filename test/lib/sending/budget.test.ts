import { expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import { mapped } from '../../../dev/zapier/index.ts';
import { type FrozenWorld, hello, sharedFrozen } from './frozen.ts';

const NAMES = { 'GET /instances': 1 };
const SEND = { 'POST /messages/send': 1 };
const SCHEDULE = { 'POST /messages/schedule': 1 };
const TEMPLATE = { 'GET /templates/{id}': 1 };
const SECOND = 1_000;
const HOUR = 3_600_000;

type Act = (world: FrozenWorld) => Promise<unknown>;
const create =
  (step: string, input: object = {}): Act =>
  (world) =>
    world.create(step, { ...hello, ...input });
const search =
  (key: string, input: object): Act =>
  ({ zapier, connection }) =>
    zapier.run(connection, `searches.${key}`, { ...input });
const dropdown =
  (step: string, field: string, options?: object): Act =>
  ({ zapier, connection }) =>
    zapier.dropdown(connection, `creates.${step}`, field, options);
/** Lets time pass after something was done. */
const after =
  (ms: number, act: Act): Act =>
  async (world) => {
    await act(world);
    await world.pass(ms);
  };

const at = { scheduled_at: '2090-01-15 17:00' };
const template = { template_id: mapped(demo.templates.welcome) };
const send = create('send_message');
const protectedSend = create('send_message', { send_once_per: '1042' });
const checked = create('send_message', { checks: ['instance_connected', 'recipient_on_whatsapp'] });
const instances = dropdown('send_message', 'instance_id');
const templateFields: Act = ({ zapier, connection }) =>
  zapier.fields(connection, 'creates.send_template_message', { template_id: demo.templates.orderShipped });
const tenSends: Act = async (world) => {
  for (let count = 0; count < 10; count++) await send(world);
};
const everyType: Act = async ({ zapier, connection }) => {
  for (const type of ['text', 'image', 'location', 'contact', 'buttons', 'pix']) {
    await zapier.fields(connection, 'creates.send_message', { type });
    await zapier.fields(connection, 'creates.schedule_message', { type });
  }
};
const health = { 'GET /instances/{id}/health': 1 };
const state = { 'GET /instances/{id}/state': 1 };
const contactList = dropdown('send_message', 'contact_id', { input: { type: 'contact' } });
const byNumber = search('find_contact', { phone: demo.numbers.awa });

/**
 * What each operation may cost its user in API requests, which the Free plan limits to 500 a month.
 * Each has what is done, its requests, and what was done before, which is not counted.
 */
const COSTS: [name: string, act: Act, costs: Record<string, number>, before?: Act][] = [
  ['the first send of the day, with the names of the instances', send, { ...SEND, ...NAMES }],
  ['every other send of that day', send, SEND, after(24 * HOUR - SECOND, send)],
  ['the first send of the next day', send, { ...SEND, ...NAMES }, after(24 * HOUR, send)],
  ['ten sends', tenSends, { 'POST /messages/send': 10 }, send],
  ['a send after the list of instances was opened', send, SEND, instances],
  ['a schedule', create('schedule_message', at), SCHEDULE, send],
  ['a template message', create('send_template_message', template), SEND, send],
  ['a scheduled template message', create('schedule_template_message', { ...template, ...at }), SCHEDULE, send],
  ['a protected send', protectedSend, SEND, send],
  ['its replay', protectedSend, {}, protectedSend],
  ['a send with both checks', checked, { ...SEND, ...state, 'POST /number-lookups': 1 }, send],
  ['a step that is set up wrongly', create('send_message', { text: mapped('') }), {}],
  ['a send that MsgFlash refuses', create('send_message', { to: demo.numbers.unsupported }), SEND],
  ['the list of instances', instances, NAMES],
  ['the list of instances again within a minute', instances, {}, after(59 * SECOND, instances)],
  ['the list of instances a minute later', instances, NAMES, after(60 * SECOND, instances)],
  ['the list of instances right after a send', instances, {}, send],
  ['a second page of instances, which is none', dropdown('send_message', 'instance_id', { page: 1 }), {}, instances],
  ['the list of templates', dropdown('send_template_message', 'template_id'), { 'GET /templates': 1 }],
  ['the list of contacts', contactList, { 'GET /contacts': 1 }],
  ['the fields of a template', templateFields, TEMPLATE],
  ['the fields again within a minute', templateFields, {}, after(59 * SECOND, templateFields)],
  ['the fields a minute later', templateFields, TEMPLATE, after(60 * SECOND, templateFields)],
  ['the fields of every type of message', everyType, {}],
  ['finding an instance', search('find_instance', { search: 'Main Store' }), { ...NAMES, ...state, ...health }],
  ['finding no instance', search('find_instance', { search: 'Bakery' }), NAMES],
  ['finding a contact by number', byNumber, { 'GET /contacts': 1 }],
  ['finding a contact by name', search('find_contact', { name: 'Awa Doe' }), { 'GET /contacts': 1 }],
  ['connecting with a personal key', ({ connect }) => connect({ api_key: demo.key }), { ...NAMES, 'GET /me': 1 }],
  ['connecting with a team key', ({ connect }) => connect({ api_key: demo.teamKey, team_id: demo.teamId }), NAMES],
  ['connecting with a wrong key', ({ zapier }) => zapier.tryConnect({ api_key: 'msgf_live_wrong' }), NAMES],
  ['connecting with a team key without its team', ({ zapier }) => zapier.tryConnect({ api_key: demo.teamKey }), {}],
];

test.each(COSTS)('the API requests of %s', async (...row) => {
  const [, act, costs, before] = row;
  const world = await sharedFrozen();
  await before?.(world);
  world.mark();
  await act(world);
  expect(world.requests()).toEqual(costs);
});
