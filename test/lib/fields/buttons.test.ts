import { expect, test } from '@jest/globals';
import { buttonFields, pixFields } from '../../../lib/fields/buttons.ts';
import { contentFields, typeField } from '../../../lib/fields/content.ts';
import { expectInputFields } from './schema.ts';

test('the platform takes the fields of every type of content, now and later', () => {
  for (const type of Object.keys(typeField.choices)) {
    for (const source of ['file', 'link'] as const) {
      expectInputFields(contentFields(source)(null, { inputData: { type } }));
    }
  }
});

test('both buttons offer the same kinds, PIX being a type of its own', () => {
  const kinds = buttonFields.filter(({ key }) => key.endsWith('_kind')).map(({ choices }) => choices);
  const offered = { reply: 'Reply', url: 'Open a link', call: 'Call a number', copy: 'Copy a code' };
  expect(kinds).toEqual([offered, offered]);
});

test('no field is called like a secret', () => {
  for (const { key } of [...buttonFields, ...pixFields]) expect(key).not.toMatch(/key|token|secret|password/);
});
