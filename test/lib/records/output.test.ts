import { expect, test } from '@jest/globals';
import { lines, outputFields } from '../../../lib/records/output.ts';

test('output fields are the keys of a sample in words, with the types of its values, in its order', () => {
  const sample = {
    id: 'x',
    api_requests_used: 3,
    already_in_group: false,
    is_on_whatsapp: true,
    created_at: '2026-04-01T10:00:00.000Z',
    day: '2026-04-01',
    error: null,
  };
  expect(outputFields(sample)).toEqual([
    { key: 'id', label: 'ID', type: 'string' },
    { key: 'api_requests_used', label: 'API Requests Used', type: 'number' },
    { key: 'already_in_group', label: 'Already in Group', type: 'boolean' },
    { key: 'is_on_whatsapp', label: 'Is on WhatsApp', type: 'boolean' },
    { key: 'created_at', label: 'Created At', type: 'datetime' },
    { key: 'day', label: 'Day', type: 'string' },
    { key: 'error', label: 'Error', type: 'string' },
  ]);
});

test('what neither tells is said', () => {
  const told = { labels: { id: 'Contact ID' }, types: { file: 'file', ended_at: 'datetime' } } as const;
  expect(outputFields({ id: 'x', file: 'https://example.com/a.jpg', ended_at: null }, told)).toEqual([
    { key: 'id', label: 'Contact ID', type: 'string' },
    { key: 'file', label: 'File', type: 'file' },
    { key: 'ended_at', label: 'Ended At', type: 'datetime' },
  ]);
});

test('several things are lines of one text', () => {
  expect([lines(['a', 'b']), lines([]), lines(null), lines(undefined)]).toEqual(['a\nb', null, null, null]);
});
