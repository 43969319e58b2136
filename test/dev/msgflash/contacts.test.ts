import { describe, expect, test } from '@jest/globals';
import { bigSeed, demo } from '../../../dev/msgflash/demo.ts';
import type { Api } from './start.ts';
import { start } from './start.ts';

const { contacts, groups, numbers, instances } = demo;
const nowhere = '00000000-0000-4000-8000-000000000000';
const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value : []);

/** Every name of a cursor list, page by page. */
async function walk(api: Api, path: string, name: string): Promise<unknown[]> {
  const all: unknown[] = [];
  let cursor: unknown = '';
  do {
    const { status, body } = await api.call(`GET ${path}${cursor ? `&cursor=${cursor}` : ''}`);
    expect(status).toBe(200);
    all.push(...list(body.data[name]).map((item) => item.name));
    cursor = body.data.nextCursor;
    expect(body.data.hasMore).toBe(Boolean(cursor));
  } while (cursor);
  return all;
}

describe('contacts', () => {
  test('are created with a number with or without +, found, changed and deleted', async () => {
    const api = await start();
    const created = await api.call('POST /contacts', {
      name: ' Ana ',
      phone: '33639985555',
      tags: ['a'],
      meta: { city: 'Lyon' },
    });
    expect([created.status, created.body.data]).toEqual([
      201,
      {
        id: expect.any(String),
        name: 'Ana',
        phone: '+33639985555',
        tags: ['a'],
        temperature: null,
        createdAt: '2026-11-20T10:00:00.000Z',
        updatedAt: '2026-11-20T10:00:00.000Z',
        meta: { city: 'Lyon' },
      },
    ]);
    const path = `/contacts/${created.body.data.id}`;
    await api.call(`PUT ${path}`, { tags: ['b'], meta: {} });
    expect((await api.call(`GET ${path}`)).body.data).toMatchObject({ name: 'Ana', tags: ['b'], meta: {} });
    await api.call(`PUT ${path}`, { phone: '+33639985556' });
    expect((await api.call('POST /contacts', { name: 'B', phone: '+33639985555' })).status).toBe(201);
    expect((await api.call('POST /contacts', { name: 'C', phone: '+33639985556' })).status).toBe(409);
    expect((await api.call(`DELETE ${path}`)).body.data).toEqual({ deleted: true });
    expect((await api.call(`GET ${path}`)).status).toBe(404);
    expect((await api.call('POST /contacts', { name: 'C', phone: '+33639985556' })).status).toBe(201);
  });

  test.each([
    ['createdAt_desc', ['Zoé Lefèvre', 'Luc Bernard', 'Awa Doe']],
    ['name_asc', ['Awa Doe', 'Luc Bernard', 'Zoé Lefèvre']],
  ])('page by page, %s', async (sort, expected) => {
    const api = await start();
    expect(await walk(api, `/contacts?limit=1&sort=${sort}`, 'contacts')).toEqual(expected);
  });

  test('sort by name again after a change', async () => {
    const api = await start();
    await walk(api, '/contacts?sort=name_asc', 'contacts');
    await api.call(`PUT /contacts/${contacts.awa}`, { name: 'zz' });
    expect(await walk(api, '/contacts?sort=name_asc', 'contacts')).toEqual(['Luc Bernard', 'Zoé Lefèvre', 'zz']);
  });

  test.each([
    ['AWA', ['Awa Doe']],
    ['639981002', ['Luc Bernard']],
    [encodeURIComponent('+33639981003'), ['Zoé Lefèvre']],
    ['nobody', []],
  ])('are found by %s', async (text, expected) => {
    const api = await start();
    const { data } = (await api.call(`GET /contacts?search=${text}`)).body;
    expect([list(data.contacts).map(({ name }) => name), data.total]).toEqual([expected, expected.length]);
  });

  test('tell their groups, and leave them when deleted', async () => {
    const api = await start();
    const { data } = (await api.call(`GET /contacts/${contacts.awa}/groups`)).body;
    expect(data).toEqual({
      groups: [
        { id: groups.vip, name: 'VIP', color: '#FACC15' },
        { id: groups.vipLyon, name: 'VIP Lyon', color: '#F59E0B' },
      ],
    });
    await api.call(`DELETE /contacts/${contacts.awa}`);
    expect((await api.call(`GET /contacts/groups/${groups.vip}`)).body.data.contactCount).toBe(1);
  });

  test('are deleted in bulk at once, unknown ones named', async () => {
    const api = await start();
    const { status, body } = await api.call('POST /contacts/bulk-delete', {
      contactIds: [contacts.awa, nowhere, contacts.awa, contacts.other],
    });
    expect([status, body.data]).toEqual([200, { requested: 3, deleted: 1, notFound: [nowhere, contacts.other] }]);
  });
});

describe('bulk jobs', () => {
  const ids = (count: number) =>
    Array.from({ length: count }, (_, index) => `30000000-0000-4000-9000-${String(index).padStart(12, '0')}`);

  test.each([
    ['POST /contacts/bulk-delete', 'bulk_delete_contacts', { deleted: 1500, notFound: 0 }],
    [`POST /contacts/groups/${groups.empty}/members`, 'add_to_group', { added: 1500, alreadyInGroup: 0, notFound: 0 }],
    [`DELETE /contacts/groups/${groups.empty}/members`, 'remove_from_group', { removed: 0, notInGroup: 1500 }],
  ])('%s of 1500 runs in the background', async (operation, name, summary) => {
    const api = await start({ data: bigSeed({ contacts: 1500 }) });
    const { status, body } = await api.call(operation, { contactIds: ids(1500) });
    expect([status, body.data]).toMatchObject([
      202,
      { mode: 'async', status: 'pending', operation: name, requestedCount: 1500, progress: 0 },
    ]);
    const path = `/contacts/bulk-jobs/${body.data.jobId}`;
    const seen: unknown[] = [];
    for (let step = 0; step < 4; step++) {
      const { data } = (await api.call(`GET ${path}/progress`)).body;
      seen.push([data.status, data.progress]);
      await api.clock.advance(1000);
    }
    expect(seen).toEqual([
      ['pending', 0],
      ['processing', 0],
      ['processing', 67],
      ['done', 100],
    ]);
    expect((await api.call(`GET ${path}`)).body.data).toMatchObject({ summary, completedAt: expect.any(String) });
    expect((await api.call(`POST ${path}/cancel`)).status).toBe(400);
  });

  test('99 are done at once, 100 are a job that can be cancelled', async () => {
    const api = await start({ data: bigSeed({ contacts: 200 }) });
    expect((await api.call('POST /contacts/bulk-delete', { contactIds: ids(99) })).status).toBe(200);
    const { body } = await api.call('POST /contacts/bulk-delete', { contactIds: ids(199).slice(99) });
    const cancelled = await api.call(`POST /contacts/bulk-jobs/${body.data.jobId}/cancel`);
    expect(cancelled.body.data).toMatchObject({ status: 'cancelled', processedCount: 0 });
    await api.clock.advance(60_000);
    expect((await api.call('GET /contacts?limit=1')).body.data.total).toBe(3 + 101);
  });

  test('are listed newest first with a cursor that is an id', async () => {
    const api = await start();
    const started: unknown[] = [];
    for (let index = 0; index < 3; index++) {
      started.push((await api.call('POST /contacts/bulk-delete', { contactIds: ids(100) })).body.data.jobId);
    }
    const first = (await api.call('GET /contacts/bulk-jobs?limit=2')).body.data;
    expect([list(first.jobs).map(({ id }) => id), first.nextCursor, first.hasMore]).toEqual([
      [started[2], started[1]],
      started[1],
      true,
    ]);
    const second = (await api.call(`GET /contacts/bulk-jobs?limit=2&cursor=${first.nextCursor}`)).body.data;
    expect([list(second.jobs).map(({ id }) => id), second.nextCursor, second.hasMore]).toEqual([
      [started[0]],
      null,
      false,
    ]);
  });
});

describe('groups', () => {
  test('are created, changed, refused when taken, and deleted', async () => {
    const api = await start();
    const created = await api.call('POST /contacts/groups', { name: 'Paris', color: '#F59E0B' });
    expect([created.status, created.body.data]).toEqual([
      201,
      { id: expect.any(String), name: 'Paris', description: null, color: '#F59E0B', contactCount: 0 },
    ]);
    const path = `/contacts/groups/${created.body.data.id}`;
    expect((await api.call('POST /contacts/groups', { name: 'Paris' })).body.error.code).toBe('CONFLICT');
    expect((await api.call(`PUT ${path}`, { name: 'VIP' })).body.error.code).toBe('CONFLICT');
    expect((await api.call(`PUT ${path}`, { name: 'Paris', description: 'North' })).status).toBe(200);
    expect((await api.call(`GET ${path}`)).body.data).toMatchObject({ name: 'Paris', description: 'North' });
    expect((await api.call('POST /contacts/groups', { name: 'A', color: 'red' })).status).toBe(400);
    await api.call(`DELETE ${path}`);
    expect((await api.call(`GET ${path}`)).status).toBe(404);
  });

  test.each([
    ['free', 10],
    ['pro', 50],
  ] as const)('%s has %i', async (plan, count) => {
    const api = await start({ data: bigSeed({ groups: count - 4 }) });
    api.control.setPlan({ plan });
    expect((await api.call('POST /contacts/groups', { name: 'last' })).status).toBe(201);
    const refused = await api.call('POST /contacts/groups', { name: 'one more' });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'MAX_CONTACT_GROUPS_REACHED']);
    api.control.setPlan({ plan: 'max' });
    expect((await api.call('POST /contacts/groups', { name: 'one more' })).status).toBe(201);
  });

  test('are listed newest first, searched in name and description', async () => {
    const api = await start();
    expect(await walk(api, '/contacts/groups?limit=1', 'groups')).toEqual(['Newsletter', 'VIP Lyon', 'VIP']);
    const { data } = (await api.call('GET /contacts/groups?search=customers')).body;
    expect(data).toMatchObject({ total: 2, limit: 50, nextCursor: null, hasMore: false });
  });

  test('take and lose members', async () => {
    const api = await start();
    const path = `/contacts/groups/${groups.vipLyon}/members`;
    const added = await api.call(`POST ${path}`, { contactIds: [contacts.awa, contacts.zoe, nowhere] });
    expect([added.status, added.body.data]).toEqual([200, { added: 1, alreadyInGroup: 1, notFound: 1, total: 3 }]);
    expect(await walk(api, `${path}?limit=1`, 'contacts')).toEqual(['Awa Doe', 'Zoé Lefèvre']);
    expect((await api.call(`GET ${path}?search=zo`)).body.data).toMatchObject({
      contacts: [{ id: contacts.zoe, phone: numbers.zoe, tags: [], addedAt: '2026-11-20T10:00:00.000Z' }],
      total: 1,
    });
    const removed = await api.call(`DELETE ${path}`, { contactIds: [contacts.awa, contacts.luc] });
    expect([removed.status, removed.body.data]).toEqual([200, { removed: 1, notInGroup: 1 }]);
    expect(await walk(api, `${path}?limit=1`, 'contacts')).toEqual(['Zoé Lefèvre']);
  });

  test.each([
    ['none', []],
    ['more than 10 000', Array(10_001).fill(contacts.awa)],
    ['a name', ['Awa Doe']],
  ])('refuse %s', async (_what, contactIds) => {
    const api = await start();
    const { status } = await api.call(`POST /contacts/groups/${groups.vip}/members`, { contactIds });
    expect(status).toBe(400);
  });
});

describe('number lookups', () => {
  const lookup = (api: Api, numbersAsked: string[], instanceId: string = instances.mainStore) =>
    api.call('POST /number-lookups', { instanceId, numbers: numbersAsked });

  test('of few numbers answer at once', async () => {
    const api = await start();
    const { status, body } = await lookup(api, [numbers.awa, '33 6 39 98 99 21', 'abc']);
    expect([status, body.data]).toEqual([
      200,
      {
        mode: 'sync',
        lookupId: expect.any(String),
        status: 'done',
        requested: 3,
        normalized: 2,
        checked: 2,
        onWhatsAppCount: 1,
        notOnWhatsAppCount: 1,
        invalidCount: 1,
        result: {
          onWhatsApp: [{ input: numbers.awa, normalized: numbers.awa, jid: '33639981001@s.whatsapp.net' }],
          notOnWhatsApp: [{ input: '33 6 39 98 99 21', normalized: numbers.notOnWhatsApp }],
          invalid: [{ input: 'abc', reason: 'Invalid number' }],
        },
      },
    ]);
  });

  const many = Array.from({ length: 120 }, (_, index) => `+3363998${6000 + index}`);

  test('of a hundred and more run in the background, then become contacts', async () => {
    const api = await start();
    expect((await lookup(api, many.slice(0, 99))).body.data.mode).toBe('sync');
    const { status, body } = await lookup(api, [...many, numbers.awa]);
    expect([status, body.data]).toMatchObject([202, { mode: 'async', status: 'pending', requested: 121 }]);
    const path = `/number-lookups/${body.data.lookupId}`;
    const early = await api.call(`POST ${path}/import-contacts`, {});
    expect([early.status, early.body.error.code]).toEqual([400, 'LOOKUP_NOT_READY']);
    await api.clock.advance(800);
    const { data } = (await api.call(`GET ${path}/progress`)).body;
    expect(data).toMatchObject({ status: 'processing', progress: 50, checkedCount: 60, completedAt: null });
    expect(data).not.toHaveProperty('result');
    await api.clock.advance(60_000);
    expect((await api.call(`GET ${path}`)).body.data).toMatchObject({
      status: 'done',
      progress: 100,
      onWhatsAppCount: 121,
      result: { invalid: [] },
    });
    const imported = await api.call(`POST ${path}/import-contacts`, { groupId: groups.empty, tag: 'new' });
    expect(imported.body.data).toEqual({ requested: 121, created: 120, updated: 1, skipped: 0 });
    expect((await api.call(`GET /contacts/groups/${groups.empty}`)).body.data.contactCount).toBe(121);
    expect((await api.call(`GET /contacts/${contacts.awa}`)).body.data.tags).toEqual(['vip', 'lyon', 'new']);
    const again = await api.call(`POST ${path}/cancel`);
    expect([again.status, again.body.error.code]).toEqual([400, 'LOOKUP_CANNOT_BE_CANCELLED']);
    expect(list((await api.call('GET /number-lookups')).body.data.lookups)).toHaveLength(2);
  });

  test('of a slow number are done once they have been asked for so many times', async () => {
    const api = await start();
    const rules = { slow: [{ prefix: numbers.stranger, polls: 3 }] };
    await api.call('POST /control/setNumbers', rules, { 'x-api-key': null });
    expect((await lookup(api, [numbers.awa])).body.data).toMatchObject({ mode: 'sync', status: 'done' });
    const { status, body } = await lookup(api, [numbers.awa, numbers.stranger]);
    expect([status, body.data]).toEqual([
      202,
      {
        mode: 'async',
        lookupId: expect.any(String),
        status: 'pending',
        requested: 2,
        message: 'The lookup has started; poll its progress.',
      },
    ]);
    // Time alone changes nothing.
    await api.clock.advance(60_000);
    const path = `/number-lookups/${body.data.lookupId}`;
    const under = { status: 'processing', progress: 0, checkedCount: 0, completedAt: null };
    expect((await api.call(`GET ${path}`)).body.data).toMatchObject({ ...under, result: { onWhatsApp: [] } });
    expect((await api.call(`GET ${path}/progress`)).body.data).toMatchObject(under);
    expect((await api.call(`POST ${path}/import-contacts`, {})).body.error.code).toBe('LOOKUP_NOT_READY');
    for (const time of ['third', 'fourth']) {
      const { data } = (await api.call(`GET ${path}`)).body;
      expect([time, data]).toMatchObject([time, { status: 'done', progress: 100, onWhatsAppCount: 2 }]);
    }
  });

  test('of a slow number can be cancelled, and stay so', async () => {
    const api = await start();
    api.control.setNumbers({ slow: [{ prefix: numbers.stranger, polls: 1 }] });
    const path = `/number-lookups/${(await lookup(api, [numbers.stranger])).body.data.lookupId}`;
    expect((await api.call(`POST ${path}/cancel`)).body.data).toMatchObject({ status: 'cancelled' });
    expect((await api.call(`GET ${path}`)).body.data).toMatchObject({ status: 'cancelled', checkedCount: 0 });
  });

  test('can be cancelled', async () => {
    const api = await start();
    const { body } = await lookup(api, many);
    const path = `/number-lookups/${body.data.lookupId}`;
    await api.clock.advance(400);
    expect((await api.call(`POST ${path}/cancel`)).body.data).toMatchObject({ status: 'cancelled' });
    await api.clock.advance(60_000);
    expect((await api.call(`GET ${path}`)).body.data).toMatchObject({ status: 'cancelled', checkedCount: 20 });
  });

  test.each([
    ['a disconnected instance', instances.events, [numbers.awa], [502, 'PROVIDER_ERROR']],
    ['an instance of another account', instances.other, [numbers.awa], [404, 'NOT_FOUND']],
    ['a name for the instance', 'Main Store', [numbers.awa], [400, 'VALIDATION_ERROR']],
    ['no numbers', instances.mainStore, [], [400, 'VALIDATION_ERROR']],
  ] as const)('refuse %s', async (_what, instanceId, asked, expected) => {
    const api = await start();
    const { status, body } = await lookup(api, [...asked], instanceId);
    expect([status, body.error.code]).toEqual(expected);
  });

  test('unknown is 404 with a code of its own', async () => {
    const api = await start();
    const { status, body } = await api.call(`GET /number-lookups/${nowhere}`);
    expect([status, body.error.code]).toEqual([404, 'LOOKUP_NOT_FOUND']);
  });
});
