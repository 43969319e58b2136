import { describe, expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import { mapped } from '../../../dev/zapier/index.ts';
import app from '../../../index.ts';
import { type Environment, hello, sharedEnvironment, startEnvironment } from '../../support/environment.ts';

describe('what everything costs in API requests', () => {
  const NAMES = { 'GET /instances': 1 };
  const SEND = { 'POST /messages/send': 1 };
  const SCHEDULE = { 'POST /messages/schedule': 1 };
  const TEMPLATE = { 'GET /templates/{id}': 1 };
  const SECOND = 1_000;
  const HOUR = 3_600_000;

  type Act = (environment: Environment) => Promise<unknown>;
  const create =
    (step: string, input: object = {}): Act =>
    (environment) =>
      environment.create(step, { ...hello, ...input });
  const search =
    (key: string, input: object): Act =>
    ({ zapier, connection }) =>
      zapier.run(connection, `searches.${key}`, { ...input });
  const dropdown =
    (step: string, field: string, options?: object): Act =>
    ({ zapier, connection }) =>
      zapier.dropdown(connection, `creates.${step}`, field, options);
  /** Lets time pass after something was done. */
  const waited =
    (ms: number, act: Act): Act =>
    async (environment) => {
      await act(environment);
      await environment.pass(ms);
    };

  const at = { scheduled_at: '2090-01-15 17:00' };
  const template = { template_id: mapped(demo.templates.welcome) };
  const send = create('send_message');
  const protectedSend = create('send_message', { send_once_per: '1042' });
  const checked = create('send_message', { checks: ['instance_connected', 'recipient_on_whatsapp'] });
  const instances = dropdown('send_message', 'instance_id');
  const templateFields: Act = ({ zapier, connection }) =>
    zapier.fields(connection, 'creates.send_template_message', { template_id: demo.templates.orderShipped });
  const tenSends: Act = async (environment) => {
    for (let count = 0; count < 10; count++) await send(environment);
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
    ['every other send of that day', send, SEND, waited(24 * HOUR - SECOND, send)],
    ['the first send of the next day', send, { ...SEND, ...NAMES }, waited(24 * HOUR, send)],
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
    ['the list of instances again within a minute', instances, {}, waited(59 * SECOND, instances)],
    ['the list of instances a minute later', instances, NAMES, waited(60 * SECOND, instances)],
    ['the list of instances right after a send', instances, {}, send],
    ['a second page of instances, which is none', dropdown('send_message', 'instance_id', { page: 1 }), {}, instances],
    ['the list of templates', dropdown('send_template_message', 'template_id'), { 'GET /templates': 1 }],
    ['the list of contacts', contactList, { 'GET /contacts': 1 }],
    ['the fields of a template', templateFields, TEMPLATE],
    ['the fields again within a minute', templateFields, {}, waited(59 * SECOND, templateFields)],
    ['the fields a minute later', templateFields, TEMPLATE, waited(60 * SECOND, templateFields)],
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
    const environment = await sharedEnvironment();
    await before?.(environment);
    environment.mark();
    await act(environment);
    expect(environment.requests()).toEqual(costs);
  });
});

describe('where the API key goes', () => {
  const { instances, contacts, groups, templates, numbers } = demo;
  const keysOf = (values: object | undefined) => Object.keys(values ?? {});
  const [creates, searches] = [keysOf(app.creates), keysOf(app.searches)];
  const lists = keysOf(app.triggers).filter((name) => name.endsWith('_list'));

  /** Good values for every field there is, so that every step comes as far as a request. */
  const everything = {
    ...{ instance_id: instances.mainStore, to: numbers.stranger, type: 'text', text: 'Hello', send_once_per: '1042' },
    ...{ template_id: templates.welcome, scheduled_at: '2090-01-15T17:00:00Z', checks: ['instance_connected'] },
    ...{ name: 'Autumn', starts_at: '2090-01-15T17:00:00Z', recipients: 'all', phone: numbers.stranger, tags: ['vip'] },
    ...{ contact_id: contacts.awa, contact_ids: [contacts.awa], group_id: groups.vip, search: 'Main Store' },
    campaign_id: '60000000-0000-4000-8000-000000000001',
    message_id: '50000000-0000-4000-8000-000000000001',
  };
  const options = { fields: 'static', requireFields: false } as const;

  const personal = { api_key: demo.key, default_country: 'FR' };
  const team = { api_key: demo.teamKey, team_id: demo.teamId };
  // test/faults looks for keys and webhook secrets under every other fault, hooks included.
  test.each([
    ['a refusal', personal, { status: 403, message: `No ${demo.key} here` }],
    ['a bad request', team, { status: 400, message: demo.teamKey }],
  ])('%s repeats the key: it is in no log, error, output or cache', async (_name, authData, refusal) => {
    const { connection, control, wire, zapier } = await startEnvironment({ authData });
    control.fault({ operation: '*', kind: 'error', code: 'X', ...refusal, times: 'always' });
    for (const name of creates) {
      await zapier.run(connection, `creates.${name}`, everything, options);
      await zapier.fields(connection, `creates.${name}`, everything);
    }
    for (const name of searches) await zapier.run(connection, `searches.${name}`, everything, options);
    for (const name of lists) await zapier.run(connection, `triggers.${name}`, {});
    for (const input of [authData, { api_key: `${demo.key}0` }, { ...authData, team_id: 'wrong' }]) {
      await zapier.tryConnect(input);
    }
    // Nearly every step asked MsgFlash for something, or there would be nothing to see.
    expect(wire().length).toBeGreaterThan(creates.length + searches.length);
    expect(zapier.logs.lines.length).toBeGreaterThan(creates.length);
    // The platform's copy of the answer has what MsgFlash itself repeats.
    const lines = zapier.logs.lines.map(({ message, data: { response_content: _repeated, ...data } }) => [
      message,
      data,
    ]);
    const text = JSON.stringify([lines, zapier.runs, zapier.cache.entries(), control.elsewhere()]);
    // The parts of the keys that could be recognised, however they were cut.
    for (const key of [demo.key, demo.teamKey]) {
      const where = text.indexOf(key.slice('msgf_live_'.length, 40));
      // What is in front of it says enough; a secret does not belong in the output of a test.
      expect(where < 0 ? '' : text.slice(Math.max(0, where - 160), where)).toBe('');
    }
  });

  test('the platform logs each request once, without the key', async () => {
    const { zapier, connection } = await startEnvironment();
    zapier.logs.clear();
    await zapier.run(connection, 'creates.send_message', { ...everything, checks: [], send_once_per: '' });
    expect(zapier.logs.http().map(({ message }) => message.replace(/http:\S+?(?=\/api)/, ''))).toEqual([
      '201 POST /api/v1/messages/send',
      '200 GET /api/v1/instances',
    ]);
    for (const { data } of zapier.logs.http()) expect(data.request_headers).toMatch(/x-api-key: :censored:/);
  });
});
