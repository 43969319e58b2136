import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { outputOf, startFrozen } from '../lib/sending/frozen.ts';
import { blank, empty, expectRefused, filling, missing, type Refused, unknownId } from '../support/refused.ts';
import { START } from '../support/world.ts';
import { base, CREATE, describeCampaign, NAMED, ONE, STARTS_AT, scheduled, sentBase } from './campaigns.ts';

const { templates } = demo;
const welcome = { template_id: templates.welcome };
const hex = (name: string) => `var_x_${Buffer.from(name).toString('hex')}`;

describeCampaign('create_template_campaign', {
  input: welcome,
  sent: { templateId: templates.welcome },
  record: { template_id: templates.welcome },
});

describe('a template with what belongs to it', () => {
  type Row = [name: string, input: object, variables: object | null, texts: string[]];
  const track = 'https://example.com/t/1042';
  const shipped = `Good news: order 1042 is on its way and arrives on Friday. Track it: ${track}`;
  const rows: Row[] = [
    [
      'a field for each variable',
      { template_id: templates.orderShipped, var_order: '1042', var_date: 'Friday', var_link: track },
      { order: '1042', date: 'Friday', link: track },
      [shipped, shipped, shipped],
    ],
    [
      'a mapped template with a free list, written as people do',
      {
        template_id: mapped(templates.orderShipped),
        variables: { order: '1042', 'custom.date': 'Friday', '{{custom.link}}': track },
      },
      { order: '1042', date: 'Friday', link: track },
      [shipped, shipped, shipped],
    ],
    [
      'odd names, and values exactly as written',
      {
        template_id: templates.oddNames,
        [hex('n° de commande')]: ' 1042 ',
        [hex('order-total')]: '12,50',
        [hex('prénom')]: '{{name}}',
        [hex('x_code')]: '"A\\B"',
        [hex('a.b')]: 'é',
      },
      { 'n° de commande': ' 1042 ', 'order-total': '12,50', prénom: '{{name}}', x_code: '"A\\B"', 'a.b': 'é' },
      Array(3).fill('Facture  1042  : 12,50 € — {{name}}, "A\\B" é'),
    ],
    [
      'a text that is filled in for each recipient, who is the contact: none is asked for',
      { template_id: templates.hello, contact_id: demo.contacts.luc },
      null,
      ['Awa', 'Luc', 'Zoé'].map(
        (name, index) => `Hello ${name}, thank you for your visit. Your number is +3363998100${index + 1}.`,
      ),
    ],
  ];

  test.each(rows)('%s', async (_name, input, variables, texts) => {
    const world = await startFrozen();
    const typed = { ...base, ...input };
    const { fields } = await world.zapier.fields(world.connection, 'creates.create_template_campaign', typed);
    world.mark();
    const run = await world.create('create_template_campaign', typed, { fields });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(world.requests()).toEqual(NAMED);
    const template = String(run.input.typed.template_id);
    expect(world.wire(CREATE)[0]?.body).toEqual({
      ...sentBase,
      templateId: template,
      ...(variables && { variables }),
    });
    const { id: _id, ...output } = outputOf(run);
    expect(output).toEqual({ ...scheduled, template_id: template });
    await world.pass(Date.parse(STARTS_AT) - START.getTime() + 60_000);
    expect(world.control.ledger().map(({ text }) => text)).toEqual(texts);
  });

  test.each([
    ['hello', []],
    ['everything', ['var_code*']],
    ['orderShipped', ['var_order*', 'var_date*', 'var_link*']],
  ] as const)('the fields mirror %s, without a contact', async (name, keys) => {
    const { connection, requests, zapier } = await startFrozen();
    const input = { recipients: 'all', template_id: templates[name] };
    const { fields } = await zapier.fields(connection, 'creates.create_template_campaign', input);
    const shown = fields.map(({ key, required }) => key + (required ? '*' : ''));
    const fixed = [
      'instance_id*',
      'name*',
      'starts_at*',
      'repeat',
      'recipients*',
      'template_id*',
      'template_text',
      'date_order',
    ];
    expect(shown.toSorted()).toEqual([...fixed, ...keys, 'variables'].toSorted());
    expect(requests()).toEqual({ 'GET /templates/{id}': 1 });
  });

  test.each([
    ['nothing chosen', ''],
    ['a mapped template', mapped(templates.hello, '{{123__template_id}}')],
  ])('%s: a free list of variables, and no request', async (_name, template) => {
    const { connection, requests, zapier } = await startFrozen();
    const { fields } = await zapier.fields(connection, 'creates.create_template_campaign', { template_id: template });
    const keys = ['instance_id', 'name', 'starts_at', 'repeat', 'recipients', 'template_id', 'variables', 'date_order'];
    expect(fields.map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    expect(requests()).toEqual({});
  });
});

describe('a template that is refused', () => {
  const cases: Refused[] = [
    { name: 'no template', input: { template_id: empty }, outcome: 'errored', message: filling('Template') },
    { name: 'a blank template', input: { template_id: blank }, outcome: 'errored', message: filling('Template') },
    {
      name: 'a template that was deleted',
      input: { template_id: mapped(unknownId(2)) },
      outcome: 'errored',
      message: missing('template'),
      requests: ONE,
    },
    {
      name: 'a template of another account',
      input: { template_id: mapped(templates.other) },
      outcome: 'errored',
      message: missing('template'),
      requests: ONE,
    },
    {
      name: 'part of the name of a template',
      input: { template_id: mapped('Welc') },
      outcome: 'errored',
      message:
        'No template in MsgFlash fits “Welc” in Template. Choose one from the list, or map the ID of Find Template. Nothing was done.',
      requests: { 'GET /templates': 1 },
    },
  ];
  test.each(cases)('$name', async (each) => {
    await expectRefused('creates.create_template_campaign', { ...base, ...welcome }, each);
  });
});
