import { globalAgent } from 'node:http';
import { describe, expect, jest, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import type { FaultInput } from '../../../dev/msgflash/faults.ts';
import type { Misbehaviour, RunRecord } from '../../../dev/zapier/index.ts';
import { contents, queuedRecord } from '../../creates/contents.ts';
import { START } from '../../support/world.ts';
import { type FrozenWorld, hello, outputOf, startFrozen, until } from './frozen.ts';

const SEND = 'POST /messages/send';
const SCHEDULE = 'POST /messages/schedule';
const LIST = 'GET /messages';
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The run ends, and Zapier repeats it once the attempt can be settled. */
const AGAIN = 75 * SECOND;
const noted = {
  outcome: 'throttled',
  delaySeconds: 75,
  message: expect.stringMatching(
    /^MsgFlash .*\. This step is tried again by itself, and sends only if the message has not gone out\.$/,
  ),
};
const young = {
  outcome: 'throttled',
  message:
    'Another run may be sending this message right now. This run waits, and sends only if the message has not gone out.',
};
const unclear = {
  outcome: 'halted',
  message: expect.stringMatching(
    / The message may have gone out\. Look under Messages in MsgFlash before you send it again\.$/,
  ),
};
const doubtful = {
  outcome: 'halted',
  message: 'An earlier run may have sent this message. This run sent nothing. Look under Messages in MsgFlash.',
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

  test('with Prevent Duplicates By: a replay is told so without a request', async () => {
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

describe('no usable answer, and the message was not taken: the repeat sends it', () => {
  test.each(NOT_TAKEN)('%s', async (_name, trouble) => {
    const { create, control, mark, pass, requests, zapier } = await startFrozen();
    control.fault({ operation: SEND, ...trouble });
    const run = await create('send_message', hello);
    expect(run).toMatchObject(noted);
    expect(requests()).toEqual({ [SEND]: 1, [LIST]: 1 });
    expect(control.ledger()).toEqual([]);
    expect(control.elsewhere()).toEqual([]);
    mark();
    await pass(AGAIN);
    expect(await zapier.replay(run)).toMatchObject({ outcome: 'success', output: { already_sent: false } });
    expect(requests()).toEqual({ [LIST]: 1, [SEND]: 1, 'GET /instances': 1 });
    expect(control.ledger()).toHaveLength(1);
  });

  test('the sentence says whether MsgFlash answered', async () => {
    const { create, control } = await startFrozen();
    control.fault({ operation: SEND, kind: 'error', status: 502, code: 'PROVIDER_UNAVAILABLE' });
    expect(await create('send_message', hello)).toMatchObject({
      message:
        'MsgFlash answered that it cannot reach WhatsApp at the moment. Zapier tries this step again automatically, and sends only if the message has not gone out.',
    });
  });

  test('a test in the editor is not repeated, and says where to look', async () => {
    const { create, control, zapier } = await startFrozen();
    control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    expect(await create('send_message', hello, { test: true })).toMatchObject({ ...unclear, outcome: 'errored' });
    expect(zapier.cache.entries().filter(({ key }) => key.startsWith('attempt:'))).toEqual([]);
  });

  test.each<Misbehaviour>(['gone', 'full'])('a cache that is %s keeps no note: the run stops', async (how) => {
    const { create, control, zapier } = await startFrozen();
    zapier.cache.misbehave(how);
    control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    expect(await create('send_message', hello)).toMatchObject(unclear);
  });

  test('MsgFlash cannot be reached at all: nothing was handed over, and the step comes back by itself', async () => {
    const { create, msgflash } = await startFrozen();
    await msgflash.close();
    // On a connection that was still open the request might have got through, for all anybody knows.
    await until(() => !Object.keys(globalAgent.freeSockets).some((name) => name.includes(new URL(msgflash.url).port)));
    const run = await create('send_message', hello);
    expect(run).toMatchObject({
      outcome: 'throttled',
      message: 'MsgFlash did not answer. Zapier tries this step again automatically.',
    });
    expect(run.delaySeconds).toBeGreaterThanOrEqual(2);
  });
});

/** The same run, once Zapier tries it again. */
async function repeated(world: FrozenWorld, run: RunRecord): Promise<RunRecord> {
  await world.pass(AGAIN);
  return world.zapier.replay(run);
}

/** The message of `hello`, as MsgFlash takes it. */
const BODY = { instanceId: hello.instance_id, to: hello.to, type: 'text', text: hello.text };

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
    expect(run).toMatchObject(accepted ? { outcome: 'success', message: '' } : noted);
    expect(world.requests()).toMatchObject({ [LIST]: 1 });
    if (!accepted) expect(await repeated(world, run)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(61);
  });

  test('longer than a page, all of the same moment: which order it has cannot be seen', async () => {
    const world = await startFrozen();
    await sendOthers(world, 60);
    world.control.fault({ operation: SEND, kind: 'error' });
    const run = await world.create('send_message', hello);
    expect(run).toMatchObject(noted);
    await sendOthers(world, 60);
    expect(await repeated(world, run)).toMatchObject(doubtful);
    expect(world.control.ledger()).toHaveLength(120);
  });

  test.each([true, false])('longer than a page, oldest first: nobody can tell (accepted: %s)', async (accepted) => {
    const world = await startFrozen();
    world.control.setGeneration({ messages: 'oldest_first' });
    await sendOthers(world, 60, SECOND);
    world.control.fault({ operation: SEND, kind: 'error', accepted });
    const run = await world.create('send_message', hello);
    expect(run).toMatchObject(noted);
    expect(await repeated(world, run)).toMatchObject(doubtful);
    expect(world.control.ledger()).toHaveLength(accepted ? 61 : 60);
  });

  test.each([true, false])('oldest first, but complete: certain (accepted: %s)', async (accepted) => {
    const world = await startFrozen();
    world.control.setGeneration({ messages: 'oldest_first' });
    world.control.fault({ operation: SEND, kind: 'error', accepted });
    const run = await world.create('send_message', hello);
    expect(run).toMatchObject(accepted ? { outcome: 'success', message: '' } : noted);
    if (!accepted) expect(await repeated(world, run)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(1);
  });

  test.each([true, false])('a bare array, newest first: certain (accepted: %s)', async (accepted) => {
    const world = await startFrozen();
    world.control.setGeneration({ lists: 'arrays' });
    world.control.fault({ operation: SEND, kind: 'error', accepted });
    const run = await world.create('send_message', hello);
    expect(run).toMatchObject(accepted ? { outcome: 'success', message: '' } : noted);
    if (!accepted) expect(await repeated(world, run)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(1);
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
  ])('that fails (%s): the run waits until it can be read', async (_name, trouble) => {
    for (const accepted of [true, false]) {
      const world = await startFrozen();
      const { close, create, control, requests } = world;
      control.fault({ operation: SEND, kind: 'error', accepted });
      control.fault({ operation: LIST, ...trouble, times: 2 });
      const run = await create('send_message', hello);
      expect(run).toMatchObject(noted);
      expect(await repeated(world, run)).toMatchObject({
        outcome: 'throttled',
        delaySeconds: 75,
        message:
          'An earlier run may have sent this message, and MsgFlash did not return its list of messages. Zapier tries this step again automatically.',
      });
      expect(requests()).toEqual({ [SEND]: 1, [LIST]: 2 });
      expect(await repeated(world, run)).toMatchObject({ outcome: 'success' });
      expect(control.ledger()).toHaveLength(1);
      await close();
    }
  });

  test.each<[string, Trouble]>([
    ['lacks what may be absent', { kind: 'missing_optional' }],
    ['has fields that nobody knows', { kind: 'extra_fields' }],
    ['lies in two envelopes', { kind: 'nested_envelope' }],
  ])('that %s: found, or left to the repeat', async (_name, trouble) => {
    const { create, control } = await startFrozen();
    control.fault({ operation: SEND, kind: 'reset_after_accepting' });
    control.fault({ operation: LIST, ...trouble });
    const run = await create('send_message', hello);
    // Without dates it is there, but nobody can tell whether it is this one.
    expect(run).toMatchObject(trouble.kind === 'missing_optional' ? noted : { outcome: 'success', message: '' });
    expect(control.ledger()).toHaveLength(1);
  });
});

describe('another message', () => {
  test.each([
    ['to another recipient', { to: demo.numbers.awa }],
    ['of another instance', { instanceId: demo.instances.support }],
  ])('%s is not this one: the repeat sends', async (_name, change) => {
    const world = await startFrozen();
    await world.call('POST /messages/send', { ...BODY, ...change });
    world.control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const run = await world.create('send_message', hello);
    expect(run).toMatchObject(noted);
    expect(await repeated(world, run)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(2);
  });

  test.each([
    ['text', { text: 'Hello' }],
    ['text with a no-break space', { text: BODY.text.replace(' ', '\u00a0') }],
    ['text with entities', { text: 'Your order 1042 is on its way &amp; soon there.' }],
    ['type', { type: 'image', mediaUrl: 'https://example.com/a.jpg' }],
    ['template', { type: undefined, text: undefined, templateId: demo.templates.welcome }],
  ])(
    'to this person with another %s may be this one, listed otherwise: a person has to look',
    async (_name, change) => {
      const world = await startFrozen();
      world.control.fault({ operation: SEND, kind: 'reset_before_accepting' });
      const run = await world.create('send_message', hello);
      expect(run).toMatchObject(noted);
      await world.call('POST /messages/send', { ...BODY, ...change });
      expect(await repeated(world, run)).toMatchObject(doubtful);
      expect(world.control.ledger()).toHaveLength(1);
    },
  );

  test('to this person by another run of a Zap is that run’s: the repeat sends', async () => {
    const world = await startFrozen();
    world.control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const run = await world.create('send_message', hello);
    await world.create('send_message', { ...hello, text: 'Something else' });
    expect(await repeated(world, run)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(2);
  });

  test('the same message of a customer', async () => {
    const world = await startFrozen();
    world.control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const run = await world.create('send_message', hello);
    world.control.receive({ instance: 'Main Store', from: hello.to, text: hello.text });
    expect(await repeated(world, run)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(1);
  });

  test('the same message of an hour ago', async () => {
    const world = await startFrozen();
    await world.create('send_message', hello);
    await world.pass(60 * MINUTE);
    world.control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const run = await world.create('send_message', hello);
    expect(run).toMatchObject(noted);
    expect(await repeated(world, run)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(2);
  });
});

describe('accepted late, after the look-up', () => {
  test.each(['', '1042'])('the repeat finds it and sends nothing (Prevent Duplicates By: “%s”)', async (onceFor) => {
    const world = await startFrozen();
    world.control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const run = await world.create('send_message', { ...hello, send_once_per: onceFor });
    expect(run).toMatchObject(noted);
    await world.pass(2 * SECOND);
    await world.call('POST /messages/send', BODY);
    expect(await repeated(world, run)).toMatchObject({
      outcome: 'success',
      output: { id: world.control.ledger()[0]?.messageId },
    });
    expect(world.control.ledger()).toHaveLength(1);
  });

  test.each([
    [
      'voice_note',
      { media_url: undefined, media: 'https://example.com/a.ogg' },
      { mediaUrl: 'https://example.com/a.ogg', type: 'audio' },
    ],
    ['image', { media: 'https://example.com/a.jpg' }, { mediaUrl: 'https://media.example.net/1.jpg' }],
  ])('%s that is listed as something else: never sent again', async (type, input, listed) => {
    const world = await startFrozen();
    world.control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const run = await world.create('send_message', { instance_id: hello.instance_id, to: hello.to, type, ...input });
    expect(run).toMatchObject(noted);
    await world.call('POST /messages/send', { instanceId: hello.instance_id, to: hello.to, type, ...listed });
    expect(await repeated(world, run)).toMatchObject(doubtful);
    expect(world.control.ledger()).toHaveLength(1);
  });

  test('a Brazilian number that MsgFlash lists without its ninth digit is the same person', async () => {
    const world = await startFrozen();
    world.control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const run = await world.create('send_message', { ...hello, to: '+5531987654321' });
    await world.call('POST /messages/send', { ...BODY, to: '+553187654321' });
    expect(await repeated(world, run)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(1);
  });

  test('a link of Zapier to the same file is another at each run', async () => {
    const world = await startFrozen();
    const image = { instance_id: hello.instance_id, to: hello.to, type: 'image' };
    world.control.fault({ operation: SEND, kind: 'reset_after_accepting' });
    world.control.fault({ operation: LIST, kind: 'html_503' });
    const link = (run: number) => `https://zapier.com/engine/hydrate/1/file-of-run-${run}/`;
    expect(await world.create('send_message', { ...image, media: link(1) })).toMatchObject(noted);
    await world.pass(AGAIN);
    expect(await world.create('send_message', { ...image, media: link(2) })).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(1);
  });
});

describe('a noted attempt', () => {
  test.each([
    [10 * SECOND, 50],
    [59 * SECOND, 1],
  ])('of %i ms ago: the run waits for the rest of a minute', async (age, rest) => {
    const { create, control, mark, pass, requests, zapier } = await startFrozen();
    control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const run = await create('send_message', hello);
    await pass(age);
    mark();
    expect(await zapier.replay(run)).toMatchObject({ ...young, delaySeconds: rest });
    expect(requests()).toEqual({});
  });

  test('is settled by one run: ten repeats at once send one message, and ten runs that mean ten get them', async () => {
    const world = await startFrozen();
    world.control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const run = await world.create('send_message', hello);
    await world.pass(AGAIN);
    const runs = await Promise.all(Array.from({ length: 10 }, () => world.zapier.replay(run)));
    expect(runs.filter(({ outcome }) => outcome === 'success').length).toBe(world.control.ledger().length);
    for (const other of runs.filter(({ outcome }) => outcome !== 'success')) expect(other).toMatchObject(young);
    expect(world.control.ledger().length).toBeGreaterThanOrEqual(1);
  });

  test('does not hold back a message to somebody else, or with another text', async () => {
    const { create, control } = await startFrozen();
    control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    await create('send_message', hello);
    for (const change of [{ to: demo.numbers.awa }, { text: 'Another' }]) {
      expect(await create('send_message', { ...hello, ...change })).toMatchObject({ outcome: 'success' });
    }
  });

  test('whose message was refused at the repeat is over', async () => {
    const world = await startFrozen();
    world.control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const run = await world.create('send_message', hello);
    world.control.fault({ operation: SEND, kind: 'error', status: 422, code: 'INVALID_DESTINATION' });
    expect(await repeated(world, run)).toMatchObject({ outcome: 'halted' });
    expect(await world.zapier.replay(run)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(1);
  });
});

describe('the same text by two runs: a message is taken by one of them only', () => {
  test('the second was lost: it does not take the message of the first', async () => {
    const world = await startFrozen();
    expect((await world.create('send_message', hello)).outcome).toBe('success');
    world.control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const run = await world.create('send_message', hello);
    expect(run).toMatchObject(noted);
    expect(await repeated(world, run)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(2);
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

  test('both answers were lost, and one message: one run takes it, the other sends its own later', async () => {
    const world = await startFrozen();
    world.control.fault({ operation: SEND, kind: 'reset_after_accepting' });
    world.control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const runs = await Promise.all([world.create('send_message', hello), world.create('send_message', hello)]);
    expect(runs.map(({ outcome }) => outcome).sort()).toEqual(['success', 'throttled']);
    const waiting = runs.find(({ outcome }) => outcome === 'throttled');
    if (!waiting) throw new Error('no run waits');
    expect(await repeated(world, waiting)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(2);
  });

  test('both were lost, and neither message is there yet: both repeats send, and two messages go out', async () => {
    const world = await startFrozen();
    world.control.fault({ operation: SEND, kind: 'reset_before_accepting', times: 2 });
    const runs = await Promise.all([world.create('send_message', hello), world.create('send_message', hello)]);
    await world.pass(AGAIN);
    for (const run of runs) expect(await world.zapier.replay(run)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(2);
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
    ['behind', -10 * MINUTE],
    ['ahead of', 10 * MINUTE],
  ])('ours is %s MsgFlash: a message that is new by one clock alone is doubtful', async (_name, skew) => {
    const { create, control, clock, pass, zapier } = await startFrozen();
    jest.setSystemTime(clock.now() + skew);
    control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const run = await create('send_message', hello);
    expect(run).toMatchObject(noted);
    await pass(AGAIN);
    jest.setSystemTime(clock.now() + skew);
    // By their clock it came after the attempt, by ours it did only where ours is behind.
    expect(await zapier.replay(run)).toMatchObject({ outcome: 'success' });
    expect(control.ledger()).toHaveLength(1);
  });

  test('MsgFlash is ahead, and somebody sent the same by hand two minutes before: not taken for ours', async () => {
    const world = await startFrozen();
    await world.call('POST /messages/send', BODY);
    await world.pass(2 * MINUTE);
    // Our clock is ten minutes behind the server's, whose list shows the message as newer than our attempt.
    jest.setSystemTime(world.clock.now() - 10 * MINUTE);
    world.control.fault({ operation: SEND, kind: 'reset_before_accepting' });
    const run = await world.create('send_message', hello);
    expect(run).toMatchObject(noted);
    expect(world.control.ledger()).toHaveLength(1);
    await world.pass(AGAIN);
    jest.setSystemTime(world.clock.now() - 10 * MINUTE);
    expect(await world.zapier.replay(run)).toMatchObject(doubtful);
    expect(world.control.ledger()).toHaveLength(1);
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
  expect(lost).toMatchObject(noted);
  for (const run of [accepted, lost, cutOff, reset]) expect(run?.ms).toBeLessThan(20_000);
  expect(control.ledger().map(({ text }) => text)).toEqual(kinds.filter((kind) => kind !== 'no_answer'));
});
