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
  ending,
  endOf,
  expectRefused,
  expectRepeated,
  filling,
  missing,
  type Refused,
  unknownId,
} from '../support/refused.ts';
import { listOf, START } from '../support/world.ts';

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
  meta: 'points: 120\ncity: Lyon',
  temperature: null,
  created_at: '2026-02-01T10:00:00.000Z',
  updated_at: START.toISOString(),
};

describe('what changes, and what it costs', () => {
  type Row = [name: string, input: object, sent: object, changes: object, requests: Record<string, number>];
  const rows: Row[] = [
    ['a name', { name: ' Awa Diop ' }, { name: 'Awa Diop' }, { name: 'Awa Diop' }, ONE],
    ['a number', { phone: '06 39 98 10 77' }, { phone: '+33639981077' }, { phone: '+33639981077' }, ONE],
    ['the number it has', { phone: demo.numbers.awa }, { phone: demo.numbers.awa }, {}, ONE],
    [
      'tags to add, each once and in their order',
      { tags: ['new', 'vip', 'new'] },
      { tags: ['vip', 'lyon', 'new'] },
      { tags: 'vip\nlyon\nnew' },
      TWO,
    ],
    [
      'tags to add, chosen',
      { tags: ['new'], tags_mode: 'add' },
      { tags: ['vip', 'lyon', 'new'] },
      { tags: 'vip\nlyon\nnew' },
      TWO,
    ],
    ['tags to remove', { tags: ['vip', 'absent'], tags_mode: 'remove' }, { tags: ['lyon'] }, { tags: 'lyon' }, TWO],
    ['the last tags to remove', { tags: ['lyon', 'vip'], tags_mode: 'remove' }, { tags: [] }, { tags: null }, TWO],
    ['tags to replace all', { tags: ['new'], tags_mode: 'replace' }, { tags: ['new'] }, { tags: 'new' }, ONE],
    [
      'metadata to merge: what is there stays as it is, a number too',
      { meta: { city: 'Paris', shoe: '38' } },
      { meta: { points: 120, city: 'Paris', shoe: '38' } },
      { meta: 'points: 120\ncity: Paris\nshoe: 38' },
      TWO,
    ],
    [
      'metadata to replace all',
      { meta: { shoe: '38' }, meta_mode: 'replace' },
      { meta: { shoe: '38' } },
      { meta: 'shoe: 38' },
      ONE,
    ],
    [
      'tags and metadata to merge, read once',
      { tags: ['new'], meta: { shoe: '38' } },
      { tags: ['vip', 'lyon', 'new'], meta: { points: 120, city: 'Lyon', shoe: '38' } },
      { tags: 'vip\nlyon\nnew', meta: 'points: 120\ncity: Lyon\nshoe: 38' },
      TWO,
    ],
    [
      'everything replaced',
      { name: 'A', phone: '+33639981077', tags: ['t'], tags_mode: 'replace', meta: { k: 'v' }, meta_mode: 'replace' },
      { name: 'A', phone: '+33639981077', tags: ['t'], meta: { k: 'v' } },
      { name: 'A', phone: '+33639981077', tags: 't', meta: 'k: v' },
      ONE,
    ],
    [
      'one replaced and one merged',
      { tags: ['t'], tags_mode: 'replace', meta: { shoe: '38' } },
      { tags: ['t'], meta: { points: 120, city: 'Lyon', shoe: '38' } },
      { tags: 't', meta: 'points: 120\ncity: Lyon\nshoe: 38' },
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
    expect(await world.call(`GET /contacts/${awa}`)).toMatchObject({
      name: 'Awa Doe',
      phone: demo.numbers.awa,
      tags: ['vip', 'lyon'],
      meta: { points: 120, city: 'Lyon' },
      ...sent,
    });
  });

  test('tags and metadata of a contact that had none', async () => {
    const { create, wire } = await startFrozen();
    const run = await create('update_contact', {
      contact_id: demo.contacts.zoe,
      tags: ['new'],
      meta: { city: 'Lyon' },
    });
    expect(wire(CHANGE)[0]?.body).toEqual({ tags: ['new'], meta: { city: 'Lyon' } });
    expect(run).toMatchObject({ outcome: 'success', output: { tags: 'new', meta: 'city: Lyon' } });
  });
});

describe('tags as Find Contact returns them', () => {
  test.each([
    ['replace', ['vip', 'lyon']],
    ['add', ['vip', 'lyon']],
    ['remove', []],
  ])('come back as the same tags: %s', async (tags_mode, tags) => {
    const world = await startFrozen();
    const found = await world.zapier.run(world.connection, 'searches.find_contact', { phone: demo.numbers.awa });
    const [record] = listOf(found.output);
    expect(record).toMatchObject({ id: awa, tags: 'vip\nlyon' });
    const input = { contact_id: mapped(String(record?.id)), tags: [mapped(String(record?.tags))], tags_mode };
    const run = await world.create('update_contact', input);
    expect(run).toMatchObject({ outcome: 'success', output: { tags: tags.join('\n') || null } });
    expect(await world.call(`GET /contacts/${awa}`)).toMatchObject({ tags });
  });

  test.each([
    [['new, vip'], ['vip', 'lyon', 'new']],
    [['new;VIP'], ['vip', 'lyon', 'new']],
    [['new\nlyon\nnew'], ['vip', 'lyon', 'new']],
    [
      ['Lyon', ' new ', 'NEW'],
      ['vip', 'lyon', 'new'],
    ],
    [[' , ;new'], ['vip', 'lyon', 'new']],
  ])('%j added, each once', async (tags, all) => {
    const world = await startFrozen();
    await world.create('update_contact', { contact_id: awa, tags: tags.map((text) => mapped(text)) });
    expect(world.wire(CHANGE)[0]?.body).toEqual({ tags: all });
  });
});

describe('a short answer of MsgFlash: what it does not tell is unknown, not empty', () => {
  const cases: Refused[] = [
    ...['add', 'remove'].map(
      (mode): Refused => ({
        name: `tags to ${mode}`,
        input: { tags: ['new'], tags_mode: mode },
        outcome: 'errored',
        message:
          'MsgFlash does not tell the tags of this contact, so they cannot be added to. Choose to replace them under Tags: Add, Remove or Replace. Nothing was changed.',
      }),
    ),
    {
      name: 'metadata to merge',
      input: { meta: { city: 'Paris' } },
      outcome: 'errored',
      message:
        'MsgFlash does not tell the metadata of this contact, so they cannot be added to. Choose to replace them under Custom Details: Add or Replace. Nothing was changed.',
    },
    {
      name: 'metadata to merge beside tags to replace',
      input: { tags: ['new'], tags_mode: 'replace', meta: { city: 'Paris' } },
      outcome: 'errored',
      message:
        'MsgFlash does not tell the metadata of this contact, so they cannot be added to. Choose to replace them under Custom Details: Add or Replace. Nothing was changed.',
    },
  ];
  test.each(cases)('$name: nothing is changed, and Replace is offered', async (each) => {
    const { call, control } = await expectRefused(
      'creates.update_contact',
      { contact_id: awa },
      { ...each, given: (world) => world.control.setGeneration({ objects: 'partial' }), requests: { [READ]: 1 } },
    );
    control.setGeneration({ objects: 'full' });
    expect(await call(`GET /contacts/${awa}`)).toMatchObject({ tags: ['vip', 'lyon'], meta: { city: 'Lyon' } });
  });

  test.each([
    ['tags that are no list', 'wrong_types', { tags: ['new'] }],
    ['tags left out', 'missing_optional', { tags: ['new'] }],
  ] as const)('%s are unknown as well', async (_name, kind, input) => {
    const { control, create, requests } = await startFrozen();
    control.fault({ operation: READ, kind });
    const run = await create('update_contact', { contact_id: awa, ...input });
    expect(run.outcome).toBe('errored');
    expect(requests()).toEqual({ [READ]: 1 });
  });

  test('the way out works, and the record holds all that is known', async () => {
    const { control, create, requests } = await startFrozen();
    control.setGeneration({ objects: 'partial' });
    const input = { tags: ['new'], tags_mode: 'replace', meta: { city: 'Paris' }, meta_mode: 'replace' };
    const run = await create('update_contact', { contact_id: awa, ...input });
    expect(outputOf(run)).toEqual({
      ...before,
      phone: null,
      tags: 'new',
      meta: 'city: Paris',
      created_at: null,
      updated_at: null,
    });
    expect(requests()).toEqual(ONE);
  });

  test('a new name needs to know nothing', async () => {
    const { control, create, requests } = await startFrozen();
    control.setGeneration({ objects: 'partial' });
    const run = await create('update_contact', { contact_id: awa, name: 'Awa Diop' });
    expect(outputOf(run)).toEqual({
      id: awa,
      name: 'Awa Diop',
      phone: null,
      tags: null,
      meta: null,
      temperature: null,
      created_at: null,
      updated_at: null,
    });
    expect(requests()).toEqual(ONE);
  });
});

describe('a contact that cannot be changed', () => {
  const nothing = 'There is nothing to change. Fill in Name, Phone, Tags or Metadata and try again.';
  const name = { name: 'Awa Diop' };
  const tags = { tags: ['new'] };
  const cases: Refused[] = [
    { name: 'no contact', input: { ...name, contact_id: empty }, outcome: 'errored', message: filling('Contact') },
    { name: 'a blank contact', input: { ...name, contact_id: blank }, outcome: 'errored', message: filling('Contact') },
    { name: 'nothing to change', outcome: 'errored', message: nothing },
    {
      name: 'nothing but blanks to change',
      input: { name: blank, phone: ' ', tags: [' '], meta: { a: '' }, tags_mode: 'replace', meta_mode: 'replace' },
      outcome: 'errored',
      message: nothing,
    },
    {
      name: 'letters for a number',
      input: { ...name, phone: 'none' },
      outcome: 'halted',
      message: '“none” in Phone is not a phone number. Nothing was done. Correct it in the app it comes from.',
    },
    {
      name: 'what to do with the Tags, mapped from something else',
      input: { ...tags, tags_mode: mapped('Delete') },
      outcome: 'errored',
      message:
        '“Delete” is not a choice in Tags: Add, Remove or Replace. Use one of these: Add them, Remove them, Replace all tags. Nothing was done.',
    },
    {
      name: 'what to do with the Metadata, mapped from something else',
      input: { ...tags, meta: { city: 'Paris' }, meta_mode: mapped('Remove') },
      outcome: 'errored',
      message:
        '“Remove” is not a choice in Custom Details: Add or Replace. Use one of these: Add to the existing details, Replace all details. Nothing was done.',
    },
    {
      name: 'a contact of another account',
      input: { ...name, contact_id: demo.contacts.other },
      outcome: 'errored',
      message: missing('contact'),
      requests: ONE,
    },
    {
      name: 'a contact that was deleted, when its tags are read',
      input: { ...tags, contact_id: mapped(unknownId(3)) },
      outcome: 'errored',
      message: missing('contact'),
      requests: { [READ]: 1 },
    },
    {
      name: 'the number of somebody else',
      input: { phone: demo.numbers.luc },
      outcome: 'halted',
      message: 'This already exists in MsgFlash (Contact with this phone already exists for this user).',
      requests: ONE,
    },
    {
      ...answered(CHANGE, 400, 'VALIDATION_ERROR', 'Invalid request data'),
      name: 'something that MsgFlash does not accept',
      input: name,
      outcome: 'errored',
      message: "MsgFlash did not accept this (Invalid request data). Check the step's fields and try again.",
    },
    ...accountRefusals(CHANGE).map((each) => ({ ...each, input: name })),
    ...accountRefusals(READ).map((each) => ({ ...each, name: `${each.name} when it is read`, input: tags })),
    {
      ...answered(READ, 500, ''),
      name: 'an outage before anything was changed',
      input: tags,
      outcome: 'throttled',
      message: 'MsgFlash answered with an error. Zapier tries this step again automatically.',
    },
  ];

  test.each(cases)('$name', async (each) => {
    const { call } = await expectRefused('creates.update_contact', { contact_id: awa }, each);
    expect(await call(`GET /contacts/${awa}`)).toMatchObject({
      name: 'Awa Doe',
      phone: demo.numbers.awa,
      tags: ['vip', 'lyon'],
      meta: { points: 120, city: 'Lyon' },
    });
  });
});

describe('an answer that nobody can rely on', () => {
  test.each(AMBIGUOUS)('$name', async (fault) => {
    await expectRepeated('creates.update_contact', { contact_id: awa, name: 'A' }, CHANGE, fault);
  });

  test('after the contact was read for its tags', async () => {
    const [fault] = AMBIGUOUS.filter(({ kind }) => kind === 'html_200');
    expect(fault).toBeDefined();
    if (fault) await expectRepeated('creates.update_contact', { contact_id: awa, tags: ['new'] }, CHANGE, fault);
  });

  test('while the contact is read: nothing was changed, and it is simply repeated', async () => {
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
