/** Contacts and groups: created, changed, and put together. */
import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import {
  dictOf,
  type Environment,
  listOf,
  START,
  sharedEnvironment,
  startEnvironment,
} from '../support/environment.ts';
import {
  answered,
  blank,
  empty,
  expectRefused,
  filling,
  missing,
  noCountry,
  notANumber,
  type Refused,
  unknownId,
  unmatched,
} from '../support/refused.ts';

const { awa, luc, zoe, other } = demo.contacts;
const { vip, empty: newsletter } = demo.groups;
const { numbers } = demo;
const [CREATE, READ, CHANGE] = ['POST /contacts', 'GET /contacts/{id}', 'PUT /contacts/{id}'];
const [CONTACTS, GROUPS, CREATE_GROUP] = ['GET /contacts', 'GET /contacts/groups', 'POST /contacts/groups'];
const once = (operation: string) => ({ requests: { [operation]: 1 } });
const now = START.toISOString();
const anId = expect.stringMatching(/^[0-9a-f-]{36}$/);
const braces = { name: 'Inès {{bundle.authData.api_key}} & "Co"' };
const ines = { name: 'Inès Moreau', phone: '06 39 98 10 99' };
const sentInes = { name: 'Inès Moreau', phone: '+33639981099' };
const NO_PHONE = 'Phone is empty: it needs a phone number. Fill in Phone. Nothing was done.';

describe('create_contact', () => {
  const record = { ...sentInes, tags: null, metadata: null, temperature: null, created_at: now, updated_at: now };
  const spaced = { name: '  Inès Moreau ', phone: ' tel:+33 6 39 98 10 99 ', tags: [' vip ', '', 'vip'] };
  test.each<[input: object, sent: object, changes: object]>([
    [
      { ...ines, tags: ['vip', 'lyon'], meta: { city: 'Lyon', points: '12' } },
      { tags: ['vip', 'lyon'], meta: { city: 'Lyon', points: '12' } },
      { tags: 'vip\nlyon', metadata: { city: 'Lyon', points: '12' } },
    ],
    [
      { ...spaced, meta: { ' city ': ' Lyon ' } },
      { tags: ['vip'], meta: { city: 'Lyon' } },
      { tags: 'vip', metadata: { city: 'Lyon' } },
    ],
    [{ ...ines, tags: [' ', ''], meta: { city: ' ', ' ': 'x' } }, {}, {}],
    // The platform would otherwise fill it in.
    [{ ...ines, ...braces }, braces, braces],
  ])('%j', async (input, sent, changes) => {
    const { call, create, requests, wire } = await startEnvironment();
    const run = await create('create_contact', { ...input });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual({ [CREATE]: 1 });
    expect(wire()[0]?.body).toEqual({ ...sentInes, ...sent });
    expect(run.output).toEqual({ ...record, id: anId, ...changes });
    const { id, name, phone } = dictOf(run.output);
    expect(await call(`GET /contacts/${String(id)}`)).toMatchObject({ name, phone });
  });

  test('with the country of the step, whatever the connection says; a short answer makes a whole record', async () => {
    const { control, create } = await startEnvironment({ authData: { api_key: demo.key, default_country: 'US' } });
    control.setGeneration({ objects: 'partial' });
    const run = await create('create_contact', { ...ines, country: 'FR', tags: ['vip'], meta: { city: 'Lyon' } });
    const known = { ...sentInes, tags: 'vip', metadata: { city: 'Lyon' } };
    expect(run.output).toEqual({ ...record, ...known, id: anId, created_at: null, updated_at: null });
  });

  const exists = (number: string) =>
    `A contact with ${number} already exists. Use Find Contact to get it, or Update Contact to change it.`;
  const NOT_ACCEPTED = "MsgFlash did not accept this (Invalid request data). Check the step's fields and try again.";
  test.each<Refused>([
    [{ name: blank }, 'errored', filling('Name')],
    [{ phone: empty }, 'halted', NO_PHONE],
    [{ phone: 'see below' }, 'halted', notANumber('see below', 'Phone')],
    [{}, 'halted', noCountry(ines.phone, 'Phone'), { authData: { api_key: demo.key } }],
    [{ phone: '0033 6-39-98-10-01' }, 'halted', exists(numbers.awa), once(CREATE)],
    // A conflict without a code.
    [{}, 'halted', exists(sentInes.phone), answered(CREATE, 409, '')],
    [{}, 'errored', NOT_ACCEPTED, answered(CREATE, 400, 'VALIDATION_ERROR', 'Invalid request data')],
  ])('%j is %s: %s', async (...refused) => {
    const { call } = await expectRefused('creates.create_contact', ines, refused);
    expect(listOf((await call('GET /contacts?search=0')).contacts)).toHaveLength(3);
  });
});

describe('update_contact', () => {
  const TWO = { [READ]: 1, [CHANGE]: 1 };
  const ONE = { [CHANGE]: 1 };
  const before = {
    ...{ id: awa, name: 'Awa Doe', phone: numbers.awa, tags: 'vip\nlyon', metadata: { points: 120, city: 'Lyon' } },
    ...{ temperature: null, created_at: '2026-02-01T10:00:00.000Z', updated_at: now },
  };
  const meta = { points: 120, city: 'Lyon' };
  const stored = { name: 'Awa Doe', phone: numbers.awa, tags: ['vip', 'lyon'], meta };
  const number = { phone: '+33639981077' };
  const [all, allMeta] = [{ tags_mode: 'replace' }, { meta_mode: 'Replace all details' }];
  const merged = { points: 120, city: 'Paris', shoe: '38' };
  const hollow = { name: 'A', phone: '', tags: ['', ' '], tags_mode: 'remove', meta: { city: ' ' }, ...allMeta };
  test.each<[input: object, sent: object, changes: object, requests: Record<string, number>]>([
    [{ name: ' Awa Diop ' }, { name: 'Awa Diop' }, { name: 'Awa Diop' }, ONE],
    [{ phone: '06 39 98 10 77' }, number, number, ONE],
    [{ tags: ['new;VIP, Lyon'] }, { tags: ['vip', 'lyon', 'new'] }, { tags: 'vip\nlyon\nnew' }, TWO],
    [{ tags: ['VIP', 'absent'], tags_mode: 'remove' }, { tags: ['lyon'] }, { tags: 'lyon' }, TWO],
    // Read once; what is there stays as it is, a number too.
    [
      { tags: ['new'], meta: { city: 'Paris', shoe: '38' } },
      { tags: ['vip', 'lyon', 'new'], meta: merged },
      { tags: 'vip\nlyon\nnew', metadata: merged },
      TWO,
    ],
    [
      { name: 'A', ...number, tags: ['t'], ...all, meta: { k: 'v' }, ...allMeta },
      { name: 'A', ...number, tags: ['t'], meta: { k: 'v' } },
      { name: 'A', ...number, tags: 't', metadata: { k: 'v' } },
      ONE,
    ],
    [hollow, { name: 'A' }, { name: 'A' }, ONE],
  ])('%j', async (input, sent, changes, requests) => {
    const environment = await startEnvironment();
    const run = await environment.create('update_contact', { contact_id: awa, ...input });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(environment.requests()).toEqual(requests);
    expect(environment.wire(CHANGE)).toMatchObject([{ path: `/api/v1/contacts/${awa}` }]);
    expect(environment.wire(CHANGE)[0]?.body).toEqual(sent);
    expect(run.output).toEqual({ ...before, ...changes });
    expect(await environment.call(`GET /contacts/${awa}`)).toMatchObject({ ...stored, ...sent });
  });

  test.each([
    ['replace', ['vip', 'lyon']],
    ['add', ['vip', 'lyon']],
    ['remove', []],
  ])('tags as Find Contact returns them are the same tags: %s', async (tags_mode, tags) => {
    const { call, create, find } = await startEnvironment();
    const found = dictOf((await find('find_contact', { phone: numbers.awa })).first);
    const contact_id = mapped(String(found.id));
    await create('update_contact', { contact_id, tags: [mapped(String(found.tags))], tags_mode });
    expect(await call(`GET /contacts/${awa}`)).toMatchObject({ tags });
  });

  test('what MsgFlash did not return is unknown, not empty: to replace all works', async () => {
    const { control, create, requests } = await startEnvironment();
    control.setGeneration({ objects: 'partial' });
    const input = { contact_id: awa, tags: ['new'], ...all, meta: { city: 'Paris' }, ...allMeta };
    const run = await create('update_contact', input);
    const unknown = { phone: null, created_at: null, updated_at: null };
    expect(run.output).toEqual({ ...before, tags: 'new', metadata: { city: 'Paris' }, ...unknown });
    expect(requests()).toEqual(ONE);
  });

  const name = { name: 'Awa Diop' };
  const tags = { tags: ['new'] };
  const onlyBlanks = { name: blank, phone: ' ', tags: [' '], meta: { a: '' }, ...all };
  const NOTHING = 'There is nothing to change. Fill in Name, Phone, Tags or Custom Details and try again.';
  const TAKEN = 'This already exists in MsgFlash (Contact with this phone already exists for this user).';
  const unknown = (what: string, label: string) =>
    `MsgFlash did not return this contact's ${what}, so none were changed. Choose to replace all under ${label}.`;
  const NO_TAGS = unknown('tags', 'Tags: Add, Remove or Replace');
  const NO_META = unknown('custom details', 'Custom Details: Add or Replace');
  const short = { fault: { operation: READ, kind: 'missing_optional' as const }, ...once(READ) };
  test.each<Refused>([
    [{ ...name, contact_id: blank }, 'errored', filling('Contact')],
    [onlyBlanks, 'errored', NOTHING],
    [{ ...name, phone: 'none' }, 'halted', notANumber('none', 'Phone')],
    [{ ...name, contact_id: other }, 'errored', missing('contact'), once(CHANGE)],
    [{ ...tags, contact_id: mapped(unknownId(3)) }, 'errored', missing('contact'), once(READ)],
    [{ phone: numbers.luc }, 'halted', TAKEN, once(CHANGE)],
    [{ ...tags, tags_mode: 'remove' }, 'errored', NO_TAGS, short],
    [{ ...tags, ...all, meta: { city: 'Paris' } }, 'errored', NO_META, short],
  ])('%j is %s: %s', async (...refused) => {
    const { call } = await expectRefused('creates.update_contact', { contact_id: awa }, refused);
    expect(await call(`GET /contacts/${awa}`)).toMatchObject(stored);
  });
});

describe('create_group', () => {
  const regulars = { name: 'Regulars' };
  // The answer of a create has no date.
  const record = { ...regulars, id: anId, description: null, color: null, contact_count: 0, created_at: null };
  const everything = { description: 'Every week\nsince 2020', color: '#F59E0B' };
  test.each<[input: object, sent: object]>([
    [regulars, {}],
    [{ ...regulars, ...everything }, everything],
    [{ ...regulars, color: ' f59e0b ' }, { color: '#F59E0B' }],
    [{ name: ' Regulars ', description: '  ', color: ' ' }, {}],
  ])('%j', async (input, sent) => {
    const { call, create, requests, wire } = await startEnvironment();
    const run = await create('create_group', { ...input });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual({ [CREATE_GROUP]: 1 });
    expect(wire()[0]?.body).toEqual({ ...regulars, ...sent });
    expect(run.output).toEqual({ ...record, ...sent });
    expect(await call(`GET /contacts/groups/${String(dictOf(run.output).id)}`)).toMatchObject({ ...regulars, ...sent });
  });

  const NO_COLOR = '“orange” in Color is not a color. Write it like #F59E0B. Nothing was created.';
  const TAKEN = 'A group called “VIP” already exists. Use Find Group to get it.';
  const NONE_LEFT =
    'Your plan has no contact group left. Delete one in MsgFlash, or see Plans and Billing in MsgFlash.';
  const given = ({ control }: Environment) => control.setPlan({ limits: { maxContactGroups: 3 } });
  test.each<Refused>([
    [{ name: blank }, 'errored', filling('Name')],
    [{ color: 'orange' }, 'errored', NO_COLOR],
    [{ name: 'VIP' }, 'halted', TAKEN, once(CREATE_GROUP)],
    [{}, 'errored', NONE_LEFT, { ...once(CREATE_GROUP), given }],
  ])('%j is %s: %s', async (...refused) => {
    const { call } = await expectRefused('creates.create_group', regulars, refused);
    expect(listOf((await call(GROUPS)).groups)).toHaveLength(3);
  });
});

describe('find or create', () => {
  const kinds = [
    {
      ...{ search: 'find_contact', create: 'create_contact', list: CONTACTS, operation: CREATE, id: awa as string },
      ...{ existing: { phone: '06 39 98 10 01' }, wanted: { phone: ines.phone }, made: ines },
      again: { name: 'Awa', phone: numbers.awa },
    },
    {
      ...{ search: 'find_group', create: 'create_group', list: GROUPS, operation: CREATE_GROUP },
      ...{ id: vip as string, existing: { name: ' vip ' }, wanted: { name: 'Lyon' }, made: { name: 'Lyon' } },
      again: { name: 'VIP' },
    },
  ];

  test.each(kinds)('$search: what exists is found, anything else is created, and found from then on', async (kind) => {
    const { connection, requests, zapier } = await startEnvironment();
    const find = (wanted: object) => zapier.findOrCreate(connection, kind.search, { ...wanted }, kind.made);
    const existing = await find(kind.existing);
    expect(existing).toMatchObject({ found: true, create: null, output: { id: kind.id } });
    expect(requests()).toEqual({ [kind.list]: 1 });
    const first = await find(kind.wanted);
    expect(first).toMatchObject({ outcome: 'success', found: false, output: { name: kind.made.name } });
    const second = await find(kind.wanted);
    expect(second).toMatchObject({ outcome: 'success', found: true, create: null });
    expect(dictOf(second.output).id).toBe(dictOf(first.output).id);
    for (const each of [existing, second]) {
      expect(Object.keys(dictOf(each.output))).toEqual(Object.keys(dictOf(first.output)));
    }
    expect(requests()).toEqual({ [kind.list]: 3, [kind.operation]: 1 });
  });

  test.each(kinds)('$search: one that somebody else creates in between is returned', async (kind) => {
    const { create } = await sharedEnvironment();
    const run = await create(kind.create, kind.again, { meta: { withSearch: kind.search } });
    expect(run).toMatchObject({ outcome: 'success', output: { id: kind.id } });
  });
});

const COUNTS: [key: string, group: string, contacts: string[], record: object, members: string[]][] = [
  ['add_contact_to_group', newsletter, [zoe], { added: 1, already_in_group: 0, not_found: 0 }, [zoe]],
  ['add_contact_to_group', vip, [zoe, luc, other], { added: 1, already_in_group: 1, not_found: 1 }, [awa, luc, zoe]],
  ['remove_contact_from_group', vip, [luc, awa], { removed: 2, not_in_group: 0 }, []],
  ['remove_contact_from_group', vip, [zoe, luc], { removed: 1, not_in_group: 1 }, [awa]],
];

describe.each([
  ['add_contact_to_group', 'POST /contacts/groups/{groupId}/members'],
  ['remove_contact_from_group', 'DELETE /contacts/groups/{groupId}/members'],
])('%s', (key, operation) => {
  const ONE = { [operation]: 1 };
  const contactId = (_: unknown, index: number) => `30000000-0000-4000-9000-${String(index).padStart(12, '0')}`;
  const many = (length: number) => Array.from({ length }, contactId);
  const unknown = {
    ...{ added: null, already_in_group: null, removed: null, not_in_group: null, not_found: null },
    ...{ job_id: null, status: 'done' },
  };

  const counts = COUNTS.filter(([step]) => step === key);
  test.each(counts)('%s in %s, %j: %j', async (_key, group, contact_ids, changes, members) => {
    const { call, create, requests, wire } = await startEnvironment();
    const run = await create(key, { group_id: group, contact_ids });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual(ONE);
    expect(wire()[0]).toMatchObject({ path: `/api/v1/contacts/groups/${group}/members` });
    expect(wire()[0]?.body).toEqual({ contactIds: contact_ids });
    const { length: requested } = contact_ids;
    expect(run.output).toEqual({ ...unknown, id: group, group_id: group, requested, ...changes });
    const { contacts } = await call(`GET /contacts/groups/${group}/members`);
    expect(listOf(contacts).map(({ id }) => id)).toEqual(members);
  });

  test.each([[[`${awa}, ${zoe}`]], [[mapped(` ${awa}\n${zoe}\n`), '', awa]]])(
    '%j: each counts once',
    async (contact_ids) => {
      const { create, wire } = await sharedEnvironment();
      const run = await create(key, { group_id: vip, contact_ids });
      expect(run).toMatchObject({ outcome: 'success', output: { requested: 2 } });
      expect(wire()[0]?.body).toEqual({ contactIds: [awa, zoe] });
    },
  );

  test('100 contacts or more: a job is reported, and nobody waits for it', async () => {
    const { call, create, pass, requests, wire } = await sharedEnvironment();
    const contactIds = many(100);
    const run = await create(key, { group_id: vip, contact_ids: contactIds });
    expect(requests()).toEqual(ONE);
    expect(wire()[0]?.body).toEqual({ contactIds });
    const pending = { id: vip, group_id: vip, requested: 100, job_id: anId, status: 'pending' };
    expect(run.output).toEqual({ ...unknown, ...pending });
    await pass(60_000);
    const job = await call(`GET /contacts/bulk-jobs/${String(dictOf(run.output).job_id)}`);
    expect(job).toMatchObject({ status: 'done', requestedCount: 100, groupId: vip });
  });

  const NO_CONTACTS = 'Contacts is empty. Choose at least one contact and try again.';
  const TOO_MANY =
    'Contacts holds 10001 contacts, and MsgFlash allows 10 000 at once. Split them over several steps. Nothing was changed.';
  const LOCKED = 'MsgFlash could not do this (The group is locked).';
  test.each<Refused>([
    [{ group_id: blank }, 'errored', filling('Group')],
    [{ contact_ids: [empty, mapped(', ;')] }, 'errored', NO_CONTACTS],
    [{ contact_ids: many(10_001) }, 'errored', TOO_MANY],
    [{ group_id: mapped(unknownId(4)) }, 'errored', missing('group'), { requests: ONE }],
    [{ contact_ids: [mapped('Awa')] }, 'errored', unmatched('contact', 'Awa', 'Contact'), once(CONTACTS)],
    [{ group_id: mapped('VI') }, 'errored', unmatched('group', 'VI', 'Group'), once(GROUPS)],
    [{}, 'errored', LOCKED, answered(operation, 400, 'BAD_REQUEST', 'The group is locked.')],
  ])('%# is %s', async (...refused) => {
    await expectRefused(`creates.${key}`, { group_id: newsletter, contact_ids: [awa, zoe] }, refused);
  });
});
