import { describe, expect, test } from '@jest/globals';
import * as zod from 'zod/mini';
import * as schemas from '../../../lib/msgflash/schemas.ts';
import { campaignOutputFields, campaignRecord, campaignSample } from '../../../lib/records/campaign.ts';
import {
  contactLabel,
  contactOutputFields,
  contactRecord,
  contactSample,
  withAnswer,
} from '../../../lib/records/contact.ts';
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
    [{}, 'To +33 6 39 98 00 42 · Hello · queued'],
    [{ direction: 'inbound', status: 'received' }, 'From +33 6 39 98 00 01 · Hello · received'],
    [{ body: null }, 'To +33 6 39 98 00 42 · image · queued'],
    [{ body: 'a\n\n b' }, 'To +33 6 39 98 00 42 · a b · queued'],
    [{ body: 'x'.repeat(60) }, `To +33 6 39 98 00 42 · ${'x'.repeat(39)}… · queued`],
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
  const health = parse.health({
    ...{ safetyState: 'warming', safetyScore: 56, recommendations: ['Slow down.', 'Write to people who know you.'] },
    warmupPolicy: { hourlyOutboundCap: 25, dailyOutboundCap: 100, maxColdRatio: 0.4 },
    usageWindowSummary: { outbound1h: 4, outbound24h: 18 },
  });
  const instance = parse.instance({ ...shop, ...times });

  test('says everything; its live state wins over the stored one, and says what to do first', () => {
    const made = instanceRecord(instance, parse.state({ status: 'connected', providerState: 'open' }), health);
    const advice = 'Slow down.\nWrite to people who know you.';
    const said = record(`
      id: inst_1 | name: Main Store | number: +33639980001 | status: connected | is_connected: true | provider_state: open
      safety_state: warming | safety_score: 56 | hourly_limit: 25 | daily_limit: 100 | sent_last_hour: 4
      sent_last_day: 18 | ${TIMES}`);
    expect(made).toEqual({ ...said, recommendations: advice });
    expectShape(made, instanceOutputFields);
    const off = instanceRecord(instance, parse.state({ status: 'disconnected', providerState: 'close' }), health);
    expect(off).toMatchObject(record('status: disconnected | is_connected: false | provider_state: close'));
    expect(off.recommendations).toBe(`${NOT_CONNECTED}\n${advice}`);
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
      Main Store | 33639980001  | Main Store (+33 6 39 98 00 01)
      Main Store | null         | Main Store
      null       | +33639980001 | +33 6 39 98 00 01
                 |              | Instance without a name
      null       | null         | Instance without a name`),
  )('%s, %s is labelled %s', async (name, waNumber, label) => {
    expect(await instanceLabel({ name: orNull(name), waNumber: orNull(waNumber) })).toBe(label);
  });
});

describe('a contact', () => {
  const meta = { city: 'Lyon', size: 7, since: null, address: { zip: '69001' }, shoes: ['a', 'b'] };
  const awa = { id: 'cnt_1', name: 'Awa Doe', phone: '33639980042', tags: ['vip', 'newsletter'], meta, ...times };

  test('says everything, tags one a line and details one by one; none are null', () => {
    const made = contactRecord(parse.contact({ ...awa, temperature: 36.6 }));
    const said = record(`id: cnt_1 | name: Awa Doe | phone: +33639980042 | temperature: "36.6" | ${TIMES}`);
    expect(made).toEqual({ ...said, tags: 'vip\nnewsletter', metadata: meta });
    expectShape(made, contactOutputFields);
    expect(contactRecord(parse.contact({ ...awa, tags: [], meta: {} }))).toMatchObject({ tags: null, metadata: null });
    const temperatures = ['hot', 0, null, {}].map(
      (temperature) => contactRecord(parse.contact({ temperature })).temperature,
    );
    expect(temperatures).toEqual(['hot', '0', null, null]);
  });

  test('keeps what was known where the answer is silent, and believes it where it is not', () => {
    const known = { name: 'Awa', phone: '+33639980042', tags: ['vip'] };
    const { name, phone, tags, createdAt, meta } = withAnswer(known, parse.contact({ name: 'Awa Doe' }));
    expect([name, phone, tags, createdAt, meta]).toEqual(['Awa Doe', known.phone, ['vip'], null, undefined]);
    expect(withAnswer(known, parse.contact({ tags: [] })).tags).toEqual([]);
  });

  test.each(
    rows(`
      Awa Doe | 33639980042 | Awa Doe · +33 6 39 98 00 42
      Awa Doe | null        | Awa Doe
      null    | 33639980042 | +33 6 39 98 00 42
      null    | null        | Contact without a name
              |             | Contact without a name`),
  )('%s, %s is labelled %s', async (name, phone, label) => {
    expect(await contactLabel({ name: orNull(name), phone: orNull(phone) })).toBe(label);
  });
});

describe('a group', () => {
  test('says everything', () => {
    const description = 'Since 2020';
    const group = { id: 'grp_1', name: 'VIP', description, color: '#F59E0B', contactCount: 0, ...times };
    const said = record(
      'id: grp_1 | name: VIP | color: #F59E0B | contact_count: 0 | created_at: 2026-04-01T10:00:00.000Z',
    );
    expect(groupRecord(parse.group(group))).toEqual({ ...said, description });
  });

  test.each([
    ['VIP', 42, 'VIP · 42 contacts'],
    ['VIP', 1, 'VIP · 1 contact'],
    ['VIP', 0, 'VIP · 0 contacts'],
    ['VIP', null, 'VIP'],
    [null, 2, 'Group without a name · 2 contacts'],
  ])('%s with %s is labelled %s', (name, contactCount, label) => {
    expect(groupLabel(parse.group({ name, contactCount }))).toBe(label);
  });

  const none = record(
    'added: null | already_in_group: null | removed: null | not_in_group: null | not_found: null | job_id: null',
  );
  test.each([
    [
      { added: 2, alreadyInGroup: 1, notFound: 0, total: 3 },
      'added: 2 | already_in_group: 1 | not_found: 0 | status: done',
    ],
    [{ removed: 1, notInGroup: 2 }, 'removed: 1 | not_in_group: 2 | status: done'],
    [{ added: 0 }, 'added: 0 | status: done'],
    [{ jobId: 'job_1', status: 'processing', requestedCount: 900 }, 'job_id: job_1 | status: processing'],
    [{ jobId: 'job_1' }, 'job_id: job_1 | status: pending'],
  ])('members, by the answer %j: %s', (answer, said) => {
    const made = membershipRecord('grp_1', 3, zod.parse(schemas.membership, answer));
    expect(made).toEqual({ ...none, id: 'grp_1', group_id: 'grp_1', requested: 3, ...record(said) });
  });
});

describe('a template', () => {
  test('says everything, its own variables without their namespace', () => {
    const variables = ['contact.name', 'custom.order', 'custom.end date'];
    const template = { id: 'tpl_1', name: 'Order', type: 'text', body: 'Hello', mediaUrl: null, variables, ...times };
    const said = record(`id: tpl_1 | name: Order | type: text | text: Hello | media_url: null | ${TIMES}`);
    const named = { variables: variables.join('\n'), custom_variables: 'order\nend date' };
    expect(templateRecord(parse.template(template))).toEqual({ ...said, ...named });
  });

  test.each([
    [[], null],
    [null, null],
    ['custom.x', null],
    [['user.email'], 'user.email'],
  ])('variables %j are %s, and none of its own', (variables, text) => {
    expect(templateRecord(parse.template({ variables }))).toMatchObject({ variables: text, custom_variables: null });
  });
});

describe('a campaign', () => {
  const stats = { planned: 120, queued: 1, sent: 2, delivered: 3, read: 4, failed: 5, cancelled: 6 };
  const campaign = {
    ...record('id: cmp_1 | instanceId: inst_1 | name: April news | status: scheduled | templateId: tpl_1 | type: null'),
    ...{ schedule: '2026-04-15T09:00:00.000Z', repeat: 'none', recipients: { type: 'all' }, stats, ...times },
    safety: {
      ...{ decision: 'warn', riskLevel: 'medium', score: 56, recommendations: ['Fewer.', 'Slower.'] },
      ...{ appliedLimits: { maxCampaignRecipients: 100 }, audience: { totalRecipients: 120, coldRatio: 0.6 } },
    },
  };

  test('says everything, and its progress wins over what the campaign itself says', () => {
    const made = campaignRecord(parse.campaign(campaign), shop);
    const said = record(`
      id: cmp_1 | name: April news | status: scheduled | instance_id: inst_1 | instance_name: Main Store
      instance_number: +33639980001 | template_id: tpl_1 | type: null | text: null | media_url: null
      starts_at: 2026-04-15T09:00:00.000Z | repeat: none | audience: All contacts | audience_size: 120
      audience_limit: 100 | total: null | progress_percent: null | safety_decision: warn | safety_risk_level: medium
      safety_score: 56 | recommendations: "Fewer.\\nSlower." | warnings: null | started_at: null | completed_at: null | ${TIMES}`);
    expect(made).toEqual({ ...said, ...stats });
    expectShape(made, campaignOutputFields);
    const timeline = { processingStartedAt: '2026-04-15T09:00:01.000Z', completedAt: null };
    const progress = { status: 'running', stats: { total: 1000, sent: 600 }, progressPercent: 85, timeline };
    expect(campaignRecord(parse.campaign(campaign), shop, parse.progress(progress))).toMatchObject(
      record(`
        status: running | total: 1000 | sent: 600 | failed: null | progress_percent: 85
        started_at: 2026-04-15T09:00:01.000Z | completed_at: null`),
    );
  });

  test.each([
    [{ type: 'all' }, 'All contacts'],
    [{ type: 'tags', value: ['vip', 'news'] }, 'Contacts tagged vip, news'],
    [{ type: 'explicit', value: ['a'] }, '1 contact'],
    [{ type: 'explicit', value: ['a', 'b'] }, '2 contacts'],
    [{ type: 'group', groupId: 'g' }, 'The contacts of a group'],
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
    ['nobody, when it was created', { ...tagged, ...of(0) }, NOBODY],
    ['somebody', { ...tagged, ...of(1), stats: zero }, null],
    ['an unknown number', { ...tagged, ...of(), stats: zero }, null],
    ['an odd number', { ...tagged, ...of('0'), stats: zero }, null],
    ['counters that have not begun', { ...tagged, stats: zero }, null, { status: 'scheduled', stats: zero }],
    ['counters of a campaign paused before its start', { ...tagged, stats: zero, status: 'paused' }, null],
    ['counters of one that starts', { ...tagged, stats: zero }, null, { status: 'running', stats: zero }],
    ['nobody, when it is over', { ...over, status: 'completed' }, NOBODY],
    ['nobody, by its counters', tagged, NOBODY, { status: 'completed', stats: zero }],
    ['nobody, by those without a total', tagged, NOBODY, { status: 'completed', stats: { planned: 0 } }],
    ['nobody so far, to be repeated', over, NOBODY],
    ['somebody, when it is over', { ...tagged, ...of(0), status: 'completed', stats: { total: 2 } }, null],
    [
      'several tags',
      { recipients: { type: 'tags', value: ['vip', 'news'] }, ...of(0) },
      'no contact has one of the tags vip, news',
    ],
    ['everybody, of nobody', { recipients: { type: 'all' }, ...of(0) }, 'there are no contacts in MsgFlash'],
    ['an empty group', { recipients: { type: 'group', groupId: 'g' }, ...of(0) }, 'there are no contacts in its group'],
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
  const limits = { monthlyOutboundQuota: 50_000, monthlyApiRequestQuota: 150_000 };
  const counters = { messagesCount: 40_000, effectiveOutboundUsage: 45_000, apiRequestsCount: 120_000 };
  const answer = {
    plan: { code: 'pro', name: 'Pro' },
    limits: { ...limits, maxInstances: 5, maxApiKeys: 5, maxWebhookEndpoints: 15 },
    usage: { ...counters, activeInstancesCount: 3, activeApiKeysCount: 6 },
    period: { start: '2026-04-01T00:00:00.000Z', end: '2026-05-01T00:00:00.000Z' },
  };
  const made = (value: object, mark = 80) => usageRecord(parse.usage({ ...answer, ...value }), mark);

  test('says of every quota what is used and what is left, and names those of the month at the mark', () => {
    expect(made({})).toEqual(
      record(`
        id: pro | plan: Pro | is_above_mark: true | above_mark: "Messages: 90 %\\nAPI Requests: 80 %"
        messages_limit: 50000 | messages_used: 45000 | messages_remaining: 5000 | messages_percent: 90
        api_requests_limit: 150000 | api_requests_used: 120000 | api_requests_remaining: 30000 | api_requests_percent: 80
        instances_limit: 5 | instances_used: 3 | instances_remaining: 2 | instances_percent: 60
        api_keys_limit: 5 | api_keys_used: 6 | api_keys_remaining: 0 | api_keys_percent: 120
        webhook_endpoints_limit: 15 | webhook_endpoints_used: null | webhook_endpoints_remaining: null
        webhook_endpoints_percent: null | period_start: 2026-04-01T00:00:00.000Z | period_end: 2026-05-01T00:00:00.000Z`),
    );
    expectShape(made({}), usageOutputFields);
  });

  test.each([
    [81, 'Messages: 90 %'],
    // More API keys than the plan has do not count.
    [91, null],
    [0, 'Messages: 90 %\nAPI Requests: 80 %'],
  ])('a mark of %i', (mark, above) => {
    expect(made({}, mark)).toMatchObject({ is_above_mark: above !== null, above_mark: above });
  });

  const outbound = (count: number) => ({ usage: { messagesCount: count, effectiveOutboundUsage: count } });
  const quota = (monthlyOutboundQuota: number | null) => ({ limits: { ...answer.limits, monthlyOutboundQuota } });
  test.each<[string, object, string]>([
    [
      'a counter that a newer answer leaves out is unknown',
      { usage: counters },
      'instances_limit: 5 | instances_used: null | instances_remaining: null',
    ],
    [
      'the mark goes by the counters, not by what was rounded',
      outbound(39_999),
      'messages_percent: 79 | is_above_mark: false',
    ],
    ['at the mark', outbound(40_000), 'messages_percent: 80 | above_mark: Messages: 80 %'],
    ['it is not all used while one is left', outbound(49_999), 'messages_percent: 99 | messages_remaining: 1'],
    ['the older counter where the newer is missing', { usage: { messagesCount: 7 } }, 'messages_used: 7'],
    ['no limit has no percentage', quota(null), 'messages_remaining: null | messages_percent: null'],
    ['nor has a limit of nothing', quota(0), 'messages_remaining: 0 | messages_percent: null'],
    ['a plan without a name is called by its code', { plan: { code: 'starter' } }, 'id: starter | plan: starter'],
  ])('%s', (_what, change, said) => {
    expect(made(change)).toMatchObject(record(said));
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
  [['a'], 'a'],
  [[], null],
  [[''], null],
  [null, null],
  [undefined, null],
])('%j as lines of one text', (items, text) => {
  expect(lines(items)).toBe(text);
});
