import { globalAgent } from 'node:http';
import { describe, expect, jest, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import type { FaultInput } from '../../../dev/msgflash/faults.ts';
import type { Misbehaviour, RunRecord } from '../../../dev/zapier/index.ts';
import { contents, queuedRecord } from '../../creates/contents.ts';
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
    /^MsgFlash .*\. Zapier tries this step again automatically, and sends only if the message has not gone out\.$/,
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
const CUT: Trouble = { kind: 'reset_before_accepting' };

/** The message was taken, and the answer does not say so. */
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

/** The message was not taken, and the answer does not say so. */
const NOT_TAKEN: [string, Trouble][] = [
  ['the connection is cut', CUT],
  ['500', { kind: 'error', status: 500 }],
  ['502', { kind: 'error', status: 502, code: 'PROVIDER_ERROR' }],
  ['a 503 of the gateway', { kind: 'html_503' }],
  ['a page of HTML', { kind: 'html_200', accepted: false }],
  ['a redirect to another origin', { kind: 'redirect_other_origin' }],
  ['a redirect without end', { kind: 'redirect_loop' }],
];

/** The message of `hello`, as MsgFlash takes it. */
const BODY = { instanceId: hello.instance_id, to: hello.to, type: 'text', text: hello.text };
const toAwa = { ...hello, to: demo.numbers.awa };

/** An environment in which one message to somebody else has been sent, so that the names of instances are known. */
async function startPrimed(): Promise<FrozenWorld> {
  const world = await startFrozen();
  await world.create('send_message', toAwa);
  return world;
}

/** A send that got no usable answer, and that the look-up did not find. */
async function startLost(input: Record<string, unknown> = hello, fault: Trouble = CUT) {
  const world = await startFrozen();
  world.control.fault({ operation: SEND, ...fault });
  const run = await world.create('send_message', input);
  expect(run).toMatchObject(noted);
  return { ...world, world, run };
}

/** The same run, once Zapier tries it again. */
/** As the platform does: after its delay, and once more where another run may still claim the message. */
async function repeated(world: FrozenWorld, run: RunRecord): Promise<RunRecord> {
  await world.pass(AGAIN);
  const again = await world.zapier.replay(run);
  if (!again.message.includes('This run waits')) return again;
  await world.pass(2 * AGAIN);
  return world.zapier.replay(again);
}

describe('no usable answer, and the message was taken: the run finds it and succeeds', () => {
  test('whatever the answer was', async () => {
    const { control, create, mark, pass, requests, wire } = await startPrimed();
    for (const [name, trouble] of TAKEN) {
      mark();
      control.fault({ operation: SEND, ...trouble });
      const run = await create('send_message', { ...hello, text: name });
      expect({ name, ...run }).toMatchObject({ name, outcome: 'success', message: '' });
      expect({ name, ...requests() }).toEqual({ name, [SEND]: 1, [LIST]: 1 });
      expect(wire(LIST)[0]?.query).toMatchObject({ instanceId: hello.instance_id });
      const message = control.ledger().at(-1);
      const at = outputOf(run).created_at;
      expect(outputOf(run)).toMatchObject({
        ...queuedRecord(message?.messageId, String(at), { type: 'text', text: name }),
        // The list of messages has no safety.
        ...{ safety_decision: null, safety_risk_level: null, safety_score: null },
      });
      await pass(SECOND);
    }
    expect(control.ledger()).toHaveLength(1 + TAKEN.length);
    expect(control.elsewhere()).toEqual([]);
  });

  test('for a message of each type', async () => {
    const { control, create, pass } = await startPrimed();
    for (const { name, input, record } of contents('media')) {
      control.fault({ operation: SEND, kind: 'reset_after_accepting' });
      const run = await create('send_message', { instance_id: hello.instance_id, to: hello.to, ...input });
      const { type, text = null, contact_id = null, media_url = null } = record;
      expect({ name, ...run }).toMatchObject({
        ...{ name, outcome: 'success' },
        output: {
          id: control.ledger().at(-1)?.messageId,
          type,
          text,
          contact_id,
          media_url,
          instance_name: 'Main Store',
        },
      });
      await pass(SECOND);
    }
  });

  test.each([
    ['schedule_message', SCHEDULE],
    ['send_template_message', SEND],
    ['schedule_template_message', SCHEDULE],
  ])('in %s', async (step, operation) => {
    const { create, control, requests } = await startFrozen();
    control.fault({ operation, kind: 'reset_after_accepting' });
    const input = { ...hello, template_id: demo.templates.welcome, scheduled_at: '2026-12-01T16:30:00Z' };
    const output = { status: 'queued', already_sent: false };
    const run = await create(step, input, { fields: 'static' });
    expect(run).toMatchObject({ outcome: 'success', output: { ...output, id: control.ledger()[0]?.messageId } });
    expect(requests()).toEqual({ [operation]: 1, [LIST]: 1, 'GET /instances': 1 });
    expect(control.ledger()).toHaveLength(1);
  });

  test('with Prevent Duplicates By: a replay learns it without a request', async () => {
    const { create, control, mark, requests, zapier } = await startFrozen();
    control.fault({ operation: SEND, kind: 'reset_after_accepting' });
    const run = await create('send_message', { ...hello, send_once_per: '1042' });
    expect(run).toMatchObject({ outcome: 'success', output: { already_sent: false } });
    mark();
    const output = { already_sent: true, id: outputOf(run).id };
    expect(await zapier.replay(run)).toMatchObject({ outcome: 'success', output });
    expect(requests()).toEqual({});
    expect(control.ledger()).toHaveLength(1);
  });
});

describe('no usable answer, and the message was not taken: the repeat sends it', () => {
  test('whatever the answer was', async () => {
    const world = await startPrimed();
    const { control, create, mark, requests } = world;
    for (const [name, trouble] of NOT_TAKEN) {
      const before = control.ledger().length;
      mark();
      control.fault({ operation: SEND, ...trouble });
      const run = await create('send_message', { ...hello, text: name });
      expect({ name, ...run }).toMatchObject({ name, ...noted });
      expect({ name, ...requests() }).toEqual({ name, [SEND]: 1, [LIST]: 1 });
      expect(control.ledger()).toHaveLength(before);
      mark();
      const again = await repeated(world, run);
      expect({ name, ...again }).toMatchObject({ name, outcome: 'success', output: { already_sent: false } });
      expect({ name, ...requests() }).toEqual({ name, [LIST]: 1, [SEND]: 1 });
      expect(control.ledger()).toHaveLength(before + 1);
    }
    expect(control.elsewhere()).toEqual([]);
  });

  test('the sentence says whether MsgFlash answered', async () => {
    const { run } = await startLost(hello, { kind: 'error', status: 502, code: 'PROVIDER_UNAVAILABLE' });
    expect(run.message).toBe(
      'MsgFlash answered that it cannot reach WhatsApp at the moment. Zapier tries this step again automatically, and sends only if the message has not gone out.',
    );
  });

  test('a test in the editor is not repeated, and says where to look', async () => {
    const { create, control, zapier } = await startFrozen();
    control.fault({ operation: SEND, ...CUT });
    expect(await create('send_message', hello, { test: true })).toMatchObject({ ...unclear, outcome: 'errored' });
    expect(zapier.cache.entries().filter(({ key }) => key.startsWith('attempt:'))).toEqual([]);
  });

  test.each<[Misbehaviour, Trouble]>([
    ['gone', CUT],
    ['full', CUT],
    ['gone', { kind: 'reset_after_accepting' }],
  ])('a cache that is %s keeps no note: the run stops (%j)', async (how, trouble) => {
    const { create, control, zapier } = await startFrozen();
    zapier.cache.misbehave(how);
    control.fault({ operation: SEND, ...trouble });
    expect(await create('send_message', hello)).toMatchObject(unclear);
  });

  test('MsgFlash cannot be reached at all: it got nothing, and the step comes back by itself', async () => {
    const { create, msgflash } = await startFrozen();
    await msgflash.close();
    // On a connection that was still open the request might have got through.
    await until(() => !Object.keys(globalAgent.freeSockets).some((name) => name.includes(new URL(msgflash.url).port)));
    const run = await create('send_message', hello);
    const message = 'MsgFlash did not answer. Zapier tries this step again automatically.';
    expect(run).toMatchObject({ outcome: 'throttled', message });
    expect(run.delaySeconds).toBeGreaterThanOrEqual(2);
  });
});

/** Messages to somebody else on the same instance. */
async function sendOthers(world: FrozenWorld, count: number, every = 0): Promise<void> {
  for (let index = 0; index < count; index++) {
    await world.call(SEND, { ...BODY, to: demo.numbers.awa });
    if (every > 0) await world.pass(every);
  }
}

describe('the list of messages', () => {
  const found = { outcome: 'success', message: '' };
  test.each<[string, number, Parameters<FrozenWorld['control']['setGeneration']>[0], boolean]>([
    ['longer than a page, newest first', 60, {}, true],
    ['longer than a page, oldest first', 60, { messages: 'oldest_first' }, false],
    ['oldest first, but complete', 0, { messages: 'oldest_first' }, true],
    ['a bare array, newest first', 0, { lists: 'arrays' }, true],
  ])('%s', async (_name, others, generation, isCertain) => {
    for (const accepted of [true, false]) {
      const world = await startFrozen();
      world.control.setGeneration(generation);
      await sendOthers(world, others, SECOND);
      world.control.fault({ operation: SEND, kind: 'error', accepted });
      const run = await world.create('send_message', hello);
      expect({ accepted, ...run }).toMatchObject(accepted && isCertain ? found : noted);
      expect(world.requests()).toMatchObject({ [LIST]: 1 });
      const again = accepted && isCertain ? run : await repeated(world, run);
      expect({ accepted, ...again }).toMatchObject(isCertain ? { outcome: 'success' } : doubtful);
      expect(world.control.ledger()).toHaveLength(others + (accepted || isCertain ? 1 : 0));
      await world.close();
    }
  });

  test('longer than a page, all of the same moment: its order cannot be seen', async () => {
    const world = await startFrozen();
    await sendOthers(world, 60);
    world.control.fault({ operation: SEND, kind: 'error' });
    const run = await world.create('send_message', hello);
    expect(run).toMatchObject(noted);
    await sendOthers(world, 60);
    expect(await repeated(world, run)).toMatchObject(doubtful);
    expect(world.control.ledger()).toHaveLength(120);
  });

  test('that fails: the run waits until it can be read', async () => {
    const world = await startPrimed();
    const { create, control, mark, requests } = world;
    const kinds = [
      'error',
      'reset_before_accepting',
      'html_200',
      'json_null',
      'wrong_types',
      'truncated_json',
    ] as const;
    const troubles: Trouble[] = [
      ...kinds.map((kind) => ({ kind })),
      { kind: 'redirect_other_origin' },
      { kind: 'error', status: 429, code: 'API_RATE_LIMIT_EXCEEDED' },
      { kind: 'error', status: 401, code: 'UNAUTHORIZED' },
    ];
    for (const [index, trouble] of troubles.entries()) {
      const accepted = index % 2 === 0;
      const before = control.ledger().length;
      mark();
      control.fault({ operation: SEND, kind: 'error', accepted });
      control.fault({ operation: LIST, ...trouble, times: 2 });
      const run = await create('send_message', { ...hello, text: JSON.stringify(trouble) });
      expect({ trouble, ...run }).toMatchObject(noted);
      expect({ trouble, ...(await repeated(world, run)) }).toMatchObject({
        ...{ outcome: 'throttled', delaySeconds: 75 },
        message:
          'An earlier run may have sent this message, and MsgFlash did not return its list of messages. Zapier tries this step again automatically.',
      });
      expect(requests()).toEqual({ [SEND]: 1, [LIST]: 2 });
      expect({ trouble, ...(await repeated(world, run)) }).toMatchObject({ outcome: 'success' });
      expect({ trouble, sent: control.ledger().length }).toEqual({ trouble, sent: before + 1 });
    }
  });

  test.each<[string, Trouble, object]>([
    // Without dates it cannot be told whether it is this one.
    ['has no optional keys', { kind: 'missing_optional' }, noted],
    ['has unknown keys', { kind: 'extra_fields' }, found],
    ['comes in two envelopes', { kind: 'nested_envelope' }, found],
  ])('that %s: found, or left to the repeat', async (_name, trouble, outcome) => {
    const { create, control } = await startFrozen();
    control.fault({ operation: SEND, kind: 'reset_after_accepting' });
    control.fault({ operation: LIST, ...trouble });
    expect(await create('send_message', hello)).toMatchObject(outcome);
    expect(control.ledger()).toHaveLength(1);
  });
});

describe('another message', () => {
  test.each([
    ['to another recipient', { to: demo.numbers.awa }],
    ['of another instance', { instanceId: demo.instances.support }],
  ])('%s is not this one: the repeat sends', async (_name, change) => {
    const { control, run, world } = await startLost();
    await world.call(SEND, { ...BODY, ...change });
    expect(await repeated(world, run)).toMatchObject({ outcome: 'success' });
    expect(control.ledger()).toHaveLength(2);
  });

  const link = 'https://example.com/a';
  test.each<[string, object, object?]>([
    ['text', { text: 'Hello' }],
    ['text with a no-break space', { text: BODY.text.replace(' ', '\u00a0') }],
    ['text with entities', { text: 'Your order 1042 is on its way &amp; soon there.' }],
    ['type', { type: 'image', mediaUrl: `${link}.jpg` }],
    ['template', { type: undefined, text: undefined, templateId: demo.templates.welcome }],
    [
      'type for a voice note',
      { type: 'audio', text: undefined, mediaUrl: `${link}.ogg` },
      { type: 'voice_note', media: `${link}.ogg` },
    ],
    [
      'link for an image',
      { type: 'image', text: undefined, mediaUrl: 'https://media.example.net/1.jpg' },
      { type: 'image', media: `${link}.jpg` },
    ],
  ])('to this person with another %s may be this one, listed otherwise: a person has to look', async (...row) => {
    const [, listed, input = {}] = row;
    const { control, run, world } = await startLost({ ...hello, ...input });
    await world.call(SEND, { ...BODY, ...listed });
    expect(await repeated(world, run)).toMatchObject(doubtful);
    expect(control.ledger()).toHaveLength(1);
  });

  test('to this person by another run of a Zap is that run’s: the repeat sends', async () => {
    const { control, run, world } = await startLost();
    await world.create('send_message', { ...hello, text: 'Something else' });
    expect(await repeated(world, run)).toMatchObject({ outcome: 'success' });
    expect(control.ledger()).toHaveLength(2);
  });

  test('the same message of a customer', async () => {
    const { control, run, world } = await startLost();
    control.receive({ instance: 'Main Store', from: hello.to, text: hello.text });
    expect(await repeated(world, run)).toMatchObject({ outcome: 'success' });
    expect(control.ledger()).toHaveLength(1);
  });

  test.each([0, 60 * MINUTE])('the same message of another run, %i ms ago', async (age) => {
    const world = await startFrozen();
    await world.create('send_message', hello);
    await world.pass(age);
    world.control.fault({ operation: SEND, ...CUT });
    const run = await world.create('send_message', hello);
    expect(run).toMatchObject(noted);
    expect(await repeated(world, run)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(2);
  });
});

describe('accepted late, after the look-up', () => {
  test.each([
    ['nothing', {}, BODY],
    ['a value', { send_once_per: '1042' }, BODY],
    // MsgFlash lists a Brazilian number without its ninth digit.
    ['nothing, and another spelling of the number', { to: '+5531987654321' }, { ...BODY, to: '+553187654321' }],
  ])('the repeat finds it and sends nothing (Prevent Duplicates By has %s)', async (_name, input, listed) => {
    const { control, run, world } = await startLost({ ...hello, ...input });
    await world.pass(2 * SECOND);
    await world.call(SEND, listed);
    const output = { id: control.ledger()[0]?.messageId };
    expect(await repeated(world, run)).toMatchObject({ outcome: 'success', output });
    expect(control.ledger()).toHaveLength(1);
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
    const { run, world } = await startLost();
    await world.pass(age);
    world.mark();
    expect(await world.zapier.replay(run)).toMatchObject({ ...young, delaySeconds: rest });
    expect(world.requests()).toEqual({});
  });

  test('is settled by one run: of ten repeats at once, each success is a message, and the others wait', async () => {
    const { control, run, world } = await startLost();
    await world.pass(AGAIN);
    const runs = await Promise.all(Array.from({ length: 10 }, () => world.zapier.replay(run)));
    expect(runs.filter(({ outcome }) => outcome === 'success').length).toBe(control.ledger().length);
    for (const other of runs.filter(({ outcome }) => outcome !== 'success')) expect(other).toMatchObject(young);
    expect(control.ledger().length).toBeGreaterThanOrEqual(1);
  });

  test('does not hold back a message to somebody else, or with another text', async () => {
    const { create } = await startLost();
    for (const change of [{ to: demo.numbers.awa }, { text: 'Another' }]) {
      expect(await create('send_message', { ...hello, ...change })).toMatchObject({ outcome: 'success' });
    }
  });

  test('whose message was refused at the repeat is over', async () => {
    const { control, run, world } = await startLost();
    control.fault({ operation: SEND, kind: 'error', status: 422, code: 'INVALID_DESTINATION' });
    expect(await repeated(world, run)).toMatchObject({ outcome: 'halted' });
    expect(await world.zapier.replay(run)).toMatchObject({ outcome: 'success' });
    expect(control.ledger()).toHaveLength(1);
  });
});

describe('the same text by two runs: a message is taken by one of them only', () => {
  /** Both at once. */
  const twice = ({ create }: FrozenWorld) =>
    Promise.all([create('send_message', hello), create('send_message', hello)]);

  test('both answers were lost: each takes its own', async () => {
    const world = await startFrozen();
    world.control.fault({ operation: SEND, kind: 'reset_after_accepting', times: 2 });
    const runs = await twice(world);
    expect(runs.map(({ outcome }) => outcome)).toEqual(['success', 'success']);
    const sent = world.control.ledger().map(({ messageId }) => messageId);
    expect(new Set(runs.map((run) => outputOf(run).id))).toEqual(new Set(sent));
    expect(sent).toHaveLength(2);
  });

  test('both answers were lost, and one message: one run takes it, the other sends its own later', async () => {
    const world = await startFrozen();
    world.control.fault({ operation: SEND, kind: 'reset_after_accepting' });
    world.control.fault({ operation: SEND, ...CUT });
    const runs = await twice(world);
    expect(runs.map(({ outcome }) => outcome).sort()).toEqual(['success', 'throttled']);
    const waiting = runs.find(({ outcome }) => outcome === 'throttled');
    if (!waiting) throw new Error('no run waits');
    expect(await repeated(world, waiting)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(2);
  });

  test('both were lost, and neither message is there yet: both repeats send, and two messages go out', async () => {
    const world = await startFrozen();
    world.control.fault({ operation: SEND, ...CUT, times: 2 });
    const runs = await twice(world);
    await world.pass(AGAIN);
    for (const run of runs) expect(await world.zapier.replay(run)).toMatchObject({ outcome: 'success' });
    expect(world.control.ledger()).toHaveLength(2);
  });
});

describe('clocks that differ by ten minutes', () => {
  test.each([-10 * MINUTE, 10 * MINUTE])('ours is %i ms ahead of MsgFlash: the repeat sends', async (skew) => {
    const { create, control, clock, pass, zapier } = await startFrozen();
    jest.setSystemTime(clock.now() + skew);
    control.fault({ operation: SEND, ...CUT });
    const run = await create('send_message', hello);
    expect(run).toMatchObject(noted);
    await pass(AGAIN);
    jest.setSystemTime(clock.now() + skew);
    expect(await zapier.replay(run)).toMatchObject({ outcome: 'success' });
    expect(control.ledger()).toHaveLength(1);
  });

  test('MsgFlash is ahead, and somebody sent the same by hand two minutes before: not taken for ours', async () => {
    const world = await startFrozen();
    await world.call('POST /messages/send', BODY);
    await world.pass(2 * MINUTE);
    // Our clock is ten minutes behind the server's, whose list shows the message as newer than our attempt.
    jest.setSystemTime(world.clock.now() - 10 * MINUTE);
    world.control.fault({ operation: SEND, ...CUT });
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
