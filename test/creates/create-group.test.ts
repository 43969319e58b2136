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
import { dictOf, listOf } from '../support/world.ts';

const CREATE = 'POST /contacts/groups';
const ONE = { [CREATE]: 1 };
const regulars = { name: 'Regulars' };
const record = {
  name: 'Regulars',
  description: null,
  color: null,
  contact_count: 0,
  // The answer of a create has no date.
  created_at: null,
};

describe('a new group', () => {
  type Row = [name: string, input: object, sent: object, changes: object];
  const rows: Row[] = [
    ['with its name only', regulars, {}, {}],
    [
      'with everything',
      { ...regulars, description: 'Every week\nsince 2020', color: '#F59E0B' },
      { description: 'Every week\nsince 2020', color: '#F59E0B' },
      { description: 'Every week\nsince 2020', color: '#F59E0B' },
    ],
    [
      'with a small color without its sign',
      { ...regulars, color: ' f59e0b ' },
      { color: '#F59E0B' },
      { color: '#F59E0B' },
    ],
    ['with blanks', { name: ' Regulars ', description: '  ', color: ' ' }, {}, {}],
    ['whose name is in another one', { name: 'VIP Paris' }, { name: 'VIP Paris' }, { name: 'VIP Paris' }],
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
    expect(outputOf(run)).toEqual({
      ...record,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      description: 'Weekly',
      color: '#F59E0B',
    });
  });
});

describe('a group that cannot be made', () => {
  const color = (written: string): Refused => ({
    name: `the color ${written}`,
    input: { color: written },
    outcome: 'errored',
    message: `“${written}” in Color is not a color. Write it like #F59E0B. Nothing was created.`,
  });
  const cases: Refused[] = [
    { name: 'no name', input: { name: empty }, outcome: 'errored', message: filling('Name') },
    { name: 'a blank name', input: { name: blank }, outcome: 'errored', message: filling('Name') },
    ...['orange', '#FFF', '#12345G', '##F59E0B', 'rgb(1,2,3)', '#F59E0B80'].map(color),
    {
      name: 'a name that is taken',
      input: { name: 'VIP' },
      outcome: 'halted',
      message: 'A group called “VIP” already exists. Use Find Group to get it.',
      requests: ONE,
    },
    {
      ...answered(CREATE, 409, ''),
      name: 'a long name that is taken',
      input: { name: mapped('n'.repeat(300)) },
      outcome: 'halted',
      message: `A group called “${'n'.repeat(59)}…” already exists. Use Find Group to get it.`,
    },
    {
      name: 'a plan without another group',
      given: ({ control }) => control.setPlan({ limits: { maxContactGroups: 3 } }),
      outcome: 'errored',
      message: 'Your plan has no contact group left. Delete one in MsgFlash, or see Plans and Billing in MsgFlash.',
      requests: ONE,
    },
    {
      name: 'something that MsgFlash does not accept',
      given: ({ control }) =>
        control.fault({
          operation: CREATE,
          kind: 'error',
          status: 400,
          code: 'VALIDATION_ERROR',
          message: 'Invalid request data',
        }),
      outcome: 'errored',
      message: "MsgFlash did not accept this (Invalid request data). Check the step's fields and try again.",
      requests: ONE,
    },
    ...accountRefusals(CREATE),
  ];

  test.each(cases)('$name', async (each) => {
    const { call } = await expectRefused('creates.create_group', regulars, each);
    expect(listOf((await call('GET /contacts/groups')).groups)).toHaveLength(3);
  });
});

describe('an answer that nobody can rely on', () => {
  test.each(AMBIGUOUS)('$name', async (fault) => {
    const { call } = await expectRepeated('creates.create_group', regulars, CREATE, fault, { canSee: true });
    const names = listOf((await call('GET /contacts/groups')).groups).map((group) => dictOf(group).name);
    expect(names.filter((name) => name === regulars.name)).toHaveLength(1);
  });
});

describe('find or create', () => {
  test('a group that somebody else creates in between is handed over', async () => {
    const { connection, zapier } = await startFrozen();
    const run = await zapier.run(
      connection,
      'creates.create_group',
      { name: 'VIP' },
      { meta: { withSearch: 'find_group' } },
    );
    expect(run).toMatchObject({ outcome: 'success', output: { id: demo.groups.vip } });
  });

  test('a group that is there is found, and nothing is created', async () => {
    const { connection, requests, zapier } = await startFrozen();
    const found = await zapier.findOrCreate(connection, 'find_group', { name: ' vip ' }, { name: 'vip' });
    expect(found).toMatchObject({ outcome: 'success', found: true, create: null, output: { id: demo.groups.vip } });
    expect(requests()).toEqual({ 'GET /contacts/groups': 1 });
  });

  test('a group that is only part of others is created, and found from then on', async () => {
    const { connection, requests, zapier } = await startFrozen();
    const first = await zapier.findOrCreate(connection, 'find_group', { name: 'Lyon' }, { name: 'Lyon' });
    expect(first).toMatchObject({ outcome: 'success', found: false, output: { name: 'Lyon', contact_count: 0 } });
    const second = await zapier.findOrCreate(connection, 'find_group', { name: 'lyon' }, { name: 'lyon' });
    expect(second).toMatchObject({ outcome: 'success', found: true, create: null });
    const [created, found] = [first, second].map(({ output }) => Object(output));
    expect(found.id).toBe(created.id);
    expect(Object.keys(found)).toEqual(Object.keys(created));
    expect(requests()).toEqual({ 'GET /contacts/groups': 2, [CREATE]: 1 });
  });

  test('a search that fails creates nothing', async () => {
    const { connection, control, requests, zapier } = await startFrozen();
    control.fault({ operation: 'GET /contacts/groups', kind: 'html_200' });
    const ended = await zapier.findOrCreate(connection, 'find_group', { name: 'Lyon' }, { name: 'Lyon' });
    expect(ended).toMatchObject({
      outcome: 'errored',
      message: 'MsgFlash gave an answer that could not be read. Try again in a few minutes.',
      create: null,
    });
    expect(requests()).toEqual({ 'GET /contacts/groups': 1 });
  });
});
