import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { outputOf, sharedFrozen, startFrozen } from '../lib/sending/frozen.ts';
import {
  AMBIGUOUS,
  accountRefusals,
  answered,
  empty,
  errored,
  expectHonest,
  expectRefused,
  filling,
  halted,
  missing,
  NO_BUTTONS,
  NOT_ASSIGNED,
  type Refused,
  unknownId,
  unmatched,
  withoutValue,
} from '../support/refused.ts';
import { base, STARTS_AT, scheduled, text, UNTIL_START, unweighed } from './campaigns.ts';
import { contents, leftoversFor } from './contents.ts';

const CREATE = 'POST /campaigns';
const ONE = { [CREATE]: 1 };
/** The first time that day, the name of the instance is looked up. */
const NAMED = { ...ONE, 'GET /instances': 1 };
const { contacts, groups, instances, numbers, templates } = demo;

/** `base` on the wire. */
const sentBase = {
  instanceId: instances.mainStore,
  name: 'April news',
  schedule: STARTS_AT,
  repeat: 'none',
  recipients: { type: 'all' },
};
const hex = (name: string) => `var_x_${Buffer.from(name).toString('hex')}`;
const paris = { timezone: 'Europe/Paris' };

describe('who gets a campaign', () => {
  type Row = [name: string, input: object, recipients: object, audience: string, to: string[], warnings: string | null];
  const rows: Row[] = [
    [
      'everybody',
      { recipients: 'all' },
      { type: 'all' },
      'All contacts',
      [numbers.awa, numbers.luc, numbers.zoe],
      null,
    ],
    [
      'whoever has one of the tags',
      { recipients: 'tags', tags: [' lyon ', '', 'vip', 'vip'] },
      { type: 'tags', value: ['lyon', 'vip'] },
      'Contacts tagged lyon, vip',
      [numbers.awa, numbers.luc],
      null,
    ],
    [
      'contacts, one of them twice',
      { recipients: 'contacts', contact_ids: [contacts.luc, `${contacts.awa},${contacts.luc}`] },
      { type: 'explicit', value: [contacts.luc, contacts.awa] },
      '2 contacts',
      [numbers.luc, numbers.awa],
      null,
    ],
    [
      'a group, whatever was left over from other choices',
      { recipients: 'group', group_id: groups.vipLyon, tags: ['vip'], contact_ids: [contacts.zoe] },
      { type: 'group', groupId: groups.vipLyon },
      'The contacts of a group',
      [numbers.awa],
      null,
    ],
    [
      'a group of nobody',
      { recipients: 'group', group_id: groups.empty },
      { type: 'group', groupId: groups.empty },
      'The contacts of a group',
      [],
      'Nobody gets this campaign: there are no contacts in its group.',
    ],
    [
      'a tag that nobody has',
      { recipients: 'tags', tags: ['newsletter'] },
      { type: 'tags', value: ['newsletter'] },
      'Contacts tagged newsletter',
      [],
      'Nobody gets this campaign: no contact has the tag newsletter.',
    ],
    [
      'tags that nobody has',
      { recipients: 'tags', tags: 'newsletter; spring' },
      { type: 'tags', value: ['newsletter', 'spring'] },
      'Contacts tagged newsletter, spring',
      [],
      'Nobody gets this campaign: no contact has one of the tags newsletter, spring.',
    ],
  ];

  test.each(rows)('%s', async (_name, who, recipients, audience, to, warnings) => {
    const { control, create, pass, requests, wire } = await startFrozen();
    const run = await create('create_campaign', { ...base, type: 'text', text, ...who }, { fields: 'static' });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual(NAMED);
    expect(wire(CREATE)[0]?.body).toEqual({ ...sentBase, type: 'text', body: text, recipients });
    const { id, ...output } = outputOf(run);
    const audienceIs = { audience, audience_size: to.length, warnings };
    expect(output).toEqual({ ...scheduled, type: 'text', text, ...audienceIs });
    expect(control.ledger()).toEqual([]);
    await pass(UNTIL_START + 60_000);
    expect(control.ledger().map((sent) => [sent.campaignId, sent.to])).toEqual(to.map((number) => [id, number]));
  });
});

describe('what create_campaign sends', () => {
  /** A campaign calls the text `body`, and everything else as a message does. */
  const withBody = ({ text: body, ...rest }: Record<string, unknown>) =>
    body === undefined ? rest : { ...rest, body };
  const sendable = contents('media_url').filter(({ record }) => !['location', 'contact'].includes(record.type));

  test.each(sendable)('$name', async ({ input, sent, record, extra }) => {
    const { control, create, pass, requests, wire } = await startFrozen();
    const run = await create('create_campaign', { ...base, ...leftoversFor(input.type), ...input });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual(NAMED);
    expect(wire(CREATE)[0]?.body).toEqual({ ...sentBase, ...withBody(sent) });
    const { id, ...output } = outputOf(run);
    expect(output).toEqual({ ...scheduled, ...record });

    await pass(UNTIL_START + 60_000);
    expect(control.ledger()).toHaveLength(3);
    for (const message of control.ledger()) {
      const { type, text: body = null, media_url: mediaUrl = null } = record;
      expect(message).toMatchObject({ campaignId: id, type, text: body, mediaUrl, status: 'read' });
      expect(message.extra).toEqual(extra ?? {});
    }
  });

  test('every type but location and contact is offered', async () => {
    const { connection, zapier } = await sharedFrozen();
    const { choices } = await zapier.dropdown(connection, 'creates.create_campaign', 'type');
    const types = 'text image video document audio voice_note buttons pix'.split(' ');
    expect(choices.map(({ value }) => value)).toEqual(types);
    expect([...new Set(sendable.map(({ input }) => input.type || 'text'))].toSorted()).toEqual(types.toSorted());
  });

  const notSent = (type: string) =>
    `“${type}” is not a choice in Message Type. Use one of these: Text, Image, Video, Document, Audio, Voice note, Buttons, PIX payment button. Nothing was done.`;
  const heading = { type: 'buttons', title: 'Your order', description: 'Order 1042 is ready.' };
  const reply = { button_1_kind: 'reply', button_1_text: 'Yes', button_1_value: 'yes' };
  const cases: Refused[] = [
    ...['location', 'contact'].map((type) => errored(`a mapped ${type}`, { type: mapped(type) }, notSent(type))),
    errored('no text', { text: empty }, filling('Text')),
    errored('no link for media', { type: 'image', media_url: empty }, filling('Link to File')),
    errored(
      'a file of an earlier step, which expires before it goes out',
      { type: 'image', media_url: mapped('https://zapier.com/engine/hydrate/42/.eJwV/') },
      'Link to File holds a file of an earlier step, whose link expires before the message goes out. Use a lasting public link, for example from your website. Nothing was done.',
    ),
    errored('no Business account', { instance_id: instances.support, ...heading, ...reply }, NO_BUTTONS, {
      requests: ONE,
    }),
  ];
  test.each(cases)('refused: $name', async (each) => {
    await expectRefused('creates.create_campaign', { ...base, type: 'text', text }, each);
  });
});

describe('what create_template_campaign sends', () => {
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
      { template_id: templates.hello, contact_id: contacts.luc },
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
    expect(world.wire(CREATE)[0]?.body).toEqual({ ...sentBase, templateId: template, ...(variables && { variables }) });
    const { id: _id, ...output } = outputOf(run);
    expect(output).toEqual({ ...scheduled, template_id: template });
    await world.pass(UNTIL_START + 60_000);
    expect(world.control.ledger().map((message) => message.text)).toEqual(texts);
  });

  test.each([
    [templates.everything, ['template_text', 'var_code*'], { 'GET /templates/{id}': 1 }],
    [mapped(templates.hello, '{{123__template_id}}'), ['variables'], {}],
  ])('the fields of %j, without a contact', async (template_id, own, cost) => {
    const { connection, requests, zapier } = await sharedFrozen();
    const input = { recipients: 'tags', template_id };
    const { fields } = await zapier.fields(connection, 'creates.create_template_campaign', input);
    const shown = fields.map(({ key, required }) => key + (required ? '*' : ''));
    const fixed = 'instance_id* name* starts_at* repeat recipients* tags* template_id* date_order'.split(' ');
    expect(shown.toSorted()).toEqual([...fixed, ...own].toSorted());
    expect(requests()).toEqual(cost);
  });

  const cases: Refused[] = [
    ...withoutValue('template_id', 'Template'),
    errored('a deleted template', { template_id: mapped(unknownId(2)) }, missing('template'), { requests: ONE }),
    errored('part of a name', { template_id: mapped('Welc') }, unmatched('template', 'Welc', 'Template'), {
      requests: { 'GET /templates': 1 },
    }),
    errored(
      'a template that cannot be sent',
      {},
      'This template cannot be sent. Open it in MsgFlash, check its text and its placeholders, and try again.',
      answered(CREATE, 400, 'TEMPLATE_INVALID'),
    ),
  ];
  test.each(cases)('refused: $name', async (each) => {
    await expectRefused('creates.create_template_campaign', { ...base, template_id: templates.welcome }, each);
  });
});

describe.each([
  ['create_campaign', { type: 'text', text }, { type: 'text', text }],
  ['create_template_campaign', { template_id: templates.welcome }, { template_id: templates.welcome }],
])('%s', (key, content, record) => {
  const input = { ...base, ...content };
  const whole = { ...scheduled, ...record };

  test.each([
    ['starts_at', '3 avril 2030 à 17:00', '2030-04-03T15:00:00.000Z', 'schedule'],
    ['starts_at', '2026-11-20T10:01:00Z', '2026-11-20T10:01:00.000Z', 'schedule'],
    ['repeat', '', 'none', 'repeat'],
    ['repeat', 'weekly', 'weekly', 'repeat'],
  ])('%s %j is %s, on the wire and in the record', async (field, typed, value, name) => {
    const { create, wire } = await sharedFrozen();
    const run = await create(key, { ...input, [field]: typed }, { fields: 'static', ...paris });
    expect(run).toMatchObject({ outcome: 'success', message: '', output: { [field]: value } });
    expect(wire(CREATE)[0]?.body).toMatchObject({ [name]: value });
  });

  test('the second one on a day costs one request, and the list has both without any', async () => {
    const { connection, create, requests, zapier } = await sharedFrozen();
    const ids = [];
    for (let n = 0; n < 2; n++) ids.unshift(outputOf(await create(key, input, { fields: 'static' })).id);
    expect(requests()).toEqual({ [CREATE]: 2, 'GET /instances': 1 });
    const { choices } = await zapier.dropdown(connection, 'creates.pause_campaign', 'campaign_id');
    expect(choices).toEqual(ids.map((value) => ({ value, label: 'April news' })));
    expect(requests()).toEqual({ [CREATE]: 2, 'GET /instances': 1 });
  });

  test.each(['gone', 'full'] as const)('with a cache that is %s, the name is not asked for', async (how) => {
    const world = await sharedFrozen();
    world.zapier.cache.misbehave(how);
    const run = await world.create(key, input, { fields: 'static' });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    const { id: _id, ...output } = outputOf(run);
    expect(output).toEqual({ ...whole, instance_name: null, instance_number: null });
    expect(world.requests()).toEqual(ONE);
  });

  test.each([
    ['GET /instances', 'html_200', { instance_name: null, instance_number: null }],
    [CREATE, 'missing_optional', { ...unweighed, created_at: null, updated_at: null }],
  ] as const)('%s answered with %s: the rest is there', async (operation, kind, changes) => {
    const { create, control } = await sharedFrozen();
    control.fault({ operation, kind });
    const run = await create(key, input, { fields: 'static' });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    const { id: _id, ...output } = outputOf(run);
    expect(output).toEqual({ ...whole, ...changes });
  });

  test('an instance that is still warming up: what MsgFlash advises, one a line', async () => {
    const { create } = await sharedFrozen();
    const run = await create(key, { ...input, instance_id: instances.support }, { fields: 'static' });
    expect(outputOf(run)).toMatchObject({
      instance_name: 'Support',
      audience_limit: 100,
      safety_decision: 'warn',
      safety_risk_level: 'medium',
      safety_score: 56,
      recommendations: 'Write to people who wrote to you first.\nRaise the number of messages slowly.',
    });
  });

  const past = '2026-11-20T09:57:59.000Z';
  const cases: Refused[] = [
    ...withoutValue('instance_id', 'Instance'),
    errored('no name', { name: empty }, filling('Name')),
    errored(
      'tags that the mapped choice did not ask for',
      { recipients: mapped('tags') },
      'Tags is empty. Fill in Tags and try again. Nothing was created.',
    ),
    errored(
      'a repetition that is no choice',
      { repeat: mapped('monthly') },
      '“monthly” is not a choice in Repeat. Use one of these: Never, Every day, Every week. Nothing was done.',
    ),
    halted(
      'a start that has passed',
      { starts_at: past },
      `Start At (${past}) has passed. Choose a later time. Nothing was created.`,
    ),
    halted(
      'a start that is no date',
      { starts_at: mapped('n/a') },
      '“n/a” in Start At is not a date. Write it like 2027-04-03 17:00. Nothing was done.',
    ),
    errored('an unknown instance', { instance_id: instances.other }, missing('instance'), { requests: ONE }),
    errored('an instance of no team', { instance_id: instances.events }, NOT_ASSIGNED, {
      requests: ONE,
      authData: { api_key: demo.teamKey, team_id: demo.teamId },
    }),
    errored('a deleted group', { recipients: 'group', group_id: mapped(unknownId(4)) }, missing('group'), {
      requests: ONE,
    }),
    errored('a deleted contact', { recipients: 'contacts', contact_ids: [mapped(unknownId(3))] }, missing('contact'), {
      requests: ONE,
    }),
    errored(
      'part of the name of a contact',
      { recipients: 'contacts', contact_ids: [mapped('Awa')] },
      unmatched('contact', 'Awa', 'Contact'),
      { requests: { 'GET /contacts': 1 } },
    ),
    errored('a plan without campaigns', {}, 'Your plan has no campaigns: see Plans and Billing in MsgFlash.', {
      requests: ONE,
      given: ({ control }) => control.setPlan({ features: { campaigns: false } }),
    }),
    ...accountRefusals(CREATE),
  ];
  test.each(cases)('refused, and in no list: $name', async (each) => {
    const { connection, zapier } = await expectRefused(`creates.${key}`, input, each);
    const { choices } = await zapier.dropdown(connection, 'creates.pause_campaign', 'campaign_id');
    expect(choices).toEqual([]);
  });

  test.each(AMBIGUOUS)('nobody can tell after $name', async (fault) => {
    await expectHonest(
      `creates.${key}`,
      input,
      CREATE,
      fault,
      'MsgFlash did not answer, and the campaign may have been created. Look under Campaigns in MsgFlash before you try again.',
    );
  });
});
