import { describe, expect, test } from '@jest/globals';
import { bigSeed, demo } from '../dev/msgflash/demo.ts';
import type { StepName } from '../dev/zapier/index.ts';
import { startFrozen } from './lib/sending/frozen.ts';

const size = { contacts: 100_000, templates: 5_000, groups: 2_000 };
const startBig = () => startFrozen({ msgflash: { data: bigSeed(size) } });

describe('an account with 100 000 contacts, 5 000 templates and 2 000 groups', () => {
  const lists: [name: string, step: StepName, field: string, operation: string, total: number][] = [
    // The demo's own come on top.
    ['contacts', 'creates.update_contact', 'contact_id', 'GET /contacts', size.contacts + 3],
    ['templates', 'creates.send_template_message', 'template_id', 'GET /templates', size.templates + 7],
    ['groups', 'creates.add_contact_to_group', 'group_id', 'GET /contacts/groups', size.groups + 3],
  ];

  test.each(lists)('%s are shown page by page, each by one request', async (_name, step, field, operation, total) => {
    const { connection, mark, requests, zapier } = await startBig();
    const pages = Math.min(Math.ceil(total / 100), 60);
    const seen = new Set<string>();
    for (let page = 0; page < pages; page++) {
      mark();
      const { choices, message } = await zapier.dropdown(connection, step, field, { page });
      expect([page, message, choices.length]).toEqual([page, '', Math.min(100, total - 100 * page)]);
      expect(requests()).toEqual({ [operation]: 1 });
      for (const { value } of choices) seen.add(value);
    }
    expect(seen.size).toBe(Math.min(total, 100 * pages));
  });

  test('a contact is found by its number in one request, wherever it stands', async () => {
    const { connection, mark, requests, zapier } = await startBig();
    for (const [phone, name] of [
      ['+33 6 39 98 89 99', 'Customer 002999'],
      ['06 39 98 75 00', 'Customer 001500'],
      ['33639986000', 'Customer 000000'],
      ['06 39 98 10 01', 'Awa Doe'],
      [demo.numbers.stranger, null],
    ]) {
      mark();
      const run = await zapier.run(connection, 'searches.find_contact', { phone });
      expect(run).toMatchObject({ outcome: 'success', message: '' });
      expect(run.output).toMatchObject(name ? [{ name }] : []);
      expect(requests()).toEqual({ 'GET /contacts': 1 });
    }
  });

  test('others are found by their names', async () => {
    const { connection, mark, requests, zapier } = await startBig();
    for (const [search, name, operation, count] of [
      ['find_contact', 'Customer 054321', 'GET /contacts', 1],
      ['find_group', 'Group 00042', 'GET /contacts/groups', 1],
      ['find_template', 'Template 04999', 'GET /templates', 1],
      ['find_template', 'Template 04501', 'GET /templates', 5],
    ] as const) {
      mark();
      const run = await zapier.run(connection, `searches.${search}`, { name: name.toLowerCase() });
      expect(run).toMatchObject({ outcome: 'success', message: '', output: [{ name }] });
      expect(requests()).toEqual({ [operation]: count });
    }
  });

  test('ten thousand of them join a group by one request', async () => {
    const world = await startBig();
    const contacts = Array.from(
      { length: 10_000 },
      (_, index) => `30000000-0000-4000-9000-${String(index).padStart(12, '0')}`,
    );
    const run = await world.create('add_contact_to_group', { group_id: demo.groups.empty, contact_ids: contacts });
    expect(run).toMatchObject({ outcome: 'success', output: { requested: 10_000, status: 'pending' } });
    expect(world.requests()).toEqual({ 'POST /contacts/groups/{groupId}/members': 1 });
    await world.pass(60_000);
    const group = await world.call(`GET /contacts/groups/${demo.groups.empty}`);
    expect(group).toMatchObject({ contactCount: 10_000 });
  });

  test('a campaign to all of them is one request', async () => {
    const world = await startBig();
    const run = await world.create('create_campaign', {
      instance_id: demo.instances.mainStore,
      name: 'Everybody',
      starts_at: '2027-04-03T15:00:00Z',
      recipients: 'all',
      type: 'text',
      text: 'Hello',
    });
    expect(run).toMatchObject({ outcome: 'success', output: { audience_size: 100_003, audience_limit: 10_000 } });
    expect(world.requests()).toEqual({ 'POST /campaigns': 1, 'GET /instances': 1 });
  });
});
