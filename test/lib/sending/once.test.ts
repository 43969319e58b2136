import { globalAgent } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { demo } from '../../../dev/msgflash/demo.ts';
import type { FaultInput } from '../../../dev/msgflash/faults.ts';
import { type Misbehaviour, mapped, type RunRecord } from '../../../dev/zapier/index.ts';
import { contents, queuedRecord } from '../../creates/contents.ts';
import { dictOf, type Environment, hello, sharedEnvironment, startEnvironment } from '../../support/environment.ts';

/** What a run returned, as keys and values. */
const outputOf = (run: RunRecord) => dictOf(run.output);

/** Resolves once something is so. It waits by a timer, so that time can move on. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** How a message goes out at most once, and in the end once. test/faults has every fault on every step; here is how it works. */

const SEND = 'POST /messages/send';
const LIST = 'GET /messages';
const NAMES = 'GET /instances';
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
/** When Zapier runs a step again whose attempt was noted. */
const AGAIN = 75 * SECOND;

const order = { ...hello, send_once_per: '1042' };
/** The message of `hello`, as MsgFlash takes it. */
const BODY = { instanceId: hello.instance_id, to: hello.to, type: 'text', text: hello.text };
const later = { template_id: demo.templates.welcome, scheduled_at: '2090-12-01T16:30:00Z' };

const WAITS = 'Zapier tries this step again automatically, and sends only if the message has not gone out.';
const noted = { outcome: 'throttled', delaySeconds: 75, message: `MsgFlash did not answer. ${WAITS}` };
const young = {
  outcome: 'throttled',
  message:
    'Another run may be sending this message right now. This run waits, and sends only if the message has not gone out.',
};
const doubtful = {
  outcome: 'halted',
  message: 'An earlier run may have sent this message. This run sent nothing. Look under Messages in MsgFlash.',
};
const unclear =
  'MsgFlash did not answer. The message may have gone out. Look under Messages in MsgFlash before you send it again.';
const isNew = { outcome: 'success', output: { already_sent: false } };
const sentBefore = { outcome: 'success', output: { already_sent: true } };

type Trouble = Omit<FaultInput, 'operation'>;
const CUT: Trouble = { kind: 'reset_before_accepting' };
const LOST: Trouble = { kind: 'reset_after_accepting' };

/** An environment that earlier tests used, later: what they sent is of the past, and no run remembers it. */
async function start() {
  const environment = await sharedEnvironment();
  await environment.pass(10 * MINUTE);
  environment.mark();
  const before = environment.control.ledger().length;
  return { ...environment, sent: () => environment.control.ledger().slice(before) };
}
type Env = Awaited<ReturnType<typeof start>>;

/** A send that got no usable answer, and that the look-up did not find: its attempt is noted. */
async function startLost(input: Record<string, unknown> = hello, unread = false) {
  const env = await start();
  // What was accepted would be found, unless the list cannot be read.
  env.control.fault({ operation: SEND, ...(unread ? LOST : CUT) });
  if (unread) env.control.fault({ operation: LIST, kind: 'html_503' });
  const run = await env.create('send_message', input);
  expect(run).toMatchObject(noted);
  expect(env.sent()).toHaveLength(unread ? 1 : 0);
  env.mark();
  return { ...env, run };
}

/** The same run, once Zapier tries it again. */
async function again({ pass, zapier }: Environment, run: RunRecord, after = AGAIN): Promise<RunRecord> {
  await pass(after);
  return zapier.replay(run);
}

describe('no usable answer', () => {
  test.each<[string, Trouble, boolean]>([
    ['the connection is cut after MsgFlash took the message', LOST, true],
    ['an error after it took the message', { kind: 'error', status: 500, accepted: true }, true],
    ['an answer that is no JSON', { kind: 'html_200' }, true],
    ['no answer in time', { kind: 'no_answer_after_accepting' }, true],
    ['the connection is cut before', CUT, false],
    ['an error of WhatsApp', { kind: 'error', status: 502, code: 'PROVIDER_UNAVAILABLE' }, false],
    ['a redirect, which is not followed', { kind: 'redirect_other_origin' }, false],
    ['no answer at all', { kind: 'no_answer' }, false],
  ])('%s: the run looks once, and succeeds or waits until its repeat settles it', async (_name, trouble, isTaken) => {
    const env = await start();
    env.control.fault({ operation: SEND, ...trouble });
    const run = await env.create('send_message', hello);
    const found = { outcome: 'success', message: '' };
    expect(run).toMatchObject(isTaken ? found : { ...noted, message: expect.stringContaining(WAITS) });
    expect(run.ms).toBeLessThan(20_000);
    expect(env.requests()).toEqual({ [SEND]: 1, [LIST]: 1, ...(isTaken && { [NAMES]: 1 }) });
    expect(env.wire(LIST)[0]?.query).toMatchObject({ instanceId: hello.instance_id });
    if (!isTaken) expect(await again(env, run)).toMatchObject(isNew);
    const [message, ...more] = env.sent();
    expect([message?.text, more]).toEqual([hello.text, []]);
    // The list of messages has no safety.
    const unsafe = { safety_decision: null, safety_risk_level: null, safety_score: null };
    const record = queuedRecord(message?.messageId, String(outputOf(run).created_at), {
      type: 'text',
      text: hello.text,
    });
    if (isTaken) expect(outputOf(run)).toMatchObject({ ...record, ...unsafe });
    expect(env.control.elsewhere()).toEqual([]);
  });

  test('a message of each type is found', async () => {
    const { control, create, pass, sent } = await start();
    for (const { name, input, record } of contents('media')) {
      control.fault({ operation: SEND, ...LOST });
      const run = await create('send_message', { instance_id: hello.instance_id, to: hello.to, ...input });
      expect({ name, ...run }).toMatchObject({ name, outcome: 'success' });
      const { type, text = null, contact_id = null, media_url = null } = record;
      const output = { id: sent().at(-1)?.messageId, type, text, contact_id, media_url, instance_name: 'Main Store' };
      expect(outputOf(run)).toMatchObject(output);
      await pass(SECOND);
    }
  });

  test.each([
    ['schedule_message', 'POST /messages/schedule'],
    ['send_template_message', SEND],
    ['schedule_template_message', 'POST /messages/schedule'],
  ])('%s: found in the same way, and with a value its replay learns it without a request', async (step, operation) => {
    const { control, create, mark, requests, sent, zapier } = await start();
    control.fault({ operation, ...LOST });
    const run = await create(step, { ...order, ...later }, { fields: 'static' });
    const [message] = sent();
    expect(run).toMatchObject({
      outcome: 'success',
      output: { id: message?.messageId, status: 'queued', already_sent: false },
    });
    expect(requests()).toEqual({ [operation]: 1, [LIST]: 1, [NAMES]: 1 });
    mark();
    expect(await zapier.replay(run)).toMatchObject({ output: { already_sent: true, id: message?.messageId } });
    expect(requests()).toEqual({});
    expect(sent()).toHaveLength(1);
  });

  test('the sentence says whether MsgFlash answered', async () => {
    const { control, create } = await start();
    control.fault({ operation: SEND, kind: 'error', status: 502, code: 'PROVIDER_UNAVAILABLE' });
    const { message } = await create('send_message', hello);
    expect(message).toBe(`MsgFlash answered that it cannot reach WhatsApp at the moment. ${WAITS}`);
  });

  test('a test in the editor is not repeated, and says where to look', async () => {
    const { control, create, zapier } = await start();
    control.fault({ operation: SEND, ...CUT });
    expect(await create('send_message', hello, { test: true })).toMatchObject({ outcome: 'errored', message: unclear });
    expect(zapier.cache.entries().filter(({ key }) => key.startsWith('attempt:'))).toEqual([]);
  });

  test.each<[Misbehaviour, Trouble]>([
    ['gone', CUT],
    ['full', CUT],
    ['gone', LOST],
  ])('a cache that is %s keeps no note: the run stops (%j)', async (how, trouble) => {
    const { create, control, zapier } = await start();
    zapier.cache.misbehave(how);
    control.fault({ operation: SEND, ...trouble });
    expect(await create('send_message', hello)).toMatchObject({ outcome: 'halted', message: unclear });
  });

  test('MsgFlash cannot be reached at all: it got nothing, and the run is repeated', async () => {
    const { create, msgflash } = await startEnvironment();
    await msgflash.close();
    // On a connection that was still open the request might have got through.
    await until(() => !Object.keys(globalAgent.freeSockets).some((name) => name.includes(new URL(msgflash.url).port)));
    const run = await create('send_message', hello);
    const message = 'MsgFlash did not answer. Zapier tries this step again automatically.';
    expect(run).toMatchObject({ outcome: 'throttled', message });
    expect(run.delaySeconds).toBeGreaterThanOrEqual(2);
  });
});

describe.each([
  ['a noted attempt', hello],
  ['a claim of another run', order],
])('%s', (_what, input) => {
  test.each([
    [10 * SECOND, 50],
    [59 * SECOND, 1],
  ])('of %i ms ago: the run waits for the rest of a minute, and looks nothing up', async (age, delaySeconds) => {
    const env = await startLost(input);
    expect(await again(env, env.run, age)).toMatchObject({ ...young, delaySeconds });
    expect(env.requests()).toEqual({});
  });

  test.each([MINUTE, DAY - MINUTE])('of %i ms ago, and the message is there: it went out', async (age) => {
    const env = await startLost(input, true);
    const replay = await again(env, env.run, age);
    expect(replay).toMatchObject({ outcome: 'success', output: { id: env.sent()[0]?.messageId } });
    expect(outputOf(replay).already_sent).toBe(input === order);
    expect(env.requests()).toMatchObject({ [LIST]: 1 });
    expect(env.sent()).toHaveLength(1);
  });

  test.each([
    ['as it was sent', {}, BODY],
    ['in another spelling of its number', { to: '+5531987654321' }, { ...BODY, to: '+553187654321' }],
  ])('whose message MsgFlash accepted after the look-up, listed %s: found', async (_name, change, listed) => {
    const env = await startLost({ ...input, ...change });
    await env.pass(2 * SECOND);
    await env.call(SEND, listed);
    expect(await again(env, env.run)).toMatchObject({ outcome: 'success' });
    expect(env.sent()).toHaveLength(1);
  });

  test('whose message is certainly not there: sent by one of ten repeats at once, and the others wait', async () => {
    const env = await startLost(input);
    // Somebody else's message, and one of the customer.
    await env.call(SEND, { ...BODY, to: demo.numbers.awa });
    env.control.receive({ instance: 'Main Store', from: hello.to, text: hello.text });
    await env.pass(MINUTE);
    const runs = await Promise.all(Array.from({ length: 10 }, () => env.zapier.replay(env.run)));
    const done = runs.filter(({ outcome }) => outcome === 'success');
    const texts = env.sent().filter(({ to }) => to === hello.to);
    // Without a value, a run that starts when the first has settled it means a message of its own.
    expect(texts).toHaveLength(input === order ? 1 : done.length);
    expect(done.length).toBeGreaterThanOrEqual(1);
    for (const other of runs.filter(({ outcome }) => outcome !== 'success')) expect(other).toMatchObject(young);
  });

  test('and another text for this person is listed: its own run may claim it, then a person has to look', async () => {
    const env = await startLost(input);
    await env.call(SEND, { ...BODY, text: 'Hm' });
    const waiting = await again(env, env.run);
    expect(waiting).toMatchObject({ outcome: 'throttled', delaySeconds: 75, message: young.message });
    expect(await again(env, waiting, 2 * AGAIN)).toMatchObject(doubtful);
    expect(env.sent()).toHaveLength(1);
  });

  test('and the list cannot be read: the run waits again, and then sends', async () => {
    const env = await startLost(input);
    env.control.fault({ operation: LIST, kind: 'wrong_types' });
    expect(await again(env, env.run)).toMatchObject({
      outcome: 'throttled',
      delaySeconds: 75,
      message:
        'An earlier run may have sent this message, and MsgFlash did not return its list of messages. Zapier tries this step again automatically.',
    });
    expect(env.requests()).toEqual({ [LIST]: 1 });
    expect(await again(env, env.run)).toMatchObject(isNew);
    expect(env.sent()).toHaveLength(1);
  });

  test('whose message was refused at the repeat is over', async () => {
    const env = await startLost(input);
    env.control.fault({ operation: SEND, kind: 'error', status: 422, code: 'INVALID_DESTINATION' });
    expect(await again(env, env.run)).toMatchObject({ outcome: 'halted' });
    expect(await env.zapier.replay(env.run)).toMatchObject(isNew);
    expect(env.sent()).toHaveLength(1);
  });

  test('does not hold back a message to somebody else, or another one', async () => {
    const { create } = await startLost(input);
    for (const change of [{ to: demo.numbers.awa }, { text: 'Another', send_once_per: '1043' }]) {
      expect(await create('send_message', { ...input, ...change })).toMatchObject({ outcome: 'success' });
    }
  });
});

test('a link of Zapier to the same file is another at each run', async () => {
  const image = (run: number) => ({
    ...{ instance_id: hello.instance_id, to: hello.to, type: 'image' },
    media: `https://zapier.com/engine/hydrate/1/file-of-run-${run}/`,
  });
  const env = await startLost(image(1), true);
  await env.pass(AGAIN);
  expect(await env.create('send_message', image(2))).toMatchObject({ outcome: 'success' });
  expect(env.sent()).toHaveLength(1);
});

describe('the same text by two runs: a message is taken by one of them only', () => {
  const twice = ({ create }: Env) => Promise.all([create('send_message', hello), create('send_message', hello)]);

  test.each<[string, Trouble[], string[]]>([
    ['both answers were lost: each takes its own', [LOST, LOST], ['success', 'success']],
    ['one message was taken: one run takes it, the other sends later', [LOST, CUT], ['success', 'throttled']],
    ['neither was: both send later', [CUT, CUT], ['throttled', 'throttled']],
  ])('%s', async (_name, troubles, outcomes) => {
    const env = await start();
    for (const trouble of troubles) env.control.fault({ operation: SEND, ...trouble });
    const runs = await twice(env);
    expect(runs.map(({ outcome }) => outcome).sort()).toEqual(outcomes);
    await env.pass(AGAIN);
    const settled: RunRecord[] = [];
    for (const run of runs) settled.push(run.outcome === 'success' ? run : await env.zapier.replay(run));
    const ids = env.sent().map(({ messageId }) => messageId);
    expect(settled.map((run) => outputOf(run).id).sort()).toEqual([...ids].sort());
    expect(ids).toHaveLength(2);
  });

  test.each([0, 60 * MINUTE])('%i ms after another run sent it: its message is not taken for this one', async (age) => {
    const env = await start();
    await env.create('send_message', hello);
    await env.pass(age);
    env.control.fault({ operation: SEND, ...CUT });
    const run = await env.create('send_message', hello);
    expect(run).toMatchObject(noted);
    expect(await again(env, run)).toMatchObject(isNew);
    expect(env.sent()).toHaveLength(2);
  });
});

describe('Prevent Duplicates By', () => {
  test.each([
    ['send_message', {}],
    ['send_template_message', later],
    ['schedule_message', later],
    ['schedule_template_message', later],
  ])('%s: a replay is told that the message went out, without a request, for a week', async (step, more) => {
    const { create, mark, pass, requests, sent, zapier } = await start();
    const run = await create(step, { ...order, ...more }, { fields: 'static' });
    expect(run).toMatchObject(isNew);
    mark();
    await pass(6 * DAY);
    const replay = await zapier.replay(run);
    expect(replay).toMatchObject({ ...sentBefore, message: '' });
    const keys = ['id', 'message_id', 'created_at', 'direction', 'to', 'instance_id', 'scheduled_at'];
    for (const key of step.includes('template') ? keys : [...keys, 'type', 'text']) {
      expect([key, outputOf(replay)[key]]).toEqual([key, outputOf(run)[key]]);
    }
    expect(Object.keys(outputOf(replay))).toEqual(Object.keys(outputOf(run)));
    expect(requests()).toEqual({});
    expect(sent()).toHaveLength(1);
  });

  test('a week later it is a new message', async () => {
    const env = await start();
    const run = await env.create('send_message', order);
    expect(await again(env, run, 7 * DAY)).toMatchObject(isNew);
    expect(env.sent()).toHaveLength(2);
  });

  test.each<[string, object, object, boolean]>([
    ['another text', {}, { text: 'The parcel is late.' }, true],
    ['the number in another writing', {}, { to: '06 39 98 55 55' }, true],
    ['spaces around the value', {}, { send_once_per: '  1042\n' }, true],
    ['é as one character and as two', { send_once_per: 'caf\u00e9' }, { send_once_per: 'cafe\u0301' }, true],
    ['a Brazilian with and without the ninth digit', { to: '+5531987654321' }, { to: '+553187654321' }, true],
    ['another value', {}, { send_once_per: '1043' }, false],
    ['the value in another case', { send_once_per: 'a' }, { send_once_per: 'A' }, false],
    ['another recipient', {}, { to: demo.numbers.awa }, false],
    ['another instance', {}, { instance_id: demo.instances.support }, false],
    ['no value', { send_once_per: '' }, { send_once_per: ' ' }, false],
  ])('%s (%j, %j) counts as the same: %s', async (_name, first, second, isSame) => {
    const { create, sent } = await start();
    await create('send_message', { ...order, ...first });
    expect(await create('send_message', { ...order, ...second })).toMatchObject(isSame ? sentBefore : isNew);
    expect(sent()).toHaveLength(isSame ? 1 : 2);
  });

  test('a message for later and one for now are one; another connection knows nothing of them', async () => {
    const { connect, create, sent, zapier } = await start();
    await create('schedule_message', { ...order, scheduled_at: '2090-12-01T16:30:00Z' });
    expect(await create('send_message', order)).toMatchObject(sentBefore);
    expect(sent()).toHaveLength(1);
    expect(await zapier.run(await connect(), 'creates.send_message', order)).toMatchObject(isNew);
  });

  test.each(['', ' ', null])('mapped to a field that is empty in this run (%j): nothing is sent', async (value) => {
    const { create, requests, sent } = await start();
    expect(await create('send_message', { ...hello, send_once_per: mapped(value) })).toMatchObject({
      outcome: 'halted',
      message:
        'Prevent Duplicates By is mapped to a field that is empty in this run, so nothing was sent. Map a field that is always filled in, such as the order number.',
    });
    expect([requests(), sent()]).toEqual([{}, []]);
  });

  test('the test of the editor sends, and leaves the real message to the Zap', async () => {
    const { create, sent } = await start();
    for (const options of [{ test: true }, { test: true }, {}]) {
      expect(await create('send_message', order, options)).toMatchObject(isNew);
    }
    expect(await create('send_message', order)).toMatchObject(sentBefore);
    expect(sent()).toHaveLength(3);
  });

  test('nothing of the message, its recipient or the value is kept, and all of it for a week at most', async () => {
    const { clock, create, zapier } = await start();
    const run = await create('send_message', { ...order, send_once_per: 'ORDER-VALUE' });
    const entries = zapier.cache.entries().filter(({ key }) => !key.startsWith('instances'));
    expect(entries.length).toBeGreaterThanOrEqual(3);
    for (const { key, value, scope, expiresAt } of entries) {
      const kept = `${key} ${JSON.stringify(value)}`;
      for (const secret of ['ORDER-VALUE', '639985555', 'on its way', demo.key]) expect(kept).not.toContain(secret);
      expect(scope).toEqual(['auth']);
      expect(expiresAt).toBe(clock.now() + 7 * DAY);
    }
    const { id, created_at: at } = outputOf(run);
    expect(entries.find(({ key }) => key.endsWith(':done'))?.value).toEqual({ id, at });
  });

  test('a run that was held back finds the message sent at its repeat', async () => {
    const { create, sent } = await start();
    const both = [create('send_message', order, { repeat: 1 }), create('send_message', order, { repeat: 1 })];
    const runs = await Promise.all(both);
    expect(runs.map((run) => [run.outcome, outputOf(run).already_sent]).sort()).toEqual([
      ['success', false],
      ['success', true],
    ]);
    expect(sent()).toHaveLength(1);
  });

  test('fifty runs at the same moment send exactly one message', async () => {
    const { create, requests, sent } = await start();
    const fifty = () => Promise.all(Array.from({ length: 50 }, () => create('send_message', order)));
    const runs = await fifty();
    expect(sent()).toHaveLength(1);
    expect(requests()).toEqual({ [SEND]: 1, [NAMES]: 1 });
    expect(runs.filter((run) => outputOf(run).already_sent === false)).toHaveLength(1);
    for (const run of runs.filter(({ outcome }) => outcome !== 'success')) expect(run).toMatchObject(young);
    for (const run of await fifty()) expect(run).toMatchObject(sentBefore);
    expect(requests()).toEqual({ [SEND]: 1, [NAMES]: 1 });
  });

  test.each<[Trouble, string]>([
    [{ kind: 'error', status: 422, code: 'INVALID_DESTINATION' }, 'halted'],
    [{ kind: 'error', status: 429, code: 'API_RATE_LIMIT_EXCEEDED' }, 'throttled'],
    [{ kind: 'error', status: 401, code: 'UNAUTHORIZED' }, 'reconnect'],
    [{ kind: 'error', status: 400, code: 'SOMETHING_NEW' }, 'errored'],
  ])('refused with %j: the next run sends at once, without looking anything up', async (fault, outcome) => {
    const { control, create, requests, sent, zapier } = await start();
    control.fault({ operation: SEND, ...fault, times: 2 });
    const run = await create('send_message', order);
    expect([run.outcome, (await zapier.replay(run)).outcome]).toEqual([outcome, outcome]);
    expect(await zapier.replay(run)).toMatchObject(isNew);
    expect(requests()).toEqual({ [SEND]: 3, [NAMES]: 1 });
    expect(await zapier.replay(run)).toMatchObject(sentBefore);
    expect(sent()).toHaveLength(1);
  });

  test.each<Misbehaviour>(['gone', 'full', 'hang'])(
    'the cache is %s: nothing is sent, and the step comes back',
    async (how) => {
      const { create, requests, sent, zapier } = await start();
      zapier.cache.misbehave(how);
      const run = await create('send_message', order);
      expect(run).toMatchObject({
        outcome: 'throttled',
        delaySeconds: 60,
        message:
          'Prevent Duplicates By does not work at the moment, so nothing was sent. Zapier tries this step again automatically.',
      });
      expect(requests()).toEqual({});
      zapier.cache.misbehave(null);
      expect(await zapier.replay(run)).toMatchObject(isNew);
      zapier.cache.misbehave(how === 'full' ? 'full' : null);
      expect(await zapier.replay(run)).toMatchObject(sentBefore);
      expect(sent()).toHaveLength(1);
    },
  );

  test('the cache loses its answers: the run recognises its own claim', async () => {
    const { create, sent, zapier } = await start();
    zapier.cache.misbehave('lost_answer');
    const run = await create('send_message', order);
    expect(run).toMatchObject({ output: { already_sent: false, instance_name: 'Main Store' } });
    expect(await zapier.replay(run)).toMatchObject(sentBefore);
    expect(sent()).toHaveLength(1);
  });
});

describe('once MsgFlash has the message, nothing turns the step into a failure', () => {
  const nameless = { from: null, instance_name: null, instance_number: null };
  const recordOf = ({ sent }: Env, run: RunRecord) => ({
    ...queuedRecord(sent()[0]?.messageId, String(outputOf(run).created_at), { type: 'text', text: hello.text }),
    media_file: null,
    ...nameless,
  });

  test.each<Misbehaviour>(['gone', 'hang', 'full'])('the cache is %s', async (how) => {
    const env = await start();
    env.zapier.cache.misbehave(how);
    const run = await env.create('send_message', hello);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(outputOf(run)).toEqual(recordOf(env, run));
    expect(env.requests()).toEqual({ [SEND]: 1 });
  });

  test('the cache dies while MsgFlash takes the message: a replay finds it', async () => {
    const env = await start();
    env.control.fault({ operation: SEND, kind: 'slow_answer', delayMs: 200 });
    const running = env.create('send_message', order);
    await until(() => env.wire(SEND).length > 0);
    env.zapier.cache.misbehave('gone');
    const run = await running;
    expect(outputOf(run)).toEqual(recordOf(env, run));
    env.zapier.cache.misbehave(null);
    env.mark();
    const output = { already_sent: true, id: outputOf(run).id };
    expect(await again(env, run, MINUTE)).toMatchObject({ outcome: 'success', output });
    expect(env.requests()).toEqual({ [LIST]: 1 });
    expect(env.sent()).toHaveLength(1);
  });

  test.each<Trouble>([
    { kind: 'html_200' },
    { kind: 'error', status: 401, code: 'UNAUTHORIZED' },
    { kind: 'error', status: 429, code: 'MONTHLY_API_REQUEST_QUOTA_EXCEEDED' },
  ])('the names of the instances cannot be had: %j', async (trouble) => {
    const env = await start();
    env.control.fault({ operation: NAMES, ...trouble });
    const run = await env.create('send_message', hello);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(outputOf(run)).toEqual(recordOf(env, run));
    expect(env.requests()).toEqual({ [SEND]: 1, [NAMES]: 1 });
  });
});
