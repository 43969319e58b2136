import { expect, test } from '@jest/globals';
import { bigSeed } from '../../../dev/msgflash/demo.ts';
import { start } from './start.ts';

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

test('a hundred thousand contacts, five thousand templates and two thousand groups are all there, page by page', async () => {
  const api = await start({ data: bigSeed({ contacts: 100_000, templates: 5000, groups: 2000 }) });
  const began = performance.now();
  const seen = new Set<unknown>();
  for (const sort of ['createdAt_desc', 'name_asc']) {
    let cursor: unknown = '';
    for (let index = 0; index < 20; index++) {
      const { data } = (await api.call(`GET /contacts?limit=100&sort=${sort}${cursor ? `&cursor=${cursor}` : ''}`))
        .body;
      expect(data.total).toBe(100_003);
      for (const contact of list(data.contacts)) seen.add(JSON.stringify(contact));
      cursor = data.nextCursor;
    }
  }
  // The newest and the first by name do not overlap within a twenty pages each.
  expect(seen.size).toBe(4000);
  expect((await api.call('GET /contacts?search=customer%2009999')).body.data.total).toBe(10);
  const templates = (await api.call('GET /templates?limit=100&page=51')).body.data;
  expect([templates.total, list(templates.templates).length]).toEqual([5007, 7]);
  expect((await api.call('GET /contacts/groups?limit=100')).body.data.total).toBe(2003);
  // Generous: a page that costs the whole list would take minutes here.
  expect(performance.now() - began).toBeLessThan(20_000);
}, 60_000);
