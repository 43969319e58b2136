import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped, type StepName } from '../../dev/zapier/index.ts';
import { type FrozenWorld, hello, outputOf, startFrozen } from '../lib/sending/frozen.ts';
import { START } from '../support/world.ts';
import { queuedRecord } from './contents.ts';

const who = { instance_id: demo.instances.mainStore, to: demo.numbers.stranger };
const STEPS = ['creates.send_template_message', 'creates.schedule_template_message'] as const;
const READ = 'GET /templates/{id}';
const hex = (name: string) => `var_x_${Buffer.from(name).toString('hex')}`;

/** The fields that a template brings: `key*` when required. */
async function mirrored({ zapier, connection }: FrozenWorld, template: unknown, step: StepName = STEPS[0]) {
  const found = await zapier.fields(connection, step, { template_id: template });
  const others = 'instance_id to template_id scheduled_at if_past country checks send_once_per date_order'.split(' ');
  const fields = found.fields.filter(({ key }) => !others.includes(key));
  return { ...found, fields, keys: fields.map(({ key, required }) => key + (required ? '*' : '')) };
}

describe('the fields mirror the template', () => {
  test.each([
    ['welcome', [], []],
    ['hello', ['contact_id*'], ['Contact']],
    ['orderShipped', ['var_order*', 'var_date*', 'var_link*'], ['order', 'date', 'link']],
    ['appointment', ['contact_id*', 'var_day*', 'var_hour*'], ['Contact', 'day', 'hour']],
    ['everything', ['contact_id*', 'var_code*'], ['Contact', 'code']],
    ['poster', ['var_name*'], ['name']],
    [
      'oddNames',
      ['n° de commande', 'order-total', 'prénom', 'x_code', 'a.b'].map((name) => `${hex(name)}*`),
      ['n° de commande', 'order-total', 'prénom', 'x_code', 'a.b'],
    ],
  ] as const)('%s', async (name, keys, labels) => {
    const world = await startFrozen();
    for (const step of STEPS) {
      const shown = await mirrored(world, demo.templates[name], step);
      expect(shown.outcome).toBe('success');
      expect(shown.keys).toEqual(['template_text', ...keys, 'variables']);
      expect(shown.fields.slice(1, -1).map(({ label }) => label)).toEqual(labels);
    }
    expect(world.requests()).toEqual({ [READ]: 1 });
  });

  test('the text stands there as it is, its placeholders too', async () => {
    const world = await startFrozen();
    const { fields } = await mirrored(world, demo.templates.welcome);
    expect(fields[0]).toMatchObject({
      key: 'template_text',
      type: 'copy',
      helpText: '```\nWelcome to our shop! Answer STOP at any time and we will not write again.\n```',
    });
    const odd = await mirrored(world, demo.templates.oddNames);
    expect(odd.fields[0]?.helpText).toContain('{{custom.n° de commande}}');
  });

  test('a long text is cut at 900 characters', async () => {
    const world = await startFrozen();
    const emoji = await world.call('POST /templates', { name: 'Emoji', type: 'text', body: '😀'.repeat(2000) });
    expect((await mirrored(world, emoji.id)).fields[0]?.helpText).toBe(`\`\`\`\n${'😀'.repeat(899)}…\n\`\`\``);
    const plain = await world.call('POST /templates', { name: 'Plain', type: 'text', body: 'x'.repeat(2000) });
    expect((await mirrored(world, plain.id)).fields[0]?.helpText).toBe(`\`\`\`\n${'x'.repeat(899)}…\n\`\`\``);
  });

  test('a text with backticks stays one block of code', async () => {
    const world = await startFrozen();
    const { id } = await world.call('POST /templates', { name: 'Ticks', type: 'text', body: 'a ```` b' });
    expect((await mirrored(world, id)).fields[0]?.helpText).toBe('`````\na ```` b\n`````');
  });

  test('a template that comes without its text shows its name and all its variables', async () => {
    const world = await startFrozen();
    world.control.setGeneration({ templates: 'without_body' });
    const shown = await mirrored(world, demo.templates.orderShipped);
    expect(shown.keys).toEqual(['template_text', 'var_order*', 'var_date*', 'var_link*', 'variables']);
    expect(shown.fields[0]?.helpText).toBe('Template: Order Shipped');
  });

  test('one request, none again within a minute, one after it', async () => {
    const world = await startFrozen();
    await mirrored(world, demo.templates.hello);
    await world.pass(59_000);
    await mirrored(world, demo.templates.hello, STEPS[1]);
    await mirrored(world, demo.templates.hello.toUpperCase());
    expect(world.requests()).toEqual({ [READ]: 1 });
    await world.pass(1_000);
    await mirrored(world, demo.templates.hello);
    expect(world.requests()).toEqual({ [READ]: 2 });
    await mirrored(world, demo.templates.welcome);
    expect(world.requests()).toEqual({ [READ]: 3 });
  });

  test('a change of the template is there a minute later', async () => {
    const world = await startFrozen();
    await mirrored(world, demo.templates.welcome);
    await world.call(`PUT /templates/${demo.templates.welcome}`, { body: 'Hi {{custom.name}}' });
    await world.pass(60_000);
    expect((await mirrored(world, demo.templates.welcome)).keys).toEqual(['template_text', 'var_name*', 'variables']);
  });

  test.each([
    ['nothing chosen', ''],
    ['a mapped template', mapped(demo.templates.hello, '{{123__template_id}}')],
    ['a name', 'Hello by Name'],
  ])('%s: a free list of variables, and no request', async (_name, template) => {
    const world = await startFrozen();
    for (const step of STEPS) {
      expect(await mirrored(world, template, step)).toMatchObject({ outcome: 'success', keys: ['variables'] });
    }
    expect(world.requests()).toEqual({});
  });

  test.each([
    ['a template of another account', demo.templates.other],
    ['a template that was deleted', '20000000-0000-4000-8000-00000000ffff'],
  ])('%s: a plain sentence', async (_name, template) => {
    const world = await startFrozen();
    expect(await mirrored(world, template)).toMatchObject({
      outcome: 'errored',
      message:
        'MsgFlash no longer has this template, or it belongs to another account. Choose the template again from its list.',
    });
  });

  test('without a cache the fields are there all the same', async () => {
    const world = await startFrozen();
    world.zapier.cache.misbehave('gone');
    expect(await mirrored(world, demo.templates.orderShipped)).toMatchObject({ outcome: 'success' });
    expect(world.requests()).toEqual({ [READ]: 1 });
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
    const { create, control, requests, wire } = await startFrozen();
    const run = await create(step, { ...who, ...input, ...when });

    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toMatchObject({ [operation]: 1, 'GET /instances': 1 });
    expect(wire(operation)[0]?.body).toEqual({
      instanceId: demo.instances.mainStore,
      to: demo.numbers.stranger,
      ...sent,
      ...sentWhen,
    });
    expect(control.ledger()).toMatchObject([
      {
        templateId: sent.templateId,
        to: demo.numbers.stranger,
        type,
        text,
        mediaUrl: mediaUrl ?? null,
        scheduledAt: at,
      },
    ]);
    const { media_file: _file, ...output } = outputOf(run);
    expect(output).toEqual({
      ...queuedRecord(control.ledger()[0]?.messageId, START.toISOString(), {
        type,
        text,
        ...(mediaUrl && { media_url: mediaUrl }),
        ...(sent.contactId ? { contact_id: String(sent.contactId) } : {}),
      }),
      ...when,
    });
  });

  test('content of other steps does not come along', async () => {
    const { create, wire } = await startFrozen();
    await create(step, {
      ...hello,
      ...who,
      template_id: demo.templates.welcome,
      media: 'https://example.com/x',
      ...when,
    });
    expect(wire(operation)[0]?.body).toEqual({
      instanceId: demo.instances.mainStore,
      to: demo.numbers.stranger,
      templateId: demo.templates.welcome,
      ...sentWhen,
    });
  });

  test('a template without a contact that needs one: MsgFlash refuses, and the sentence names the field', async () => {
    const { create, control } = await startFrozen();
    const run = await create(step, { ...who, template_id: mapped(demo.templates.hello), ...when });
    expect(run).toMatchObject({
      outcome: 'errored',
      message:
        'This template uses details of a contact. Choose the person in the Contact field, or another template in a campaign.',
    });
    expect(control.ledger()).toEqual([]);
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
      const world = await startFrozen();
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
    const world = await startFrozen();
    const typed = { ...input, template_id: mapped('Order Shipped'), variables: given };
    expect(await world.create(step, typed)).toMatchObject({ outcome: 'errored', message: MISSPELLED });
    expect(world.requests()).toEqual({ 'GET /templates': 1 });
  });

  test.each(steps.slice(0, 2))(
    '%s names what MsgFlash misses where nobody read the template',
    async (step, input, sent) => {
      const world = await startFrozen();
      const typed = { ...input, template_id: mapped(demo.templates.orderShipped), variables: given };
      expect(await world.create(step, typed)).toMatchObject({
        outcome: 'errored',
        message: 'The template has no value for date. Fill it in and try again. Nothing was sent.',
      });
      expect(world.requests()).toEqual({ [sent]: 1 });
      expect(world.control.ledger()).toEqual([]);
    },
  );

  test.each(steps)('%s: one too many, and none missing, is sent', async (step, input, sent) => {
    const world = await startFrozen();
    const typed = { ...input, template_id: mapped('Order Shipped'), variables: { ...given, date: 'Friday' } };
    expect(await world.create(step, typed)).toMatchObject({ outcome: 'success' });
    expect(world.requests()).toMatchObject({ [sent]: 1 });
  });

  test('a value left over from another template is not what is misspelled', async () => {
    const world = await startFrozen();
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

  test('many long names still fit', async () => {
    const world = await startFrozen();
    const names = Array.from({ length: 20 }, (_, n) => `long_name_of_variable_${n}`);
    const body = names.map((name) => `{{custom.${name}}}`).join(' ');
    await world.call('POST /templates', { name: 'Long', type: 'text', body });
    const variables = Object.fromEntries(names.map((name) => [`${name}_x`, '1']));
    const run = await world.create('send_template_message', { ...who, template_id: mapped('Long'), variables });
    expect([...run.message].length).toBeLessThanOrEqual(250);
    expect(run.message).toMatch(/Correct the name under Variables and try again. Nothing was sent\.$/);
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

describe('the list of templates', () => {
  test('has names and kinds, newest first, in one request', async () => {
    const { zapier, connection, requests, wire } = await startFrozen();
    const { choices } = await zapier.dropdown(connection, STEPS[0], 'template_id');
    expect(choices).toContainEqual({ value: demo.templates.poster, label: 'Event Poster · image' });
    expect(choices).toContainEqual({ value: demo.templates.hello, label: 'Hello by Name · text' });
    expect(choices).toHaveLength(7);
    expect(requests()).toEqual({ 'GET /templates': 1 });
    expect(wire()[0]?.query).toEqual({ page: '1', limit: '100' });
  });
});
