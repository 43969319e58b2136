import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { outputOf, sharedFrozen, startFrozen } from '../lib/sending/frozen.ts';
import {
  empty,
  errored,
  expectRefused,
  filling,
  missing,
  type Refused,
  unknownId,
  unmatched,
} from '../support/refused.ts';
import { START } from '../support/world.ts';
import { queuedRecord } from './contents.ts';

const who = { instance_id: demo.instances.mainStore, to: demo.numbers.stranger };
const STEPS = ['creates.send_template_message', 'creates.schedule_template_message'] as const;
const READ = 'GET /templates/{id}';
const hex = (name: string) => `var_x_${Buffer.from(name).toString('hex')}`;

describe('the fields mirror the template', () => {
  test.each([
    ['welcome', []],
    ['appointment', ['contact_id*', 'var_day*', 'var_hour*']],
    ['oddNames', ['n° de commande', 'order-total', 'prénom', 'x_code', 'a.b'].map((name) => `${hex(name)}*`)],
  ] as const)('%s, in both steps for one request', async (name, own) => {
    const { zapier, connection, requests } = await sharedFrozen();
    for (const [step, ...times] of [[STEPS[0]], [STEPS[1], 'scheduled_at*', 'if_past', 'date_order']] as const) {
      const { fields } = await zapier.fields(connection, step, { template_id: demo.templates[name] });
      const others = ['instance_id*', 'to*', 'template_id*', 'country', 'checks', 'send_once_per', ...times];
      expect(fields.map(({ key, required }) => key + (required ? '*' : '')).toSorted()).toEqual(
        [...others, 'template_text', ...own].toSorted(),
      );
    }
    expect(requests()).toEqual({ [READ]: 1 });
  });

  test('the text stands there as it is, its placeholders too', async () => {
    const { zapier, connection } = await sharedFrozen();
    const { fields } = await zapier.fields(connection, STEPS[0], { template_id: demo.templates.hello });
    expect(fields.find(({ key }) => key === 'template_text')).toMatchObject({
      type: 'copy',
      helpText: expect.stringMatching(/^```\nHello \{\{contact\..+\n```$/s),
    });
  });

  test.each([
    ['a mapped template: a free list, and no request', mapped(demo.templates.hello), '', {}],
    ['a template of another account: a plain sentence', demo.templates.other, missing('template'), { [READ]: 1 }],
  ])('%s', async (_name, template_id, message, cost) => {
    const { zapier, connection, requests } = await sharedFrozen();
    const found = await zapier.fields(connection, STEPS[0], { template_id });
    expect(found).toMatchObject({ outcome: message ? 'errored' : 'success', message });
    if (!message) expect(found.fields.map(({ key }) => key)).toContain('variables');
    expect(requests()).toEqual(cost);
  });
});

interface TemplateCase {
  name: string;
  input: Record<string, unknown>;
  sent: Record<string, unknown>;
  /** What the customer reads. */
  text: string;
  type?: string;
  mediaUrl?: string;
}

const CASES: TemplateCase[] = [
  {
    name: 'without variables',
    input: { template_id: demo.templates.welcome },
    sent: { templateId: demo.templates.welcome },
    text: 'Welcome to our shop! Answer STOP at any time and we will not write again.',
  },
  {
    name: 'of a contact',
    input: { template_id: demo.templates.hello, contact_id: demo.contacts.awa },
    sent: { templateId: demo.templates.hello, contactId: demo.contacts.awa },
    text: 'Hello Awa, thank you for your visit. Your number is +33639981001.',
  },
  {
    name: 'with variables',
    input: {
      template_id: demo.templates.orderShipped,
      var_order: '1042',
      var_date: ' Friday ',
      var_link: 'https://example.com/t/1042?a=1&b={{2}}',
    },
    sent: {
      templateId: demo.templates.orderShipped,
      variables: { order: '1042', date: ' Friday ', link: 'https://example.com/t/1042?a=1&b={{2}}' },
    },
    text: 'Good news: order 1042 is on its way and arrives on  Friday . Track it: https://example.com/t/1042?a=1&b={{2}}',
  },
  {
    name: 'with variables whose names no field could have',
    input: {
      template_id: demo.templates.oddNames,
      [hex('n° de commande')]: '1042',
      [hex('order-total')]: '39,90',
      [hex('prénom')]: 'Zoé',
      [hex('x_code')]: 'X1',
      [hex('a.b')]: 'A1',
    },
    sent: {
      templateId: demo.templates.oddNames,
      variables: { 'n° de commande': '1042', 'order-total': '39,90', prénom: 'Zoé', x_code: 'X1', 'a.b': 'A1' },
    },
    text: 'Facture 1042 : 39,90 € — Zoé, X1 A1',
  },
  {
    name: 'with an image',
    input: { template_id: demo.templates.poster, var_name: 'Luc' },
    sent: { templateId: demo.templates.poster, variables: { name: 'Luc' } },
    text: 'See you there, Luc!',
    type: 'image',
    mediaUrl: 'https://example.com/poster.jpg',
  },
  {
    name: 'that was mapped, with its variables in the free list',
    input: {
      template_id: mapped(demo.templates.orderShipped),
      variables: { order: '7', 'custom.date': 'Monday', '{{ custom.link }}': 'https://example.com/7' },
    },
    sent: {
      templateId: demo.templates.orderShipped,
      variables: { order: '7', date: 'Monday', link: 'https://example.com/7' },
    },
    text: 'Good news: order 7 is on its way and arrives on Monday. Track it: https://example.com/7',
  },
  {
    name: 'whose fields win over the free list, unless they are blank',
    input: {
      template_id: demo.templates.orderShipped,
      var_order: 'field',
      var_date: mapped(' '),
      var_link: 'field',
      variables: { order: 'list', date: 'list', link: 'list', '': 'no name', spare: '' },
    },
    sent: { templateId: demo.templates.orderShipped, variables: { order: 'field', date: 'list', link: 'field' } },
    text: 'Good news: order field is on its way and arrives on list. Track it: field',
  },
];

describe.each([
  ['send_template_message', 'POST /messages/send', null],
  ['schedule_template_message', 'POST /messages/schedule', '2026-12-01T16:30:00.000Z'],
])('%s', (step, operation, at) => {
  const when = at ? { scheduled_at: at } : {};
  const sentWhen = at ? { scheduledAt: at } : {};

  test.each(CASES)('a template $name', async ({ input, sent, text, type = 'text', mediaUrl }) => {
    const { create, control, requests, wire } = await sharedFrozen();
    const run = await create(step, { ...who, ...input, ...when });

    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toMatchObject({ [operation]: 1, 'GET /instances': 1 });
    expect(wire(operation)[0]?.body).toEqual({
      instanceId: demo.instances.mainStore,
      to: demo.numbers.stranger,
      ...sent,
      ...sentWhen,
    });
    const accepted = control.ledger().at(-1);
    expect(accepted).toMatchObject({
      templateId: sent.templateId,
      to: demo.numbers.stranger,
      type,
      text,
      mediaUrl: mediaUrl ?? null,
      scheduledAt: at,
    });
    const { media_file: _file, ...output } = outputOf(run);
    expect(output).toEqual({
      ...queuedRecord(accepted?.messageId, START.toISOString(), {
        type,
        text,
        ...(mediaUrl && { media_url: mediaUrl }),
        ...(sent.contactId ? { contact_id: String(sent.contactId) } : {}),
      }),
      ...when,
      ...(at && { scheduled_at_local: '2026-12-01T10:30:00.000-06:00' }),
    });
  });

  const variables = { order: '1042', date: 'Friday', link: 'x' };
  const refused: Refused[] = [
    errored('no template', { template_id: empty }, filling('Template')),
    errored('an unknown template', { template_id: mapped(unknownId(2)) }, missing('template'), {
      requests: { [operation]: 1 },
    }),
    errored('part of a name', { template_id: mapped('Order'), variables }, unmatched('template', 'Order', 'Template'), {
      requests: { 'GET /templates': 1 },
    }),
    errored(
      'variables that turned out empty',
      { template_id: demo.templates.orderShipped, var_order: '1042', var_date: empty, var_link: mapped(' ') },
      'The template has no value for date, link. Fill it in and try again. Nothing was sent.',
    ),
    errored(
      'a contact of another account',
      { template_id: demo.templates.hello, contact_id: demo.contacts.other },
      missing('contact'),
      { requests: { [operation]: 1 } },
    ),
    errored(
      'a template that needs a contact, and no contact',
      { template_id: mapped(demo.templates.hello) },
      'This template uses details of a contact. Choose the person in the Contact field, or another template in a campaign.',
      { requests: { [operation]: 1 } },
    ),
  ];
  test.each(refused)('refuses $name', async (each) => {
    await expectRefused(`creates.${step}`, { ...who, ...when }, each);
  });
});

describe('a variable that is misspelled under Variables, or missing', () => {
  const later = { scheduled_at: '2027-04-03 17:00' };
  const campaign = { name: 'April news', starts_at: '2027-04-03 17:00', recipients: 'all' };
  const steps: [key: string, input: object, operation: string][] = [
    ['send_template_message', who, 'POST /messages/send'],
    ['schedule_template_message', { ...who, ...later }, 'POST /messages/schedule'],
    ['create_template_campaign', { instance_id: who.instance_id, ...campaign }, 'POST /campaigns'],
  ];
  const given = { order: '1042', 'custom.dtae': 'Friday', link: 'https://example.com/t/1042' };
  const MISSPELLED =
    'The template has no value for date, and no variable called dtae. Correct the name under Variables and try again. Nothing was sent.';

  test.each(steps)(
    '%s names both where the form has just read the template, without a request',
    async (step, input) => {
      const world = await sharedFrozen();
      const typed = { ...input, template_id: demo.templates.orderShipped, variables: given };
      await world.zapier.fields(world.connection, `creates.${step}`, typed);
      world.mark();
      // Set up before the template had this variable: the platform knows of no field to ask for.
      expect(await world.create(step, typed, { fields: 'static' })).toMatchObject({
        outcome: 'errored',
        message: MISSPELLED,
      });
      expect(world.requests()).toEqual({});
    },
  );

  test.each(steps)('%s names both where the template was found by its name', async (step, input) => {
    const world = await sharedFrozen();
    const typed = { ...input, template_id: mapped('Order Shipped'), variables: given };
    expect(await world.create(step, typed)).toMatchObject({ outcome: 'errored', message: MISSPELLED });
    expect(world.requests()).toEqual({ 'GET /templates': 1 });
  });

  test.each(steps.slice(0, 2))(
    '%s names what MsgFlash misses where nobody read the template',
    async (step, input, sent) => {
      const world = await sharedFrozen();
      const typed = { ...input, template_id: mapped(demo.templates.orderShipped), variables: given };
      expect(await world.create(step, typed)).toMatchObject({
        outcome: 'errored',
        message: 'The template has no value for date. Fill it in and try again. Nothing was sent.',
      });
      expect(world.requests()).toEqual({ [sent]: 1 });
    },
  );

  test.each(steps)('%s: one too many, and none missing, is sent', async (step, input, sent) => {
    const world = await sharedFrozen();
    const typed = { ...input, template_id: mapped('Order Shipped'), variables: { ...given, date: 'Friday' } };
    expect(await world.create(step, typed)).toMatchObject({ outcome: 'success' });
    expect(world.requests()).toMatchObject({ [sent]: 1 });
  });

  test('a value left over from another template is not what is misspelled', async () => {
    const world = await sharedFrozen();
    const typed = { ...who, template_id: mapped('Order Shipped'), var_day: 'Monday', variables: { order: '7' } };
    expect(await world.create('send_template_message', typed)).toMatchObject({
      message: 'The template has no value for date, link. Fill it in and try again. Nothing was sent.',
    });
  });

  test('a template changed since is asked of MsgFlash again after a minute', async () => {
    const world = await startFrozen();
    const typed = { ...who, template_id: demo.templates.orderShipped };
    await world.zapier.fields(world.connection, 'creates.send_template_message', typed);
    await world.call(`PUT /templates/${demo.templates.orderShipped}`, { body: 'On its way!' });
    await world.pass(60_000);
    expect(await world.create('send_template_message', typed, { fields: 'static' })).toMatchObject({
      outcome: 'success',
    });
  });
});

test('a scheduled template goes out at its time', async () => {
  const { create, control, pass } = await startFrozen();
  const run = await create('schedule_template_message', {
    ...who,
    template_id: demo.templates.welcome,
    scheduled_at: '2026-11-20T11:00:00Z',
  });
  expect(run).toMatchObject({ outcome: 'success', output: { scheduled_at: '2026-11-20T11:00:00.000Z' } });
  await pass(3_600_000 - 1);
  expect(control.ledger()).toMatchObject([{ status: 'queued' }]);
  await pass(501);
  expect(control.ledger()).toMatchObject([{ status: 'sent', sentAt: '2026-11-20T11:00:00.500Z' }]);
});

test('a template whose time has passed is refused, or goes out at once', async () => {
  const { create, control, wire } = await startFrozen();
  const input = { ...who, template_id: demo.templates.welcome, scheduled_at: '2026-11-19 17:00' };
  expect(await create('schedule_template_message', input)).toMatchObject({
    outcome: 'halted',
    message:
      'Send At (2026-11-19T23:00:00.000Z) has passed. Nothing was sent. To send anyway, choose Send at once under If the Time Is in the Past.',
  });
  expect(control.ledger()).toEqual([]);
  expect(await create('schedule_template_message', { ...input, if_past: 'send_now' })).toMatchObject({
    outcome: 'success',
    output: { scheduled_at: '2026-11-19T23:00:00.000Z' },
  });
  expect(wire('POST /messages/send')).toHaveLength(1);
  expect(control.ledger()).toMatchObject([{ scheduledAt: null, templateId: demo.templates.welcome }]);
});
