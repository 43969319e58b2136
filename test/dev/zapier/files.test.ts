import { afterEach, describe, expect, test } from '@jest/globals';
import { mapped, startZapier, type Zapier } from '../../../dev/zapier/index.ts';
import { type Bundle, closeApis, smallApp, tinyApi } from './small-app.ts';

let zapier: Zapier;
afterEach(async () => {
  await zapier.close();
  await closeApis();
});

const PIXELS = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x00, 0xff]);

async function start(env: Record<string, string> = {}) {
  const api = await tinyApi((request, response) =>
    request.url?.endsWith('/missing')
      ? response.writeHead(404).end()
      : response
          .writeHead(200, { 'content-type': 'image/png', 'content-disposition': 'attachment; filename="a b.png"' })
          .end(PIXELS),
  );
  const app: ReturnType<typeof smallApp> = smallApp({
    api: api.url,
    inputFields: [{ key: 'media', type: 'file' }],
    act: async (z, bundle) => {
      if (bundle.inputData.store) {
        return { id: 1, url: await z.stashFile(String(bundle.inputData.store), undefined, 'grüße.txt', 'text/plain') };
      }
      return {
        id: 1,
        media: bundle.inputData.media,
        file: z.dehydrateFile(app.hydrators.photo, { id: bundle.inputData.photo }),
      };
    },
    hook: (z) => z.stashFile('not here'),
  });
  zapier = await startZapier({ app, env });
  return { api, connection: await zapier.connect({ api_key: 'key' }) };
}

describe('files', () => {
  test('z.stashFile stores a file that can be read by its URL and in the process', async () => {
    const { connection } = await start();
    const run = await zapier.run(connection, 'creates.act', { store: 'Grüße' });
    const { url } = run.output as { url: string };
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('Grüße');
    expect(zapier.files()).toMatchObject([{ filename: 'grüße.txt', contentType: 'text/plain', url }]);
    expect((await fetch(`${url}x`)).status).toBe(404);
  });

  test('a pointer in an output is hydrated with the auth of the connection that put it out', async () => {
    const { api, connection } = await start();
    const run = await zapier.run(connection, 'creates.act', { photo: 'p1' });
    const { file: pointer } = run.output as { file: string };
    expect(pointer).toMatch(/^hydrate\|\|\|/);
    const { file, value, run: hydration } = await zapier.hydrate(pointer);
    expect(file).toMatchObject({ filename: 'a b.png', contentType: 'image/png', bytes: PIXELS, url: value });
    expect(hydration).toMatchObject({ method: 'hydrators.photo', connectionId: connection.id, outcome: 'success' });
    expect(api.seen).toEqual(['GET /photo/p1']);
  });

  test('a hydrator that fails leaves its record, and text without a pointer is an error of the caller', async () => {
    const { connection } = await start();
    const run = await zapier.run(connection, 'creates.act', { photo: 'missing' });
    const failed = await zapier.hydrate((run.output as { file: string }).file);
    expect(failed).toMatchObject({ file: null, value: null, run: { outcome: 'errored', status: 404 } });
    await expect(zapier.hydrate('nothing')).rejects.toThrow('no hydrate pointer');
    await expect(
      zapier.hydrate('hydrate|||{"type":"file","method":"hydrators.photo","bundle":{}}|||hydrate'),
    ).rejects.toThrow('which connection');
  });

  test('pointers that are signed with the one-time secret are read as well', async () => {
    const { connection } = await start({ _ZAPIER_ONE_TIME_SECRET: 'once' });
    const run = await zapier.run(connection, 'creates.act', { photo: 'p2' });
    const { file: pointer } = run.output as { file: string };
    expect(pointer).not.toContain('p2');
    expect((await zapier.hydrate(pointer, connection)).file?.bytes).toEqual(PIXELS);
  });

  test('a pointer mapped into a file field arrives as a link, and is fetched when somebody follows it', async () => {
    const { api, connection } = await start();
    const first = await zapier.run(connection, 'creates.act', { photo: 'p3' });
    const { file: pointer } = first.output as { file: string };
    const second = await zapier.run(connection, 'creates.act', { media: mapped(pointer, '{{1__file}}') });
    const { media } = second.output as { media: string };
    expect(media).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/engine\/hydrate\/1\/$/);
    expect(api.seen).toEqual([]);
    const answer = await fetch(media);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(PIXELS);
    expect(api.seen).toEqual(['GET /photo/p3']);
    expect((await fetch(`${zapier.url}/engine/hydrate/99/`)).status).toBe(404);
  });

  test('a hook cannot store files', async () => {
    const { connection } = await start();
    const zap = await zapier.turnOn(connection, 'happened');
    await fetch(zap.hookUrl, { method: 'POST', body: '{}' });
    const [run] = await zap.waitForRuns(1);
    expect(run?.message).toContain('Files can only be stashed within a create or hydration');
  });

  test('a pointer to something else than a file is replaced by what it stands for', async () => {
    const details = (_z: unknown, bundle: Bundle) => `Details of ${bundle.inputData.id}`;
    const app = {
      ...smallApp({
        act: (z, bundle) => ({ id: 1, got: bundle.inputData.text ?? null, pointer: z.dehydrate(details, { id: 4 }) }),
      }),
      hydrators: { details },
    };
    zapier = await startZapier({ app });
    const connection = await zapier.connect({ api_key: 'key' });
    const first = await zapier.run(connection, 'creates.act', {});
    const { pointer } = first.output as { pointer: string };
    const second = await zapier.run(connection, 'creates.act', { text: mapped(`See: ${pointer}!`) });
    expect(second.output).toMatchObject({ got: 'See: Details of 4!' });
  });
});
