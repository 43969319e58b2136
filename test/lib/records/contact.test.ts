import { describe, expect, test } from '@jest/globals';
import * as zod from 'zod/mini';
import { oneContact } from '../../../lib/msgflash/schemas.ts';
import { contactLabel, contactOutputFields, contactRecord, withAnswer } from '../../../lib/records/contact.ts';
import { expectShape } from './shape.ts';

const parse = (value: object) => zod.parse(oneContact, value);
const awa = {
  id: 'cnt_1',
  name: 'Awa Doe',
  phone: '33639980042',
  tags: ['vip', 'newsletter'],
  meta: { city: 'Lyon', size: 7, since: null, address: { zip: '69001' }, shoes: ['a', 'b'] },
  temperature: 36.6,
  createdAt: '2026-04-01T10:00:00.000Z',
  updatedAt: '2026-04-01T10:01:00.000Z',
};

describe('contactRecord', () => {
  test('says everything, several things one a line', () => {
    const record = contactRecord(parse(awa));
    expect(record).toEqual({
      id: 'cnt_1',
      name: 'Awa Doe',
      phone: '+33639980042',
      tags: 'vip\nnewsletter',
      metadata: { city: 'Lyon', size: 7, since: null, address: { zip: '69001' }, shoes: ['a', 'b'] },
      temperature: '36.6',
      created_at: '2026-04-01T10:00:00.000Z',
      updated_at: '2026-04-01T10:01:00.000Z',
    });
    expectShape(record, contactOutputFields);
  });

  test('no tags and no metadata are none', () => {
    expect(contactRecord(parse({ ...awa, tags: [], meta: {} }))).toMatchObject({ tags: null, metadata: null });
  });

  test.each([
    ['hot', 'hot'],
    [0, '0'],
    [null, null],
    [{}, null],
  ])('temperature %j', (temperature, text) => {
    expect(contactRecord(parse({ ...awa, temperature })).temperature).toBe(text);
  });
});

describe('withAnswer', () => {
  test('keeps what was known where the answer is silent, and believes it where it is not', () => {
    const known = { name: 'Awa', phone: '+33639980042', tags: ['vip'] };
    expect(withAnswer(known, parse({ id: 'cnt_1', name: 'Awa Doe' }))).toEqual({
      id: 'cnt_1',
      name: 'Awa Doe',
      phone: '+33639980042',
      tags: ['vip'],
      meta: undefined,
      temperature: null,
      createdAt: null,
      updatedAt: null,
    });
    expect(withAnswer(known, parse({ id: 'cnt_1', tags: [] })).tags).toEqual([]);
  });
});

test.each([
  ['Awa Doe', '33639980042', 'Awa Doe · +33 6 39 98 00 42'],
  ['Awa Doe', null, 'Awa Doe'],
  [null, '33639980042', '+33 6 39 98 00 42'],
  [null, null, 'Contact without a name'],
  ['', '', 'Contact without a name'],
])('%s, %s is labelled %s', async (name, phone, label) => {
  expect(await contactLabel({ name, phone })).toBe(label);
});
