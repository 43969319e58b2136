import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { outputOf, startFrozen } from '../lib/sending/frozen.ts';
import {
  AMBIGUOUS,
  accountRefusals,
  answered,
  blank,
  empty,
  expectHonest,
  expectRefused,
  filling,
  missing,
  type Refused,
  unknownId,
} from '../support/refused.ts';
import { START } from '../support/world.ts';

export const CREATE = 'POST /campaigns';
export const ONE = { [CREATE]: 1 };
/** The first time that day, the name of the instance is looked up. */
export const NAMED = { ...ONE, 'GET /instances': 1 };
export const STARTS_AT = '2026-12-01T16:30:00.000Z';

const { contacts, groups, instances, numbers } = demo;
const now = START.toISOString();

/** What every campaign of these tests is given. */
export const base = {
  instance_id: instances.mainStore,
  name: 'April news',
  starts_at: STARTS_AT,
  recipients: 'all',
};

/** The same on the wire. */
export const sentBase = {
  instanceId: instances.mainStore,
  name: 'April news',
  schedule: STARTS_AT,
  repeat: 'none',
  recipients: { type: 'all' },
};

/** The record of a campaign that was just created, without its id. */
export const scheduled = {
  name: 'April news',
  status: 'scheduled',
  instance_id: instances.mainStore,
  instance_name: 'Main Store',
  instance_number: '+33639980001',
  template_id: null,
  type: null,
  text: null,
  media_url: null,
  starts_at: STARTS_AT,
  repeat: 'none',
  audience: 'All contacts',
  audience_size: 3,
  audience_limit: 10_000,
  total: null,
  planned: 0,
  queued: 0,
  sent: 0,
  delivered: 0,
  read: 0,
  failed: 0,
  cancelled: 0,
  progress_percent: null,
  safety_decision: 'allow',
  safety_risk_level: 'low',
  safety_score: 92,
  recommendations: null,
  warnings: null,
  created_at: now,
  updated_at: now,
  started_at: null,
  completed_at: null,
};

const unreadable = (shown: string) =>
  `“${shown}” in Start is not a date. Write it like 2027-04-03 17:00. Nothing was done.`;

/** What both steps that create campaigns do alike. @param content what it sends, and the same on the wire and in the record */
export function describeCampaign(
  key: 'create_campaign' | 'create_template_campaign',
  content: { input: Record<string, unknown>; sent: object; record: object },
): void {
  const step = `creates.${key}` as const;
  const input = { ...base, ...content.input };

  describe('who gets it', () => {
    type Row = [
      name: string,
      input: object,
      recipients: object,
      audience: string,
      to: string[],
      warnings: string | null,
    ];
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
        'one contact',
        { recipients: 'contacts', contact_ids: [contacts.zoe] },
        { type: 'explicit', value: [contacts.zoe] },
        '1 contact',
        [numbers.zoe],
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
        'a group',
        { recipients: 'group', group_id: groups.vip },
        { type: 'group', groupId: groups.vip },
        'The contacts of a group',
        [numbers.awa, numbers.luc],
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
      [
        'a group, whatever was left over from other choices',
        { recipients: 'group', group_id: groups.vipLyon, tags: ['vip'], contact_ids: [contacts.zoe] },
        { type: 'group', groupId: groups.vipLyon },
        'The contacts of a group',
        [numbers.awa],
        null,
      ],
    ];

    test.each(rows)('%s', async (_name, who, recipients, audience, to, warnings) => {
      const { control, create, pass, requests, wire } = await startFrozen();
      const run = await create(key, { ...input, ...who }, { fields: 'static' });
      expect(run).toMatchObject({ outcome: 'success', message: '' });
      expect(requests()).toEqual(NAMED);
      expect(wire(CREATE)[0]?.body).toEqual({ ...sentBase, ...content.sent, recipients });
      const { id, ...output } = outputOf(run);
      expect(output).toEqual({
        ...scheduled,
        ...content.record,
        audience,
        audience_size: to.length,
        warnings: warnings ?? null,
      });
      expect(control.ledger()).toEqual([]);
      await pass(Date.parse(STARTS_AT) - START.getTime() + 60_000);
      expect(control.ledger().map((sent) => [sent.campaignId, sent.to])).toEqual(to.map((number) => [id, number]));
    });

    test.each([
      ['all', []],
      ['tags', ['tags*']],
      ['contacts', ['contact_ids*']],
      ['group', ['group_id*']],
      ['', []],
      [mapped('tags'), []],
    ])('%j brings the field that belongs to it', async (recipients, keys) => {
      const { connection, zapier } = await startFrozen();
      const { fields } = await zapier.fields(connection, step, { recipients });
      const shown = fields.map((field) => field.key + (field.required ? '*' : ''));
      expect(shown.filter((each) => /^(tags|contact_ids|group_id)/.test(each))).toEqual(keys);
      expect(fields.find((field) => field.key === 'recipients')).toMatchObject({ altersDynamicFields: true });
    });
  });

  describe('when it goes out', () => {
    test.each([
      ['2027-04-03 17:00', 'Europe/Paris', '2027-04-03T15:00:00.000Z'],
      ['2027-01-15 17:00', 'America/Chicago', '2027-01-15T23:00:00.000Z'],
      ['3 avril 2030 à 17:00', 'Europe/Paris', '2030-04-03T15:00:00.000Z'],
      ['demain à 23:00', 'Africa/Abidjan', '2026-11-21T23:00:00.000Z'],
      ['2026-11-20T10:02:01Z', 'UTC', '2026-11-20T10:02:01.000Z'],
      ['2026-11-20T11:01:00+01:00', 'UTC', '2026-11-20T10:01:00.000Z'],
    ])('%s in %s is %s, on the wire and in the record', async (typed, timezone, at) => {
      const { create, wire } = await startFrozen({ zapier: { timezone } });
      const run = await create(key, { ...input, starts_at: typed }, { fields: 'static' });
      expect(run).toMatchObject({ outcome: 'success', message: '', output: { starts_at: at } });
      expect(wire(CREATE)[0]?.body).toMatchObject({ schedule: at });
    });

    test.each([
      ['', 'none'],
      ['none', 'none'],
      ['daily', 'daily'],
      ['weekly', 'weekly'],
    ])('repeated: %j is %s', async (repeat, sent) => {
      const { create, wire } = await startFrozen();
      const run = await create(key, { ...input, repeat }, { fields: 'static' });
      expect(run).toMatchObject({ outcome: 'success', output: { repeat: sent } });
      expect(wire(CREATE)[0]?.body).toMatchObject({ repeat: sent });
    });
  });

  describe('once MsgFlash has it, nothing fails', () => {
    test('the second one on a day costs one request', async () => {
      const { create, requests } = await startFrozen();
      await create(key, input, { fields: 'static' });
      await create(key, input, { fields: 'static' });
      expect(requests()).toEqual({ [CREATE]: 2, 'GET /instances': 1 });
    });

    test('it is in the list of campaigns from then on, by its name', async () => {
      const { connection, create, mark, requests, zapier } = await startFrozen();
      const run = await create(key, input, { fields: 'static' });
      mark();
      const { choices } = await zapier.dropdown(connection, 'creates.pause_campaign', 'campaign_id');
      expect(choices).toEqual([{ value: outputOf(run).id, label: 'April news' }]);
      expect(requests()).toEqual({});
    });

    test.each([
      // Without a place to keep it, the name is not asked for.
      ['gone', { instance_name: null, instance_number: null }, ONE],
      ['full', { instance_name: null, instance_number: null }, ONE],
    ] as const)('with a cache that is %s', async (how, names, requests) => {
      const world = await startFrozen();
      world.zapier.cache.misbehave(how);
      const run = await world.create(key, input, { fields: 'static' });
      expect(run).toMatchObject({ outcome: 'success', message: '' });
      const { id: _id, ...output } = outputOf(run);
      expect(output).toEqual({ ...scheduled, ...content.record, ...names });
      expect(world.requests()).toEqual(requests);
    });

    test.each(['html_200', 'error', 'reset_after_accepting'] as const)(
      'where the name of the instance cannot be read: %s',
      async (kind) => {
        const { create, control } = await startFrozen();
        control.fault({ operation: 'GET /instances', kind });
        const run = await create(key, input, { fields: 'static' });
        expect(run).toMatchObject({ outcome: 'success', message: '' });
        const { id: _id, ...output } = outputOf(run);
        expect(output).toEqual({ ...scheduled, ...content.record, instance_name: null, instance_number: null });
      },
    );

    test('with an answer that lacks what it may lack', async () => {
      const { create, control } = await startFrozen();
      control.fault({ operation: CREATE, kind: 'missing_optional' });
      const run = await create(key, input, { fields: 'static' });
      const { id: _id, ...output } = outputOf(run);
      expect(output).toEqual({
        ...scheduled,
        ...content.record,
        audience_size: null,
        audience_limit: null,
        safety_decision: null,
        safety_risk_level: null,
        safety_score: null,
        created_at: null,
        updated_at: null,
      });
    });

    test('an instance that is still warming up: what MsgFlash advises, one a line', async () => {
      const { create } = await startFrozen();
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
  });

  describe('what is refused before any request', () => {
    const notInList = (value: string, label: string, labels: string) =>
      `“${value}” is not a choice in ${label}. Use one of these: ${labels}. Nothing was done.`;
    const emptyList = (label: string) => `${label} is empty. Fill in ${label} and try again. Nothing was created.`;
    const past = '2026-11-20T09:57:59.000Z';
    const cases: Refused[] = [
      { name: 'no instance', input: { instance_id: empty }, outcome: 'errored', message: filling('Instance') },
      { name: 'a blank instance', input: { instance_id: blank }, outcome: 'errored', message: filling('Instance') },
      { name: 'no name', input: { name: empty }, outcome: 'errored', message: filling('Name') },
      { name: 'a blank name', input: { name: blank }, outcome: 'errored', message: filling('Name') },
      { name: 'no recipients', input: { recipients: empty }, outcome: 'errored', message: filling('Recipients') },
      {
        name: 'recipients that were mapped and are no choice',
        input: { recipients: mapped('everybody') },
        outcome: 'errored',
        message: notInList(
          'everybody',
          'Recipients',
          'All contacts, Contacts with certain tags, Certain contacts, A group',
        ),
      },
      {
        name: 'no tags',
        input: { recipients: 'tags', tags: [mapped(''), mapped(' ')] },
        outcome: 'errored',
        message: emptyList('Tags'),
      },
      {
        name: 'tags that the mapped choice did not ask for',
        input: { recipients: mapped('tags') },
        outcome: 'errored',
        message: emptyList('Tags'),
      },
      {
        name: 'no contacts',
        input: { recipients: 'contacts', contact_ids: [mapped(''), mapped(',')] },
        outcome: 'errored',
        message: emptyList('Contacts'),
      },
      {
        name: 'no group',
        input: { recipients: 'group', group_id: empty },
        outcome: 'errored',
        message: filling('Group'),
      },
      {
        name: 'a repetition that was mapped and is no choice',
        input: { repeat: mapped('monthly') },
        outcome: 'errored',
        message: notInList('monthly', 'Repeat', 'Never, Every day, Every week'),
      },
      {
        name: 'no start',
        input: { starts_at: empty },
        outcome: 'halted',
        message: 'Start is empty. Write it like 2027-04-03 17:00. Nothing was done.',
      },
      {
        name: 'a start that has passed',
        input: { starts_at: past },
        outcome: 'halted',
        message: `Start (${past}) has passed. Choose a later time. Nothing was created.`,
      },
      {
        name: 'a mapped start that has passed',
        input: { starts_at: mapped('2020-01-01T00:00:00Z') },
        outcome: 'halted',
        message: 'Start (2020-01-01T00:00:00.000Z) has passed. Choose a later time. Nothing was created.',
      },
      {
        name: 'a start that is no date',
        input: { starts_at: 'when it is ready' },
        outcome: 'halted',
        message: unreadable('when it is ready'),
      },
      {
        name: 'the same for a mapped start',
        input: { starts_at: mapped('n/a') },
        outcome: 'halted',
        message: unreadable('n/a'),
      },
      {
        name: 'a mapped start of this very moment',
        input: { starts_at: mapped(now) },
        outcome: 'halted',
        message: `Start (${now}) has passed. Choose a later time. Nothing was created.`,
      },
      {
        name: 'a start that could mean two dates',
        input: { starts_at: '03/04/2030 17:00' },
        outcome: 'halted',
        message:
          '“03/04/2030 17:00” in Start could mean two dates. Choose Date Order under More Options, or write it like 2027-04-03 17:00. Nothing was done.',
      },
    ];
    test.each(cases)('$name', async (each) => {
      await expectRefused(step, input, each);
    });
  });

  describe('what MsgFlash refuses', () => {
    const cases: Refused[] = [
      {
        name: 'a plan without campaigns',
        given: ({ control }) => control.setPlan({ features: { campaigns: false } }),
        outcome: 'errored',
        message: 'Your plan has no campaigns: see Plans and Billing in MsgFlash.',
        requests: ONE,
      },
      {
        name: 'messages used up',
        given: ({ control }) => control.setUsage({ messages: 50_000 }),
        outcome: 'errored',
        message:
          "This month's messages are used up. See Usage in MsgFlash; upgrade, or wait for the new month and replay this run.",
        requests: ONE,
      },
      {
        name: 'an instance of another account',
        input: { instance_id: instances.other },
        outcome: 'errored',
        message: missing('instance'),
        requests: ONE,
      },
      {
        name: 'an instance that the team was not given',
        authData: { api_key: demo.teamKey, team_id: demo.teamId },
        input: { instance_id: instances.events },
        outcome: 'errored',
        message:
          'This instance is not assigned to your team. Choose another Instance, or ask the owner to assign it to the team.',
        requests: ONE,
      },
      {
        name: 'a group that was deleted',
        input: { recipients: 'group', group_id: mapped(unknownId(4)) },
        outcome: 'errored',
        message: missing('group'),
        requests: ONE,
      },
      {
        name: 'a contact that was deleted',
        input: { recipients: 'contacts', contact_ids: [mapped(unknownId(3))] },
        outcome: 'errored',
        message: missing('contact'),
        requests: ONE,
      },
      {
        name: 'part of the name of a contact',
        input: { recipients: 'contacts', contact_ids: [mapped('Awa')] },
        outcome: 'errored',
        message:
          'No contact in MsgFlash fits “Awa” in Contact. Choose one from the list, or map the ID of Find Contact. Nothing was done.',
        requests: { 'GET /contacts': 1 },
      },
      {
        ...answered(CREATE, 403, 'UNSUPPORTED_FEATURE'),
        name: 'a kind of message that the number cannot send',
        outcome: 'errored',
        message:
          'This instance cannot send that kind of message: buttons need a WhatsApp Business number. Choose another Instance, or a message without buttons.',
      },
      {
        ...answered(CREATE, 400, 'TEMPLATE_INVALID'),
        name: 'a template that cannot be sent',
        outcome: 'errored',
        message:
          'This template cannot be sent. Open it in MsgFlash, check its text and its placeholders, and try again.',
      },
      ...accountRefusals(CREATE),
    ];
    test.each(cases)('$name', async (each) => {
      const { connection, control, zapier } = await expectRefused(step, input, each);
      expect(control.ledger()).toEqual([]);
      const { choices } = await zapier.dropdown(connection, 'creates.pause_campaign', 'campaign_id');
      expect(choices).toEqual([]);
    });
  });

  describe('an answer that nobody can rely on', () => {
    test.each(AMBIGUOUS)('$name', async (fault) => {
      await expectHonest(
        step,
        input,
        CREATE,
        fault,
        'MsgFlash did not answer, and the campaign may have been created. Look under Campaigns in MsgFlash before you try again.',
      );
    });
  });
}
