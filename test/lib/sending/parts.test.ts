import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import nock from 'nock';
import type { ZObject } from 'zapier-platform-core';
import { demo } from '../../../dev/msgflash/demo.ts';
import type { FaultInput } from '../../../dev/msgflash/faults.ts';
import { Refusal } from '../../../lib/msgflash/failures.ts';
import type { Outgoing } from '../../../lib/msgflash/operations.ts';
import { messageSample } from '../../../lib/records/message.ts';
import { makeChecks } from '../../../lib/sending/checks.ts';
import { deliver } from '../../../lib/sending/deliver.ts';
import { lookUp } from '../../../lib/sending/lookup.ts';
import { sendNow } from '../../../lib/sending/send.ts';
import { hello, sharedEnvironment, startEnvironment } from '../../support/environment.ts';
import { serve, stopServers } from '../msgflash/server.ts';
import { answering, answeringBy, failure, platform, type Reply, type Sent } from '../run/platform.ts';
import { newRun } from '../run/step.ts';

/** The parts of a send: checks before it, the look-up after it, and the record in the end. */

describe('checks before a message is sent', () => {
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
    const { create, wire } = await sharedEnvironment();
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
      const { create, control, requests } = await startEnvironment();
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
        const { create, requests } = await sharedEnvironment();
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
      const { control, create, requests } = await sharedEnvironment();
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
      const { create, control, mark, requests, zapier } = await startEnvironment();
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
});

const INSTANCE = demo.instances.mainStore;
const to = '+33639985555';
const text = 'Order 1042 is on its way.';
let z: ZObject;
beforeAll(async () => {
  z = await platform();
});
const written: Outgoing = { instanceId: INSTANCE, to, type: 'text', text };

describe('what the list of messages says of a message that was sent a minute ago', () => {
  const NOW = Date.UTC(2026, 10, 20, 10);
  const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
  const listed = { id: 'm1', ...written, text: undefined, body: text, direction: 'outbound', createdAt: ago(30) };
  const like = (change: object) => [{ ...listed, ...change }];
  /** Messages to somebody else, one a second, the newest first. */
  const others = (count: number, from = 20) =>
    Array.from({ length: count }, (_, n) => ({ ...listed, id: `o${n}`, to: '+33639985556', createdAt: ago(from + n) }));

  beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(NOW));
  afterEach(() => void jest.restoreAllMocks());

  /** @param pages what the list holds; the answer whole where it is no list of lists */
  async function look(
    pages: object[][] | Reply,
    outgoing: Partial<Outgoing> = {},
    date = NOW,
    taken?: string,
    elapsed = 60_000,
  ) {
    const headers = { date: new Date(date).toUTCString() };
    const sent = answeringBy(({ path }) => {
      if (!Array.isArray(pages)) return { headers, ...pages };
      const page = Number(new URLSearchParams(path.split('?')[1]).get('cursor'));
      const hasMore = page + 1 < pages.length;
      return {
        headers,
        body: { data: { messages: pages[page], hasMore, nextCursor: hasMore ? String(page + 1) : null } },
      };
    });
    const run = newRun(z);
    if (taken) await run.cache.set('taken:m1', { token: taken }, 60);
    if (taken === '') run.standIn.fault = () => Promise.reject(new Error('gone'));
    const trace = await lookUp(run, { ...written, ...outgoing } as Outgoing, () => elapsed, ['ours']);
    expect(sent.every(({ method }) => method === 'GET')).toBe(true);
    return trace;
  }

  const br = { to: '+5531987654321' };
  test.each<[string, object, Partial<Outgoing>?]>([
    ['as it was sent', {}],
    ['with its number as WhatsApp writes it', { to: '33639985555@s.whatsapp.net' }],
    ['with its number and a device', { to: '33639985555:12@s.whatsapp.net' }],
    ['without the ninth digit of a Brazilian', { to: '+553187654321' }, br],
    ['with other line ends and spaces around', { body: ' Été\r\n2 ' }, { text: 'E\u0301te\u0301\n2' }],
    ['without its instance', { instanceId: null }],
    [
      'with a link of Zapier, which is another at each run',
      { type: 'image', body: null, mediaUrl: 'https://x.example' },
      { type: 'image', text: undefined, mediaUrl: 'https://zapier.com/engine/hydrate/1/a/' } as object,
    ],
  ])('it is listed %s: found', async (_what, change, outgoing = {}) => {
    expect(await look([like(change)], outgoing)).toMatchObject({ result: 'found', message: { id: 'm1' } });
  });

  const image = { type: 'image', text: undefined, mediaUrl: 'https://example.com/a.jpg' } as object;
  test.each<[string, object, object?]>([
    ['a recipient without a number', { to: '154417159582282@lid' }],
    ['no recipient', { to: null }],
    ['another text', { body: 'Hello' }],
    ['a no-break space', { body: text.replace(' ', '\u00a0') }],
    ['an entity in the text', { body: 'Tom &amp; Ann' }, { text: 'Tom & Ann' }],
    ['another type', { type: 'image', mediaUrl: 'https://example.com/a.jpg' }],
    ['a template', { type: null, body: null, meta: { templateId: 'tpl_1' } }],
    ['another template', { meta: { templateId: 'tpl_2' } }, { type: undefined, text: undefined, templateId: 'tpl_1' }],
    ['audio for a voice note', { type: 'audio', body: null }, { ...image, type: 'voice_note' }],
    ["MsgFlash's own link to the file", { type: 'image', body: null, mediaUrl: 'https://media.example.net/1' }, image],
    ['no time', { createdAt: null }],
  ])('%s may be this message, listed in another way: doubtful', async (_what, change, outgoing = {}) => {
    // Its own run may still claim it; one without a time may be of any age.
    const mayClear = !('createdAt' in change);
    expect(await look([like(change)], outgoing)).toEqual({ result: 'doubtful', mayClear });
    // One that another run took is that run's.
    expect(await look([like(change)], outgoing, NOW, 'another run')).toEqual({ result: 'absent' });
  });

  test.each<[string, object[]]>([
    ['nothing', []],
    ['a message to somebody else', like({ to: '+33639985556' })],
    ['one of another instance', like({ instanceId: 'inst_2' })],
    ['one of a campaign', like({ campaignId: 'cmp_1' })],
    ['the same words of the customer', like({ direction: 'inbound', from: to, to: '+33639980001' })],
    ['the same message of two minutes ago', like({ createdAt: ago(120) })],
  ])('%s is listed: absent', async (_what, messages) => {
    expect(await look([messages])).toEqual({ result: 'absent' });
  });

  test('a message that another run took is not this one; where the cache cannot tell, it is doubtful', async () => {
    expect(await look([like({})], {}, NOW, 'another run')).toEqual({ result: 'absent' });
    expect(await look([like({})], {}, NOW, 'ours')).toMatchObject({ result: 'found' });
    expect(await look([like({})], {}, NOW, '')).toEqual({ result: 'doubtful', mayClear: false });
  });

  test.each([
    [149, true],
    [151, false],
  ])('a doubtful message %i seconds old may still be claimed by its own run: %s', async (age, mayClear) => {
    const other = like({ body: 'Hello', createdAt: ago(age) });
    expect(await look([other], {}, NOW, undefined, 200_000)).toEqual({ result: 'doubtful', mayClear });
  });

  test('of two that fit, the one that an earlier try of this run has claimed', async () => {
    const older = { ...listed, id: 'older', createdAt: ago(40) };
    expect(await look([[listed, older]], {}, NOW, 'ours')).toMatchObject({ result: 'found', message: { id: 'm1' } });
    expect(await look([[listed, older]])).toMatchObject({ result: 'found', message: { id: 'older' } });
  });

  test('of two that fit, the older is taken: a later run cannot look as far back', async () => {
    const [newer, older] = [
      { ...listed, id: 'newer', createdAt: ago(10) },
      { ...listed, id: 'older' },
    ];
    for (const messages of [
      [newer, older],
      [older, newer],
    ]) {
      expect(await look([messages])).toMatchObject({ result: 'found', message: { id: 'older' } });
    }
  });

  test.each<[string, object[][] | Reply, string]>([
    ['two pages, the newest first', [others(10), [listed]], 'found'],
    ['a full page that reaches back far enough', [others(50, 20), others(50, 90)], 'absent'],
    ['a page that is all there is, the oldest first', [others(50).reverse()], 'absent'],
    ['two pages, the oldest first', [others(50).reverse(), [listed]], 'doubtful'],
    [
      'two pages of one moment, whose order cannot be seen',
      [others(50).map((o) => ({ ...o, createdAt: ago(5) })), []],
      'doubtful',
    ],
    ['more pages than are read', Array.from({ length: 7 }, (_, n) => others(5, 5 * n)), 'doubtful'],
    ['a bare array that reaches back far enough', { body: { data: others(50) } }, 'absent'],
    ['a bare array that does not', { body: { data: others(5) } }, 'doubtful'],
    [
      'no clock of the server',
      { body: { data: { messages: [listed], hasMore: false } }, headers: { date: '' } },
      'doubtful',
    ],
    ['an error', { status: 503, body: '<html>' }, 'unreadable'],
    ['a page that is no list', { body: '<html>' }, 'unreadable'],
    ['a refused key', { status: 401 }, 'unreadable'],
  ])('%s', async (_what, pages, result) => {
    expect((await look(pages)).result).toBe(result);
  });

  test.each([
    ['ahead, and so is the message', 600, -570, 'found'],
    ['ahead, and an equal message of two minutes before', 600, -480, 'doubtful'],
    ['behind, and so is the message', -600, 630, 'doubtful'],
    ['behind, and nothing is listed since', -600, 720, 'absent'],
  ])(
    'the clock of MsgFlash is ten minutes %s: new enough by one clock only is doubtful',
    async (_what, skew, age, result) => {
      expect((await look([like({ createdAt: ago(age) })], {}, NOW + skew * 1000)).result).toBe(result);
    },
  );
});

describe('a send begins only with 14 s left, whatever the checks took', () => {
  const LATE = 'MsgFlash took too long, so nothing was sent.';
  const late = { consequence: 'throttled', message: `${LATE} Zapier tries this step again automatically.` };
  const checks = ['instance_connected'] as const;
  test.each([
    ['nothing', 14_500, [], false, { code: 'SENT' }],
    ['nothing', 13_900, [], false, late],
    ['nothing, in the editor', 13_900, [], true, { consequence: 'error', message: `${LATE} Try again in a minute.` }],
    ['a check that passes', 25_000, checks, false, { code: 'SENT' }],
    ['a check that there is no time for', 14_000, checks, false, { silence: 'unreached' }],
  ])('%s, %i ms left', async (_what, ms, made, isTest, end) => {
    answering({ body: { data: { status: 'connected' } } });
    const run = { ...newRun(z, { ms }), isTest };
    const send = () => Promise.reject(new Refusal({ status: 400, code: 'SENT' }));
    expect(await failure(deliver(run, written, { onceFor: '', sendAt: null, checks: made, send }))).toMatchObject(end);
  });
});

describe('once MsgFlash has the message, what it says beside the id is a help, not a condition', () => {
  const SAID =
    'instanceId contactId campaignId direction type from to body mediaUrl status warnings safety error providerMessageId meta createdAt updatedAt';
  const empty = Object.fromEntries(Object.keys(messageSample).map((key) => [key, null]));
  /** What is known from the request. */
  const known = {
    ...{ ...empty, id: 'm1', message_id: 'm1', direction: 'outbound', type: 'text', to, text, instance_id: INSTANCE },
    already_sent: false,
  };
  const shop = { id: INSTANCE, name: 'Main Store', waNumber: '33639980001' };
  const values = { instance_id: INSTANCE, to };

  function serving(message: object, instances: Reply = { body: { data: [] } }): Sent[] {
    return answeringBy(({ method }) => (method === 'GET' ? instances : { status: 201, body: { data: message } }));
  }
  const sendText = (run = newRun(z)) => sendNow(run, values, { type: 'text', text });

  test('the id alone is enough', async () => {
    serving({ id: 'm1' });
    expect(await sendText()).toEqual(known);
  });

  test.each([
    ['objects', { deep: [1] }, null],
    ['numbers', 42, '42'],
    ['lists', ['a', 1], 'a; 1'],
  ])('all other keys are %s: the record is whole, and only an error is read from them', async (_what, odd, error) => {
    serving({ id: 'm1', ...Object.fromEntries(SAID.split(' ').map((key) => [key, odd])) });
    const record = await sendText();
    expect({ ...record, warnings: null, contact_id: null }).toEqual({ ...known, error });
  });

  test('warnings are lines of one text, and the instance is named', async () => {
    serving({ id: 'm1', warnings: ['First.', 'Second.'] }, { body: { data: [shop] } });
    const named = { from: '+33639980001', instance_name: 'Main Store', instance_number: '+33639980001' };
    expect(await sendText()).toEqual({ ...known, ...named, warnings: 'First.\nSecond.' });
  });

  test('an instance that is in no list is asked for once, and not again within a minute', async () => {
    const sent = serving({ id: 'm1' });
    const run = newRun(z);
    for (let count = 0; count < 3; count++) expect(await sendText(run)).toMatchObject({ instance_name: null });
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST', 'POST']);
  });
});
