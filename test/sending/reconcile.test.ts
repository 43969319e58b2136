import { globalAgent } from 'node:http';
import { describe, expect, jest, test } from '@jest/globals';
import { demo } from '../../playground/msgflash/demo.ts';
import type { FaultInput } from '../../playground/msgflash/faults.ts';
import { contents, queuedRecord } from '../creates/contents.ts';
import { START } from '../support/world.ts';
import { type FrozenWorld, hello, outputOf, startFrozen, until } from './frozen.ts';

const SEND = 'POST /messages/send';
const SCHEDULE = 'POST /messages/schedule';
const LIST = 'GET /messages';
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const safeToReplay = {
  outcome: 'errored',
  message: 'MsgFlash did not answer, and did not accept the message. It is safe to replay this run.',
};
const unclear = {
  outcome: 'halted',
  message:
    'MsgFlash did not answer, and the message may have gone out. Look under Messages in MsgFlash before you send it again.',
};

type Trouble = Omit<FaultInput, 'operation'>;

/** The message was taken, and the answer tells nothing. */
const TAKEN: [string, Trouble][] = [
  ['the connection is cut before the answer', { kind: 'reset_after_accepting' }],
  ['a page of HTML', { kind: 'html_200' }],
  ['JSON that breaks off', { kind: 'truncated_json' }],
  ['null', { kind: 'json_null' }],
  ['an id that is no text', { kind: 'wrong_types' }],
  ['an answer without end', { kind: 'huge_body' }],
  ['500', { kind: 'error', status: 500, accepted: true }],
  ['502', { kind: 'error', status: 502, code: 'PROVIDER_TIMEOUT', accepted: true }],
  ['a 503 of the gateway', { kind: 'html_503', accepted: true }],
  ['408', { kind: 'error', status: 408, accepted: true }],
  ['a redirect', { kind: 'redirect_other_origin', accepted: true }],
];

/** The message was not taken, and the answer does not tell. */
const NOT_TAKEN: [string, Trouble][] = [
  ['the connection is cut', { kind: 'reset_before_accepting' }],
  ['500', { kind: 'error', status: 500 }],
  ['502', { kind: 'error', status: 502, code: 'PROVIDER_ERROR' }],
  ['a 503 of the gateway', { kind: 'html_503' }],
  ['a page of HTML', { kind: 'html_200', accepted: false }],
  ['a redirect to another origin', { kind: 'redirect_other_origin' }],
  ['a redirect without end', { kind: 'redirect_loop' }],
];

describe('no usable answer, and the message was taken: the run finds it and succeeds', () => {
  test.each(TAKEN)('%s', async (_name, trouble) => {
    const { create, control, requests, wire } = await startFrozen();
    control.fault({ operation: SEND, ...trouble });
    const run = await create('send_message', hello);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual({ [SEND]: 1, [LIST]: 1, 'GET /instances': 1 });
    expect(wire(LIST)[0]?.query).toMatchObject({ instanceId: hello.instance_id });
    expect(control.ledger()).toHaveLength(1);
    const { media_file: _none, ...output } = outputOf(run);
    expect(output).toEqual({
      ...queuedRecord(control.ledger()[0]?.messageId, START.toISOString(), { type: 'text', text: hello.text }),
      // The list of messages says nothing of safety.
      safety_decision: null,
      safety_risk_level: null,
      safety_score: null,
    });
    expect(control.elsewhere()).toEqual([]);
  });

  test.each(contents('media'))('a message of each type: $name', async ({ input, record }) => {
    const { create, control } = await startFrozen();
    control.fault({ operation: SEND, kind: 'reset_after_accepting' });
    const run = await create('send_message', { instance_id: hello.instance_id, to: hello.to, ...input });
    expect(run).toMatchObject({
      outcome: 'success',
      output: {
        id: control.ledger()[0]?.messageId,
        type: record.type,
        text: record.text ?? null,
        contact_id: record.contact_id ?? null,
        media_url: record.media_url ?? null,
        instance_name: 'Main Store',
      },
    });
    expect(control.ledger()).toHaveLength(1);
  });

  test.each([
    ['schedule_message', SCHEDULE],
    ['send_template_message', SEND],
    ['schedule_template_message', SCHEDULE],
  ])('%s', async (step, operation) => {
    const { create, control, requests } = await startFrozen();
    control.fault({ operation, kind: 'reset_after_accepting' });
    const input = { ...hello, template_id: demo.templates.welcome, scheduled_at: '2026-12-01T16:30:00Z' };
    const run = await create(step, input, { fields: 'static' });
    expect(run).toMatchObject({
      outcome: 'success',
      output: { id: control.ledger()[0]?.messageId, status: 'queued', already_sent: false },
    });
    expect(requests()).toEqual({ [operation]: 1, [LIST]: 1, 'GET /instances': 1 });
    expect(control.ledger()).toHaveLength(1);
  });

  test('with Send Only Once For: a replay is told so without a request', async () => {
    const { create, control, mark, requests, zapier } = await startFrozen();
    control.fault({ operation: SEND, kind: 'reset_after_accepting' });
    const run = await create('send_message', { ...hello, send_once_per: '1042' });
    expect(run).toMatchObject({ outcome: 'success', output: { already_sent: false } });
    mark();
    expect(await zapier.replay(run)).toMatchObject({
      outcome: 'success',
      output: { already_sent: true, id: outputOf(run).id },
    });
    expect(requests()).toEqual({});
    expect(control.ledger()).toHaveLength(1);
  });
});

describe('no usable answer, and the message was not taken: the run may be replayed', () => {
  test.each(NOT_TAKEN)('%s', async (_name, trouble) => {
    const { create, control, requests, zapier } = await startFrozen();
    control.fault({ operation: SEND, ...trouble });
    const run = await create('send_message', hello);
    expect(run).toMatchObject(safeToReplay);
    expect(requests()).toEqual({ [SEND]: 1, [LIST]: 1 });
    expect(control.ledger()).toEqual([]);
    expect(control.elsewhere()).toEqual([]);
    expect(await zapier.replay(run)).toMatchObject({ outcome: 'success' });
    expect(control.ledger()).toHaveLength(1);
  });

  test('MsgFlash cannot be reached at all: nothing was handed over, and the step comes back by itself', async () => {
    const { create, msgflash } = await startFrozen();
    await msgflash.close();
    // On a connection that was still open the request might have got through, for all anybody knows.
    await until(() => !Object.keys(globalAgent.freeSockets).some((name) => name.includes(new URL(msgflash.url).port)));
    const run = await create('send_message', hello);
    expect(run).toMatchObject({
      outcome: 'throttled',
      message: 'MsgFlash did not answer. The step is tried again by itself.',
    });
    expect(run.delaySeconds).toBeGreaterThanOrEqual(2);
  });
});

/** Messages to somebody else on the same instance. */
async function sendOthers(world: FrozenWorld, count: number, every = 0): Promise<void> {
  for (let index = 0; index < count; index++) {
    await world.call('POST /messages/send', {
      instanceId: hello.instance_id,
      to: demo.numbers.awa,
      type: 'text',
      text: hello.text,
    });
    if (every > 0) await world.pass(every);
  }
}

describe('the list of messages', () => {
  test.each([true, false])('longer than a page, newest first: certain (accepted: %s)', async (accepted) => {
    const world = await startFrozen();
    await sendOthers(world, 60, SECOND);
    world.control.fault({ operation: SEND, kind: 'error', accepted });
    const run = await world.create('send_message', hello);
    expect(run).toMatchObject(accepted ? { outcome: 'success', message: '' } : safeToReplay);
    expect(world.requests()).toMatchObject({ [LIST]: 1 });
    expect(world.control.ledger()).toHaveLength(accepted ? 61 : 60);
  });

  test('longer than a page, all of the same moment: which order it has cannot be seen', async () => {
    const world = await startFrozen();
    await sendOthers(world, 60);
    world.control.fault({ operation: SEND, kind: 'error' });
    expect(await world.create('send_message', hello)).toMatchObject(unclear);
  });

  test.each([true, false])('longer than a page, oldest first: nobody can tell (accepted: %s)', async (accepted) => {
    const world = await startFrozen();
    world.control.setGeneration({ messages: 'oldest_first' });
    await sendOthers(world, 60, SECOND);
    world.control.fault({ operation: SEND, kind: 'error', accepted });
    expect(await world.create('send_message', hello)).toMatchObject(unclear);
    expect(world.control.ledger()).toHaveLength(accepted ? 61 : 60);
  });

  test.each([true, false])('oldest first, but complete: certain (accepted: %s)', async (accepted) => {
    const { create, control } = await startFrozen();
    control.setGeneration({ messages: 'oldest_first' });
    control.fault({ operation: SEND, kind: 'error', accepted });
    const run = await create('send_message', hello);
    expect(run).toMatchObject(accepted ? { outcome: 'success', message: '' } : safeToReplay);
    expect(control.ledger()).toHaveLength(accepted ? 1 : 0);
  });

  test.each([true, false])('a bare array, newest first: certain (accepted: %s)', async (accepted) => {
    const { create, control } = await startFrozen();
    control.setGeneration({ lists: 'arrays' });
    control.fault({ operation: SEND, kind: 'error', accepted });
    const run = await create('send_message', hello);
    expect(run).toMatchObject(accepted ? { outcome: 'success', message: '' } : safeToReplay);
  });

  test.each<[string, Trouble]>([
    ['500', { kind: 'error' }],
    ['the connection is cut', { kind: 'reset_before_accepting' }],
    ['a page of HTML', { kind: 'html_200' }],
    ['null', { kind: 'json_null' }],
    ['lists that are none', { kind: 'wrong_types' }],
    ['JSON that breaks off', { kind: 'truncated_json' }],
    ['an answer without end', { kind: 'huge_body' }],
    ['a redirect', { kind: 'redirect_other_origin' }],
    ['too many requests', { kind: 'error', status: 429, code: 'API_RATE_LIMIT_EXCEEDED' }],
    ['a revoked key', { kind: 'error', status: 401, code: 'UNAUTHORIZED' }],
  ])('that fails (%s): nobody can tell, and nothing is repeated', async (_name, trouble) => {
    for (const accepted of [true, false]) {
      const { close, create, control, requests } = await startFrozen();
      control.fault({ operation: SEND, kind: 'error', accepted });
      control.fault({ operation: LIST, ...trouble });
      expect(await create('send_message', hello, { repeat: 2 })).toMatchObject(unclear);
      expect(requests()).toEqual({ [SEND]: 1, [LIST]: 1 });
      expect(control.ledger()).toHaveLength(accepted ? 1 : 0);
      await close();
    }
  });

  test.each<[string, Trouble]>([
    ['lacks what may be absent', { kind: 'missing_optional' }],
    ['has fields that nobody knows', { kind: 'extra_fields' }],
    ['lies in two envelopes', { kind: 'nested_envelope' }],
  ])('that %s: at most unclear, and never called safe when the message is there', async (_name, trouble) => {
    const { create, control } = await startFrozen();
    control.fault({ operation: SEND, kind: 'reset_after_accepting' });
    control.fault({ operation: LIST, ...trouble });
    const run = await create('send_message', hello);
    // Without dates it is there, but nobody can tell whether it is this one.
    expect(run).toMatchObject(trouble.kind === 'missing_optional' ? unclear : { outcome: 'success', message: '' });
    expect(control.ledger()).toHaveLength(1);
  });
});

describe('another message is not mistaken for this one', () => {
  test.each([
    ['another text', { text: 'Hello' }],
    ['another recipient', { to: demo.numbers.awa }],
    ['another instance', { instanceId: demo.instances.support }],
    ['another type', { type: 'image', mediaUrl: 'https://example.com/a.jpg' }],
    ['a template', { type: undefined, text: undefined, templateId: demo.templates.welcome }],
  ])('%s', async (_name, change) => {
    const { call, create, control } = await startFrozen();
    await call('POST /messages/send', {
      instanceId: hello.instance_id,
      to: hello.to,
      type: 'text',
      text: hello.text,
      ...change,
    });
    control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    expect(await create('send_message', hello)).toMatchObject(safeToReplay);
  });

  test('the same message of a customer', async () => {
    const { create, control } = await startFrozen();
    control.receive({ instance: 'Main Store', from: hello.to, text: hello.text });
    control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    expect(await create('send_message', hello)).toMatchObject(safeToReplay);
  });

  test('the same message of an hour ago', async () => {
    const { create, control, pass } = await startFrozen();
    await create('send_message', hello);
    await pass(60 * MINUTE);
    control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    expect(await create('send_message', hello)).toMatchObject(safeToReplay);
  });
});

describe('the same text by two runs: a message is taken by one of them only', () => {
  test('the second was lost: it does not take the message of the first', async () => {
    const { create, control } = await startFrozen();
    expect((await create('send_message', hello)).outcome).toBe('success');
    control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    expect(await create('send_message', hello)).toMatchObject(safeToReplay);
    expect(control.ledger()).toHaveLength(1);
  });

  test('both answers were lost: each takes its own', async () => {
    const { create, control } = await startFrozen();
    control.fault({ operation: SEND, kind: 'reset_after_accepting', times: 2 });
    const runs = await Promise.all([create('send_message', hello), create('send_message', hello)]);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['success', 'success']);
    expect(new Set(runs.map((run) => outputOf(run).id))).toEqual(
      new Set(control.ledger().map(({ messageId }) => messageId)),
    );
    expect(control.ledger()).toHaveLength(2);
  });

  test('both answers were lost, and one message: one run takes it, the other may be replayed', async () => {
    const { create, control } = await startFrozen();
    control.fault({ operation: SEND, kind: 'reset_after_accepting' });
    control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const runs = await Promise.all([create('send_message', hello), create('send_message', hello)]);
    expect(runs.map(({ outcome }) => outcome).sort()).toEqual(['errored', 'success']);
    expect(runs.find(({ outcome }) => outcome === 'errored')).toMatchObject(safeToReplay);
    expect(control.ledger()).toHaveLength(1);
  });

  test('without a cache nobody knows whose it is', async () => {
    const { create, control, zapier } = await startFrozen();
    zapier.cache.misbehave('gone');
    control.fault({ operation: SEND, kind: 'reset_after_accepting' });
    expect(await create('send_message', hello)).toMatchObject(unclear);
    expect(control.ledger()).toHaveLength(1);
  });
});

describe('clocks that differ by ten minutes', () => {
  test.each([
    ['ours is behind', -10 * MINUTE],
    ['ours is ahead', 10 * MINUTE],
  ])('%s MsgFlash: found when taken, certain when not', async (_name, skew) => {
    const { create, control, clock } = await startFrozen();
    jest.setSystemTime(clock.now() + skew);
    control.fault({ operation: SEND, kind: 'reset_after_accepting' });
    expect(await create('send_message', hello)).toMatchObject({
      outcome: 'success',
      output: { id: control.ledger()[0]?.messageId },
    });
    control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    expect(await create('send_message', { ...hello, text: 'Another' })).toMatchObject(safeToReplay);
    expect(control.ledger()).toHaveLength(1);
  });

  test.each([
    ['behind', -10 * MINUTE],
    ['ahead of', 10 * MINUTE],
  ])('the Date of MsgFlash is %s its records: the message is found all the same', async (_name, skewMs) => {
    const { create, control, zapier } = await startFrozen();
    control.fault({ operation: SEND, kind: 'reset_after_accepting' });
    control.fault({ operation: LIST, kind: 'clock_skew', skewMs });
    const run = await create('send_message', hello);
    expect(run).toMatchObject({ outcome: 'success', output: { id: control.ledger()[0]?.messageId } });
    control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    control.fault({ operation: LIST, kind: 'clock_skew', skewMs });
    expect(await zapier.replay(run)).toMatchObject(safeToReplay);
    expect(control.ledger()).toHaveLength(1);
  });
});

test('answers that never come to an end: the run gives up on them in time, and finds out', async () => {
  const { create, control, wire } = await startFrozen();
  const kinds = ['no_answer_after_accepting', 'no_answer', 'truncated_body', 'reset_mid_answer'] as const;
  const running = [];
  for (const kind of kinds) {
    control.fault({ operation: SEND, kind });
    running.push(create('send_message', { ...hello, text: kind }));
    // One after the other, so that each meets its own.
    await until(() => wire(SEND).length === running.length);
  }
  const [accepted, lost, cutOff, reset] = await Promise.all(running);
  expect([accepted?.outcome, cutOff?.outcome, reset?.outcome]).toEqual(['success', 'success', 'success']);
  expect(lost).toMatchObject(safeToReplay);
  for (const run of [accepted, lost, cutOff, reset]) expect(run?.ms).toBeLessThan(20_000);
  expect(control.ledger().map(({ text }) => text)).toEqual(kinds.filter((kind) => kind !== 'no_answer'));
});
