import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { outputOf, sharedFrozen, startFrozen } from '../lib/sending/frozen.ts';
import {
  AMBIGUOUS,
  accountRefusals,
  answered,
  blank,
  empty,
  ending,
  endOf,
  errored,
  expectRefused,
  expectRepeated,
  halted,
  missing,
  type Refused,
  TEMPORARY,
  unknownId,
  withoutValue,
} from '../support/refused.ts';
import { listOf, START } from '../support/world.ts';

const notANumber = (written: string) =>
  `“${written}” in Phone is not a phone number. Nothing was done. Correct it in the app it comes from.`;
const notAccepted = "MsgFlash did not accept this (Invalid request data). Check the step's fields and try again.";
const now = START.toISOString();

describe('create_contact', () => {
  const CREATE = 'POST /contacts';
  const ONE = { requests: { [CREATE]: 1 } };
  const ines = { name: 'Inès Moreau', phone: '06 39 98 10 99' };
  const sentInes = { name: 'Inès Moreau', phone: '+33639981099' };
  const record = { ...sentInes, tags: null, metadata: null, temperature: null, created_at: now, updated_at: now };

  type Row = [name: string, input: object, sent: object, changes: object];
  const braces = { name: 'Inès {{bundle.authData.api_key}} & "Co"' };
  const rows: Row[] = [
    [
      'with everything',
      { ...ines, tags: ['vip', 'lyon'], meta: { city: 'Lyon', points: '12' } },
      { tags: ['vip', 'lyon'], meta: { city: 'Lyon', points: '12' } },
      { tags: 'vip\nlyon', metadata: { city: 'Lyon', points: '12' } },
    ],
    [
      'with spaces around everything',
      {
        name: '  Inès Moreau ',
        phone: ' tel:+33 6 39 98 10 99 ',
        tags: [' vip ', '', 'vip'],
        meta: { ' city ': ' Lyon ' },
      },
      { tags: ['vip'], meta: { city: 'Lyon' } },
      { tags: 'vip', metadata: { city: 'Lyon' } },
    ],
    [
      'with blank tags and metadata, which are none',
      { ...ines, tags: [' ', ''], meta: { city: ' ', ' ': 'x' } },
      {},
      {},
    ],
    ['with a text that the platform would otherwise fill in', { ...ines, ...braces }, braces, braces],
  ];
  test.each(rows)('%s', async (_name, input, sent, changes) => {
    const { call, create, requests, wire } = await startFrozen();
    const run = await create('create_contact', { ...input });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual({ [CREATE]: 1 });
    expect(wire()[0]).toMatchObject({ method: 'POST', path: '/api/v1/contacts', query: {} });
    expect(wire()[0]?.body).toEqual({ ...sentInes, ...sent });
    const { id, ...output } = outputOf(run);
    expect(output).toEqual({ ...record, ...changes });
    expect(await call(`GET /contacts/${String(id)}`)).toMatchObject({ name: output.name, phone: output.phone });
  });

  test('of the country that was chosen, whatever the connection says', async () => {
    const { create, wire } = await startFrozen({ authData: { api_key: demo.key, default_country: 'US' } });
    await create('create_contact', { ...ines, country: 'FR' });
    expect(wire()[0]?.body).toEqual(sentInes);
  });

  test('a short answer of MsgFlash still makes a whole record of what was sent', async () => {
    const { control, create } = await startFrozen();
    control.setGeneration({ objects: 'partial' });
    const run = await create('create_contact', { ...ines, tags: ['vip'], meta: { city: 'Lyon' } });
    const id = expect.stringMatching(/^[0-9a-f-]{36}$/);
    const unknown = { created_at: null, updated_at: null };
    expect(outputOf(run)).toEqual({ ...record, id, tags: 'vip', metadata: { city: 'Lyon' }, ...unknown });
  });

  const exists = (number: string) =>
    `A contact with ${number} already exists. Use Find Contact to get it, or Update Contact to change it.`;
  const cases: Refused[] = [
    ...withoutValue('name', 'Name'),
    halted('no number', { phone: empty }, 'Phone is empty: it needs a phone number. Fill in Phone. Nothing was done.'),
    halted('letters for a number', { phone: 'see below' }, notANumber('see below')),
    halted(
      'a number without country',
      {},
      '“06 39 98 10 99” in Phone has no country. Write it with + and the country code, or choose a Default Country in your connection. Nothing was done.',
      { authData: { api_key: demo.key } },
    ),
    halted('an existing number, however it is written', { phone: '0033 6-39-98-10-01' }, exists(demo.numbers.awa), ONE),
    halted('a conflict without a code', {}, exists('+33639981099'), answered(CREATE, 409, '')),
    errored(
      'something that MsgFlash does not accept',
      {},
      notAccepted,
      answered(CREATE, 400, 'VALIDATION_ERROR', 'Invalid request data'),
    ),
    ...accountRefusals(CREATE),
  ];
  test.each(cases)('refused: $name', async (each) => {
    const { call } = await expectRefused('creates.create_contact', ines, each);
    expect(listOf((await call('GET /contacts?search=0')).contacts)).toHaveLength(3);
  });

  test.each(AMBIGUOUS)('$name: there is one in the end', async (fault) => {
    const { call } = await expectRepeated('creates.create_contact', ines, CREATE, fault, { canSee: true });
    expect(listOf((await call('GET /contacts?search=639981099')).contacts)).toHaveLength(1);
  });

  describe('after a search', () => {
    const search = { phone: ines.phone };

    test('a contact that somebody else creates in between is returned', async () => {
      const { connection, zapier } = await sharedFrozen();
      const input = { name: 'Awa', phone: demo.numbers.awa };
      const meta = { withSearch: 'find_contact' };
      const run = await zapier.run(connection, 'creates.create_contact', input, { meta });
      expect(run).toMatchObject({ outcome: 'success', output: { id: demo.contacts.awa } });
    });

    test('an existing contact is found; another one is created, and found from then on with the same keys', async () => {
      const { connection, requests, zapier } = await startFrozen();
      const awa = await zapier.findOrCreate(connection, 'find_contact', { phone: '06 39 98 10 01' }, ines);
      expect(awa).toMatchObject({ found: true, create: null, output: { id: demo.contacts.awa, name: 'Awa Doe' } });
      expect(requests()).toEqual({ 'GET /contacts': 1 });
      const first = await zapier.findOrCreate(connection, 'find_contact', search, ines);
      expect(first).toMatchObject({ outcome: 'success', found: false, output: { name: 'Inès Moreau' } });
      const second = await zapier.findOrCreate(connection, 'find_contact', search, ines);
      expect(second).toMatchObject({ outcome: 'success', found: true, create: null });
      expect(second.output).toEqual(first.output);
      expect(Object.keys(Object(awa.output))).toEqual(Object.keys(Object(first.output)));
      expect(requests()).toEqual({ 'GET /contacts': 3, [CREATE]: 1 });
    });

    test('a search that fails creates nothing', async () => {
      const { connection, control, requests, zapier } = await sharedFrozen();
      control.fault({ operation: 'GET /contacts', kind: 'error', status: 500 });
      const ended = await zapier.findOrCreate(connection, 'find_contact', search, ines);
      expect(ended).toMatchObject({ outcome: 'throttled', create: null });
      expect(requests()).toEqual({ 'GET /contacts': 1 });
    });
  });
});

describe('update_contact', () => {
  const READ = 'GET /contacts/{id}';
  const CHANGE = 'PUT /contacts/{id}';
  const ONE = { [CHANGE]: 1 };
  const TWO = { [READ]: 1, [CHANGE]: 1 };
  const { awa } = demo.contacts;
  const before = {
    id: awa,
    name: 'Awa Doe',
    phone: demo.numbers.awa,
    tags: 'vip\nlyon',
    metadata: { points: 120, city: 'Lyon' },
    temperature: null,
    created_at: '2026-02-01T10:00:00.000Z',
    updated_at: now,
  };
  const stored = {
    name: 'Awa Doe',
    phone: demo.numbers.awa,
    tags: ['vip', 'lyon'],
    meta: { points: 120, city: 'Lyon' },
  };
  const number = { phone: '+33639981077' };

  type Row = [name: string, input: object, sent: object, changes: object, requests: Record<string, number>];
  const rows: Row[] = [
    ['a name', { name: ' Awa Diop ' }, { name: 'Awa Diop' }, { name: 'Awa Diop' }, ONE],
    ['a number', { phone: '06 39 98 10 77' }, number, number, ONE],
    [
      'tags to add, each once and in their order',
      { tags: ['new', 'vip', 'new'] },
      { tags: ['vip', 'lyon', 'new'] },
      { tags: 'vip\nlyon\nnew' },
      TWO,
    ],
    ['tags to remove', { tags: ['vip', 'absent'], tags_mode: 'remove' }, { tags: ['lyon'] }, { tags: 'lyon' }, TWO],
    ['the last tags to remove', { tags: ['lyon', 'vip'], tags_mode: 'remove' }, { tags: [] }, { tags: null }, TWO],
    ['tags to replace all', { tags: ['new'], tags_mode: 'replace' }, { tags: ['new'] }, { tags: 'new' }, ONE],
    [
      'metadata to replace all',
      { meta: { shoe: '38' }, meta_mode: 'replace' },
      { meta: { shoe: '38' } },
      { metadata: { shoe: '38' } },
      ONE,
    ],
    [
      'tags and metadata to merge, read once: what is there stays as it is, a number too',
      { tags: ['new'], meta: { city: 'Paris', shoe: '38' } },
      { tags: ['vip', 'lyon', 'new'], meta: { points: 120, city: 'Paris', shoe: '38' } },
      { tags: 'vip\nlyon\nnew', metadata: { points: 120, city: 'Paris', shoe: '38' } },
      TWO,
    ],
    [
      'everything replaced',
      { name: 'A', ...number, tags: ['t'], tags_mode: 'replace', meta: { k: 'v' }, meta_mode: 'replace' },
      { name: 'A', ...number, tags: ['t'], meta: { k: 'v' } },
      { name: 'A', ...number, tags: 't', metadata: { k: 'v' } },
      ONE,
    ],
    [
      'one replaced and one merged',
      { tags: ['t'], tags_mode: 'replace', meta: { shoe: '38' } },
      { tags: ['t'], meta: { points: 120, city: 'Lyon', shoe: '38' } },
      { tags: 't', metadata: { points: 120, city: 'Lyon', shoe: '38' } },
      TWO,
    ],
    [
      'a name, where the modes were chosen and tags and metadata left empty',
      { name: 'A', phone: '', tags: ['', ' '], tags_mode: 'remove', meta: { city: ' ' }, meta_mode: 'replace' },
      { name: 'A' },
      { name: 'A' },
      ONE,
    ],
  ];
  test.each(rows)('%s', async (_name, input, sent, changes, requests) => {
    const world = await startFrozen();
    const run = await world.create('update_contact', { contact_id: awa, ...input });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(world.requests()).toEqual(requests);
    expect(world.wire(CHANGE)[0]).toMatchObject({ method: 'PUT', path: `/api/v1/contacts/${awa}` });
    expect(world.wire(CHANGE)[0]?.body).toEqual(sent);
    expect(outputOf(run)).toEqual({ ...before, ...changes });
    expect(await world.call(`GET /contacts/${awa}`)).toMatchObject({ ...stored, ...sent });
  });

  test.each([
    ['replace', ['vip', 'lyon']],
    ['add', ['vip', 'lyon']],
    ['remove', []],
  ])('tags as Find Contact returns them are the same tags: %s', async (tags_mode, tags) => {
    const world = await startFrozen();
    const found = await world.zapier.run(world.connection, 'searches.find_contact', { phone: demo.numbers.awa });
    const [record] = listOf(found.output);
    const input = { contact_id: mapped(String(record?.id)), tags: [mapped(String(record?.tags))], tags_mode };
    const run = await world.create('update_contact', input);
    expect(run).toMatchObject({ outcome: 'success', output: { tags: tags.join('\n') || null } });
    expect(await world.call(`GET /contacts/${awa}`)).toMatchObject({ tags });
  });

  test.each([[['new, vip']], [['new;VIP']], [['Lyon', ' new ', 'NEW']], [[' , ;new']]])(
    '%j added, each once',
    async (tags) => {
      const { create, wire } = await startFrozen();
      await create('update_contact', { contact_id: awa, tags: tags.map((text) => mapped(text)) });
      expect(wire(CHANGE)[0]?.body).toEqual({ tags: ['vip', 'lyon', 'new'] });
    },
  );

  describe('what MsgFlash did not return is unknown, not empty', () => {
    const unknown = (what: string, label: string) =>
      `MsgFlash did not return this contact's ${what}, so none were changed. Choose to replace all under ${label}.`;
    test.each([
      [{ tags: ['new'], tags_mode: 'remove' }, unknown('tags', 'Tags: Add, Remove or Replace')],
      [
        { tags: ['new'], tags_mode: 'replace', meta: { city: 'Paris' } },
        unknown('custom details', 'Custom Details: Add or Replace'),
      ],
    ])('%j: nothing is changed, and Replace is offered', async (input, message) => {
      const partial = { requests: { [READ]: 1 } };
      const { call, control } = await expectRefused(
        'creates.update_contact',
        { contact_id: awa },
        errored('', input, message, {
          ...partial,
          given: (world) => world.control.setGeneration({ objects: 'partial' }),
        }),
      );
      control.setGeneration({ objects: 'full' });
      expect(await call(`GET /contacts/${awa}`)).toMatchObject(stored);
    });

    test.each(['wrong_types', 'missing_optional'] as const)('so are tags of %s', async (kind) => {
      const { control, create, requests } = await sharedFrozen();
      control.fault({ operation: READ, kind });
      const run = await create('update_contact', { contact_id: awa, tags: ['new'] });
      expect(run.outcome).toBe('errored');
      expect(requests()).toEqual({ [READ]: 1 });
    });

    test('the way out works, and the record holds all that is known', async () => {
      const { control, create, requests } = await startFrozen();
      control.setGeneration({ objects: 'partial' });
      const input = { tags: ['new'], tags_mode: 'replace', meta: { city: 'Paris' }, meta_mode: 'replace' };
      const run = await create('update_contact', { contact_id: awa, ...input });
      const unknownRest = { phone: null, created_at: null, updated_at: null };
      expect(outputOf(run)).toEqual({ ...before, tags: 'new', metadata: { city: 'Paris' }, ...unknownRest });
      expect(requests()).toEqual(ONE);
    });
  });

  const nothing = 'There is nothing to change. Fill in Name, Phone, Tags or Custom Details and try again.';
  const name = { name: 'Awa Diop' };
  const tags = { tags: ['new'] };
  const onlyBlanks = { name: blank, phone: ' ', tags: [' '], meta: { a: '' }, tags_mode: 'replace' };
  const cases: Refused[] = [
    ...withoutValue('contact_id', 'Contact'),
    errored('nothing but spaces to change', onlyBlanks, nothing),
    halted('letters for a number', { ...name, phone: 'none' }, notANumber('none')),
    errored(
      'another way for tags than there is',
      { ...tags, tags_mode: mapped('Delete') },
      '“Delete” is not a choice in Tags: Add, Remove or Replace. Use one of these: Add these tags, Remove these tags, Replace all tags. Nothing was done.',
    ),
    errored(
      'another way for metadata than there is',
      { meta: { city: 'Paris' }, meta_mode: mapped('Remove') },
      '“Remove” is not a choice in Custom Details: Add or Replace. Use one of these: Add to the existing details, Replace all details. Nothing was done.',
    ),
    errored('a contact of another account', { ...name, contact_id: demo.contacts.other }, missing('contact'), {
      requests: ONE,
    }),
    errored('a deleted contact', { ...tags, contact_id: mapped(unknownId(3)) }, missing('contact'), {
      requests: { [READ]: 1 },
    }),
    halted(
      'the number of somebody else',
      { phone: demo.numbers.luc },
      'This already exists in MsgFlash (Contact with this phone already exists for this user).',
      { requests: ONE },
    ),
    ...[...accountRefusals(CHANGE), ...accountRefusals(READ)].map((each) => ({
      ...each,
      input: each.requests?.[READ] ? tags : name,
    })),
    {
      ...answered(READ, 500, 'INTERNAL_ERROR'),
      name: 'an outage before anything was changed',
      input: tags,
      outcome: 'throttled',
      message: TEMPORARY,
    },
  ];
  test.each(cases)('refused: $name', async (each) => {
    const { call } = await expectRefused('creates.update_contact', { contact_id: awa }, each);
    expect(await call(`GET /contacts/${awa}`)).toMatchObject(stored);
  });

  test.each(AMBIGUOUS)('$name: is repeated', async (fault) => {
    await expectRepeated('creates.update_contact', { contact_id: awa, tags: ['new'] }, CHANGE, fault);
  });

  test('a contact that cannot be read is not changed; the run is repeated', async () => {
    const { control, create, requests } = await startFrozen();
    control.fault({ operation: READ, kind: 'reset_after_accepting' });
    const run = await create('update_contact', { contact_id: awa, tags: ['new'] }, { repeat: 1 });
    expect(run.attempts.map(endOf)[0]).toEqual(
      ending('throttled', 'MsgFlash did not answer. Zapier tries this step again automatically.'),
    );
    expect(run).toMatchObject({ outcome: 'success', output: { tags: 'vip\nlyon\nnew' } });
    expect(requests()).toEqual({ [READ]: 2, [CHANGE]: 1 });
  });
});
