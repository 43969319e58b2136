import { expect, test } from '@jest/globals';
import * as zod from 'zod/mini';
import { oneTemplate } from '../../../lib/msgflash/schemas.ts';
import { templateRecord } from '../../../lib/records/template.ts';

const record = (value: object) => templateRecord(zod.parse(oneTemplate, { id: 'tpl_1', ...value }));

test('a template says everything, its own variables without their namespace', () => {
  expect(
    record({
      name: 'Order',
      type: 'text',
      body: 'Hello',
      mediaUrl: null,
      variables: ['contact.name', 'custom.order', 'custom.end date'],
      createdAt: '2026-04-01T10:00:00.000Z',
      updatedAt: '2026-04-01T10:01:00.000Z',
    }),
  ).toEqual({
    id: 'tpl_1',
    name: 'Order',
    type: 'text',
    text: 'Hello',
    media_url: null,
    variables: 'contact.name\ncustom.order\ncustom.end date',
    custom_variables: 'order\nend date',
    created_at: '2026-04-01T10:00:00.000Z',
    updated_at: '2026-04-01T10:01:00.000Z',
  });
});

test.each([[[]], [null], ['custom.x']])('no variables are none: %j', (variables) => {
  expect(record({ variables })).toMatchObject({ variables: null, custom_variables: null });
});

test('variables of others are none of its own', () => {
  expect(record({ variables: ['user.email'] })).toMatchObject({ variables: 'user.email', custom_variables: null });
});
