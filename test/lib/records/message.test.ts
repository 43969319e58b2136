import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ZObject } from 'zapier-platform-core';
import * as zod from 'zod/mini';
import { oneMessage } from '../../../lib/msgflash/schemas.ts';
import { messageLabel, messageOutputFields, messageRecord } from '../../../lib/records/message.ts';
import { messageEventSample } from '../../../lib/records/message-event.ts';
import { mediaPointer, messageMedia } from '../../../lib/run/message-media.ts';
import { platform } from '../run/platform.ts';
import { expectShape } from './shape.ts';

jest.setTimeout(60_000);

let z: ZObject;
beforeAll(async () => {
  z = await platform();
});

const full = {
  id: 'msg_1',
  userId: 'user_1',
  instanceId: 'inst_1',
  contactId: 'cnt_1',
  campaignId: 'cmp_1',
  direction: 'outbound',
  type: 'image',
  from: '33639980001@s.whatsapp.net',
  to: '33639980042',
  body: 'Hello',
  mediaUrl: 'https://example.com/a.jpg',
  status: 'queued',
  warnings: ['One.', 'Two.'],
  safety: { decision: 'warn', riskLevel: 'medium', state: 'warming', score: 56, reasons: ['…'] },
  error: 'None',
  providerMessageId: 'BAE5',
  meta: { workerSafety: { decision: 'allow', riskLevel: 'low', score: 72 } },
  createdAt: '2026-04-01T10:00:00.000Z',
  updatedAt: '2026-04-01T10:01:00.000Z',
};
const shop = { id: 'inst_1', name: 'Main Store', waNumber: '33639980001', status: 'connected' };
const parse = (value: object) => zod.parse(oneMessage, value);

describe('messageRecord', () => {
  test('says everything that the API says, flat and in our own words', () => {
    const pointers: unknown[] = [];
    const dehydrateFile: ZObject['dehydrateFile'] = (...pointer) => {
      pointers.push(pointer);
      return 'hydrate|||x|||hydrate';
    };
    const record = messageRecord(parse(full), shop, mediaPointer({ z: { ...z, dehydrateFile } }, parse(full)));
    expect(record).toEqual({
      id: 'msg_1',
      message_id: 'msg_1',
      direction: 'outbound',
      status: 'queued',
      type: 'image',
      from: '+33639980001',
      to: '+33639980042',
      text: 'Hello',
      media_url: 'https://example.com/a.jpg',
      media_file: 'hydrate|||x|||hydrate',
      contact_id: 'cnt_1',
      campaign_id: 'cmp_1',
      instance_id: 'inst_1',
      instance_name: 'Main Store',
      instance_number: '+33639980001',
      provider_message_id: 'BAE5',
      error: 'None',
      warnings: 'One.\nTwo.',
      safety_decision: 'warn',
      safety_risk_level: 'medium',
      safety_score: 56,
      created_at: '2026-04-01T10:00:00.000Z',
      updated_at: '2026-04-01T10:01:00.000Z',
    });
    expectShape(record, messageOutputFields);
    expect(pointers).toEqual([[messageMedia, { message_id: 'msg_1' }]]);
  });

  test('the platform makes a pointer of the file, without the link and without the key', () => {
    const media_file = mediaPointer({ z }, parse(full));
    expect(media_file).toMatch(/^hydrate\|\|\|.*hydrators\.messageMedia.*\|\|\|hydrate$/);
    expect(media_file).toContain('msg_1');
    expect(media_file).not.toContain('example.com');
    expect(media_file).not.toContain('msgf_');
  });

  test('has no file without media', () => {
    expect(
      messageRecord(parse({ ...full, mediaUrl: null }), null, mediaPointer({ z }, parse({ ...full, mediaUrl: null }))),
    ).toMatchObject({
      media_url: null,
      media_file: null,
    });
  });

  test('reads the safety of a message that was read later where that stands', () => {
    expect(messageRecord(parse({ ...full, safety: undefined }), null, null)).toMatchObject({
      safety_decision: 'allow',
      safety_risk_level: 'low',
      safety_score: 72,
    });
  });

  test('no warnings are none', () => {
    expect(messageRecord(parse({ ...full, warnings: [] }), null, null).warnings).toBeNull();
  });
});

describe('messageLabel', () => {
  test.each([
    ['outbound', full, 'To +33 6 39 98 00 42 · Hello · queued · 2026-04-01 10:00'],
    [
      'inbound',
      { ...full, direction: 'inbound', status: 'received' },
      'From +33 6 39 98 00 01 · Hello · received · 2026-04-01 10:00',
    ],
    ['without text', { ...full, body: null }, 'To +33 6 39 98 00 42 · image · queued · 2026-04-01 10:00'],
    ['several lines', { ...full, body: 'a\n\n b' }, 'To +33 6 39 98 00 42 · a b · queued · 2026-04-01 10:00'],
    [
      'a long text',
      { ...full, body: 'x'.repeat(60) },
      `To +33 6 39 98 00 42 · ${'x'.repeat(39)}… · queued · 2026-04-01 10:00`,
    ],
  ])('%s', async (_what, value, label) => {
    expect(await messageLabel(parse(value))).toBe(label);
  });
});

describe('the sample of an event', () => {
  test('of an inbound message goes the other way', () => {
    const { from, to, ...sample } = messageEventSample('received');
    expect({ from, to }).toEqual({ from: '+33639980042', to: '+33639980001' });
    expect(sample).toMatchObject({ direction: 'inbound', status: 'received', event: 'message.received', error: null });
  });

  test.each(['sent', 'delivered', 'read', 'failed'])('of %s has its id and status', (status) => {
    const sample = messageEventSample(status);
    expect(sample).toMatchObject({
      id: `message.${status}:${sample.message_id}`,
      direction: 'outbound',
      status,
      event: `message.${status}`,
      error: status === 'failed' ? 'The number is not on WhatsApp.' : null,
    });
  });
});
