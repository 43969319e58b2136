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

const LIST = 'GET /templates';
const { templates } = demo;

const find = ({ zapier, connection }: World, name: unknown) =>
  zapier.run(connection, 'searches.find_template', { name });

const dates = { created_at: '2026-01-05T09:00:00.000Z', updated_at: '2026-01-05T09:00:00.000Z' };

/** Templates of these names, the last one listed first. */
function seedOf(names: readonly string[]): Seed {
  const id = (index: number) => `20000000-0000-4000-9000-${String(index).padStart(12, '0')}`;
  return {
    ...bigSeed({}),
    templates: names.map((name, index) => ({ id: id(index), accountId: demo.accountId, name, body: 'Hello' })),
  };
}

describe('the whole name', () => {
  test.each([
    [
      'Order Shipped',
      {
        id: templates.orderShipped,
        type: 'text',
        text: 'Good news: order {{custom.order}} is on its way and arrives on {{custom.date}}. Track it: {{custom.link}}',
        media_url: null,
        variables: 'custom.order\ncustom.date\ncustom.link',
        custom_variables: 'order\ndate\nlink',
      },
    ],
    [
      'Appointment Reminder',
      {
        id: templates.appointment,
        type: 'text',
        text: '{{contact.name}}, we expect you on {{custom.day}} at {{custom.hour}}. {{user.fullName}}, {{instance.name}}',
        media_url: null,
        variables: 'contact.name\ncustom.day\ncustom.hour\nuser.fullName\ninstance.name',
        custom_variables: 'day\nhour',
      },
    ],
    [
      'Welcome',
      {
        id: templates.welcome,
        type: 'text',
        text: 'Welcome to our shop! Answer STOP at any time and we will not write again.',
        media_url: null,
        variables: null,
        custom_variables: null,
      },
    ],
    ['Event Poster', { id: templates.poster, type: 'image', media_url: 'https://example.com/poster.jpg' }],
  ])('%s is found with its text and its variables', async (name, record) => {
    const world = await startFrozen();
    const run = await find(world, name);
    expect(run).toMatchObject({ outcome: 'success', message: '', output: [{ name, ...record, ...dates }] });
    expect(Object.keys(Object(run.first))).toEqual(
      'id name type text media_url variables custom_variables created_at updated_at'.split(' '),
    );
    expect(run.output).toHaveLength(1);
    expect(world.requests()).toEqual({ [LIST]: 1 });
    expect(world.wire()[0]?.query).toEqual({ page: '1', limit: '100' });
  });

  test.each([
    ['in another case', 'order SHIPPED', templates.orderShipped],
    ['with blanks around it', mapped('\n Welcome '), templates.welcome],
    ['with brackets', 'facture (noms particuliers)', templates.oddNames],
  ])('%s', async (_name, name, id) => {
    const world = await startFrozen();
    expect(await find(world, name)).toMatchObject({ outcome: 'success', output: [{ id }] });
  });

  test.each([
    ['part of a name', 'Order'],
    ['a template of another account', 'Fresh Bread'],
    ['nothing', 'Invoice'],
  ])('is not %s', async (_name, name) => {
    const world = await startFrozen();
    expect(await find(world, name)).toMatchObject({ outcome: 'success', message: '', output: [] });
    expect(world.requests()).toEqual({ [LIST]: 1 });
  });
});

describe('as many pages as it takes, and no more', () => {
  const numbered = (length: number, position: number) =>
    seedOf(Array.from({ length }, (_, index) => (index === position ? 'Sale' : `Sale ${index}`)));

  test.each([
    ['on the first of five pages', 450, 500, 1],
    ['on the second page', 350, 500, 2],
    ['on the fifth page', 10, 500, 5],
    ['last on a page that is the last one', 0, 200, 2],
    ['on a last page that is not full', 0, 201, 3],
  ])('%s', async (_name, position, length, pages) => {
    const world = await startFrozen({ msgflash: { data: numbered(length, position) } });
    expect(await find(world, 'sale')).toMatchObject({ outcome: 'success', output: [{ name: 'Sale' }] });
    expect(world.requests()).toEqual({ [LIST]: pages });
    expect(world.wire().map(({ query }) => Object(query).page)).toEqual(
      Array.from({ length: pages }, (_, index) => String(index + 1)),
    );
  });

  test.each([
    ['none', 0, 1],
    ['99', 99, 1],
    ['100, of which the answer tells that they are all', 100, 1],
    ['101', 101, 2],
    ['501, which takes a sixth page', 501, 6],
  ])('nothing among %s', async (_name, length, pages) => {
    const world = await startFrozen({ msgflash: { data: numbered(length, -1) } });
    expect(await find(world, 'Sale')).toMatchObject({ outcome: 'success', output: [] });
    expect(world.requests()).toEqual({ [LIST]: pages });
  });

  test('a list that does not tell its total goes on as long as its pages are full', async () => {
    const world = await startFrozen({ msgflash: { data: numbered(200, 0) } });
    world.control.setGeneration({ lists: 'arrays' });
    expect(await find(world, 'Sale')).toMatchObject({ outcome: 'success', output: [{ name: 'Sale' }] });
    expect(await find(world, 'Invoice')).toMatchObject({ outcome: 'success', output: [] });
    expect(world.requests()).toEqual({ [LIST]: 2 + 3 });
  });

  test('what the answer may lack is null', async () => {
    const world = await startFrozen();
    world.control.fault({ operation: LIST, kind: 'missing_optional' });
    const run = await find(world, 'Welcome');
    expect(run.output).toEqual([
      {
        id: templates.welcome,
        name: 'Welcome',
        type: 'text',
        text: expect.stringContaining('Welcome to our shop!'),
        media_url: null,
        variables: null,
        custom_variables: null,
        created_at: null,
        updated_at: null,
      },
    ]);
  });

  test('an outage on a later page is no “not found”', async () => {
    const world = await startFrozen({ msgflash: { data: numbered(150, 0) } });
    world.control.fault({ operation: LIST, kind: 'html_503', skip: 1 });
    expect(await find(world, 'Sale')).toMatchObject({ outcome: 'throttled', output: null });
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
    await expectRefused('searches.find_template', { name: 'Welcome' }, each);
  });
});
