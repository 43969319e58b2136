import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import type { FaultInput } from '../../dev/msgflash/faults.ts';
import { mapped, type Outcome } from '../../dev/zapier/index.ts';
import { startFrozen } from '../lib/sending/frozen.ts';
import type { World } from '../support/world.ts';

const LIST = 'GET /instances';
const STATE = 'GET /instances/{id}/state';
const HEALTH = 'GET /instances/{id}/health';
const ALL = { [LIST]: 1, [STATE]: 1, [HEALTH]: 1 };

const find = ({ zapier, connection }: World, search: unknown) =>
  zapier.run(connection, 'searches.find_instance', { search });

const mainStore = {
  id: demo.instances.mainStore,
  name: 'Main Store',
  number: '+33639980001',
  status: 'connected',
  is_connected: true,
  provider_state: 'open',
  safety_state: 'stable',
  safety_score: 92,
  hourly_limit: 200,
  daily_limit: 1000,
  // This message, one of an hour ago and two more of the same day.
  sent_last_hour: 2,
  sent_last_day: 4,
  recommendations: null,
  created_at: '2026-01-05T09:00:00.000Z',
  updated_at: expect.any(String),
};

test('the record is whole, with the state and the health of this moment', async () => {
  const world = await startFrozen();
  await world.create('send_message', {
    instance_id: demo.instances.mainStore,
    to: demo.numbers.stranger,
    type: 'text',
    text: 'Hello',
  });
  world.mark();
  const run = await find(world, 'Main Store');
  expect(run).toMatchObject({ outcome: 'success', message: '' });
  expect(run.output).toEqual([mainStore]);
  expect(world.requests()).toEqual(ALL);
});

describe('is found', () => {
  test.each([
    ['Main Store'],
    ['  main STORE '],
    ['+33639980001'],
    ['+33 6 39 98 00 01'],
    ['0033 6 39 98 00 01'],
    ['33639980001'],
    ['(33) 6-39.98 00 01'],
    // As To reads them in a connection whose default country is France.
    ['06 39 98 00 01'],
    ['639980001'],
    ['tel:+33639980001'],
    ['33639980001@s.whatsapp.net'],
    ['Main Store · +33 6 39 98 00 01 · connected'],
    [demo.instances.mainStore],
    [mapped('Main Store')],
  ])('by %p', async (search) => {
    for (const waNumber of ['plus', 'plain'] as const) {
      const world = await startFrozen();
      world.control.setGeneration({ waNumber });
      const run = await find(world, search);
      expect(run).toMatchObject({
        outcome: 'success',
        output: [{ id: demo.instances.mainStore, name: 'Main Store', number: '+33639980001' }],
      });
      expect(world.requests()).toEqual(ALL);
      await world.close();
    }
  });

  test.each([['ÉVÉNEMENTS lyon'], ['Événements Lyon'.normalize('NFD')]])('by %p, with accents', async (search) => {
    const world = await startFrozen();
    expect(await find(world, search)).toMatchObject({
      outcome: 'success',
      output: [{ id: demo.instances.events, name: 'Événements Lyon' }],
    });
  });

  test.each([
    ['disconnected', 'close', 'Not connected, scan its QR code in MsgFlash.'],
    ['connecting', 'connecting', 'Connecting, finish linking it in MsgFlash.'],
    ['suspended', 'close', 'Suspended, write to support@msgflash.com.'],
  ] as const)('also when it is %s, and says what to do', async (status, providerState, advice) => {
    const world = await startFrozen();
    world.control.setInstance({ instance: 'Main Store', status });
    expect(await find(world, 'Main Store')).toMatchObject({
      outcome: 'success',
      output: [{ status, is_connected: false, provider_state: providerState, recommendations: advice }],
    });
  });

  test('with the advice of MsgFlash, one a line', async () => {
    const world = await startFrozen();
    expect(await find(world, 'Support')).toMatchObject({
      output: [
        {
          safety_state: 'warming',
          hourly_limit: 25,
          recommendations: 'Write to people who wrote to you first.\nRaise the number of messages slowly.',
        },
      ],
    });
  });
});

describe('is not found', () => {
  test.each([
    ['part of a name', 'Main'],
    ['an instance of another account', 'Bakery'],
    ['its id', demo.instances.other],
    ['its number', '+33639980009'],
    ['part of a number', '39980001'],
    ['a number with a digit more', '+336399800011'],
    ['two numbers', '+33639980001, +33639980002'],
    ['the name of one and the number of another', 'Main Store · +33 6 39 98 00 02 · connected'],
    ['a name behind a name', 'Main Store · Lyon'],
    ['a number that nobody has', '+33639980077'],
    ['signs of a number without digits', '+ - ()'],
    ['a name with the digits of a number', 'Store +33639980001'],
  ])('%s: an empty result after one request', async (_name, search) => {
    const world = await startFrozen();
    expect(await find(world, search)).toMatchObject({ outcome: 'success', message: '', output: [] });
    expect(world.requests()).toEqual({ [LIST]: 1 });
  });

  test('an instance that went away after it was listed: an empty result', async () => {
    const world = await startFrozen();
    world.control.fault({ operation: STATE, kind: 'error', status: 404, code: 'NOT_FOUND' });
    expect(await find(world, 'Main Store')).toMatchObject({ outcome: 'success', message: '', output: [] });
  });

  test('nothing to look for: a sentence, and no request', async () => {
    const world = await startFrozen();
    expect(await find(world, mapped(' '))).toMatchObject({
      outcome: 'errored',
      message: 'Name or Number is empty. Fill in Name or Number and try again. Nothing was done.',
    });
    expect(world.requests()).toEqual({});
  });
});

describe('when MsgFlash is in trouble', () => {
  test.each<FaultInput['kind']>([
    'error',
    'html_503',
    'reset_before_accepting',
    'json_null',
    'wrong_types',
    'redirect_loop',
  ])('without the health (%s) it is found all the same', async (kind) => {
    const world = await startFrozen();
    world.control.fault({ operation: HEALTH, kind });
    const run = await find(world, 'Main Store');
    expect(run).toMatchObject({ outcome: 'success' });
    expect(run.output).toEqual([
      {
        ...mainStore,
        safety_state: null,
        safety_score: null,
        hourly_limit: null,
        daily_limit: null,
        sent_last_hour: null,
        sent_last_day: null,
      },
    ]);
    expect(world.requests()).toEqual(ALL);
  });

  const again = 'MsgFlash did not answer. Zapier tries this step again automatically.';
  const unreadable = 'MsgFlash gave an answer that could not be read. Try again in a few minutes.';
  test.each<[string, FaultInput['kind'], Outcome, string]>([
    [LIST, 'html_503', 'throttled', again.replace('did not answer', 'answered with an error')],
    [LIST, 'reset_before_accepting', 'throttled', again],
    [LIST, 'html_200', 'errored', unreadable],
    [LIST, 'wrong_types', 'errored', unreadable],
    [LIST, 'redirect_other_origin', 'errored', unreadable],
    [STATE, 'html_503', 'throttled', again.replace('did not answer', 'answered with an error')],
    [STATE, 'truncated_json', 'errored', unreadable],
  ])('%s: %s', async (operation, kind, outcome, message) => {
    const world = await startFrozen();
    world.control.fault({ operation, kind });
    expect(await find(world, 'Main Store')).toMatchObject({ outcome, message, output: null });
    expect(world.control.elsewhere()).toEqual([]);
  });
});
