import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { type FrozenWorld, outputOf, sharedFrozen, startFrozen } from '../lib/sending/frozen.ts';
import {
  AMBIGUOUS,
  accountRefusals,
  answered,
  empty,
  errored,
  expectRefused,
  expectRepeated,
  halted,
  missing,
  type Refused,
  UNREADABLE,
  unknownId,
  unmatched,
  withoutValue,
} from '../support/refused.ts';
import { listOf } from '../support/world.ts';

const CREATE = 'POST /contacts/groups';
const LIST = 'GET /contacts/groups';
const ONE = { [CREATE]: 1 };
const regulars = { name: 'Regulars' };
// The answer of a create has no date.
const record = { name: 'Regulars', description: null, color: null, contact_count: 0, created_at: null };

describe('a new group', () => {
  const everything = { description: 'Every week\nsince 2020', color: '#F59E0B' };
  type Row = [name: string, input: object, sent: object, changes: object];
  const rows: Row[] = [
    ['with its name only', regulars, {}, {}],
    ['with everything', { ...regulars, ...everything }, everything, everything],
    [
      'with a small color, without its sign',
      { ...regulars, color: ' f59e0b ' },
      { color: '#F59E0B' },
      { color: '#F59E0B' },
    ],
    ['with spaces', { name: ' Regulars ', description: '  ', color: ' ' }, {}, {}],
  ];

  test.each(rows)('%s', async (_name, input, sent, changes) => {
    const { call, create, requests, wire } = await startFrozen();
    const run = await create('create_group', { ...input });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual(ONE);
    expect(wire()[0]?.body).toEqual({ name: 'Regulars', ...sent });
    const { id, ...output } = outputOf(run);
    expect(output).toEqual({ ...record, ...changes });
    expect(await call(`GET /contacts/groups/${String(id)}`)).toMatchObject({ name: output.name, color: output.color });
  });

  test('a short answer of MsgFlash still makes a whole record', async () => {
    const { control, create } = await startFrozen();
    control.fault({ operation: CREATE, kind: 'missing_optional' });
    const run = await create('create_group', { ...regulars, description: 'Weekly', color: '#f59e0b' });
    const id = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(outputOf(run)).toEqual({ ...record, id, description: 'Weekly', color: '#F59E0B' });
  });

  const cases: Refused[] = [
    ...withoutValue('name', 'Name'),
    errored(
      'a color that is none',
      { color: 'orange' },
      '“orange” in Color is not a color. Write it like #F59E0B. Nothing was created.',
    ),
    halted('a name that is taken', { name: 'VIP' }, 'A group called “VIP” already exists. Use Find Group to get it.', {
      requests: ONE,
    }),
    errored(
      'a plan without another group',
      {},
      'Your plan has no contact group left. Delete one in MsgFlash, or see Plans and Billing in MsgFlash.',
      { requests: ONE, given: ({ control }) => control.setPlan({ limits: { maxContactGroups: 3 } }) },
    ),
    ...accountRefusals(CREATE),
  ];
  test.each(cases)('refused: $name', async (each) => {
    const { call } = await expectRefused('creates.create_group', regulars, each);
    expect(listOf((await call(LIST)).groups)).toHaveLength(3);
  });

  test.each(AMBIGUOUS)('$name: there is one in the end', async (fault) => {
    const { call } = await expectRepeated('creates.create_group', regulars, CREATE, fault, { canSee: true });
    const names = listOf((await call(LIST)).groups).map(({ name }) => name);
    expect(names.filter((name) => name === regulars.name)).toHaveLength(1);
  });
});

describe('find or create', () => {
  test('a group that somebody else creates in between is returned', async () => {
    const { connection, zapier } = await sharedFrozen();
    const meta = { withSearch: 'find_group' };
    const run = await zapier.run(connection, 'creates.create_group', { name: 'VIP' }, { meta });
    expect(run).toMatchObject({ outcome: 'success', output: { id: demo.groups.vip } });
  });

  test('an existing group is found, and one that is only part of others is created, and found from then on', async () => {
    const { connection, requests, zapier } = await startFrozen();
    const findOrCreate = (name: string) => zapier.findOrCreate(connection, 'find_group', { name }, { name });
    expect(await findOrCreate(' vip ')).toMatchObject({ found: true, create: null, output: { id: demo.groups.vip } });
    expect(requests()).toEqual({ [LIST]: 1 });
    const first = await findOrCreate('Lyon');
    expect(first).toMatchObject({ outcome: 'success', found: false, output: { name: 'Lyon', contact_count: 0 } });
    const second = await findOrCreate('lyon');
    expect(second).toMatchObject({ outcome: 'success', found: true, create: null });
    const [created, found] = [first, second].map(({ output }) => Object(output));
    expect(found.id).toBe(created.id);
    expect(Object.keys(found)).toEqual(Object.keys(created));
    expect(requests()).toEqual({ [LIST]: 3, [CREATE]: 1 });
  });

  test('a search that fails creates nothing', async () => {
    const { connection, control, requests, zapier } = await sharedFrozen();
    control.fault({ operation: LIST, kind: 'html_200' });
    const ended = await zapier.findOrCreate(connection, 'find_group', { name: 'Lyon' }, { name: 'Lyon' });
    expect(ended).toMatchObject({ outcome: 'errored', message: UNREADABLE, create: null });
    expect(requests()).toEqual({ [LIST]: 1 });
  });
});

const { vip, empty: newsletter } = demo.groups;
const { awa, luc, zoe, other } = demo.contacts;
type Count = [name: string, group: string, contacts: string[], record: object, members: string[]];

describe.each<{ key: string; operation: string; counts: Count[] }>([
  {
    key: 'add_contact_to_group',
    operation: 'POST /contacts/groups/{groupId}/members',
    counts: [
      ['one', newsletter, [zoe], { added: 1, already_in_group: 0, not_found: 0 }, [zoe]],
      ['one of each kind', vip, [zoe, luc, other], { added: 1, already_in_group: 1, not_found: 1 }, [awa, luc, zoe]],
    ],
  },
  {
    key: 'remove_contact_from_group',
    operation: 'DELETE /contacts/groups/{groupId}/members',
    counts: [
      ['the last ones', vip, [luc, awa], { removed: 2, not_in_group: 0 }, []],
      ['one of each kind', vip, [zoe, luc], { removed: 1, not_in_group: 1 }, [awa]],
    ],
  },
])('$key', ({ key, operation, counts }) => {
  const MEMBERS = { [operation]: 1 };
  const contactId = (_: unknown, index: number) => `30000000-0000-4000-9000-${String(index).padStart(12, '0')}`;
  const many = (length: number) => Array.from({ length }, contactId);
  const unknown = {
    added: null,
    already_in_group: null,
    removed: null,
    not_in_group: null,
    not_found: null,
    job_id: null,
    status: 'done',
  };
  const membersOf = async ({ call }: FrozenWorld, group: string) =>
    listOf((await call(`GET /contacts/groups/${group}/members`)).contacts).map(({ id }) => id);

  test.each(counts)('%s', async (_name, group, contacts, changes, members) => {
    const world = await startFrozen();
    const run = await world.create(key, { group_id: group, contact_ids: contacts });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(world.requests()).toEqual(MEMBERS);
    expect(world.wire()[0]).toMatchObject({ path: `/api/v1/contacts/groups/${group}/members` });
    expect(world.wire()[0]?.body).toEqual({ contactIds: contacts });
    expect(outputOf(run)).toEqual({ ...unknown, id: group, group_id: group, requested: contacts.length, ...changes });
    expect(await membersOf(world, group)).toEqual(members);
  });

  test.each([
    ['in one text, as an earlier step outputs them', [`${awa}, ${zoe}`]],
    ['one a line, one twice, with spaces', [mapped(` ${awa}\n${zoe}\n`), '', awa]],
  ])('%s: each counts once', async (_name, contacts) => {
    const { create, wire } = await sharedFrozen();
    const run = await create(key, { group_id: vip, contact_ids: contacts });
    expect(run).toMatchObject({ outcome: 'success', output: { requested: 2 } });
    expect(wire()[0]?.body).toEqual({ contactIds: [awa, zoe] });
  });

  test('99 are done at once', async () => {
    const { create, requests } = await sharedFrozen();
    const run = await create(key, { group_id: vip, contact_ids: many(99) });
    expect(run).toMatchObject({ outcome: 'success', output: { requested: 99, job_id: null, status: 'done' } });
    expect(requests()).toEqual(MEMBERS);
  });

  test.each([100, 10_000])('%d are a job: it is reported with its state, and nobody waits for it', async (count) => {
    const world = await startFrozen();
    const contacts = many(count);
    const run = await world.create(key, { group_id: vip, contact_ids: contacts });
    const job_id = expect.stringMatching(/^7[0-9a-f-]{35}$/);
    const pending = { id: vip, group_id: vip, requested: count, job_id, status: 'pending' };
    expect(outputOf(run)).toEqual({ ...unknown, ...pending });
    expect(world.requests()).toEqual(MEMBERS);
    expect(world.wire()[0]?.body).toEqual({ contactIds: contacts });
    await world.pass(60_000);
    const job = await world.call(`GET /contacts/bulk-jobs/${String(outputOf(run).job_id)}`);
    expect(job).toMatchObject({ status: 'done', requestedCount: count, groupId: vip });
  });

  const cases: Refused[] = [
    ...withoutValue('group_id', 'Group'),
    errored(
      'no contact',
      { contact_ids: [empty, mapped(', ;')] },
      'Contacts is empty. Choose at least one contact and try again.',
    ),
    errored(
      '10 001 contacts',
      { contact_ids: many(10_001) },
      'Contacts holds 10001 contacts, and MsgFlash allows 10 000 at once. Split them over several steps. Nothing was changed.',
    ),
    errored('a deleted group', { group_id: mapped(unknownId(4)) }, missing('group'), { requests: MEMBERS }),
    errored('part of the name of a contact', { contact_ids: [mapped('Awa')] }, unmatched('contact', 'Awa', 'Contact'), {
      requests: { 'GET /contacts': 1 },
    }),
    errored('part of the name of a group', { group_id: mapped('VI') }, unmatched('group', 'VI', 'Group'), {
      requests: { [LIST]: 1 },
    }),
    errored(
      'something that MsgFlash cannot do',
      {},
      'MsgFlash could not do this (The group is locked).',
      answered(operation, 400, 'BAD_REQUEST', 'The group is locked.'),
    ),
    ...accountRefusals(operation),
  ];
  test.each(cases)('refused: $name', async (each) => {
    await expectRefused(`creates.${key}`, { group_id: newsletter, contact_ids: [awa, zoe] }, each);
  });

  test.each(AMBIGUOUS)('$name: is repeated', async (fault) => {
    await expectRepeated(`creates.${key}`, { group_id: vip, contact_ids: [awa, zoe] }, operation, fault);
  });
});
