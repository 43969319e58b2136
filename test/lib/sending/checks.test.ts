import { afterEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { demo } from '../../../dev/msgflash/demo.ts';
import type { FaultInput } from '../../../dev/msgflash/faults.ts';
import { makeChecks } from '../../../lib/sending/checks.ts';
import { serve, stopServers } from '../msgflash/server.ts';
import { failure, platform } from '../run/platform.ts';
import { newRun } from '../run/step.ts';
import { hello, sharedFrozen, startFrozen } from './frozen.ts';

const STATE = 'GET /instances/{id}/state';
const LOOKUP = 'POST /number-lookups';
const both = ['instance_connected', 'recipient_on_whatsapp'] as const;

test.each([
  [[], []],
  [['instance_connected'], [STATE]],
  [['The recipient is on WhatsApp (1 API request)'], [LOOKUP]],
  [
    ['recipient_on_whatsapp', 'instance_connected'],
    [STATE, LOOKUP],
  ],
])('%j: each check that passes costs one request, before the message is sent', async (checks, asked) => {
  const { create, wire } = await sharedFrozen();
  expect(await create('send_message', { ...hello, checks })).toMatchObject({ outcome: 'success', message: '' });
  expect(wire().map(({ operation }) => operation)).toEqual([...asked, 'POST /messages/send', 'GET /instances']);
  const { mainStore } = demo.instances;
  for (const { path } of wire(STATE)) expect(path).toBe(`/api/v1/instances/${mainStore}/state`);
  for (const { body } of wire(LOOKUP)) expect(body).toEqual({ instanceId: mainStore, numbers: [hello.to] });
});

describe('a check that fails stops the run, and nothing is sent', () => {
  test.each([
    ['disconnected', 'not connected, scan its QR code in MsgFlash'],
    ['connecting', 'connecting, finish linking it in MsgFlash'],
    ['suspended', 'suspended, write to support@msgflash.com'],
  ] as const)('the instance is %s', async (status, words) => {
    const { create, control, requests } = await startFrozen();
    control.setInstance({ instance: 'Main Store', status });
    const run = await create('send_message', { ...hello, checks: both });
    expect(run).toMatchObject({ outcome: 'halted', message: `The instance is ${words}. Nothing was sent.` });
    expect(requests()).toEqual({ [STATE]: 1 });
  });

  const to = demo.numbers.notOnWhatsApp;
  const more = { template_id: demo.templates.welcome, scheduled_at: '2026-12-01T16:30:00Z', checks: both };
  test.each(['send_message', 'schedule_message', 'send_template_message', 'schedule_template_message'])(
    'the recipient is not on WhatsApp: %s',
    async (step) => {
      const { create, requests } = await sharedFrozen();
      const run = await create(step, { ...hello, ...more, to }, { fields: 'static' });
      expect(run).toMatchObject({ outcome: 'halted', message: `${to} is not on WhatsApp. Nothing was sent.` });
      expect(requests()).toEqual({ [STATE]: 1, [LOOKUP]: 1 });
    },
  );

  const AGAIN = 'Zapier tries this step again automatically.';
  const UNKNOWN = `MsgFlash could not find out whether ${hello.to} is on WhatsApp. Nothing was sent. ${AGAIN}`;
  const NO_STATE = `MsgFlash could not find out whether the instance is connected. Nothing was sent. ${AGAIN}`;
  const UNREADABLE = 'MsgFlash gave an answer that could not be read. Try again in a few minutes.';
  const NO_PLAN = 'Your plan does not include this: see Plans and Billing in MsgFlash.';
  test.each<[string, Omit<FaultInput, 'operation'>, string]>([
    [LOOKUP, { kind: 'wrong_types' }, UNKNOWN],
    [STATE, { kind: 'wrong_types' }, NO_STATE],
    [STATE, { kind: 'json_null' }, UNREADABLE],
    [STATE, { kind: 'html_503' }, `MsgFlash answered with an error. ${AGAIN}`],
    [LOOKUP, { kind: 'error', status: 403, code: 'FEATURE_NOT_AVAILABLE_ON_PLAN' }, NO_PLAN],
  ])('%s gives %j: %s In the test of the editor, which is not retried, it is an error', async (...row) => {
    const [operation, fault, message] = row;
    const { control, create, requests } = await sharedFrozen();
    control.fault({ operation, ...fault, times: 2 });
    const outcome = message.endsWith(AGAIN) ? 'throttled' : 'errored';
    expect(await create('send_message', { ...hello, checks: both })).toMatchObject({ outcome, message });
    const inEditor = { outcome: 'errored', message: message.replace(AGAIN, 'Try again in a minute.') };
    expect(await create('send_message', { ...hello, checks: both }, { test: true })).toMatchObject(inEditor);
    expect(requests()).toEqual(operation === STATE ? { [STATE]: 2 } : { [STATE]: 2, [LOOKUP]: 2 });
  });
});

describe('beside Prevent Duplicates By', () => {
  test('a failed check uses nothing up, and a message that went out already is not checked again', async () => {
    const { create, control, mark, requests, zapier } = await startFrozen();
    control.unlink({ instance: 'Main Store' });
    const run = await create('send_message', { ...hello, checks: both, send_once_per: '1042' });
    expect(run.outcome).toBe('halted');
    control.link({ instance: 'Main Store' });
    expect(await zapier.replay(run)).toMatchObject({ outcome: 'success', output: { already_sent: false } });
    control.unlink({ instance: 'Main Store' });
    mark();
    expect(await zapier.replay(run)).toMatchObject({ outcome: 'success', output: { already_sent: true } });
    expect(requests()).toEqual({});
    expect(control.ledger()).toHaveLength(1);
  });
});

describe('all checks together take 6 s at most, and leave 14 s for the send and the look-up after it', () => {
  const outgoing = { instanceId: 'inst_1', to: hello.to, type: 'text', text: 'Hello' } as const;
  const pending = { data: { mode: 'async', lookupId: 'l_1', status: 'pending' } };

  afterEach(async () => {
    await stopServers();
    Reflect.deleteProperty(process.env, 'MSGFLASH_API_URL');
    nock.activate();
  });

  const STATE_PATH = '/instances/inst_1/state';
  const LOOKUP_PATHS = ['/number-lookups', '/number-lookups/l_1', '/number-lookups/l_1'];
  const timeout = { silence: 'timeout' };
  const halfDone = { consequence: 'throttled', delay: 60 };
  // How long MsgFlash takes over the state, null for ever, and what the look-up answers, null for never.
  test.each<[string, number | null, object | null, number, object, number, string[]]>([
    ['a state that never comes', null, null, 25_000, timeout, 5_000, [STATE_PATH]],
    ['a state after 4 s, a look-up never', 4_000, null, 25_000, timeout, 6_000, [STATE_PATH, '/number-lookups']],
    ['a look-up that stays open', 0, pending, 25_000, halfDone, 4_000, [STATE_PATH, ...LOOKUP_PATHS]],
    ['only 3 s are left for checks', null, null, 17_000, timeout, 3_000, [STATE_PATH]],
    ['no time is left for checks', null, null, 14_000, { silence: 'unreached' }, 0, []],
  ])('%s', async (_what, slow, found, ms, outcome, took, requests) => {
    const asked: string[] = [];
    const { url } = await serve((request, response) => {
      const path = request.url?.replace('/api/v1', '') ?? '';
      asked.push(path);
      const isState = path.endsWith('/state');
      const answer = () => response.end(JSON.stringify(isState ? { data: { status: 'connected' } } : found));
      if (isState && slow !== null) setTimeout(answer, slow);
      if (!isState && found !== null) answer();
    });
    nock.restore();
    process.env.MSGFLASH_API_URL = url;
    const begun = performance.now();
    const checks = makeChecks(newRun(await platform(), { ms }), outgoing, both, 14_000);
    expect(await failure(checks)).toMatchObject(outcome);
    expect(Math.abs(performance.now() - begun - took)).toBeLessThan(50);
    expect(asked).toEqual(requests);
  });
});
