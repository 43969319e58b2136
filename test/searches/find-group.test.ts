import { describe, expect, test } from '@jest/globals';
import { bigSeed, demo } from '../../dev/msgflash/demo.ts';
import type { Seed } from '../../dev/msgflash/records.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { startFrozen } from '../lib/sending/frozen.ts';
import {
  accountRefusals,
  blank,
  empty,
  expectRefused,
  filling,
  type Refused,
  readTroubles,
} from '../support/refused.ts';
import type { World } from '../support/world.ts';

const LIST = 'GET /contacts/groups';
const { groups } = demo;

const find = ({ zapier, connection }: World, name: unknown) => zapier.run(connection, 'searches.find_group', { name });

const vip = {
  id: groups.vip,
  name: 'VIP',
  description: 'Our best customers',
  color: '#FACC15',
  contact_count: 2,
  created_at: '2026-01-05T09:00:00.000Z',
};

/** Groups of these names, the last one listed first. */
function seedOf(names: readonly string[]): Seed {
  const id = (index: number) => `40000000-0000-4000-9000-${String(index).padStart(12, '0')}`;
  return {
    ...bigSeed({}),
    groups: names.map((name, index) => ({ id: id(index), accountId: demo.accountId, name })),
  };
}

describe('the whole name', () => {
  test('is found with everything that is known of the group', async () => {
    const world = await startFrozen();
    const run = await find(world, 'VIP');
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(run.output).toEqual([vip]);
    expect(world.requests()).toEqual({ [LIST]: 1 });
    expect(world.wire()[0]?.query).toEqual({ limit: '100', search: 'VIP' });
  });

  test.each([
    ['in another case', 'vIp', groups.vip],
    ['with blanks around it', mapped('\n VIP\t'), groups.vip],
    ['of the longer one', 'vip lyon', groups.vipLyon],
    ['of one without details', 'Newsletter', groups.empty],
  ])('%s', async (_name, name, id) => {
    const world = await startFrozen();
    const run = await find(world, name);
    expect(run).toMatchObject({ outcome: 'success', output: [{ id }] });
    expect(run.output).toHaveLength(1);
    expect(world.requests()).toEqual({ [LIST]: 1 });
  });

  test('with accents put together', async () => {
    const world = await startFrozen({ msgflash: { data: seedOf(['Abonnés']) } });
    expect(await find(world, 'abonnés'.normalize('NFD'))).toMatchObject({ output: [{ name: 'Abonnés' }] });
  });

  test.each([
    ['the beginning of a name', 'VI'],
    ['the end of a name', 'Lyon'],
    ['a name and more', 'VIP Lyon 2'],
    ['two blanks where there is one', 'VIP  Lyon'],
    ['a description', 'Our best customers'],
    ['nobody', 'Wholesale'],
  ])('is not %s', async (_name, name) => {
    const world = await startFrozen();
    expect(await find(world, name)).toMatchObject({ outcome: 'success', message: '', output: [] });
    expect(world.requests()).toEqual({ [LIST]: 1 });
  });

  test('of another account is not found', async () => {
    const world = await startFrozen({ authData: { api_key: demo.otherKey } });
    expect(await find(world, 'VIP')).toMatchObject({ outcome: 'success', output: [] });
  });

  test('longer than the API lets one search for', async () => {
    const long = `Lot ${'n'.repeat(120)}`;
    const world = await startFrozen({ msgflash: { data: seedOf([long, `${long} bis`]) } });
    expect(await find(world, long)).toMatchObject({ outcome: 'success', output: [{ name: long }] });
    expect(world.wire()[0]?.query).toEqual({ limit: '100', search: long.slice(0, 100) });
  });
});

describe('as many pages as it takes, and no more', () => {
  test.each([
    ['on the first page', 450, 1],
    ['on the second page', 350, 2],
    ['on the fifth page', 10, 5],
  ])('%s', async (_name, position, pages) => {
    const names = Array.from({ length: 500 }, (_, index) => (index === position ? 'Lot' : `Lot ${index}`));
    const world = await startFrozen({ msgflash: { data: seedOf(names) } });
    expect(await find(world, 'lot')).toMatchObject({ outcome: 'success', output: [{ name: 'Lot' }] });
    expect(world.requests()).toEqual({ [LIST]: pages });
  });

  test('beyond the fifth page the search ends', async () => {
    const names = ['Lot', ...Array.from({ length: 600 }, (_, index) => `Lot ${index}`)];
    const world = await startFrozen({ msgflash: { data: seedOf(names) } });
    expect(await find(world, 'Lot')).toMatchObject({ outcome: 'success', output: [] });
    expect(world.requests()).toEqual({ [LIST]: 5 });
  });

  test.each(['old', 'arrays'] as const)('older generations of the list have one page (%s)', async (lists) => {
    const names = ['Lot', ...Array.from({ length: 150 }, (_, index) => `Lot ${index}`)];
    const world = await startFrozen({ msgflash: { data: seedOf(names) } });
    world.control.setGeneration({ lists });
    expect(await find(world, 'lot')).toMatchObject({ outcome: 'success', output: [{ name: 'Lot' }] });
    expect(await find(world, 'lots')).toMatchObject({ outcome: 'success', output: [] });
    expect(world.requests()).toEqual({ [LIST]: 2 });
  });

  test('what the answer may lack is null', async () => {
    const world = await startFrozen();
    world.control.fault({ operation: LIST, kind: 'missing_optional' });
    const run = await find(world, 'VIP');
    expect(run.output).toEqual([{ ...vip, description: null, color: null, created_at: null }]);
  });

  test('an outage on a later page is no “not found”', async () => {
    const names = ['Lot', ...Array.from({ length: 150 }, (_, index) => `Lot ${index}`)];
    const world = await startFrozen({ msgflash: { data: seedOf(names) } });
    world.control.fault({ operation: LIST, kind: 'html_503', skip: 1 });
    expect(await find(world, 'Lot')).toMatchObject({ outcome: 'throttled', output: null });
  });
});

describe('what cannot be searched', () => {
  const cases: Refused[] = [
    { name: 'no name', input: { name: empty }, outcome: 'errored', message: filling('Name') },
    { name: 'a blank name', input: { name: blank }, outcome: 'errored', message: filling('Name') },
    ...readTroubles(LIST),
    ...accountRefusals(LIST),
  ];
  test.each(cases)('$name', async (each) => {
    await expectRefused('searches.find_group', { name: 'VIP' }, each);
  });
});
