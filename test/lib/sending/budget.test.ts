import { describe, expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import { mapped } from '../../../dev/zapier/index.ts';
import { startBehind } from './behind.ts';
import { type FrozenWorld, hello, startFrozen } from './frozen.ts';

/**
 * What each operation may cost its user in API requests: 500 a month on the Free plan, and nobody can see where they went.
 */
interface Cost {
  name: string;
  /** What was done before, and is not counted. */
  before?(world: FrozenWorld): Promise<unknown>;
  act(world: FrozenWorld): Promise<unknown>;
  costs: Record<string, number>;
}

const NAMES = { 'GET /instances': 1 };
const SEND = { 'POST /messages/send': 1 };
const SCHEDULE = { 'POST /messages/schedule': 1 };
const SECOND = 1_000;
const HOUR = 3_600_000;

const send = ({ create }: FrozenWorld) => create('send_message', hello);
const at = { scheduled_at: '2027-01-15 17:00' };
const template = { instance_id: hello.instance_id, to: hello.to, template_id: mapped(demo.templates.welcome) };
const instances = ({ zapier, connection }: FrozenWorld) =>
  zapier.dropdown(connection, 'creates.send_message', 'instance_id');
const templateFields = ({ zapier, connection }: FrozenWorld) =>
  zapier.fields(connection, 'creates.send_template_message', { template_id: demo.templates.orderShipped });
const search = (key: string, input: object) => (world: FrozenWorld) =>
  world.zapier.run(world.connection, `searches.${key}`, { ...input });

/** Lets time pass after something was done. */
const after = (ms: number, act: (world: FrozenWorld) => Promise<unknown>) => async (world: FrozenWorld) => {
  await act(world);
  await world.pass(ms);
};

const COSTS: Cost[] = [
  { name: 'the first send of the day, with the names of the instances', act: send, costs: { ...SEND, ...NAMES } },
  { name: 'every other send of that day', before: after(24 * HOUR - SECOND, send), act: send, costs: SEND },
  { name: 'the first send of the next day', before: after(24 * HOUR, send), act: send, costs: { ...SEND, ...NAMES } },
  {
    name: 'ten sends',
    before: send,
    act: async (world) => {
      for (let count = 0; count < 10; count++) await send(world);
    },
    costs: { 'POST /messages/send': 10 },
  },
  {
    name: 'a send after the list of instances was opened',
    before: instances,
    act: send,
    costs: SEND,
  },
  {
    name: 'a schedule',
    before: send,
    act: ({ create }) => create('schedule_message', { ...hello, ...at }),
    costs: SCHEDULE,
  },
  {
    name: 'a template message',
    before: send,
    act: ({ create }) => create('send_template_message', template),
    costs: SEND,
  },
  {
    name: 'a scheduled template message',
    before: send,
    act: ({ create }) => create('schedule_template_message', { ...template, ...at }),
    costs: SCHEDULE,
  },
  {
    name: 'a protected send',
    before: send,
    act: ({ create }) => create('send_message', { ...hello, send_once_per: '1042' }),
    costs: SEND,
  },
  {
    name: 'its replay',
    before: ({ create }) => create('send_message', { ...hello, send_once_per: '1042' }),
    act: ({ create }) => create('send_message', { ...hello, send_once_per: '1042' }),
    costs: {},
  },
  {
    name: 'a send with both checks',
    before: send,
    act: ({ create }) => create('send_message', { ...hello, checks: ['instance_connected', 'recipient_on_whatsapp'] }),
    costs: { ...SEND, 'GET /instances/{id}/state': 1, 'POST /number-lookups': 1 },
  },
  {
    name: 'a step that is set up wrongly',
    act: ({ create }) => create('send_message', { ...hello, text: mapped('') }),
    costs: {},
  },
  {
    name: 'a send that MsgFlash refuses',
    act: ({ create }) => create('send_message', { ...hello, to: demo.numbers.unsupported }),
    costs: SEND,
  },
  { name: 'the list of instances', act: instances, costs: NAMES },
  {
    name: 'the list of instances again within a minute',
    before: after(59 * SECOND, instances),
    act: instances,
    costs: {},
  },
  { name: 'the list of instances a minute later', before: after(60 * SECOND, instances), act: instances, costs: NAMES },
  { name: 'the list of instances right after a send', before: send, act: instances, costs: {} },
  {
    name: 'the second page of instances, which there is none of',
    before: instances,
    act: ({ zapier, connection }) => zapier.dropdown(connection, 'creates.send_message', 'instance_id', { page: 1 }),
    costs: {},
  },
  {
    name: 'the list of templates',
    act: ({ zapier, connection }) => zapier.dropdown(connection, 'creates.send_template_message', 'template_id'),
    costs: { 'GET /templates': 1 },
  },
  {
    name: 'the list of contacts',
    act: ({ zapier, connection }) =>
      zapier.dropdown(connection, 'creates.send_message', 'contact_id', { input: { type: 'contact' } }),
    costs: { 'GET /contacts': 1 },
  },
  { name: 'the fields of a template', act: templateFields, costs: { 'GET /templates/{id}': 1 } },
  {
    name: 'the fields again within a minute',
    before: after(59 * SECOND, templateFields),
    act: templateFields,
    costs: {},
  },
  {
    name: 'the fields a minute later',
    before: after(60 * SECOND, templateFields),
    act: templateFields,
    costs: { 'GET /templates/{id}': 1 },
  },
  {
    name: 'the fields of every type of message',
    act: async ({ zapier, connection }) => {
      for (const type of ['text', 'image', 'location', 'contact', 'buttons', 'pix']) {
        await zapier.fields(connection, 'creates.send_message', { type });
        await zapier.fields(connection, 'creates.schedule_message', { type });
      }
    },
    costs: {},
  },
  {
    name: 'finding an instance',
    act: search('find_instance', { search: 'Main Store' }),
    costs: { 'GET /instances': 1, 'GET /instances/{id}/state': 1, 'GET /instances/{id}/health': 1 },
  },
  { name: 'finding no instance', act: search('find_instance', { search: 'Bakery' }), costs: NAMES },
  {
    name: 'finding a contact by number',
    act: search('find_contact', { phone: demo.numbers.awa }),
    costs: { 'GET /contacts': 1 },
  },
  {
    name: 'finding a contact by name',
    act: search('find_contact', { name: 'Awa Doe' }),
    costs: { 'GET /contacts': 1 },
  },
  {
    name: 'connecting with a personal key',
    act: ({ connect }) => connect({ api_key: demo.key }),
    costs: { 'GET /instances': 1, 'GET /me': 1 },
  },
  {
    name: 'connecting with a team key',
    act: ({ connect }) => connect({ api_key: demo.teamKey, team_id: demo.teamId }),
    costs: NAMES,
  },
  {
    name: 'connecting with a key that is none',
    act: ({ zapier }) => zapier.tryConnect({ api_key: 'msgf_live_wrong' }),
    costs: NAMES,
  },
  {
    name: 'connecting with a team key without its team',
    act: ({ zapier }) => zapier.tryConnect({ api_key: demo.teamKey }),
    costs: {},
  },
];

describe('the API requests of', () => {
  test.each(COSTS)('$name', async ({ before, act, costs }) => {
    const world = await startFrozen();
    await before?.(world);
    world.mark();
    await act(world);
    expect(world.requests()).toEqual(costs);
  });
});

test('an instance that is in no list is asked for once, and not again within a minute', async () => {
  const { control, create } = await startBehind({ '/instances': () => [] });
  const from = control.requests.mark();
  for (let count = 0; count < 3; count++) {
    expect(await create('send_message', hello)).toMatchObject({
      outcome: 'success',
      output: { instance_id: hello.instance_id, instance_name: null, instance_number: null },
    });
  }
  expect(control.requests.since(from).map(({ operation }) => operation)).toEqual([
    'POST /messages/send',
    'GET /instances',
    'POST /messages/send',
    'POST /messages/send',
  ]);
});
