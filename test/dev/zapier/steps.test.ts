import { afterEach, describe, expect, test } from '@jest/globals';
import zapierCore from 'zapier-platform-core';
import { mapped, type RunRecord, startZapier, type Zapier, type ZapierOptions } from '../../../dev/zapier/index.ts';
import { type Bundle, closeApis, json, type Perform, smallApp, tinyApi } from './small-app.ts';

/** What the stand-in must do as the platform does: typing of inputs, outcome classes, dropdowns, connections. */

const { errors } = zapierCore;
let zapier: Zapier;
afterEach(async () => {
  await zapier.close();
  await closeApis();
});

async function start(parts: Parameters<typeof smallApp>[0], more: Partial<ZapierOptions> = {}) {
  zapier = await startZapier({ app: smallApp(parts), ...more });
  return zapier.connect({ api_key: 'key' });
}

/** A step that returns its bundle. */
async function echo(inputFields: readonly unknown[], more: Partial<ZapierOptions> = {}, flags: object = {}) {
  const act: Perform = (_z, { inputData, inputDataRaw, meta }) => ({ id: 1, inputData, inputDataRaw, meta });
  const connection = await start({ inputFields, act, flags }, more);
  return async (input: Record<string, unknown>, options: Parameters<Zapier['run']>[3] = {}) => {
    const run = await zapier.run(connection, 'creates.act', input, options);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    return run.output as Pick<Bundle, 'inputData' | 'inputDataRaw' | 'meta'>;
  };
}

describe('the input of a step', () => {
  const when = [{ key: 'when', type: 'datetime' }];

  test.each([
    ['2027-01-15 17:00', '2027-01-15T17:00:00+01:00'],
    ['2027-07-15T17:00:00Z', '2027-07-15T19:00:00+02:00'],
    ['2027-07-15', '2027-07-15T09:00:00+02:00'],
    ['03/04/2027', '2027-03-04T09:00:00+01:00'],
    ['as soon as they reply', expect.stringMatching(/^2026-11-20T11:00:\d\d\+01:00$/)],
  ])('reads the date %s with the offset of the zone', async (typed, arrives) => {
    const run = await echo(when, { timezone: 'Europe/Berlin', now: Date.now });
    const { inputData, inputDataRaw } = await run({ when: typed });
    if (process.env.TEST_START === undefined) expect(inputData.when).toEqual(arrives);
    expect(inputDataRaw.when).toBe(typed);
  });

  test('is typed by its fields, lists and rows included; text without a field stays text', async () => {
    const run = await echo([
      { key: 'odd', type: 'boolean' },
      { key: 'no', type: 'boolean' },
      { key: 'comma', type: 'number' },
      { key: 'none', type: 'number' },
      { key: 'whole', type: 'integer' },
      { key: 'sizes', list: true, type: 'integer' },
      { key: 'tags', list: true },
      { key: 'more', dict: true },
      {
        key: 'rows',
        children: [
          { key: 'count', type: 'integer' },
          { key: 'note', default: 'none' },
        ],
      },
      { key: 'single' },
      { key: 'kind', default: 'text' },
    ]);
    const given = { odd: 'whatever', no: 'No', comma: '48,85', none: 'n/a', whole: '12 apples', sizes: ['1', '2'] };
    const { inputData, inputDataRaw } = await run({
      ...given,
      tags: 'one',
      more: { a: 1 },
      rows: [{ count: '3' }, { count: '', note: 'y' }],
      single: mapped(['a', 'b'], '{{9__x}}'),
      kind: '',
      unknown: 5,
    });
    expect(inputData).toEqual({
      ...{ odd: true, no: false, comma: 48, none: 0, whole: 12, sizes: [1, 2], tags: ['one'], more: { a: '1' } },
      rows: [
        { count: 3, note: 'none' },
        { count: '', note: 'y' },
      ],
      ...{ single: 'a,b', kind: 'text', unknown: '5' },
    });
    expect(inputDataRaw).toMatchObject({ comma: '48,85', single: '{{9__x}}', kind: '' });
  });

  test('keeps empty values, or loses them with cleanInputData', async () => {
    const fields = [{ key: 'a' }, { key: 'b', list: true }];
    const kept = await (await echo(fields))({ a: '', b: '' });
    expect(kept.inputData).toEqual({ a: '', b: '' });
    await zapier.close();
    const run = await echo(fields, {}, { cleanInputData: true });
    expect((await run({ a: '', b: ['', 'x'], c: { in: '' } })).inputData).toEqual({ b: ['x'] });
  });

  test('must have what is required; a mapped value counts, whatever it turns out to be', async () => {
    const run = await echo([{ key: 'to', label: 'Recipient', required: true }]);
    expect((await run({ to: mapped('') })).inputData).toEqual({ to: '' });
    expect((await run({ to: '' }, { requireFields: false })).inputData).toEqual({ to: '' });
    const connection = await zapier.connect({ api_key: 'key' });
    const message = 'Required field "Recipient" (to) is missing.';
    expect(await zapier.run(connection, 'creates.act', {})).toMatchObject({
      outcome: 'errored',
      message,
      attempts: [],
    });
  });

  test('is typed by the fields that a function adds, looked up once, or by the fixed ones alone', async () => {
    const seen: unknown[] = [];
    const run = await echo([
      (_z: unknown, bundle: Bundle) => {
        seen.push(bundle.inputData.kind);
        return [{ key: 'size', type: 'integer', meta: { unit: 'cm' } }];
      },
    ]);
    const input = { kind: mapped('shoe', '{{5__kind}}'), size: '41' };
    expect(await run(input)).toMatchObject({
      inputData: { size: 41 },
      meta: { inputFields: { size: { unit: 'cm' } } },
    });
    await run(input);
    expect(seen).toEqual(['{{5__kind}}']);
    expect((await run(input, { fields: 'static' })).inputData).toMatchObject({ size: '41' });
  });

  test('comes with the platform’s bundle.meta', async () => {
    const run = await echo([]);
    expect((await run({})).meta).toEqual({
      ...{ isBulkRead: false, isFillingDynamicDropdown: false, isLoadingSample: false, isPopulatingDedupe: false },
      ...{ isTestingAuth: false, limit: -1, page: 0, timezone: 'America/Chicago', inputFields: {} },
    });
    expect((await run({}, { test: true })).meta).toMatchObject({ isLoadingSample: true });
  });
});

describe('a run', () => {
  const plain = (error: Error) => Object.assign(error, { doNotContextify: true });
  test.each([
    [
      new errors.Error('Pick one.', 'none', 400),
      { outcome: 'errored', message: 'Pick one.', code: 'none', status: 400 },
    ],
    [plain(new errors.HaltedError('Stop.')), { outcome: 'halted', message: 'Stop.' }],
    [plain(new errors.ExpiredAuthError('Gone.')), { outcome: 'reconnect', message: 'Gone.' }],
    [plain(new errors.ThrottledError('Later.', 7)), { outcome: 'throttled', message: 'Later.', delaySeconds: 7 }],
  ])('that throws %s has an outcome, and can be replayed', async (error, ending) => {
    let isBroken = true;
    const connection = await start({
      act: (_z, { inputData }) => {
        if (isBroken) throw error;
        return { id: 2, ...inputData };
      },
    });
    const first = await zapier.run(connection, 'creates.act', { name: 'Bo' });
    expect(first).toMatchObject({ ...ending, output: null });
    isBroken = false;
    expect(await zapier.replay(first)).toMatchObject({ outcome: 'success', output: { id: 2, name: 'Bo' } });
    expect(first).toMatchObject(ending);
  });

  test('that is throttled is repeated as often as told, after its delay on the clock', async () => {
    let tries = 0;
    const connection = await start({
      act: () => {
        tries += 1;
        if (tries < 3) throw new errors.ThrottledError('Later.', 90);
        return { id: tries };
      },
    });
    const before = zapier.clock.now();
    const run = await zapier.run(connection, 'creates.act', {}, { repeat: 5 });
    expect(run).toMatchObject({ outcome: 'success', output: { id: 3 } });
    expect(run.attempts.map(({ outcome }) => outcome)).toEqual(['throttled', 'throttled', 'success']);
    expect(zapier.clock.now() - before).toBeGreaterThanOrEqual(180_000);
  });

  test('that takes too long, or breaks what core checks, is errored', async () => {
    const act: Perform = (_z, bundle) => (bundle.inputData.way === 'hang' ? new Promise(() => {}) : 'no object');
    const connection = await start({ act }, { timeoutMs: 100 });
    const hung = await zapier.run(connection, 'creates.act', { way: 'hang' });
    expect([hung.outcome, hung.message]).toEqual(['errored', expect.stringContaining('did not respond in-time')]);
    expect((await zapier.run(connection, 'creates.act', {})).outcome).toBe('errored');
  });

  test('of a search or create creates only what was not found', async () => {
    const connection = await start({
      look: (_z, bundle) => (bundle.inputData.name === 'Bo' ? [{ id: 3 }, { id: 4 }] : []),
      act: (_z, bundle) => ({ id: 9, with: bundle.meta.withSearch, ...bundle.inputData }),
    });
    const found = await zapier.findOrCreate(connection, 'look', { name: 'Bo' });
    expect(found).toMatchObject({ found: true, output: { id: 3 }, create: null });
    const created = await zapier.findOrCreate(connection, 'look', { name: 'Al' }, { nick: 'A' });
    expect(created).toMatchObject({ found: false, outcome: 'success', output: { id: 9, with: 'look', nick: 'A' } });
  });

  test('of many at the same time keeps its input, cache and log lines, without secrets', async () => {
    const api = await tinyApi((request, response) => json(response, { path: request.url }));
    zapier = await startZapier({
      app: smallApp({
        act: async (z, { inputData: { n }, authData }) => {
          await z.cache.set(`n-${n}`, n, 60, ['auth']);
          const { data } = await z.request({ url: `${api.url}/${n}`, headers: { 'x-api-key': authData.api_key } });
          return { id: n, ...Object(data), cached: await z.cache.get(`n-${n}`, ['auth']) };
        },
      }),
    });
    const connection = await zapier.connect({ api_key: 'key-8f3a9c1d2e' });
    const numbers = Array.from({ length: 30 }, (_, n) => String(n));
    const runs = await Promise.all(numbers.map((n) => zapier.run(connection, 'creates.act', { n })));
    expect(runs.map(({ output }) => output)).toEqual(numbers.map((n) => ({ id: n, path: `/${n}`, cached: n })));
    const ofStep = (run: RunRecord) => zapier.logs.of(run).filter(({ data }) => data.request_via_client === true);
    expect(runs.map((run) => ofStep(run).map(({ message }) => message))).toEqual(
      numbers.map((n) => [`200 GET ${api.url}/${n}`]),
    );
    expect(zapier.logs.text()).toContain(':censored:');
    expect(zapier.logs.text()).not.toContain('key-8f3a9c1d2e');
  });
});

describe('the editor', () => {
  test('connects if the test passes, and labels the connection', async () => {
    zapier = await startZapier({ app: smallApp({}) });
    expect((await zapier.connect({ api_key: 'key', team: 'Blue' })).label).toBe('Ann (Blue)');
    const attempt = await zapier.tryConnect({ api_key: 'wrong' });
    expect(attempt).toMatchObject({ connection: null, outcome: 'errored', message: 'This key is not known.' });
    await expect(zapier.connect({ api_key: 'wrong' })).rejects.toThrow('This key is not known.');
    expect((await zapier.tryConnect({ api_key: '' })).message).toBe('Required field "API Key" (api_key) is missing.');
  });

  test('fills a dropdown page by page, with a cursor for each field that lives for an hour', async () => {
    const things = ['One', 'Two', 'Three'].map((name, id) => ({ id, name }));
    const api = await tinyApi((request, response) => {
      const after = Number(new URL(request.url ?? '', 'http://x').searchParams.get('after'));
      json(response, { items: things.slice(after, after + 1), next: String(after + 1) });
    });
    const inputFields = [
      { key: 'thing', dynamic: 'things.id.name' },
      { key: 'other', dynamic: 'things.id' },
      { key: 'named', choices: { a: 'Letter A' } },
    ];
    const connection = await start({ inputFields, api: api.url });
    const page = async (field: string, number = 0) =>
      (await zapier.dropdown(connection, 'creates.act', field, { page: number })).choices.map(({ label }) => label);
    expect([await page('thing'), await page('thing', 1), await page('other')]).toEqual([['One'], ['Two'], ['One']]);
    expect([await page('thing', 2), await page('thing', 3), await page('named')]).toEqual([
      ['Three'],
      [],
      ['Letter A'],
    ]);
    zapier.clock.advance(3_600_000);
    await page('thing', 1);
    expect(api.seen.at(-1)).toBe('GET /things?after=null');
  });
});
