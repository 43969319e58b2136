import http from 'node:http';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { startZapier, type Zapier } from '../../../dev/zapier/index.ts';
import { closeApis, json, smallApp, tinyApi } from './small-app.ts';

const open: Zapier[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  await closeApis();
});

async function start(options: Parameters<typeof startZapier>[0]): Promise<Zapier> {
  const zapier = await startZapier(options);
  open.push(zapier);
  return zapier;
}

describe('logs', () => {
  // Core prints what a step writes to z.console as well.
  beforeEach(() => {
    jest.spyOn(console, 'log').mockReturnValue(undefined);
    jest.spyOn(console, 'error').mockReturnValue(undefined);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('are complete when a run has ended, belong to it, and hide what is secret', async () => {
    const secret = 'key-8f3a9c1d2e';
    const api = await tinyApi((_request, response) => json(response, { ok: true }));
    const zapier = await start({
      app: smallApp({
        act: async (z, bundle) => {
          z.console.log(`Going to send with ${bundle.authData.api_key}`);
          await z.request({
            url: `${api.url}/send?token=${bundle.authData.api_key}`,
            headers: { 'x-api-key': secret },
          });
          return { id: 1 };
        },
      }),
    });
    const connection = await zapier.connect({ api_key: secret });
    const [run, other] = await Promise.all([
      zapier.run(connection, 'creates.act', {}),
      zapier.run(connection, 'creates.act', {}),
    ]);
    for (const each of [run, other]) {
      const lines = zapier.logs.of(each);
      expect(lines.map((line) => line.data.log_type).sort()).toEqual(['console', 'http']);
      expect(lines.find((line) => line.data.log_type === 'http')).toMatchObject({
        message: `200 GET ${api.url}/send`,
        data: { response_status_code: 200, request_via_client: true },
      });
      expect(lines.find((line) => line.data.log_type === 'console')?.message).toMatch(/Going to send with :censored:/);
    }
    expect(api.seen).toEqual([`GET /send?token=${secret}`, `GET /send?token=${secret}`]);
    expect(zapier.logs.http().length).toBeGreaterThanOrEqual(2);
    expect(zapier.logs.text()).toContain(':censored:');
    expect(zapier.logs.text()).not.toContain(secret);
    zapier.logs.clear();
    expect(zapier.logs.lines).toEqual([]);
  });

  test('many lines of many runs are all there', async () => {
    const zapier = await start({
      app: smallApp({
        act: (z) => {
          for (let line = 0; line < 50; line += 1) z.console.error(`line ${line}`);
          return { id: 1 };
        },
      }),
    });
    const connection = await zapier.connect({ api_key: 'key' });
    const runs = await Promise.all(Array.from({ length: 20 }, () => zapier.run(connection, 'creates.act', {})));
    expect(runs.map((run) => zapier.logs.of(run).length)).toEqual(Array.from({ length: 20 }, () => 50));
  });
});

describe('the process', () => {
  test('has the environment of the app while it is open, and its own again afterwards', async () => {
    process.env.SMALL_APP_MODE = 'before';
    const request = http.request;
    const zapier = await start({
      app: smallApp({
        act: (_z) => ({ id: 1, mode: process.env.SMALL_APP_MODE, more: process.env.SMALL_APP_MORE }),
      }),
      env: { SMALL_APP_MODE: 'inside', SMALL_APP_MORE: 'yes' },
    });
    const second = await start({ app: smallApp({}), env: { SMALL_APP_OTHER: 'too' } });
    const connection = await zapier.connect({ api_key: 'key' });
    const run = await zapier.run(connection, 'creates.act', {});
    expect(run.output).toMatchObject({ mode: 'inside', more: 'yes' });
    expect(http).toHaveProperty('patchedByZapier', true);
    expect(http.request).not.toBe(request);
    expect(process.env.LOGGING_ENDPOINT).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/logs$/);
    await zapier.close();
    expect(process.env.SMALL_APP_OTHER).toBe('too');
    await second.close();
    expect(process.env.SMALL_APP_MODE).toBe('before');
    expect(process.env).not.toHaveProperty('SMALL_APP_MORE');
    expect(process.env).not.toHaveProperty('SMALL_APP_OTHER');
    expect(process.env).not.toHaveProperty('LOGGING_ENDPOINT');
    expect(http.request).toBe(request);
    expect(http).not.toHaveProperty('patchedByZapier');
    delete process.env.SMALL_APP_MODE;
  });

  test('leaves the app definition as it was', async () => {
    const app = smallApp({});
    const before = JSON.stringify(app);
    const zapier = await start({ app });
    await zapier.run(await zapier.connect({ api_key: 'key' }), 'creates.act', {});
    expect(JSON.stringify(app)).toBe(before);
    expect(Object.isFrozen(app)).toBe(false);
  });

  test('200 runs at the same time keep their inputs, caches and records apart', async () => {
    const api = await tinyApi((request, response) => json(response, { path: request.url }));
    const zapier = await start({
      app: smallApp({
        act: async (z, bundle) => {
          const { n } = bundle.inputData;
          await z.cache.set(`n-${n}`, n, 60, ['auth']);
          const { data } = await z.request({ url: `${api.url}/${n}` });
          return { id: n, ...(data as object), cached: await z.cache.get(`n-${n}`, ['auth']) };
        },
      }),
    });
    const connections = await Promise.all([1, 2].map(() => zapier.connect({ api_key: 'key' })));
    const runs = await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        const connection = connections[n % 2];
        if (!connection) throw new Error('No connection.');
        return zapier.run(connection, 'creates.act', { n });
      }),
    );
    expect(runs.map((run) => run.output)).toEqual(
      Array.from({ length: 200 }, (_, n) => ({ id: String(n), path: `/${n}`, cached: String(n) })),
    );
    expect(new Set(runs.map((run) => run.id)).size).toBe(200);
    expect(api.seen).toHaveLength(200);
    expect(zapier.cache.entries().filter((entry) => entry.connection === connections[0]?.id)).toHaveLength(100);
  });
});
