import { describe, expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import type { FaultInput } from '../../../dev/msgflash/faults.ts';
import { type Misbehaviour, mapped, type RunRecord } from '../../../dev/zapier/index.ts';
import { type FrozenWorld, hello, outputOf, startFrozen, until } from './frozen.ts';

const order = { ...hello, send_once_per: '1042' };
const SEND = 'POST /messages/send';
const LIST = 'GET /messages';
const MINUTE = 60_000;
const DAY = 86_400_000;

const young = {
  outcome: 'throttled',
  message:
    'Another run may be sending this message right now. This run waits, and sends only if the message has not gone out.',
};
const unprotected = {
  outcome: 'throttled',
  delaySeconds: 60,
  message:
    'Prevent Duplicates By does not work at the moment, so nothing was sent. Zapier tries this step again automatically.',
};
const undecided = {
  outcome: 'halted',
  message: 'An earlier run may have sent this message. This run sent nothing. Look under Messages in MsgFlash.',
};

describe('a replay', () => {
  test('is told that the message went out already, without any request', async () => {
    const { create, control, mark, pass, requests, zapier } = await startFrozen();
    const run = await create('send_message', order);
    expect(run).toMatchObject({ outcome: 'success', output: { already_sent: false } });
    mark();
    await pass(6 * DAY);
    const replay = await zapier.replay(run);
    expect(replay).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual({});
    expect(control.ledger()).toHaveLength(1);
    const { id, created_at } = outputOf(run);
    expect(outputOf(replay)).toMatchObject({
      id,
      message_id: id,
      created_at,
      already_sent: true,
      direction: 'outbound',
      type: 'text',
      to: hello.to,
      text: hello.text,
      instance_id: hello.instance_id,
    });
    expect(Object.keys(outputOf(replay))).toEqual(Object.keys(outputOf(run)));
  });

  test.each([
    ['send_template_message', {}],
    ['schedule_message', { scheduled_at: '2026-12-01T16:30:00Z' }],
    ['schedule_template_message', { scheduled_at: '2026-12-01T16:30:00Z' }],
  ])('%s: the same', async (step, when) => {
    const { create, control, mark, requests, zapier } = await startFrozen();
    const input = { ...order, template_id: demo.templates.welcome, ...when };
    const run = await create(step, input, { fields: 'static' });
    expect(run).toMatchObject({ outcome: 'success', output: { already_sent: false } });
    mark();
    const replay = await zapier.replay(run);
    expect(replay).toMatchObject({ outcome: 'success', output: { already_sent: true, id: outputOf(run).id } });
    expect(outputOf(replay).scheduled_at).toBe(outputOf(run).scheduled_at);
    expect(requests()).toEqual({});
    expect(control.ledger()).toHaveLength(1);
  });

  test('a week later it is a new message', async () => {
    const { control, create, pass, zapier } = await startFrozen();
    const run = await create('send_message', order);
    await pass(7 * DAY);
    expect(await zapier.replay(run)).toMatchObject({ outcome: 'success', output: { already_sent: false } });
    expect(control.ledger()).toHaveLength(2);
  });
});

describe('what counts as the same', () => {
  test.each([
    ['another text', { text: 'The parcel is late.' }],
    ['the number written otherwise', { to: '06 39 98 55 55' }],
    ['blanks around the value', { send_once_per: '  1042\n' }],
  ])('%s: held back', async (_name, change) => {
    const { create, control } = await startFrozen();
    await create('send_message', order);
    expect(await create('send_message', { ...order, ...change })).toMatchObject({
      outcome: 'success',
      output: { already_sent: true },
    });
    expect(control.ledger()).toHaveLength(1);
  });

  test.each([
    ['é written with one character and with two', { send_once_per: 'caf\u00e9' }, { send_once_per: 'cafe\u0301' }],
    ['a Brazilian number with and without its ninth digit', { to: '+5531987654321' }, { to: '+553187654321' }],
  ])('%s: held back', async (_name, first, second) => {
    const { create, control } = await startFrozen();
    await create('send_message', { ...order, ...first });
    expect(await create('send_message', { ...order, ...second })).toMatchObject({ output: { already_sent: true } });
    expect(control.ledger()).toHaveLength(1);
  });

  test.each<[string, object, object?]>([
    ['another value', { send_once_per: '1043' }],
    ['the value in another case', { send_once_per: 'a' }, { send_once_per: 'A' }],
    ['another recipient', { to: demo.numbers.awa }],
    ['another instance', { instance_id: demo.instances.support }],
    ['no value', { send_once_per: '' }, { send_once_per: ' ' }],
  ])('%s: sent', async (_name, second, first = {}) => {
    const { create, control } = await startFrozen();
    await create('send_message', { ...order, ...first });
    expect(await create('send_message', { ...order, ...second })).toMatchObject({
      outcome: 'success',
      output: { already_sent: false },
    });
    expect(control.ledger()).toHaveLength(2);
  });

  test('another connection knows nothing of it', async () => {
    const { connect, control, create, zapier } = await startFrozen();
    await create('send_message', order);
    const other = await connect();
    expect(await zapier.run(other, 'creates.send_message', order)).toMatchObject({ output: { already_sent: false } });
    expect(control.ledger()).toHaveLength(2);
  });

  test('a message for later and one for now are one', async () => {
    const { control, create } = await startFrozen();
    await create('schedule_message', { ...order, scheduled_at: '2026-12-01T16:30:00Z' });
    expect(await create('send_message', order)).toMatchObject({ output: { already_sent: true } });
    expect(control.ledger()).toHaveLength(1);
  });
});

describe('mapped to a field that is empty in this run', () => {
  test.each(['', ' ', null])('stops before anything is sent: %j', async (value) => {
    const { control, create, requests } = await startFrozen();
    const run = await create('send_message', { ...hello, send_once_per: mapped(value) });
    expect(run).toMatchObject({
      outcome: 'halted',
      message:
        'Prevent Duplicates By is mapped to a field that is empty in this run, so nothing was sent. Map a field that is always filled in, such as the order number.',
    });
    expect(requests()).toEqual({});
    expect(control.ledger()).toEqual([]);
  });
});

describe('the test of the editor', () => {
  test('sends, and leaves the real message to the Zap', async () => {
    const { control, create } = await startFrozen();
    for (const options of [{ test: true }, { test: true }, {}]) {
      expect(await create('send_message', order, options)).toMatchObject({
        outcome: 'success',
        output: { already_sent: false },
      });
    }
    expect(control.ledger()).toHaveLength(3);
    expect(await create('send_message', order)).toMatchObject({ output: { already_sent: true } });
    expect(control.ledger()).toHaveLength(3);
  });
});

test('nothing of the message, its recipient or the value is kept, and all of it for a week at most', async () => {
  const { clock, create, zapier } = await startFrozen();
  await create('send_message', { ...order, send_once_per: 'ORDER-VALUE' });
  const entries = zapier.cache.entries().filter(({ key }) => !key.startsWith('instances'));
  expect(entries.length).toBeGreaterThanOrEqual(3);
  for (const { key, value, scope, expiresAt } of entries) {
    const kept = `${key} ${JSON.stringify(value)}`;
    for (const secret of ['ORDER-VALUE', '639985555', 'on its way', demo.key]) expect(kept).not.toContain(secret);
    expect(scope).toEqual(['auth']);
    expect(expiresAt).toBe(clock.now() + 7 * DAY);
  }
  expect(entries.find(({ key }) => key.endsWith(':done'))?.value).toEqual({
    id: expect.any(String),
    at: '2026-11-20T10:00:00.000Z',
  });
});

/** A first run that ends without anybody knowing whether its message went out, and so leaves its claim behind. */
async function startUndecided(isAccepted: boolean): Promise<{ world: FrozenWorld; run: RunRecord }> {
  const world = await startFrozen();
  world.control.fault({ operation: SEND, kind: isAccepted ? 'reset_after_accepting' : 'reset_before_accepting' });
  world.control.fault({ operation: LIST, kind: 'html_503' });
  const run = await world.create('send_message', order);
  expect(run).toMatchObject({
    outcome: 'throttled',
    delaySeconds: 75,
    message:
      'MsgFlash did not answer. Zapier tries this step again automatically, and sends only if the message has not gone out.',
  });
  expect(world.control.ledger()).toHaveLength(isAccepted ? 1 : 0);
  world.mark();
  return { world, run };
}

describe('a claim of another run', () => {
  test.each([true, false])('younger than a minute: waits, and looks nothing up (accepted: %s)', async (isAccepted) => {
    const { world, run } = await startUndecided(isAccepted);
    await world.pass(MINUTE - 1);
    expect(await world.zapier.replay(run)).toMatchObject(young);
    expect(world.requests()).toEqual({});
    expect(world.control.ledger()).toHaveLength(isAccepted ? 1 : 0);
  });

  test('older, and the message is there: it went out already', async () => {
    const { world, run } = await startUndecided(true);
    await world.pass(MINUTE);
    const replay = await world.zapier.replay(run);
    expect(replay).toMatchObject({
      outcome: 'success',
      output: { already_sent: true, id: world.control.ledger()[0]?.messageId, created_at: '2026-11-20T10:00:00.000Z' },
    });
    expect(world.requests()).toEqual({ [LIST]: 1 });
    world.mark();
    expect(await world.zapier.replay(run)).toMatchObject({ output: { already_sent: true } });
    expect(world.requests()).toEqual({});
    expect(world.control.ledger()).toHaveLength(1);
  });

  test('days old, and the message is there: it went out already', async () => {
    const { world, run } = await startUndecided(true);
    await world.pass(5 * DAY);
    await world.create('send_message', { ...hello, to: demo.numbers.awa });
    expect(await world.zapier.replay(run)).toMatchObject({ outcome: 'success', output: { already_sent: true } });
    expect(world.control.ledger()).toHaveLength(2);
  });

  test('older, and the message is certainly not there: takes over', async () => {
    const { world, run } = await startUndecided(false);
    await world.pass(MINUTE);
    expect(await world.zapier.replay(run)).toMatchObject({ outcome: 'success', output: { already_sent: false } });
    expect(world.requests()).toEqual({ [LIST]: 1, [SEND]: 1, 'GET /instances': 1 });
    expect(await world.zapier.replay(run)).toMatchObject({ output: { already_sent: true } });
    expect(world.control.ledger()).toHaveLength(1);
  });

  test('older, and of many runs that would take over one does', async () => {
    const { world, run } = await startUndecided(false);
    await world.pass(MINUTE);
    const runs = await Promise.all(Array.from({ length: 10 }, () => world.zapier.replay(run)));
    expect(world.control.ledger()).toHaveLength(1);
    expect(runs.filter(({ output }) => isNew(output))).toHaveLength(1);
    for (const run of runs.filter(({ outcome }) => outcome !== 'success')) expect(run).toMatchObject(young);
  });

  test.each<[string, Omit<FaultInput, 'operation'>]>([
    ['there is no answer', { kind: 'html_503' }],
    ['the answer cannot be read', { kind: 'wrong_types' }],
    ['the key was revoked', { kind: 'error', status: 401, code: 'UNAUTHORIZED' }],
  ])('older, and the list cannot be read, since %s: waits, and sends nothing', async (_name, fault) => {
    const { world, run } = await startUndecided(false);
    await world.pass(MINUTE);
    world.control.fault({ operation: LIST, ...fault });
    expect(await world.zapier.replay(run)).toMatchObject({ outcome: 'throttled', delaySeconds: 75 });
    expect(world.requests()).toEqual({ [LIST]: 1 });
    expect(world.control.ledger()).toEqual([]);
  });

  test('older, and another text for this person is listed: stops, and sends nothing', async () => {
    const { world, run } = await startUndecided(false);
    await world.call('POST /messages/send', { instanceId: hello.instance_id, to: hello.to, type: 'text', text: 'Hm' });
    await world.pass(MINUTE);
    // Its own run may still claim the other message.
    expect(await world.zapier.replay(run)).toMatchObject({ outcome: 'throttled', delaySeconds: 75 });
    await world.pass(2 * MINUTE);
    expect(await world.zapier.replay(run)).toMatchObject(undecided);
    expect(world.control.ledger()).toHaveLength(1);
  });

  test('is waited out: the run that was held back finds the message sent', async () => {
    const { control, create } = await startFrozen();
    const runs = await Promise.all([
      create('send_message', order, { repeat: 1 }),
      create('send_message', order, { repeat: 1 }),
    ]);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['success', 'success']);
    expect(runs.map(({ output }) => isNew(output)).sort()).toEqual([false, true]);
    expect(control.ledger()).toHaveLength(1);
  });
});

function isNew(output: unknown): boolean {
  return typeof output === 'object' && output !== null && 'already_sent' in output && output.already_sent === false;
}

describe('a claim whose message MsgFlash refused', () => {
  test.each<[string, Omit<FaultInput, 'operation'>, string]>([
    ['the destination', { kind: 'error', status: 422, code: 'INVALID_DESTINATION' }, 'halted'],
    ['the month’s messages', { kind: 'error', status: 429, code: 'MONTHLY_OUTBOUND_QUOTA_EXCEEDED' }, 'errored'],
    ['too many requests', { kind: 'error', status: 429, code: 'API_RATE_LIMIT_EXCEEDED' }, 'throttled'],
    ['the key', { kind: 'error', status: 401, code: 'UNAUTHORIZED' }, 'reconnect'],
    ['an unknown reason', { kind: 'error', status: 400, code: 'SOMETHING_NEW' }, 'errored'],
  ])('because of %s: the next run sends at once, without looking anything up', async (_name, fault, outcome) => {
    const { control, create, requests, zapier } = await startFrozen();
    control.fault({ operation: SEND, ...fault, times: 2 });
    const run = await create('send_message', order);
    expect(run.outcome).toBe(outcome);
    expect((await zapier.replay(run)).outcome).toBe(outcome);
    expect(await zapier.replay(run)).toMatchObject({ outcome: 'success', output: { already_sent: false } });
    expect(requests()).toEqual({ [SEND]: 3, 'GET /instances': 1 });
    expect(await zapier.replay(run)).toMatchObject({ output: { already_sent: true } });
    expect(control.ledger()).toHaveLength(1);
  });
});

describe('a cache in trouble', () => {
  test.each<Misbehaviour>(['gone', 'full', 'hang'])('%s: nothing is sent, and the step comes back', async (how) => {
    const { control, create, requests, zapier } = await startFrozen();
    zapier.cache.misbehave(how);
    const run = await create('send_message', order);
    expect(run).toMatchObject(unprotected);
    expect(requests()).toEqual({});
    zapier.cache.misbehave(null);
    expect(await zapier.replay(run)).toMatchObject({ outcome: 'success', output: { already_sent: false } });
    expect(control.ledger()).toHaveLength(1);
  });

  test('full, but the message is known: it went out already', async () => {
    const { control, create, zapier } = await startFrozen();
    const run = await create('send_message', order);
    zapier.cache.misbehave('full');
    expect(await zapier.replay(run)).toMatchObject({ outcome: 'success', output: { already_sent: true } });
    expect(control.ledger()).toHaveLength(1);
  });

  test('that loses its answers: the run recognises its own claim', async () => {
    const { control, create, zapier } = await startFrozen();
    zapier.cache.misbehave('lost_answer');
    const run = await create('send_message', order);
    expect(run).toMatchObject({ outcome: 'success', output: { already_sent: false, instance_name: 'Main Store' } });
    expect(await zapier.replay(run)).toMatchObject({ outcome: 'success', output: { already_sent: true } });
    expect(control.ledger()).toHaveLength(1);
  });

  test('that dies while MsgFlash takes the message: the run succeeds, and a replay finds the message', async () => {
    const { control, create, mark, pass, requests, wire, zapier } = await startFrozen();
    control.fault({ operation: SEND, kind: 'slow_answer', delayMs: 200 });
    const running = create('send_message', order);
    await until(() => wire(SEND).length > 0);
    zapier.cache.misbehave('gone');
    const run = await running;
    expect(run).toMatchObject({ outcome: 'success', output: { already_sent: false } });
    zapier.cache.misbehave(null);
    await pass(MINUTE);
    mark();
    expect(await zapier.replay(run)).toMatchObject({
      outcome: 'success',
      output: { already_sent: true, id: outputOf(run).id },
    });
    expect(requests()).toEqual({ [LIST]: 1 });
    expect(control.ledger()).toHaveLength(1);
  });
});

test('fifty runs at the same moment send exactly one message', async () => {
  const { control, create, mark, requests } = await startFrozen();
  const runs = await Promise.all(Array.from({ length: 50 }, () => create('send_message', order)));
  expect(control.ledger()).toHaveLength(1);
  expect(requests()).toEqual({ [SEND]: 1, 'GET /instances': 1 });
  expect(runs.filter(({ output }) => isNew(output))).toHaveLength(1);
  for (const run of runs.filter(({ outcome }) => outcome !== 'success')) expect(run).toMatchObject(young);
  mark();
  const again = await Promise.all(Array.from({ length: 50 }, () => create('send_message', order)));
  expect(again.filter((run) => outputOf(run).already_sent === true)).toHaveLength(50);
  expect(requests()).toEqual({});
  expect(control.ledger()).toHaveLength(1);
});
