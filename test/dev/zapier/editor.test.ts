import { afterEach, describe, expect, test } from '@jest/globals';
import zapierCore from 'zapier-platform-core';
import { ConnectionError, startZapier, type Zapier } from '../../../dev/zapier/index.ts';
import { type Bundle, closeApis, json, smallApp, tinyApi } from './small-app.ts';

const { errors } = zapierCore;
let zapier: Zapier;
afterEach(async () => {
  await zapier.close();
  await closeApis();
});

describe('connecting', () => {
  test('runs the test and renders the label from its result and the fields', async () => {
    zapier = await startZapier({ app: smallApp({}) });
    const connection = await zapier.connect({ api_key: 'key', team: 'Blue' });
    expect(connection).toMatchObject({ label: 'Ann (Blue)', authData: { api_key: 'key', team: 'Blue' } });
    expect(connection.run).toMatchObject({ method: 'authentication.test', output: { testing: true } });
    expect((await zapier.connect({ api_key: 'key' })).id).not.toBe(connection.id);
  });

  test('a label may be a function, or written with the long names of the bundle', async () => {
    const connectionLabel = (_z: unknown, bundle: Bundle) =>
      `Key of ${(bundle.inputData.account as { name: string }).name}`;
    zapier = await startZapier({ app: smallApp({ connectionLabel }) });
    expect((await zapier.connect({ api_key: 'key' })).label).toBe('Key of Ann');
    await zapier.close();
    const template = '{{bundle.inputData.account.name}}/{{bundle.authData.team}}{{nothing}}';
    zapier = await startZapier({ app: smallApp({ connectionLabel: template }) });
    expect((await zapier.connect({ api_key: 'key', team: 'Red' })).label).toBe('Ann/Red');
  });

  test('a failed test leaves no connection', async () => {
    zapier = await startZapier({ app: smallApp({}) });
    const attempt = await zapier.tryConnect({ api_key: 'wrong' });
    expect(attempt).toMatchObject({
      connection: null,
      outcome: 'errored',
      message: 'This key is not known.',
      run: { code: 'AuthenticationError', status: 401 },
    });
    const failure = await zapier.connect({ api_key: 'wrong' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure).toMatchObject({ message: 'This key is not known.', attempt: { connection: null } });
  });

  test('fields of a connection are required unless they say otherwise; a failing label function is no connection', async () => {
    const connectionLabel = () => {
      throw new errors.Error('No label.');
    };
    zapier = await startZapier({ app: smallApp({ connectionLabel }) });
    const empty = await zapier.tryConnect({ api_key: '' });
    expect(empty.message).toBe('Required field "API Key" (api_key) is missing.');
    expect(await zapier.tryConnect({ api_key: 'key' })).toMatchObject({ connection: null, message: 'No label.' });
  });
});

describe('dropdowns', () => {
  const things = [
    { id: 1, name: 'One' },
    { id: 2, name: 'Two' },
    { id: 3, name: 'Three' },
  ];
  const inputFields = [
    { key: 'thing_id', dynamic: 'things.id.name' },
    { key: 'other_id', dynamic: 'things.id' },
    { key: 'plain', choices: ['a', 'b'] },
    { key: 'named', choices: { a: 'Letter A' } },
    { key: 'listed', choices: [{ value: 'x', label: 'The X' }] },
    { key: 'text' },
    {
      key: 'asked',
      choices: {
        perform: (_z: unknown, bundle: Bundle) =>
          bundle.meta.paging_token === 'two'
            ? { results: [{ id: 3, label: 'Three' }], paging_token: null }
            : { results: [{ id: 1, label: 'One' }], paging_token: 'two' },
      },
    },
    (_z: unknown, bundle: Bundle) => [{ key: 'late', choices: [String(bundle.inputData.plain)] }],
  ];

  async function app() {
    const api = await tinyApi((request, response) => {
      const after = Number(new URL(request.url ?? '', 'http://x').searchParams.get('after'));
      json(response, { items: things.slice(after, after + 1), next: String(after + 1) });
    });
    zapier = await startZapier({ app: smallApp({ inputFields, api: api.url }) });
    return { api, connection: await zapier.connect({ api_key: 'key' }) };
  }

  test('page by page, with a cursor of its own for each field', async () => {
    const { api, connection } = await app();
    const page = async (field: string, number: number) =>
      (await zapier.dropdown(connection, 'creates.act', field, { page: number })).choices;
    expect(await page('thing_id', 0)).toEqual([{ value: '1', label: 'One' }]);
    expect(await page('thing_id', 1)).toEqual([{ value: '2', label: 'Two' }]);
    expect(await page('other_id', 0)).toEqual([{ value: '1', label: 'One' }]);
    expect(await page('thing_id', 2)).toEqual([{ value: '3', label: 'Three' }]);
    expect(await page('thing_id', 3)).toEqual([]);
    expect(api.seen).toEqual([0, 1, 0, 2, 3].map((after) => `GET /things?after=${after}`));
  });

  test('a cursor lives for an hour', async () => {
    const { api, connection } = await app();
    await zapier.dropdown(connection, 'creates.act', 'thing_id');
    zapier.clock.advance(60 * 60 * 1000);
    await zapier.dropdown(connection, 'creates.act', 'thing_id', { page: 1 });
    expect(api.seen).toEqual(['GET /things?after=0', 'GET /things?after=null']);
  });

  test('tell the trigger that a dropdown is being filled, and with what', async () => {
    const { connection } = await app();
    const { run } = await zapier.dropdown(connection, 'creates.act', 'thing_id', { input: { plain: 'b' } });
    expect(run).toMatchObject({ step: 'triggers.things', outcome: 'success', input: { raw: { plain: 'b' } } });
  });

  test('fixed choices come in three forms, and from functions', async () => {
    const { connection } = await app();
    const choices = async (field: string, options = {}) =>
      (await zapier.dropdown(connection, 'creates.act', field, options)).choices;
    expect(await choices('plain')).toEqual([
      { value: 'a', label: 'a' },
      { value: 'b', label: 'b' },
    ]);
    expect(await choices('named')).toEqual([{ value: 'a', label: 'Letter A' }]);
    expect(await choices('listed')).toEqual([{ value: 'x', label: 'The X' }]);
    expect(await choices('late', { input: { plain: 'b' } })).toEqual([{ value: 'b', label: 'b' }]);
    const first = await zapier.dropdown(connection, 'creates.act', 'asked');
    expect(first).toMatchObject({ choices: [{ value: '1', label: 'One' }], pagingToken: 'two' });
    const next = await zapier.dropdown(connection, 'creates.act', 'asked', { pagingToken: first.pagingToken ?? '' });
    expect(next).toMatchObject({ choices: [{ value: '3', label: 'Three' }], pagingToken: null });
  });

  test('what is no dropdown is an error of the caller, and a failing list one of the step', async () => {
    const { connection } = await app();
    await expect(zapier.dropdown(connection, 'creates.act', 'text')).rejects.toThrow('is no dropdown');
    await expect(zapier.dropdown(connection, 'creates.act', 'nope')).rejects.toThrow('shows no field nope');
    await closeApis();
    const failed = await zapier.dropdown(connection, 'creates.act', 'thing_id');
    expect(failed).toMatchObject({ choices: [], outcome: 'errored' });
    expect(failed.message).toContain('ECONNREFUSED');
  });

  test('without canPaginate there is no place for a cursor', async () => {
    zapier = await startZapier({ app: smallApp({ act: async (z) => ({ id: 1, cursor: await z.cursor.get() }) }) });
    const run = await zapier.run(await zapier.connect({ api_key: 'key' }), 'creates.act');
    expect(run.outcome).toBe('errored');
    expect(run.message).toContain('z.cursor needs a trigger with canPaginate');
  });
});
