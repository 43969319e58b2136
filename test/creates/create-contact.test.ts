import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { outputOf, startFrozen } from '../lib/sending/frozen.ts';
import {
  AMBIGUOUS,
  accountRefusals,
  answered,
  blank,
  empty,
  expectRefused,
  expectRepeated,
  filling,
  type Refused,
} from '../support/refused.ts';
import { listOf, START } from '../support/world.ts';

const CREATE = 'POST /contacts';
const now = START.toISOString();
const ines = { name: 'Inès Moreau', phone: '06 39 98 10 99' };
const record = {
  name: 'Inès Moreau',
  phone: '+33639981099',
  tags: null,
  meta: null,
  temperature: null,
  created_at: now,
  updated_at: now,
};

describe('a new contact', () => {
  type Row = [name: string, input: object, sent: object, changes: object];
  const rows: Row[] = [
    ['with name and number only', ines, {}, {}],
    [
      'with everything',
      { ...ines, tags: ['vip', 'lyon'], meta: { city: 'Lyon', points: '12' } },
      { tags: ['vip', 'lyon'], meta: { city: 'Lyon', points: '12' } },
      { tags: 'vip\nlyon', meta: 'city: Lyon\npoints: 12' },
    ],
    [
      'with blanks around everything',
      {
        name: '  Inès Moreau ',
        phone: ' tel:+33 6 39 98 10 99 ',
        tags: [' vip ', '', 'vip'],
        meta: { ' city ': ' Lyon ' },
      },
      { tags: ['vip'], meta: { city: 'Lyon' } },
      { tags: 'vip', meta: 'city: Lyon' },
    ],
    [
      'with blank tags and metadata, which are none',
      { ...ines, tags: [' ', ''], meta: { city: ' ', ' ': 'x' } },
      {},
      {},
    ],
    [
      'with a text that the platform would otherwise fill in',
      { ...ines, name: 'Inès {{bundle.authData.api_key}} & "Co"' },
      { name: 'Inès {{bundle.authData.api_key}} & "Co"' },
      { name: 'Inès {{bundle.authData.api_key}} & "Co"' },
    ],
  ];

  test.each(rows)('%s', async (_name, input, sent, changes) => {
    const { call, create, requests, wire } = await startFrozen();
    const run = await create('create_contact', { ...input });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual({ [CREATE]: 1 });
    expect(wire()[0]).toMatchObject({ method: 'POST', path: '/api/v1/contacts', query: {} });
    expect(wire()[0]?.body).toEqual({ name: 'Inès Moreau', phone: '+33639981099', ...sent });
    const { id, ...output } = outputOf(run);
    expect(output).toEqual({ ...record, ...changes });
    expect(await call(`GET /contacts/${String(id)}`)).toMatchObject({ name: output.name, phone: output.phone });
  });

  test('of the country that was chosen, whatever the connection says', async () => {
    const { create, wire } = await startFrozen({ authData: { api_key: demo.key, default_country: 'US' } });
    const run = await create('create_contact', { ...ines, country: 'FR' });
    expect(run).toMatchObject({ outcome: 'success', output: { phone: record.phone } });
    expect(wire()[0]?.body).toEqual({ name: ines.name, phone: record.phone });
  });

  test('a short answer of MsgFlash still makes a whole record of what was sent', async () => {
    const { control, create } = await startFrozen();
    control.setGeneration({ objects: 'partial' });
    const run = await create('create_contact', { ...ines, tags: ['vip'], meta: { city: 'Lyon' } });
    expect(outputOf(run)).toEqual({
      ...record,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      tags: 'vip',
      meta: 'city: Lyon',
      created_at: null,
      updated_at: null,
    });
  });

  test.each(['nested_envelope', 'extra_fields', 'missing_optional'] as const)(
    'an answer with %s is read all the same',
    async (kind) => {
      const { control, create } = await startFrozen();
      control.fault({ operation: CREATE, kind });
      const run = await create('create_contact', ines);
      expect(run).toMatchObject({ outcome: 'success', output: { name: record.name, phone: record.phone } });
      expect(Object.keys(outputOf(run))).toEqual(['id', ...Object.keys(record)]);
    },
  );
});

describe('a contact that cannot be made', () => {
  const cases: Refused[] = [
    { name: 'no name', input: { name: empty }, outcome: 'errored', message: filling('Name') },
    { name: 'a blank name', input: { name: blank }, outcome: 'errored', message: filling('Name') },
    {
      name: 'no number',
      input: { phone: empty },
      outcome: 'halted',
      message: 'Phone is empty: it needs a phone number. Fill in Phone. Nothing was done.',
    },
    {
      name: 'letters for a number',
      input: { phone: 'see below' },
      outcome: 'halted',
      message: '“see below” in Phone is not a phone number. Nothing was done. Correct it in the app it comes from.',
    },
    {
      name: 'a number without country',
      authData: { api_key: demo.key },
      outcome: 'halted',
      message:
        '“06 39 98 10 99” in Phone has no country. Write it with + and the country code, or choose a Default Country in your connection. Nothing was done.',
    },
    {
      name: 'a number of another country than chosen',
      input: { country: 'US' },
      outcome: 'halted',
      message:
        '“06 39 98 10 99” in Phone is not a phone number of United States. Write it with + and the country code. Nothing was done.',
    },
    {
      name: 'a country that is none',
      input: { country: mapped('Atlantis') },
      outcome: 'halted',
      message: '“ATLANTIS” is not a country. Choose one from the list in Country. Nothing was done.',
    },
    {
      name: 'a number that is in the list already, however it is written',
      input: { phone: '0033 6-39-98-10-01' },
      outcome: 'halted',
      message: `A contact with ${demo.numbers.awa} already exists. Use Find Contact to get it, or Update Contact to change it.`,
      requests: { [CREATE]: 1 },
    },
    {
      ...answered(CREATE, 409, ''),
      name: 'a conflict without a code',
      outcome: 'halted',
      message:
        'A contact with +33639981099 already exists. Use Find Contact to get it, or Update Contact to change it.',
    },
    {
      ...answered(CREATE, 400, 'VALIDATION_ERROR', 'Invalid request data'),
      name: 'something that MsgFlash does not accept',
      outcome: 'errored',
      message: "MsgFlash did not accept this (Invalid request data). Check the step's fields and try again.",
    },
    {
      ...answered(CREATE, 400, 'BAD_REQUEST', 'Too many tags'),
      name: 'something that MsgFlash cannot do',
      outcome: 'errored',
      message: 'MsgFlash could not do this (Too many tags).',
    },
    ...accountRefusals(CREATE),
  ];

  test.each(cases)('$name', async (each) => {
    const { call } = await expectRefused('creates.create_contact', ines, each);
    const { contacts } = await call('GET /contacts?search=0');
    expect(listOf(contacts)).toHaveLength(3);
  });
});

describe('an answer that nobody can rely on', () => {
  test.each(AMBIGUOUS)('$name', async (fault) => {
    const { call } = await expectRepeated('creates.create_contact', ines, CREATE, fault, { canSee: true });
    const { contacts } = await call(`GET /contacts?search=${ines.phone.replace(/\D/g, '').slice(-9)}`);
    expect(listOf(contacts)).toHaveLength(1);
  });
});

describe('find or create', () => {
  const search = { phone: ines.phone };

  test('a contact that somebody else creates in between is handed over', async () => {
    const { connection, zapier } = await startFrozen();
    const input = { name: 'Awa', phone: demo.numbers.awa };
    const run = await zapier.run(connection, 'creates.create_contact', input, { meta: { withSearch: 'find_contact' } });
    expect(run).toMatchObject({ outcome: 'success', output: { id: demo.contacts.awa } });
  });

  test('a contact that is there is found, and nothing is created', async () => {
    const { connection, requests, zapier } = await startFrozen();
    const found = await zapier.findOrCreate(connection, 'find_contact', { phone: '06 39 98 10 01' }, ines);
    expect(found).toMatchObject({ outcome: 'success', found: true, create: null });
    expect(found.output).toMatchObject({ id: demo.contacts.awa, name: 'Awa Doe', phone: demo.numbers.awa });
    expect(requests()).toEqual({ 'GET /contacts': 1 });
  });

  test('a contact that is not there is created, and found from then on', async () => {
    const { connection, requests, zapier } = await startFrozen();
    const first = await zapier.findOrCreate(connection, 'find_contact', search, ines);
    expect(first).toMatchObject({ outcome: 'success', found: false, output: { name: 'Inès Moreau' } });
    expect(requests()).toEqual({ 'GET /contacts': 1, [CREATE]: 1 });
    const second = await zapier.findOrCreate(connection, 'find_contact', search, ines);
    expect(second).toMatchObject({ outcome: 'success', found: true, create: null });
    expect(second.output).toEqual(first.output);
    expect(requests()).toEqual({ 'GET /contacts': 2, [CREATE]: 1 });
  });

  test('both have the same keys, so that later steps can map either', async () => {
    const { connection, zapier } = await startFrozen();
    const [created, found] = [
      await zapier.findOrCreate(connection, 'find_contact', search, ines),
      await zapier.findOrCreate(connection, 'find_contact', { name: 'awa doe' }, ines),
    ].map(({ output }) => Object.keys(Object(output)));
    expect(created).toEqual(['id', ...Object.keys(record)]);
    expect(found).toEqual(created);
  });

  test('a search that fails creates nothing', async () => {
    const { connection, control, requests, zapier } = await startFrozen();
    control.fault({ operation: 'GET /contacts', kind: 'error', status: 500 });
    const ended = await zapier.findOrCreate(connection, 'find_contact', search, ines);
    expect(ended).toMatchObject({ outcome: 'throttled', create: null });
    expect(requests()).toEqual({ 'GET /contacts': 1 });
  });
});
