import { describe, expect, test } from '@jest/globals';
import { bigSeed, demo } from '../../dev/msgflash/demo.ts';
import type { Seed } from '../../dev/msgflash/records.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { startFrozen } from '../lib/sending/frozen.ts';
import type { World } from '../support/world.ts';

const LIST = 'GET /contacts';

const find = ({ zapier, connection }: World, input: Record<string, unknown>) =>
  zapier.run(connection, 'searches.find_contact', input);

const awa = {
  id: demo.contacts.awa,
  name: 'Awa Doe',
  phone: demo.numbers.awa,
  tags: 'vip\nlyon',
  metadata: null,
  temperature: null,
  created_at: '2026-02-01T10:00:00.000Z',
  updated_at: '2026-02-01T10:00:00.000Z',
};

/** Contacts of one name each, the last one listed first. */
function seedOf(names: readonly string[]): Seed {
  const contacts = names.map((name, index) => ({
    id: `30000000-0000-4000-9000-${String(index).padStart(12, '0')}`,
    accountId: demo.accountId,
    name,
    phone: `+3363998${String(index).padStart(4, '0')}`,
  }));
  return { ...bigSeed({}), contacts, groups: [] };
}

describe('by phone', () => {
  test.each([['+33 6 39 98 10 01'], ['06 39 98 10 01'], ['0033639981001'], ['tel:+33639981001'], ['33639981001']])(
    '%s: that exact number, in one request',
    async (phone) => {
      const world = await startFrozen();
      const run = await find(world, { phone });
      expect(run).toMatchObject({ outcome: 'success', message: '' });
      expect(run.output).toEqual([awa]);
      expect(world.requests()).toEqual({ [LIST]: 1 });
    },
  );

  test.each(['old', 'arrays'] as const)(
    'in the older generation of the list (%s), with its metadata',
    async (lists) => {
      const world = await startFrozen();
      world.control.setGeneration({ lists });
      const run = await find(world, { phone: demo.numbers.awa });
      expect(run.output).toEqual([{ ...awa, metadata: { points: 120, city: 'Lyon' } }]);
      expect(world.requests()).toEqual({ [LIST]: 1 });
    },
  );

  test('a number with another one inside is not that one', async () => {
    const world = await startFrozen({
      msgflash: {
        data: {
          ...bigSeed({}),
          groups: [],
          contacts: [
            { accountId: demo.accountId, id: demo.contacts.luc, name: 'Longer', phone: '+336399810019' },
            { accountId: demo.accountId, id: demo.contacts.zoe, name: 'Inside', phone: '+4933639981001' },
          ],
        },
      },
    });
    expect(await find(world, { phone: demo.numbers.awa })).toMatchObject({ outcome: 'success', output: [] });
  });

  test.each([
    ['+5531987654321', '553187654321'],
    ['+553187654321', '+55 31 98765-4321'],
    ['5531987654321', '+553187654321'],
    ['+541123456789', '5491123456789'],
    ['+5491123456789', '+54 11 2345-6789'],
    ['+525512345678', '+52 1 55 1234 5678'],
    ['+5215512345678', '+52 55 1234 5678'],
    ['+2290197123456', '+229 97 12 34 56'],
    ['+22997123456', '+229 01 97 12 34 56'],
  ])('the contact %s is found by the other spelling %s', async (stored, phone) => {
    const world = await startFrozen({
      msgflash: {
        data: {
          ...bigSeed({}),
          groups: [],
          contacts: [{ accountId: demo.accountId, id: demo.contacts.luc, name: 'Respelled', phone: stored }],
        },
      },
    });
    const run = await find(world, { phone });
    expect(run).toMatchObject({ outcome: 'success', message: '', output: [{ id: demo.contacts.luc }] });
    expect(world.requests()[LIST]).toBeLessThanOrEqual(2);
  });

  test('the name is not looked at when there is a phone', async () => {
    const world = await startFrozen();
    const run = await find(world, { phone: demo.numbers.luc, name: 'Awa Doe' });
    expect(run).toMatchObject({ output: [{ id: demo.contacts.luc, name: 'Luc Bernard' }] });
    expect(await find(world, { phone: demo.numbers.stranger, name: 'Awa Doe' })).toMatchObject({ output: [] });
  });

  test('a country of its own', async () => {
    const world = await startFrozen({ authData: { api_key: demo.key } });
    expect(await find(world, { phone: '06 39 98 10 01', country: 'FR' })).toMatchObject({
      output: [{ id: demo.contacts.awa }],
    });
  });

  test.each([
    ['letters', 'Awa', '“Awa” in Phone is not a phone number. Nothing was done. Correct it in the app it comes from.'],
    [
      'no country',
      '06 39 98 10 01',
      '“06 39 98 10 01” in Phone has no country. Write it with + and the country code, or choose a Default Country in your connection. Nothing was done.',
    ],
  ])('%s: stops with a sentence, and asks nothing', async (_name, phone, message) => {
    const world = await startFrozen({ authData: { api_key: demo.key } });
    expect(await find(world, { phone })).toMatchObject({ outcome: 'halted', message });
    expect(world.requests()).toEqual({});
  });
});

describe('by name', () => {
  test.each([
    ['exactly', 'Awa Doe', demo.contacts.awa],
    ['in another case', 'AWA doe', demo.contacts.awa],
    ['with blanks around it', mapped('\t Awa Doe  '), demo.contacts.awa],
    ['with accents', 'zoé LEFÈVRE', demo.contacts.zoe],
    ['with accents put together', 'Zoé Lefèvre'.normalize('NFD'), demo.contacts.zoe],
    ['with a blank phone', 'Luc Bernard', demo.contacts.luc],
  ])('%s', async (_name, name, id) => {
    const world = await startFrozen();
    const run = await find(world, { name, phone: mapped(' ') });
    expect(run).toMatchObject({ outcome: 'success', message: '', output: [{ id }] });
    expect(run.output).toHaveLength(1);
    expect(world.requests()).toEqual({ [LIST]: 1 });
  });

  test.each([
    ['part of a name', 'Awa'],
    ['a name without its accents', 'Zoe Lefevre'],
    ['somebody of another account', 'Paul Roux'],
    ['nobody', 'Nobody Here'],
    ['a phone number as name', '33639981001'],
  ])('%s: nothing', async (_name, name) => {
    const world = await startFrozen();
    expect(await find(world, { name })).toMatchObject({ outcome: 'success', message: '', output: [] });
    expect(world.requests()).toEqual({ [LIST]: 1 });
  });

  test('in the older generation of the list', async () => {
    const world = await startFrozen();
    world.control.setGeneration({ lists: 'old' });
    expect(await find(world, { name: 'luc bernard' })).toMatchObject({ output: [{ id: demo.contacts.luc }] });
    expect(await find(world, { name: 'Luc' })).toMatchObject({ output: [] });
  });

  test.each([
    ['on the first page', 450, 1],
    ['on the second page', 350, 2],
    ['on the fifth page', 10, 5],
  ])('%s: no further page is read', async (_name, position, pages) => {
    const names = Array.from({ length: 500 }, (_, index) => (index === position ? 'Anna' : `Anna ${index}`));
    const world = await startFrozen({ msgflash: { data: seedOf(names) } });
    expect(await find(world, { name: 'anna' })).toMatchObject({ outcome: 'success', output: [{ name: 'Anna' }] });
    expect(world.requests()).toEqual({ [LIST]: pages });
    expect(world.wire().every(({ query }) => Object(query).search === 'anna')).toBe(true);
  });

  test('beyond the fifth page: the search ends there', async () => {
    const names = ['Anna', ...Array.from({ length: 600 }, (_, index) => `Anna ${index}`)];
    const world = await startFrozen({ msgflash: { data: seedOf(names) } });
    expect(await find(world, { name: 'Anna' })).toMatchObject({ outcome: 'success', output: [] });
    expect(world.requests()).toEqual({ [LIST]: 5 });
  });

  test('a name longer than the API lets one search for', async () => {
    const long = `Société ${'très '.repeat(30)}grande`;
    // The hundredth place is in the middle of a character.
    const party = `A${'🎉'.repeat(60)}`;
    const world = await startFrozen({ msgflash: { data: seedOf([long, party, `${long} bis`]) } });
    expect(await find(world, { name: long })).toMatchObject({ outcome: 'success', output: [{ name: long }] });
    expect(world.requests()).toEqual({ [LIST]: 1 });
    expect(await find(world, { name: party })).toMatchObject({ outcome: 'success', output: [{ name: party }] });
  });
});

describe('neither', () => {
  test.each([
    ['both empty', {}],
    ['both blank', { phone: mapped(' '), name: mapped('\n') }],
    ['a country only', { country: 'FR' }],
  ])('%s: a sentence, and no request', async (_name, input) => {
    const world = await startFrozen();
    expect(await find(world, input)).toMatchObject({
      outcome: 'errored',
      message: 'Phone and Name are both empty. Fill in one of them and try again.',
    });
    expect(world.requests()).toEqual({});
  });
});

describe('when MsgFlash is in trouble', () => {
  test.each([
    [
      'error',
      'throttled',
      'MsgFlash answered with an error: it has a temporary problem. Zapier tries this step again automatically.',
    ],
    ['reset_before_accepting', 'throttled', 'MsgFlash did not answer. Zapier tries this step again automatically.'],
    ['truncated_json', 'errored', 'MsgFlash gave an answer that could not be read. Try again in a few minutes.'],
    ['wrong_types', 'errored', 'MsgFlash gave an answer that could not be read. Try again in a few minutes.'],
  ] as const)('%s: %s', async (kind, outcome, message) => {
    const world = await startFrozen();
    world.control.fault({ operation: LIST, kind });
    expect(await find(world, { name: 'Awa Doe' })).toMatchObject({ outcome, message });
    expect(world.requests()).toEqual({ [LIST]: 1 });
  });

  test('an outage on a later page is no “not found”', async () => {
    const names = ['Anna', ...Array.from({ length: 150 }, (_, index) => `Anna ${index}`)];
    const world = await startFrozen({ msgflash: { data: seedOf(names) } });
    world.control.fault({ operation: LIST, kind: 'html_503', skip: 1 });
    expect(await find(world, { name: 'Anna' })).toMatchObject({ outcome: 'throttled' });
  });
});
