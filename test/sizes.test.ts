import { describe, expect, test } from '@jest/globals';
import { bigSeed, demo } from '../dev/msgflash/demo.ts';
import { sharedEnvironment } from './support/environment.ts';

const size = { contacts: 100_000, templates: 5_000, groups: 2_000 };
const big = { msgflash: { data: bigSeed(size) } };

describe('an account with 100 000 contacts, 5 000 templates and 2 000 groups', () => {
  test.each([
    ['find_contact', { phone: '+33 6 39 98 89 99' }, 'Customer 002999', 'GET /contacts', 1],
    ['find_contact', { phone: demo.numbers.stranger }, null, 'GET /contacts', 1],
    ['find_contact', { name: 'customer 054321' }, 'Customer 054321', 'GET /contacts', 1],
    ['find_group', { name: 'group 00042' }, 'Group 00042', 'GET /contacts/groups', 1],
    ['find_template', { name: 'template 04501' }, 'Template 04501', 'GET /templates', 5],
  ])('%s %j is %s, after %s × %i', async (key, input, name, operation, count) => {
    const { find, requests } = await sharedEnvironment(big);
    const run = await find(key, input);
    expect(run).toMatchObject({ outcome: 'success', message: '', output: name ? [{ name }] : [] });
    expect(requests()).toEqual({ [operation]: count });
  });

  test('ten thousand contacts join a group by one request, and a campaign to all is one request', async () => {
    const { call, create, pass, requests } = await sharedEnvironment(big);
    const id = (_: unknown, index: number) => `30000000-0000-4000-9000-${String(index).padStart(12, '0')}`;
    const group_id = demo.groups.empty;
    const run = await create('add_contact_to_group', { group_id, contact_ids: Array.from({ length: 10_000 }, id) });
    expect(run).toMatchObject({ outcome: 'success', output: { requested: 10_000, status: 'pending' } });
    await pass(60_000);
    expect(await call(`GET /contacts/groups/${group_id}`)).toMatchObject({ contactCount: 10_000 });

    const when = { instance_id: demo.instances.mainStore, name: 'Everybody', starts_at: '2027-04-03T15:00:00Z' };
    const campaign = await create('create_campaign', { ...when, recipients: 'all', text: 'Hello' });
    expect(campaign.output).toMatchObject({ audience_size: 100_003, audience_limit: 10_000 });
    expect(requests()).toMatchObject({ 'POST /contacts/groups/{groupId}/members': 1, 'POST /campaigns': 1 });
  });
});
