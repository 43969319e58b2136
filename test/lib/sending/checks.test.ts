import { afterEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { demo } from '../../../dev/msgflash/demo.ts';
import type { FaultInput } from '../../../dev/msgflash/faults.ts';
import type { Outcome } from '../../../dev/zapier/index.ts';
import { Refusal } from '../../../lib/msgflash/failures.ts';
import { makeChecks } from '../../../lib/sending/checks.ts';
import { deliver } from '../../../lib/sending/deliver.ts';
import { serve, stopServers } from '../msgflash/server.ts';
import { answering, failure, platform } from '../run/platform.ts';
import { newRun } from '../run/step.ts';
import { hello, startFrozen } from './frozen.ts';

const STATE = 'GET /instances/{id}/state';
const LOOKUP = 'POST /number-lookups';
const SENDING = { 'POST /messages/send': 1, 'GET /instances': 1 };

describe('a check that passes costs one request, and the message goes out', () => {
  test.each([
    ['none', [], {}],
    ['the instance', ['instance_connected'], { [STATE]: 1 }],
    ['the recipient', ['recipient_on_whatsapp'], { [LOOKUP]: 1 }],
    ['both', ['recipient_on_whatsapp', 'instance_connected'], { [STATE]: 1, [LOOKUP]: 1 }],
    ['one by its label', ['The instance is connected'], { [STATE]: 1 }],
  ])('%s', async (_name, checks, costs) => {
    const { create, control, requests } = await startFrozen();
    const run = await create('send_message', { ...hello, checks });
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(requests()).toEqual({ ...SENDING, ...costs });
    expect(control.ledger()).toHaveLength(1);
  });

  test('what is no check stops the step', async () => {
    const { create, control, requests } = await startFrozen();
    const run = await create('send_message', { ...hello, checks: ['everything'] });
    expect(run).toMatchObject({
      outcome: 'errored',
      message:
        '“everything” is not a choice in Check Before Sending. Use one of these: The instance is connected (1 API request), The recipient is on WhatsApp (1 API request). Nothing was done.',
    });
    expect(requests()).toEqual({});
    expect(control.ledger()).toHaveLength(0);
  });

  test('the right things are asked, before the message is sent', async () => {
    const { create, wire } = await startFrozen();
    await create('send_message', { ...hello, checks: ['instance_connected', 'recipient_on_whatsapp'] });
    expect(wire().map(({ operation, path, body }) => [operation, path, body])).toEqual([
      [STATE, `/api/v1/instances/${demo.instances.mainStore}/state`, undefined],
      [LOOKUP, '/api/v1/number-lookups', { instanceId: demo.instances.mainStore, numbers: [demo.numbers.stranger] }],
      ['POST /messages/send', '/api/v1/messages/send', expect.anything()],
      ['GET /instances', '/api/v1/instances', undefined],
    ]);
  });
});

const both = ['instance_connected', 'recipient_on_whatsapp'];

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
    expect(control.ledger()).toEqual([]);
  });

  test.each(['send_message', 'schedule_message', 'send_template_message', 'schedule_template_message'])(
    'the recipient is not on WhatsApp: %s',
    async (step) => {
      const { create, control, requests } = await startFrozen();
      const to = demo.numbers.notOnWhatsApp;
      const more = { template_id: demo.templates.welcome, scheduled_at: '2026-12-01T16:30:00Z', checks: both };
      const run = await create(step, { ...hello, ...more, to }, { fields: 'static' });
      expect(run).toMatchObject({ outcome: 'halted', message: `${to} is not on WhatsApp. Nothing was sent.` });
      expect(requests()).toEqual({ [STATE]: 1, [LOOKUP]: 1 });
      expect(control.ledger()).toEqual([]);
    },
  );

  const UNKNOWN = `MsgFlash could not find out whether ${demo.numbers.stranger} is on WhatsApp. Nothing was sent.`;
  const NO_STATE = 'MsgFlash could not find out whether the instance is connected. Nothing was sent.';
  const NO_ANSWER = 'MsgFlash answered with an error.';
  const NO_WHATSAPP = 'MsgFlash answered that it cannot reach WhatsApp at the moment.';
  const UNREADABLE = 'MsgFlash gave an answer that could not be read. Try again in a few minutes.';
  const AGAIN = 'Zapier tries this step again automatically.';
  const NOT_IN_PLAN = { kind: 'error', status: 403, code: 'FEATURE_NOT_AVAILABLE_ON_PLAN' } as const;
  const OUTAGE = { kind: 'error', status: 502, code: 'PROVIDER_UNAVAILABLE' } as const;
  test.each<[string, Omit<FaultInput, 'operation'>, string, Outcome]>([
    [LOOKUP, { kind: 'wrong_types' }, `${UNKNOWN} ${AGAIN}`, 'throttled'],
    [STATE, { kind: 'wrong_types' }, `${NO_STATE} ${AGAIN}`, 'throttled'],
    [STATE, { kind: 'json_null' }, UNREADABLE, 'errored'],
    [STATE, { kind: 'html_503' }, `${NO_ANSWER} ${AGAIN}`, 'throttled'],
    [LOOKUP, OUTAGE, `${NO_WHATSAPP} ${AGAIN}`, 'throttled'],
    [LOOKUP, NOT_IN_PLAN, 'Your plan does not include this: see Plans and Billing in MsgFlash.', 'errored'],
  ])('%s gives %j: %s In the test of the editor, which is not retried, it is an error', async (...row) => {
    const [operation, fault, message, outcome] = row;
    for (const test of [false, true]) {
      const { close, create, control, requests } = await startFrozen();
      control.fault({ operation, ...fault });
      const run = await create('send_message', { ...hello, checks: both }, { test });
      const inEditor = { outcome: 'errored', message: message.replace(AGAIN, 'Try again in a minute.') };
      expect(run).toMatchObject(test ? inEditor : { outcome, message });
      expect(requests()).toEqual(operation === STATE ? { [STATE]: 1 } : { [STATE]: 1, [LOOKUP]: 1 });
      expect(control.ledger()).toEqual([]);
      await close();
    }
  });
});

describe('all checks together take 6 s at most, and leave 14 s for the send and the look-up after it', () => {
  const outgoing = { instanceId: 'inst_1', to: demo.numbers.stranger, type: 'text', text: 'Hello' } as const;
  const pending = { data: { mode: 'async', lookupId: 'l_1', status: 'pending' } };

  afterEach(async () => {
    await stopServers();
    Reflect.deleteProperty(process.env, 'MSGFLASH_API_URL');
    nock.activate();
  });

  /** A MsgFlash that answers after a while, or never. @param slow ms until the state is there @param found by look-ups */
  async function slowly(slow: number | null, found: object | null): Promise<string[]> {
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
    return asked;
  }

  const STATE_PATH = '/instances/inst_1/state';
  const LOOKUP_PATHS = ['/number-lookups', '/number-lookups/l_1', '/number-lookups/l_1'];
  const timeout = { silence: 'timeout' };
  const halfDone = { consequence: 'throttled', delay: 60 };
  test.each<[string, number | null, object | null, number, object, number, string[]]>([
    ['a state that never comes', null, null, 25_000, timeout, 5_000, [STATE_PATH]],
    ['a state after 4 s, a look-up never', 4_000, null, 25_000, timeout, 6_000, [STATE_PATH, '/number-lookups']],
    ['a look-up that stays open', 0, pending, 25_000, halfDone, 4_000, [STATE_PATH, ...LOOKUP_PATHS]],
    ['only 3 s are left for checks', null, null, 17_000, timeout, 3_000, [STATE_PATH]],
    ['no time is left for checks', null, null, 14_000, { silence: 'unreached' }, 0, []],
  ])('%s', async (_what, slow, answers, ms, outcome, took, requests) => {
    const asked = await slowly(slow, answers);
    const run = newRun(await platform(), { ms });
    const begun = performance.now();
    const checks = makeChecks(run, outgoing, ['instance_connected', 'recipient_on_whatsapp'], 14_000);
    expect(await failure(checks)).toMatchObject(outcome);
    expect(Math.abs(performance.now() - begun - took)).toBeLessThan(50);
    expect(asked).toEqual(requests);
  });
});

describe('a send begins only with 14 s left, whatever the checks took', () => {
  const outgoing = { instanceId: 'inst_1', to: demo.numbers.stranger, type: 'text', text: 'Hello' } as const;
  const LATE = 'MsgFlash took too long, so nothing was sent.';

  test.each([
    ['nothing', 14_500, [], false, null],
    [
      'nothing',
      13_900,
      [],
      false,
      { consequence: 'throttled', message: `${LATE} Zapier tries this step again automatically.` },
    ],
    ['nothing, in the editor', 13_900, [], true, { consequence: 'error', message: `${LATE} Try again in a minute.` }],
    ['a check that passes', 25_000, ['instance_connected'], false, null],
    ['a check that there is no time for', 14_000, ['instance_connected'], false, { silence: 'unreached' }],
  ] as const)('%s, %i ms left', async (_what, ms, checks, isTest, refused) => {
    answering({ body: { data: { status: 'connected' } } });
    const run = { ...newRun(await platform(), { ms }), isTest };
    const sent = new Refusal({ status: 400, code: 'SENT' });
    const send = () => Promise.reject(sent);
    const end = await failure(deliver(run, outgoing, { onceFor: '', sendAt: null, checks, send }));
    expect(end).toMatchObject(refused ?? { code: 'SENT' });
  });
});

describe('beside Prevent Duplicates By', () => {
  const order = { ...hello, checks: both, send_once_per: '1042' };

  test('a failed check uses nothing up: the next run sends at once', async () => {
    const { create, control, zapier } = await startFrozen();
    control.unlink({ instance: 'Main Store' });
    const run = await create('send_message', order);
    expect(run.outcome).toBe('halted');
    control.link({ instance: 'Main Store' });
    expect(await zapier.replay(run)).toMatchObject({ outcome: 'success', output: { already_sent: false } });
    expect(control.ledger()).toHaveLength(1);
  });

  test('a message that went out already is not checked again', async () => {
    const { create, control, mark, requests } = await startFrozen();
    await create('send_message', order);
    control.unlink({ instance: 'Main Store' });
    mark();
    expect(await create('send_message', order)).toMatchObject({ outcome: 'success', output: { already_sent: true } });
    expect(requests()).toEqual({});
  });
});
