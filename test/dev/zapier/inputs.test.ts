import { afterEach, describe, expect, test } from '@jest/globals';
import { mapped, startZapier, type Zapier, type ZapierOptions } from '../../../dev/zapier/index.ts';
import { type Bundle, closeApis, json, smallApp, tinyApi } from './small-app.ts';

let zapier: Zapier;
afterEach(async () => {
  await zapier.close();
  await closeApis();
});

/** A connection to an app whose create hands its bundle back. */
async function echo(inputFields: readonly unknown[], more: Partial<ZapierOptions> = {}, flags: object = {}) {
  const act = (_z: unknown, { inputData, inputDataRaw, meta }: Bundle) => ({ id: 1, inputData, inputDataRaw, meta });
  zapier = await startZapier({ app: smallApp({ inputFields, act, flags }), ...more });
  const connection = await zapier.connect({ api_key: 'key' });
  return async (input: Record<string, unknown>, options: Parameters<Zapier['run']>[3] = {}) => {
    const run = await zapier.run(connection, 'creates.act', input, options);
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    return run.output as Pick<Bundle, 'inputData' | 'inputDataRaw' | 'meta'>;
  };
}

describe('dates', () => {
  const fields = [{ key: 'when', type: 'datetime' }];

  test('carry the offset of the timezone at that date, without milliseconds', async () => {
    const run = await echo(fields, { timezone: 'Europe/Berlin' });
    const given = {
      '2027-01-15 17:00': '2027-01-15T17:00:00+01:00',
      '2027-07-15 17:00': '2027-07-15T17:00:00+02:00',
      '2027-07-15T17:00:00Z': '2027-07-15T19:00:00+02:00',
      '2027-07-15': '2027-07-15T09:00:00+02:00',
      '03/04/2027': '2027-03-04T09:00:00+01:00',
      '1800000000': '2027-01-15T09:00:00+01:00',
    };
    for (const [typed, arrives] of Object.entries(given)) {
      const { inputData, inputDataRaw } = await run({ when: typed });
      expect([typed, inputData.when]).toEqual([typed, arrives]);
      expect(inputDataRaw.when).toBe(typed);
    }
  });

  test('a run may have a timezone of its own, and the default is that of the platform', async () => {
    const run = await echo(fields);
    expect((await run({ when: '2027-01-15 17:00' })).inputData.when).toBe('2027-01-15T17:00:00-06:00');
    const { inputData, meta } = await run({ when: '2027-01-15 17:00' }, { timezone: 'Asia/Tokyo' });
    expect(inputData.when).toBe('2027-01-15T17:00:00+09:00');
    expect(meta.timezone).toBe('Asia/Tokyo');
  });

  test('text that is no date becomes the present time', async () => {
    const run = await echo(fields);
    const before = Math.floor(Date.now() / 1000) * 1000;
    const { inputData } = await run({ when: 'as soon as they reply' });
    const when = Date.parse(String(inputData.when));
    expect(when).toBeGreaterThanOrEqual(before);
    expect(when).toBeLessThanOrEqual(Date.now());
  });
});

describe('other types', () => {
  test('booleans, numbers and integers are read as production reads them', async () => {
    const run = await echo([
      { key: 'yes', type: 'boolean' },
      { key: 'no', type: 'boolean' },
      { key: 'odd', type: 'boolean' },
      { key: 'comma', type: 'number' },
      { key: 'point', type: 'number' },
      { key: 'none', type: 'number' },
      { key: 'whole', type: 'integer' },
      { key: 'text' },
    ]);
    const { inputData, inputDataRaw } = await run({
      yes: true,
      no: 'No',
      odd: 'whatever',
      comma: '48,85',
      point: 48.85,
      none: 'n/a',
      whole: '12 apples',
      text: 7,
    });
    expect(inputData).toEqual({
      yes: true,
      no: false,
      odd: true,
      comma: 48,
      point: 48.85,
      none: 0,
      whole: 12,
      text: '7',
    });
    expect(inputDataRaw).toMatchObject({ yes: 'true', comma: '48,85', point: '48.85' });
  });

  test('lists are lists of typed items, dicts are objects of text, rows are typed by their children', async () => {
    const run = await echo([
      { key: 'tags', list: true },
      { key: 'sizes', list: true, type: 'integer' },
      { key: 'more', dict: true },
      {
        key: 'rows',
        children: [
          { key: 'count', type: 'integer' },
          { key: 'note', default: 'none' },
        ],
      },
      { key: 'single' },
    ]);
    const { inputData } = await run({
      tags: 'one',
      sizes: ['1', '2'],
      more: { a: 1, b: 'x' },
      rows: [{ count: '3' }, { count: '', note: 'y' }],
      single: mapped(['a', 'b']),
      unknown: 5,
    });
    expect(inputData).toEqual({
      tags: ['one'],
      sizes: [1, 2],
      more: { a: '1', b: 'x' },
      rows: [
        { count: 3, note: 'none' },
        { count: '', note: 'y' },
      ],
      single: 'a,b',
      unknown: '5',
    });
  });

  test('defaults fill empty fields, and empty ones without a default stay empty text', async () => {
    const run = await echo([
      { key: 'kind', default: 'text' },
      { key: 'size', type: 'integer', default: '3' },
      { key: 'when', type: 'datetime' },
      { key: 'count', type: 'number' },
      { key: 'list', list: true },
      { key: 'rows', children: [{ key: 'a' }] },
      { key: 'absent' },
    ]);
    const empty = { when: '', count: '', list: '', rows: '' };
    const { inputData, inputDataRaw } = await run({ ...empty, kind: '', count: null });
    expect(inputData).toEqual({ ...empty, kind: 'text', size: 3 });
    expect(inputDataRaw).toEqual({ ...empty, kind: '' });
  });

  test('with the flag cleanInputData, empty values are taken out', async () => {
    const run = await echo(
      [{ key: 'a' }, { key: 'b', list: true }, { key: 'c', dict: true }],
      {},
      { cleanInputData: true },
    );
    const { inputData } = await run({ a: '', b: ['', 'x'], c: { in: '' }, d: 'kept' });
    expect(inputData).toEqual({ b: ['x'], d: 'kept' });
  });

  test('text in a file field becomes a text file, a link is passed on', async () => {
    const run = await echo([{ key: 'file', type: 'file' }]);
    expect((await run({ file: 'https://example.com/a.png' })).inputData.file).toBe('https://example.com/a.png');
    const { inputData } = await run({ file: 'Hello there' });
    const answer = await fetch(String(inputData.file));
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(await answer.text()).toBe('Hello there');
  });
});

describe('mapped values', () => {
  test('the value arrives, the raw input keeps the placeholder', async () => {
    const run = await echo([
      { key: 'size', type: 'integer' },
      { key: 'list', list: true },
    ]);
    const { inputData, inputDataRaw } = await run({
      size: mapped('41'),
      list: [mapped('x', '{{9__x}}'), 'y'],
      text: mapped('Hi Ann', 'Hi {{9__name}}'),
      empty: mapped(null),
    });
    expect(inputData).toEqual({ size: 41, list: ['x', 'y'], text: 'Hi Ann', empty: '' });
    expect(inputDataRaw).toEqual({
      size: '{{123__field}}',
      list: ['{{9__x}}', 'y'],
      text: 'Hi {{9__name}}',
      empty: '{{123__field}}',
    });
  });

  test('fill a required field, even with nothing', async () => {
    const run = await echo([{ key: 'name', label: 'Name', required: true }]);
    expect((await run({ name: mapped('') })).inputData).toEqual({ name: '' });
  });
});

describe('required fields', () => {
  const fields = [
    { key: 'to', label: 'Recipient', required: true },
    { key: 'kind', label: 'Kind', required: true, default: 'text' },
    { key: 'note', required: true, type: 'copy' },
    { key: 'rows', children: [{ key: 'sku', label: 'SKU', required: true }] },
  ];

  test('stop the run before the app is called', async () => {
    await echo(fields);
    const connection = await zapier.connect({ api_key: 'key' });
    const run = await zapier.run(connection, 'creates.act', { to: '', rows: [{ sku: '1' }, {}] });
    expect(run).toMatchObject({
      outcome: 'errored',
      message: 'Required field "Recipient" (to) is missing. Required field "SKU" (sku) is missing.',
      method: '',
      attempts: [],
      input: { raw: { to: '' } },
    });
  });

  test('are let through on request', async () => {
    const run = await echo(fields);
    expect((await run({ to: '' }, { requireFields: false })).inputData).toMatchObject({ to: '', kind: 'text' });
  });
});

describe('fields that a function adds', () => {
  const dynamic = [
    { key: 'kind', altersDynamicFields: true },
    async (z: { request(options: object): Promise<unknown> }, bundle: Bundle) => {
      await z.request({
        url: `${bundle.authData.api_key}/fields/${encodeURIComponent(String(bundle.inputData.kind))}`,
      });
      return bundle.inputData.kind === 'size'
        ? [{ key: 'size', label: 'Size', type: 'integer', required: true, meta: { unit: 'cm' } }]
        : [];
    },
  ];

  async function app() {
    const api = await tinyApi((request, response) =>
      request.url?.includes('broken') ? response.writeHead(500).end() : json(response, {}),
    );
    const act = (_z: unknown, { inputData, meta }: Bundle) => ({ id: 1, inputData, meta });
    zapier = await startZapier({ app: smallApp({ inputFields: dynamic, act }) });
    return { api, connection: await zapier.connect({ api_key: api.url }) };
  }

  test('are shown by the editor, each look a run of its own', async () => {
    const { connection } = await app();
    const shown = await zapier.fields(connection, 'creates.act', { kind: 'size' });
    expect(shown.fields.map((field) => field.key)).toEqual(['kind', 'size']);
    expect(shown.fields[1]).toMatchObject({ label: 'Size', required: true });
    expect(zapier.runs).toContain(shown.run);
    const none = await zapier.fields(connection, 'creates.act');
    expect(none.fields.map((field) => field.key)).toEqual(['kind']);
  });

  test('see mapped values unresolved', async () => {
    const { api, connection } = await app();
    const shown = await zapier.fields(connection, 'creates.act', { kind: mapped('size', '{{5__kind}}') });
    expect(shown.fields.map((field) => field.key)).toEqual(['kind']);
    expect(api.seen).toEqual(['GET /fields/%7B%7B5__kind%7D%7D']);
  });

  test('type the input of a run, are looked up once per input, and reach bundle.meta', async () => {
    const { api, connection } = await app();
    const first = await zapier.run(connection, 'creates.act', { kind: 'size', size: '41' });
    expect(first.output).toMatchObject({ inputData: { size: 41 }, meta: { inputFields: { size: { unit: 'cm' } } } });
    await zapier.run(connection, 'creates.act', { kind: 'size', size: '41' });
    expect(api.seen).toEqual(['GET /fields/size']);
    const missing = await zapier.run(connection, 'creates.act', { kind: 'size' });
    expect(missing.message).toBe('Required field "Size" (size) is missing.');
  });

  test('can be left out, or given', async () => {
    const { api, connection } = await app();
    const input = { kind: 'size', size: '41' };
    const plain = await zapier.run(connection, 'creates.act', input, { fields: 'static' });
    expect(plain.output).toMatchObject({ inputData: { size: '41' } });
    const given = await zapier.run(connection, 'creates.act', input, { fields: [{ key: 'size', type: 'integer' }] });
    expect(given.output).toMatchObject({ inputData: { size: 41 } });
    expect(api.seen).toEqual([]);
  });

  test('a failed look leaves the fixed fields, and is tried again', async () => {
    const { api, connection } = await app();
    const shown = await zapier.fields(connection, 'creates.act', { kind: 'broken' });
    expect(shown).toMatchObject({ outcome: 'errored', fields: [] });
    for (const _ of [1, 2]) {
      const run = await zapier.run(connection, 'creates.act', { kind: 'broken', size: '41' });
      expect(run.output).toMatchObject({ inputData: { size: '41' } });
    }
    expect(api.seen).toHaveLength(3);
  });
});

describe('bundle.meta', () => {
  test('has the values of the platform unless something else is said', async () => {
    const run = await echo([]);
    expect((await run({})).meta).toEqual({
      isBulkRead: false,
      isFillingDynamicDropdown: false,
      isLoadingSample: false,
      isPopulatingDedupe: false,
      isTestingAuth: false,
      limit: -1,
      page: 0,
      timezone: 'America/Chicago',
      inputFields: {},
    });
    const { meta } = await run({}, { test: true, zapId: '12', limit: 3, meta: { isPopulatingDedupe: true } });
    expect(meta).toMatchObject({
      isLoadingSample: true,
      limit: 3,
      isPopulatingDedupe: true,
      zap: { id: '12', user: { timezone: 'America/Chicago' } },
    });
  });
});
