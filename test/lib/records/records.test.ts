import { describe, expect, test } from '@jest/globals';
import * as zod from 'zod/mini';
import * as schemas from '../../../lib/msgflash/schemas.ts';
import { campaignOutputFields, campaignRecord, campaignSample } from '../../../lib/records/campaign.ts';
import { contactOutputFields, contactRecord, contactSample } from '../../../lib/records/contact.ts';
import { groupOutputFields, groupRecord, groupSample } from '../../../lib/records/group.ts';
import { instanceOutputFields, instanceRecord, instanceSample } from '../../../lib/records/instance.ts';
import { instanceEventOutputFields, instanceEventSample } from '../../../lib/records/instance-event.ts';
import { membershipOutputFields, membershipRecord, membershipSample } from '../../../lib/records/membership.ts';
import { messageOutputFields, messageRecord, messageSample } from '../../../lib/records/message.ts';
import { messageEventOutputFields, messageEventSample } from '../../../lib/records/message-event.ts';
import { numberOutputFields, numberSample } from '../../../lib/records/number.ts';
import {
  scheduledOutputFields,
  scheduledSample,
  sentOutputFields,
  sentSample,
} from '../../../lib/records/sent-message.ts';
import { templateOutputFields, templateRecord, templateSample } from '../../../lib/records/template.ts';
import { usageOutputFields, usageRecord, usageSample } from '../../../lib/records/usage.ts';
import { expectSample, expectShape } from './shape.ts';

const message = (value: object) => zod.parse(schemas.oneMessage, value);

describe('a sample has the keys of its output fields, with values of their types', () => {
  test.each([
    ['message', messageSample, messageOutputFields],
    ['sent message', sentSample, sentOutputFields],
    ['scheduled message', scheduledSample, scheduledOutputFields],
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
  ] as const)('%s', (_what, sample, fields) => {
    expectSample(sample, fields);
  });
});

describe('a record has every key, also when the API said nothing but the id', () => {
  const nothing = { id: 'x' };
  test.each([
    ['message', () => messageRecord({ id: 'x' }, null, null), messageOutputFields, { message_id: 'x' }],
    ['message, parsed', () => messageRecord(message(nothing), null, null), messageOutputFields, { message_id: 'x' }],
    [
      'instance',
      () => instanceRecord(zod.parse(schemas.oneInstance, nothing)),
      instanceOutputFields,
      { is_connected: false, recommendations: 'Not connected, scan its QR code in MsgFlash.' },
    ],
    [
      'instance with state and health that say nothing',
      () =>
        instanceRecord(
          zod.parse(schemas.oneInstance, nothing),
          zod.parse(schemas.instanceState, {}),
          zod.parse(schemas.instanceHealth, {}),
        ),
      instanceOutputFields,
      { is_connected: false, recommendations: 'Not connected, scan its QR code in MsgFlash.' },
    ],
    ['contact', () => contactRecord(zod.parse(schemas.oneContact, nothing)), contactOutputFields, {}],
    ['group', () => groupRecord(zod.parse(schemas.oneGroup, nothing)), groupOutputFields, {}],
    [
      'membership',
      () => membershipRecord('x', 2, zod.parse(schemas.membership, { added: 0 })),
      membershipOutputFields,
      { group_id: 'x', requested: 2, added: 0, status: 'done' },
    ],
    ['template', () => templateRecord(zod.parse(schemas.oneTemplate, nothing)), templateOutputFields, {}],
    ['campaign', () => campaignRecord(zod.parse(schemas.oneCampaign, nothing), null), campaignOutputFields, {}],
    [
      'campaign with progress that says nothing',
      () => campaignRecord(zod.parse(schemas.oneCampaign, nothing), null, zod.parse(schemas.campaignProgress, {})),
      campaignOutputFields,
      {},
    ],
    [
      'usage',
      () => ({ ...usageRecord(zod.parse(schemas.usage, { usage: { apiRequestsCount: 7 } }), 80), id: 'x' }),
      usageOutputFields,
      { api_requests_used: 7, is_above_mark: false },
    ],
  ] as const)('%s', (_what, make, fields, told) => {
    const record = make();
    expectShape(record, fields);
    const empty = Object.fromEntries(fields.map(({ key }) => [key, null]));
    expect(record).toEqual({ ...empty, id: 'x', ...told });
  });
});

describe('usage', () => {
  test('without a plan has an id all the same', () => {
    expect(usageRecord(zod.parse(schemas.usage, { usage: { apiRequestsCount: 7 } }), 80).id).toBe('plan');
  });
});
