import { describe, expect, test } from '@jest/globals';
import type { Control } from '../../../dev/msgflash/control.ts';
import { demo } from '../../../dev/msgflash/demo.ts';
import { start } from './start.ts';

const { contacts, groups, templates, instances } = demo;
type Generation = Parameters<Control['setGeneration']>[0];

const keysOf = (value: unknown): string[] => (typeof value === 'object' && value !== null ? Object.keys(value) : []);
const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined);

describe('single objects have the keys of', () => {
  const contact = `/contacts/${contacts.awa}`;
  const group = `/contacts/groups/${groups.vip}`;
  const template = `/templates/${templates.poster}`;
  const fullContact = ['id', 'name', 'phone', 'tags', 'temperature', 'createdAt', 'updatedAt', 'meta'];
  const fullTemplate = ['id', 'name', 'type', 'mediaUrl', 'variables', 'createdAt', 'updatedAt', 'body'];
  const rows: [string, Generation, string, object | undefined, string[]][] = [
    ['the newest contact', {}, `GET ${contact}`, undefined, fullContact],
    ['the short contact', { objects: 'partial' }, `GET ${contact}`, undefined, ['id', 'name', 'phone']],
    ['the changed contact', { objects: 'partial' }, `PUT ${contact}`, { name: 'A' }, ['id', 'name']],
    ['the newest template', {}, `GET ${template}`, undefined, fullTemplate],
    ['the short template', { objects: 'partial' }, `GET ${template}`, undefined, ['id', 'name', 'type', 'variables']],
    ['the changed template', { objects: 'partial' }, `PUT ${template}`, { name: 'A' }, ['id', 'variables']],
    ['a template without text', { templates: 'without_body' }, `GET ${template}`, undefined, fullTemplate.slice(0, -1)],
    ['the short group', { objects: 'partial' }, `GET ${group}`, undefined, ['id', 'name', 'contactCount']],
    ['the changed group', { objects: 'partial' }, `PUT ${group}`, { color: '#000000' }, ['id', 'name']],
    [
      'the short instance',
      { objects: 'partial' },
      `GET /instances/${instances.support}`,
      undefined,
      ['id', 'name', 'waNumber', 'status'],
    ],
  ];
  test.each(rows)('%s', async (_what, generation, operation, body, keys) => {
    const api = await start();
    api.control.setGeneration(generation);
    expect(keysOf((await api.call(operation, body)).body.data)).toEqual(keys);
  });

  test('the short message, send and schedule', async () => {
    const api = await start();
    api.control.setGeneration({ objects: 'partial' });
    const sent = (await api.send()).body.data;
    expect(keysOf(sent)).not.toContain('safety');
    expect(keysOf((await api.call(`GET /messages/${sent.id}`)).body.data)).toEqual([
      'id',
      'status',
      'providerMessageId',
    ]);
    const scheduled = await api.call('POST /messages/schedule', {
      instanceId: instances.mainStore,
      to: demo.numbers.stranger,
      type: 'text',
      text: 'A',
      scheduledAt: '2027-01-01T00:00:00Z',
    });
    expect(keysOf(scheduled.body.data)).toEqual(['id', 'status', 'body']);
  });
});

describe('lists', () => {
  test('of old: contacts with metadata and without pages, groups with a total only', async () => {
    const api = await start();
    api.control.setGeneration({ lists: 'old' });
    const { data } = (await api.call('GET /contacts')).body;
    expect(data).toMatchObject([{ name: 'Zoé Lefèvre', meta: {} }, {}, { meta: { points: 120 } }]);
    expect(firstOf(data)).not.toHaveProperty('temperature');
    expect(keysOf((await api.call('GET /contacts/groups')).body.data)).toEqual(['groups', 'total']);
  });

  test.each(['/contacts', '/contacts/groups', '/messages', '/templates'])('as plain arrays: %s', async (path) => {
    const api = await start();
    api.control.setGeneration({ lists: 'arrays' });
    const { data } = (await api.call(`GET ${path}`)).body;
    expect(firstOf(data)).toHaveProperty('id');
  });

  test('of members under either name', async () => {
    const api = await start();
    const path = `GET /contacts/groups/${groups.vip}/members`;
    expect((await api.call(path)).body.data).toHaveProperty('contacts');
    api.control.setGeneration({ members: 'members' });
    expect((await api.call(path)).body.data).not.toHaveProperty('contacts');
    expect((await api.call(path)).body.data.members).toHaveLength(2);
  });
});

test.each([
  ['union', true, true],
  ['with_active', true, false],
  ['without_active', false, true],
] as const)('a new webhook answers as the sample %s', async (webhookCreate, active, createdAt) => {
  const api = await start();
  api.control.setGeneration({ webhookCreate });
  const { data } = (await api.call('POST /webhooks', { url: 'https://example.com', events: ['message.sent'] })).body;
  expect([keysOf(data).includes('active'), keysOf(data).includes('createdAt')]).toEqual([active, createdAt]);
});

describe('messages', () => {
  test('oldest first, page by page', async () => {
    const api = await start();
    api.control.setGeneration({ messages: 'oldest_first' });
    const dates: unknown[] = [];
    let cursor: unknown = '';
    do {
      const { data } = (await api.call(`GET /messages?limit=2${cursor ? `&cursor=${cursor}` : ''}`)).body;
      for (const message of Object.values(data.messages ?? {})) dates.push(message.createdAt);
      cursor = data.nextCursor;
    } while (cursor);
    expect(dates).toHaveLength(5);
    expect(dates).toEqual([...dates].sort());
  });

  test('without the undocumented filter', async () => {
    const api = await start();
    expect((await api.call('GET /messages?status=received')).status).toBe(200);
    api.control.setGeneration({ receivedFilter: 'refused' });
    expect((await api.call('GET /messages?status=received')).body.error.code).toBe('VALIDATION_ERROR');
    expect((await api.call('GET /messages?status=sent')).status).toBe(200);
  });
});

test('numbers of instances without their plus', async () => {
  const api = await start();
  api.control.setGeneration({ waNumber: 'plain' });
  expect((await api.call('GET /instances')).body.data).toMatchObject([
    { waNumber: '33639980001' },
    { waNumber: '33639980002' },
    { waNumber: '33639980003' },
    { waNumber: null },
  ]);
});
