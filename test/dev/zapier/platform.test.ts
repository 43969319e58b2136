import http from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Connection, mapped, startZapier, type Zapier, type ZapierOptions } from '../../../dev/zapier/index.ts';
import { closeApis, type Perform, smallApp, tinyApi } from './small-app.ts';

let zapier: Zapier;
afterEach(() => zapier.close());

/** Runs a piece of code in a step, and gives what it returned. */
async function start(more: Partial<ZapierOptions> = {}) {
  let code: Perform = () => null;
  zapier = await startZapier({
    app: smallApp({ act: async (z, bundle) => ({ id: 1, got: await code(z, bundle) }) }),
    ...more,
  });
  const connect = (user: string) => zapier.connect({ api_key: 'key' }, { user });
  const inStep = async (connection: Connection, next: Perform) => {
    code = next;
    const run = await zapier.run(connection, 'creates.act', {});
    return run.outcome === 'success' ? (run.output as { got: unknown }).got : run.message;
  };
  return { connect, inStep };
}

describe('the cache', () => {
  test('lets an entry expire by its clock', async () => {
    let now = 1_000_000;
    const { connect, inStep } = await start({ now: () => now });
    const ann = await connect('ann');
    await inStep(ann, (z) => z.cache.set('a', 1, 60));
    await inStep(ann, (z) => z.cache.set('b', 2));
    now += 59_999;
    expect(await inStep(ann, (z) => z.cache.get('a'))).toBe(1);
    zapier.clock.advance(1);
    expect(await inStep(ann, (z) => z.cache.get('a'))).toBeNull();
    expect(zapier.cache.entries()).toMatchObject([{ key: 'b', value: 2, expiresAt: null }]);
    zapier.cache.clear();
    expect(await inStep(ann, (z) => z.cache.get('b'))).toBeNull();
  });

  test('sets only what is absent when told so, and tells whether there was something to delete', async () => {
    const { connect, inStep } = await start();
    const ann = await connect('ann');
    const claim: Perform = (z) => z.cache.set('a', { deep: [1] }, 60, null, true);
    expect([await inStep(ann, claim), await inStep(ann, claim)]).toEqual([true, null]);
    expect(await inStep(ann, (z) => z.cache.get('a'))).toEqual({ deep: [1] });
    zapier.clock.advance(60_000);
    expect(await inStep(ann, claim)).toBe(true);
    expect([await inStep(ann, (z) => z.cache.delete('a')), await inStep(ann, (z) => z.cache.delete('a'))]).toEqual([
      true,
      false,
    ]);
  });

  test('keeps connections and users apart by scope, and scoped entries from those without', async () => {
    const { connect, inStep } = await start();
    const [ann, annToo, bo] = [await connect('ann'), await connect('ann'), await connect('bo')];
    await inStep(ann, (z) => z.cache.set('k', 'auth', null, ['auth']));
    await inStep(ann, (z) => z.cache.set('k', 'user', null, ['user']));
    await inStep(ann, (z) => z.cache.set('k', 'both', null, ['user', 'auth']));
    const seen = (connection: Connection) =>
      inStep(connection, (z) =>
        Promise.all([
          z.cache.get('k'),
          z.cache.get('k', ['user']),
          z.cache.get('k', ['auth']),
          z.cache.get('k', ['auth', 'user']),
        ]),
      );
    expect(await seen(ann)).toEqual([null, 'user', 'auth', 'both']);
    expect(await seen(annToo)).toEqual([null, 'user', null, null]);
    expect(await seen(bo)).toEqual([null, null, null, null]);
    await inStep(ann, (z) => z.cache.set('k', 'all'));
    expect(await seen(bo)).toEqual(['all', null, null, null]);
    expect(await inStep(bo, (z) => z.cache.delete('k', ['auth']))).toBe(false);
    expect(await inStep(ann, (z) => z.cache.delete('k', ['auth']))).toBe(true);
    expect(zapier.cache.entries()).toHaveLength(3);
  });
});

describe('a cache in trouble', () => {
  test('full stores nothing, and what is there can be read; gone fails after the retries of core', async () => {
    const { connect, inStep } = await start();
    const ann = await connect('ann');
    await inStep(ann, (z) => z.cache.set('old', 1));
    zapier.cache.misbehave('full');
    expect(await inStep(ann, (z) => z.cache.set('new', 2))).toBeNull();
    expect(await inStep(ann, (z) => z.cache.get('old'))).toBe(1);
    zapier.cache.misbehave('gone');
    expect(await inStep(ann, (z) => z.cache.get('a'))).toContain('RPC request failed after 3 attempts');
  });

  test('slow: the answer comes late; hang: it never comes, until the step is out of time', async () => {
    const { connect, inStep } = await start({ timeoutMs: 1500 });
    const ann = await connect('ann');
    const race: Perform = async (z) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(() => resolve('late'), 40);
      });
      const first = await Promise.race([z.cache.set('a', 1), late]);
      clearTimeout(timer);
      return first;
    };
    zapier.cache.misbehave('slow', { ms: 80 });
    expect(await inStep(ann, race)).toBe('late');
    expect(await inStep(ann, (z) => z.cache.get('a'))).toBe(1);
    zapier.cache.misbehave('hang');
    expect(await inStep(ann, race)).toBe('late');
    expect(await inStep(ann, (z) => z.cache.get('a'))).toContain('did not respond in-time');
  });

  test('lost_answer: the set happened, and the retry of a set-if-absent loses to itself', async () => {
    const { connect, inStep } = await start();
    const ann = await connect('ann');
    zapier.cache.misbehave('lost_answer');
    expect(await inStep(ann, (z) => z.cache.set('a', 'own token', 60, ['auth'], true))).not.toBe(true);
    expect(await inStep(ann, (z) => z.cache.get('a', ['auth']))).toBe('own token');
    expect(await inStep(ann, (z) => z.cache.set('b', 1))).toBe(true);
  });
});

describe('files', () => {
  const PIXELS = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x00, 0xff]);

  test('a pointer is hydrated with the auth of its connection, and arrives in a file field as a link', async () => {
    const api = await tinyApi((_request, response) =>
      response.writeHead(200, { 'content-type': 'image/png' }).end(PIXELS),
    );
    const app: ReturnType<typeof smallApp> = smallApp({
      api: api.url,
      inputFields: [{ key: 'media', type: 'file' }],
      act: (z, { inputData: { media } }) => ({
        id: 1,
        media,
        file: z.dehydrateFile(app.hydrators.photo, { id: 'p1' }),
      }),
    });
    zapier = await startZapier({ app });
    const connection = await zapier.connect({ api_key: 'key' });
    const first = await zapier.run(connection, 'creates.act', {});
    const { file: pointer } = first.output as { file: string };
    const { file, run } = await zapier.hydrate(pointer);
    expect(file).toMatchObject({ contentType: 'image/png', bytes: PIXELS });
    expect(run).toMatchObject({ method: 'hydrators.photo', connectionId: connection.id, outcome: 'success' });
    expect(zapier.files()).toHaveLength(1);
    const second = await zapier.run(connection, 'creates.act', { media: mapped(pointer, '{{1__file}}') });
    const answer = await fetch((second.output as { media: string }).media);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(PIXELS);
    await closeApis();
  });

  test('typed text becomes a text file', async () => {
    const inputFields = [{ key: 'media', type: 'file' }];
    zapier = await startZapier({ app: smallApp({ inputFields }) });
    const run = await zapier.run(await zapier.connect({ api_key: 'key' }), 'creates.act', { media: 'Hello there' });
    expect(await (await fetch((run.output as { media: string }).media)).text()).toBe('Hello there');
  });
});

test('the process has the environment of the app while one is open, and its own again afterwards', async () => {
  process.env.SMALL_APP_MODE = 'before';
  const { request } = http;
  const app = smallApp({ act: () => ({ id: 1, mode: process.env.SMALL_APP_MODE }) });
  const definition = JSON.stringify(app);
  const second = await startZapier({ app: smallApp({}), env: { SMALL_APP_OTHER: 'too' } });
  zapier = await startZapier({ app, env: { SMALL_APP_MODE: 'inside' } });
  const run = await zapier.run(await zapier.connect({ api_key: 'key' }), 'creates.act', {});
  expect(run.output).toMatchObject({ mode: 'inside' });
  expect(http.request).not.toBe(request);
  await second.close();
  await zapier.close();
  expect([process.env.SMALL_APP_MODE, process.env.SMALL_APP_OTHER, http.request]).toEqual([
    'before',
    undefined,
    request,
  ]);
  expect([JSON.stringify(app), Object.isFrozen(app)]).toEqual([definition, false]);
  delete process.env.SMALL_APP_MODE;
});
