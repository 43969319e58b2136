import { describe, expect, test } from '@jest/globals';
import * as zod from 'zod/mini';
import * as schemas from '../../../lib/msgflash/schemas.ts';
import { campaignOutputFields, campaignRecord, campaignSample } from '../../../lib/records/campaign.ts';
import { contactLabel, contactOutputFields, contactRecord, contactSample } from '../../../lib/records/contact.ts';
import { groupLabel, groupOutputFields, groupRecord, groupSample } from '../../../lib/records/group.ts';
import * as instances from '../../../lib/records/instance.ts';
import { instanceEventOutputFields, instanceEventSample } from '../../../lib/records/instance-event.ts';
import { membershipOutputFields, membershipRecord, membershipSample } from '../../../lib/records/membership.ts';
import { messageLabel, messageOutputFields, messageRecord, messageSample } from '../../../lib/records/message.ts';
import { messageEventOutputFields, messageEventSample } from '../../../lib/records/message-event.ts';
import { numberOutputFields, numberSample } from '../../../lib/records/number.ts';
import { lines, outputFields } from '../../../lib/records/output.ts';
import * as sent from '../../../lib/records/sent-message.ts';
import { templateOutputFields, templateRecord, templateSample } from '../../../lib/records/template.ts';
import { usageOutputFields, usageRecord, usageSample } from '../../../lib/records/usage.ts';
import { record, rows } from '../rows.ts';
import { expectSample, expectShape } from './shape.ts';

const { instanceOutputFields, instanceRecord, instanceLabel, instanceSample, statusWords } = instances;
const parse = {
  message: (value: object) => zod.parse(schemas.oneMessage, { id: 'x', ...value }),
  instance: (value: object) => zod.parse(schemas.oneInstance, { id: 'x', ...value }),
  contact: (value: object) => zod.parse(schemas.oneContact, { id: 'x', ...value }),
  group: (value: object) => zod.parse(schemas.oneGroup, { id: 'x', ...value }),
  template: (value: object) => zod.parse(schemas.oneTemplate, { id: 'x', ...value }),
  campaign: (value: object) => zod.parse(schemas.oneCampaign, { id: 'x', ...value }),
  progress: (value: object) => zod.parse(schemas.campaignProgress, value),
  state: (value: object) => zod.parse(schemas.instanceState, value),
  health: (value: object) => zod.parse(schemas.instanceHealth, value),
  usage: (value: object) => zod.parse(schemas.usage, value),
};
const orNull = (text = '') => (text === 'null' ? null : text);

test.each([
  ['message', messageSample, messageOutputFields],
  ['sent message', sent.sentSample, sent.sentOutputFields],
  ['scheduled message', sent.scheduledSample, sent.scheduledOutputFields],
  ...['received', 'sent', 'delivered', 'read', 'failed'].map(
    (status) => [`message ${status}`, messageEventSample(status), messageEventOutputFields] as const,
  ),
  ['instance', instanceSample, instanceOutputFields],
  ['instance connected', instanceEventSample('connected'), instanceEventOutputFields],
  ['instance disconnected', instanceEventSample('disconnected'), instanceEventOutputFields],
  ['contact', contactSample, contactOutputFields],
  ['group', groupSample, groupOutputFields],
  ['membership', membershipSample, membershipOutputFields],
  ['template', templateSample, templateOutputFields],
  ['campaign', campaignSample, campaignOutputFields],
  ['number', numberSample, numberOutputFields],
  ['usage', usageSample, usageOutputFields],
] as const)(
  'the sample of a %s has the keys of its output fields, with values of their types',
  (_what, sample, fields) => {
    expectSample(sample, fields);
  },
);

const NOT_CONNECTED = 'Not connected, scan its QR code in MsgFlash.';
const idle = { is_connected: false, recommendations: NOT_CONNECTED };
const requests = { usage: { apiRequestsCount: 7 } };
const added = zod.parse(schemas.membership, { added: 0 });
test.each([
  ['message', messageRecord({ id: 'x' }, null, null), messageOutputFields, { message_id: 'x' }],
  ['message, read', messageRecord(parse.message({}), null, null), messageOutputFields, { message_id: 'x' }],
  ['instance', instanceRecord(parse.instance({})), instanceOutputFields, idle],
  [
    'instance, state',
    instanceRecord(parse.instance({}), parse.state({}), parse.health({})),
    instanceOutputFields,
    idle,
  ],
  ['contact', contactRecord(parse.contact({})), contactOutputFields, {}],
  ['group', groupRecord(parse.group({})), groupOutputFields, {}],
  [
    'members',
    membershipRecord('x', 2, added),
    membershipOutputFields,
    record('group_id: x | requested: 2 | added: 0 | status: done'),
  ],
  ['template', templateRecord(parse.template({})), templateOutputFields, {}],
  ['campaign', campaignRecord(parse.campaign({}), null), campaignOutputFields, {}],
  ['campaign, progress', campaignRecord(parse.campaign({}), null, parse.progress({})), campaignOutputFields, {}],
  [
    'usage',
    usageRecord(parse.usage(requests), 80),
    usageOutputFields,
    { id: 'plan', api_requests_used: 7, is_above_mark: false },
  ],
] as const)('a %s has every key, also when the API said nothing but the id', (_what, made, fields, said) => {
  expectShape(made, fields);
  expect(made).toEqual({ ...Object.fromEntries(fields.map(({ key }) => [key, null])), id: 'x', ...said });
});

const shop = { id: 'inst_1', name: 'Main Store', waNumber: '33639980001', status: 'connected' };
const TIMES = 'created_at: 2026-04-01T10:00:00.000Z | updated_at: 2026-04-01T10:01:00.000Z';
const times = { createdAt: '2026-04-01T10:00:00.000Z', updatedAt: '2026-04-01T10:01:00.000Z' };

describe('a message', () => {
  const full = {
    ...record(`
      id: msg_1 | userId: user_1 | instanceId: inst_1 | contactId: cnt_1 | campaignId: cmp_1 | direction: outbound
      type: image | from: 33639980001@s.whatsapp.net | to: "33639980042" | body: Hello | error: None | status: queued
      mediaUrl: https://example.com/a.jpg | warnings: ["One.", "Two."] | providerMessageId: BAE5
      safety: {"decision":"warn","riskLevel":"medium","state":"warming","score":56,"reasons":["…"]}
      meta: {"workerSafety":{"decision":"allow","riskLevel":"low","score":72}}`),
    ...times,
  };

  test('says everything that the API says, flat and in our own words', () => {
    const made = messageRecord(parse.message(full), shop, 'hydrate|||x|||hydrate');
    const said = record(`
      id: msg_1 | message_id: msg_1 | direction: outbound | status: queued | type: image | from: +33639980001
      to: +33639980042 | text: Hello | media_url: https://example.com/a.jpg | contact_id: cnt_1 | campaign_id: cmp_1
      instance_id: inst_1 | instance_name: Main Store | instance_number: +33639980001 | provider_message_id: BAE5
      error: None | warnings: "One.\\nTwo." | safety_decision: warn | safety_risk_level: medium | safety_score: 56 | ${TIMES}`);
    expect(made).toEqual({ ...said, media_file: 'hydrate|||x|||hydrate' });
    expectShape(made, messageOutputFields);
  });

  test('reads the safety of a message that was read later from its meta; no warnings are none', () => {
    const made = messageRecord(parse.message({ ...full, safety: undefined, warnings: [] }), null, null);
    expect(made).toMatchObject(
      record('safety_decision: allow | safety_risk_level: low | safety_score: 72 | warnings: null'),
    );
  });

  test.each([
    [{ body: null }, 'To +33 6 39 98 00 42 · image · queued'],
    [{ body: 'a\n\n b' }, 'To +33 6 39 98 00 42 · a b · queued'],
  ])('with %j is labelled %s', async (change, label) => {
    expect(await messageLabel(parse.message({ ...full, ...change }))).toBe(`${label} · 2026-04-01 10:00`);
  });

  test.each(['received', 'sent', 'delivered', 'read', 'failed'])(
    'the sample of message.%s agrees with it',
    (status) => {
      const sample = messageEventSample(status);
      const isIn = status === 'received';
      expect(sample).toMatchObject({
        id: `message.${status}:${sample.message_id}`,
        status,
        event: `message.${status}`,
      });
      expect([sample.direction, sample.from, sample.to]).toEqual(
        isIn ? ['inbound', '+33639980042', '+33639980001'] : ['outbound', '+33639980001', '+33639980042'],
      );
      expect(sample.error).toBe(status === 'failed' ? 'The number is not on WhatsApp.' : null);
    },
  );
});

describe('an instance', () => {
  const instance = parse.instance({ ...shop, ...times });

  test('that is not connected says so before any other advice; its live state wins over the stored one', () => {
    const state = parse.state({ status: 'disconnected', providerState: 'close' });
    const off = instanceRecord(instance, state, parse.health({ recommendations: ['Slow down.', 'Write less.'] }));
    expect(off).toMatchObject(record('status: disconnected | is_connected: false | provider_state: close'));
    expect(off.recommendations).toBe(`${NOT_CONNECTED}\nSlow down.\nWrite less.`);
  });

  test.each(
    rows(`
      connected     | connected
      connecting    | connecting, finish linking it in MsgFlash
      suspended     | suspended, write to support@msgflash.com
      disconnected  | not connected, scan its QR code in MsgFlash
      something new | not connected, scan its QR code in MsgFlash
      constructor   | not connected, scan its QR code in MsgFlash
      null          | not connected, scan its QR code in MsgFlash`),
  )('that is %s reads “%s”, and recommends that', (written, words = '') => {
    const status = orNull(written);
    expect(statusWords(status)).toBe(words);
    const advice = status === 'connected' ? null : `${words[0]?.toUpperCase()}${words.slice(1)}.`;
    expect(instanceRecord({ ...instance, status }).recommendations).toBe(advice);
  });

  test.each(
    rows(`
      null       | +33639980001 | +33 6 39 98 00 01
                 |              | Instance without a name`),
  )('%s, %s is labelled %s', async (name, waNumber, label) => {
    expect(await instanceLabel({ name: orNull(name), waNumber: orNull(waNumber) })).toBe(label);
  });
});

describe('a contact', () => {
  test.each([
    ['hot', 'hot'],
    [36.6, '36.6'],
    [0, '0'],
    [null, null],
    [{}, null],
  ])('with the temperature %j has %j', (temperature, text) => {
    expect(contactRecord(parse.contact({ temperature })).temperature).toBe(text);
  });

  test.each(
    rows(`
      Awa Doe | null        | Awa Doe
      null    | 33639980042 | +33 6 39 98 00 42
      null    | null        | Contact without a name
              |             | Contact without a name`),
  )('%s, %s is labelled %s', async (name, phone, label) => {
    expect(await contactLabel({ name: orNull(name), phone: orNull(phone) })).toBe(label);
  });
});

describe('a group', () => {
  test.each([
    ['VIP', null, 'VIP'],
    [null, 2, 'Group without a name · 2 contacts'],
  ])('%s with %s is labelled %s', (name, contactCount, label) => {
    expect(groupLabel(parse.group({ name, contactCount }))).toBe(label);
  });

  const none = record(
    'added: null | already_in_group: null | removed: null | not_in_group: null | not_found: null | job_id: null',
  );
  test.each([
    [{ added: 0 }, 'added: 0 | status: done'],
    [{ jobId: 'job_1', status: 'processing', requestedCount: 900 }, 'job_id: job_1 | status: processing'],
    [{ jobId: 'job_1' }, 'job_id: job_1 | status: pending'],
  ])('members, by the answer %j: %s', (answer, said) => {
    const made = membershipRecord('grp_1', 3, zod.parse(schemas.membership, answer));
    expect(made).toEqual({ ...none, id: 'grp_1', group_id: 'grp_1', requested: 3, ...record(said) });
  });
});

describe('a template', () => {
  test.each([
    [['contact.name', 'custom.end date'], 'contact.name\ncustom.end date', 'end date'],
    [['user.email'], 'user.email', null],
    [[], null, null],
    ['custom.x', null, null],
  ])('with the variables %j has %j, of which its own are %j', (variables, text, own) => {
    expect(templateRecord(parse.template({ variables }))).toMatchObject({ variables: text, custom_variables: own });
  });
});

describe('a campaign', () => {
  test.each([
    [{ type: 'explicit', value: ['a'] }, '1 contact'],
    [{ type: 'new' }, null],
    [null, null],
  ])('the audience %j is “%s”', (recipients, words) => {
    expect(campaignRecord(parse.campaign({ recipients }), null).audience).toBe(words);
  });

  const of = (totalRecipients?: unknown) => ({ safety: { audience: { totalRecipients } } });
  const zero = { total: 0, planned: 0, sent: 0 };
  const tagged = { recipients: { type: 'tags', value: ['vip'] }, status: 'scheduled' };
  const over = { ...tagged, stats: { ...zero, completedAt: '2026-04-15T09:00:01.000Z' } };
  const NOBODY = 'no contact has the tag vip';
  test.each<[string, object, string | null, object?]>([
    ['somebody', { ...tagged, ...of(1), stats: zero }, null],
    ['an unknown number', { ...tagged, ...of(), stats: zero }, null],
    ['an odd number', { ...tagged, ...of('0'), stats: zero }, null],
    ['counters that have not begun', { ...tagged, stats: zero }, null, { status: 'scheduled', stats: zero }],
    ['counters of a campaign paused before its start', { ...tagged, stats: zero, status: 'paused' }, null],
    ['counters of one that starts', { ...tagged, stats: zero }, null, { status: 'running', stats: zero }],
    ['nobody, by its counters', tagged, NOBODY, { status: 'completed', stats: zero }],
    ['nobody, by those without a total', tagged, NOBODY, { status: 'completed', stats: { planned: 0 } }],
    ['nobody so far, to be repeated', over, NOBODY],
    ['somebody, when it is over', { ...tagged, ...of(0), status: 'completed', stats: { total: 2 } }, null],
    ['everybody, of nobody', { recipients: { type: 'all' }, ...of(0) }, 'there are no contacts in MsgFlash'],
    [
      'contacts that are gone',
      { recipients: { type: 'explicit', value: ['a'] }, ...of(0) },
      'its contacts no longer exist in MsgFlash',
    ],
  ])('the warning of %s', (...row) => {
    const [, changes, why, progress] = row;
    const { warnings } = campaignRecord(parse.campaign(changes), null, progress && parse.progress(progress));
    expect(warnings).toBe(why && `Nobody gets this campaign: ${why}.`);
  });
});

describe('usage', () => {
  const answer = { plan: { code: 'pro', name: 'Pro' }, usage: { messagesCount: 7 } };
  test.each<[string, object, string]>([
    ['a counter that a newer answer leaves out is unknown', {}, 'instances_used: null | instances_percent: null'],
    ['the older counter counts where the newer is missing', {}, 'messages_used: 7'],
    [
      'more than there is leaves nothing, and is no warning but for messages and requests',
      { limits: { maxApiKeys: 5 }, usage: { activeApiKeysCount: 6 } },
      'api_keys_remaining: 0 | api_keys_percent: 120 | is_above_mark: false',
    ],
    [
      'no limit has no percentage',
      { limits: { monthlyOutboundQuota: null } },
      'messages_remaining: null | messages_percent: null',
    ],
    [
      'nor has a limit of nothing, and it is no warning',
      { limits: { monthlyOutboundQuota: 0 } },
      'messages_remaining: 0 | messages_percent: null | is_above_mark: false',
    ],
    ['a plan without a name is called by its code', { plan: { code: 'starter' } }, 'id: starter | plan: starter'],
  ])('%s', (_what, change, said) => {
    expect(usageRecord(parse.usage({ ...answer, ...change }), 80)).toMatchObject(record(said));
  });
});

test('output fields are the keys of a sample in words, with the types of its values, in its order', () => {
  const sample = {
    ...{ id: 'x', api_requests_used: 3, already_in_group: false, is_on_whatsapp: true },
    ...{ created_at: '2026-04-01T10:00:00.000Z', day: '2026-04-01', error: null, file: 'https://example.com/a.jpg' },
  };
  const overrides = { labels: { id: 'Contact ID' }, types: { file: 'file' } } as const;
  const fields = rows(`
    id                | ID                | string
    api_requests_used | API Requests Used | number
    already_in_group  | Already in Group  | boolean
    is_on_whatsapp    | Is on WhatsApp    | boolean
    created_at        | Created At        | datetime
    day               | Day               | string
    error             | Error             | string
    file              | File              | string`).map(([key, label, type]) => ({ key, label, type }));
  expect(outputFields(sample)).toEqual(fields);
  const changed = fields.map((field) =>
    field.key === 'id' ? { ...field, label: 'Contact ID' } : field.key === 'file' ? { ...field, type: 'file' } : field,
  );
  expect(outputFields(sample, overrides)).toEqual(changed);
});

test.each([
  [['a', 'b'], 'a\nb'],
  [[], null],
  [[''], null],
  [null, null],
])('%j as lines of one text', (items, text) => {
  expect(lines(items)).toBe(text);
});
