import { afterEach, describe, expect, test } from '@jest/globals';
import zapierCore from 'zapier-platform-core';
import { startZapier, type Zapier, type ZapierOptions } from '../../../dev/zapier/index.ts';
import { closeApis, type Perform, smallApp, tinyApi } from './small-app.ts';

const { errors } = zapierCore;
let zapier: Zapier;
afterEach(async () => {
  await zapier.close();
  await closeApis();
});

async function act(perform: Perform, more: Partial<ZapierOptions> = {}) {
  zapier = await startZapier({ app: smallApp({ act: perform }), ...more });
  return zapier.connect({ api_key: 'key' });
}

describe('how a run ends', () => {
  test('success', async () => {
    const connection = await act(() => ({ id: 5, when: new Date(0), gone: undefined }));
    const run = await zapier.run(connection, 'creates.act', {});
    expect(run).toMatchObject({
      step: 'creates.act',
      method: 'creates.act.operation.perform',
      outcome: 'success',
      message: '',
      output: { id: 5, when: '1970-01-01T00:00:00.000Z' },
      connectionId: connection.id,
    });
    expect(run.output).not.toHaveProperty('gone');
    expect(run.attempts).toHaveLength(1);
  });

  test('an AppError is errored, with sentence, code and status taken out of its JSON', async () => {
    const connection = await act(() => {
      throw new errors.Error('Pick a "thing" first.', 'no_thing', 400);
    });
    const run = await zapier.run(connection, { type: 'creates', key: 'act' }, {});
    expect(run).toMatchObject({
      outcome: 'errored',
      message: 'Pick a "thing" first.',
      code: 'no_thing',
      status: 400,
      errorName: 'AppError',
      output: null,
    });
    expect(JSON.parse(run.rawMessage)).toMatchObject({ code: 'no_thing' });
  });

  test('HaltedError is halted and ExpiredAuthError asks to reconnect, with what core adds to their texts', async () => {
    const connection = await act((_z, bundle) => {
      const error =
        bundle.inputData.way === 'halt' ? new errors.HaltedError('Stop.') : new errors.ExpiredAuthError('Gone.');
      if (bundle.inputData.plain === 'true') Object.assign(error, { doNotContextify: true });
      throw error;
    });
    const halted = await zapier.run(connection, 'creates.act', { way: 'halt', plain: true });
    expect(halted).toMatchObject({ outcome: 'halted', message: 'Stop.' });
    const expired = await zapier.run(connection, 'creates.act', { way: 'expire', plain: true });
    expect(expired).toMatchObject({ outcome: 'reconnect', message: 'Gone.' });
    const leaky = await zapier.run(connection, 'creates.act', { way: 'halt', plain: false });
    expect(leaky.message).toContain('What happened:');
  });

  test('ThrottledError carries its delay and is repeated as often as allowed, by the clock', async () => {
    let tries = 0;
    const connection = await act(() => {
      tries += 1;
      if (tries < 4) throw new errors.ThrottledError('Slow down.', 90);
      return { id: tries };
    });
    const start = zapier.clock.now();
    const once = await zapier.run(connection, 'creates.act', {});
    expect(once).toMatchObject({ outcome: 'throttled', message: 'Slow down.', delaySeconds: 90 });
    expect(tries).toBe(1);

    const repeated = await zapier.run(connection, 'creates.act', {}, { repeat: 5 });
    expect(repeated).toMatchObject({ outcome: 'success', output: { id: 4 } });
    expect(repeated.attempts.map((each) => each.outcome)).toEqual(['throttled', 'throttled', 'success']);
    expect(zapier.clock.now() - start).toBeGreaterThanOrEqual(180_000);
  });

  test('repeats end, and a given wait is used instead of the jumping clock', async () => {
    const waits: number[] = [];
    const connection = await act(
      () => {
        throw new errors.ThrottledError('Busy.');
      },
      { wait: async (ms) => void waits.push(ms) },
    );
    const run = await zapier.run(connection, 'creates.act', {}, { repeat: 2 });
    expect(run.outcome).toBe('throttled');
    expect(run).not.toHaveProperty('delaySeconds');
    expect(run.attempts).toHaveLength(3);
    expect(waits).toEqual([60_000, 60_000]);
  });

  test("core's checks of the output count as errors", async () => {
    const connection = await act(() => ['not an object']);
    const run = await zapier.run(connection, 'creates.act', {});
    expect(run).toMatchObject({ outcome: 'errored', errorName: 'CheckError' });
    expect(run.message).toContain('expected an object from create');
  });

  test('anything else that is thrown is errored, an unanswered 500 too', async () => {
    const api = await tinyApi((_request, response) => response.writeHead(500).end('broken'));
    const connection = await act((z, bundle) => {
      if (bundle.inputData.way === 'type') return Reflect.get(Object(null), 'a').b;
      if (bundle.inputData.way === 'json') throw Object.assign(new Error('{"message":"x"}'), { doNotContextify: true });
      return z.request({ url: api.url });
    });
    const type = await zapier.run(connection, 'creates.act', { way: 'type' });
    expect(type).toMatchObject({ outcome: 'errored', errorName: 'TypeError' });
    expect(type.message).toContain("reading 'b'");
    // Only errors that wrap their sentence in JSON are opened.
    const own = await zapier.run(connection, 'creates.act', { way: 'json' });
    expect(own).toMatchObject({ outcome: 'errored', message: '{"message":"x"}' });
    const response = await zapier.run(connection, 'creates.act', {});
    expect(response).toMatchObject({ outcome: 'errored', errorName: 'ResponseError', status: 500 });
  });

  test('a run that takes too long ends with the platform’s sentence', async () => {
    const api = await tinyApi(() => undefined);
    const connection = await act((z) => z.request({ url: api.url }));
    const run = await zapier.run(connection, 'creates.act', {}, { timeoutMs: 250 });
    expect(run).toMatchObject({
      outcome: 'errored',
      message: 'The app did not respond in-time. It may or may not have completed successfully.',
    });
    expect(api.seen).toEqual(['GET /']);
  });

  test('closing ends what is under way, and later runs do not start', async () => {
    const api = await tinyApi(() => void zapier.close());
    const connection = await act((z) => z.request({ url: api.url }));
    const run = await zapier.run(connection, 'creates.act', {});
    expect(run).toMatchObject({ outcome: 'errored', errorName: 'ClosedError' });
    const late = await zapier.run(connection, 'creates.act', {});
    expect(late).toMatchObject({ outcome: 'errored', errorName: 'ClosedError' });
    expect(api.seen).toHaveLength(1);
  });
});

describe('replay and search-or-create', () => {
  test('a replay runs the same step with the same input and leaves the first record alone', async () => {
    let tries = 0;
    const connection = await act((_z, bundle) => {
      tries += 1;
      if (tries === 1) throw new errors.Error('Not yet.');
      return { id: tries, name: bundle.inputData.name };
    });
    const first = await zapier.run(connection, 'creates.act', { name: 'Bo' });
    const second = await zapier.replay(first);
    expect(first.outcome).toBe('errored');
    expect(second).toMatchObject({ outcome: 'success', output: { id: 2, name: 'Bo' }, step: 'creates.act' });
    expect(second.id).not.toBe(first.id);
    await expect(zapier.replay({ ...first })).rejects.toThrow('belongs to another stand-in');
  });

  test('findOrCreate creates only what was not found, and tells the create which search it follows', async () => {
    zapier = await startZapier({
      app: smallApp({
        look: (_z, bundle) => {
          if (bundle.inputData.name === 'broken') throw new errors.Error('Search failed.');
          return bundle.inputData.name === 'Bo' ? [{ id: 3 }, { id: 4 }] : [];
        },
        act: (_z, bundle) => ({ id: 9, with: bundle.meta.withSearch, ...bundle.inputData }),
      }),
    });
    const connection = await zapier.connect({ api_key: 'key' });
    const found = await zapier.findOrCreate(connection, 'look', { name: 'Bo' });
    expect(found).toMatchObject({ found: true, output: { id: 3 }, create: null });
    expect(found.search).toMatchObject({ output: [{ id: 3 }, { id: 4 }], first: { id: 3 } });
    const created = await zapier.findOrCreate(connection, 'look', { name: 'Al' }, { nick: 'A' });
    expect(created).toMatchObject({ found: false, outcome: 'success', output: { id: 9, with: 'look', nick: 'A' } });
    const failed = await zapier.findOrCreate(connection, 'look', { name: 'broken' }, { nick: 'A' });
    expect(failed).toMatchObject({ outcome: 'errored', message: 'Search failed.', create: null });
  });
});

describe('the app', () => {
  test('validate and definition are core’s own', async () => {
    const app = smallApp({});
    zapier = await startZapier({ app });
    expect(await zapier.validate()).toEqual([]);
    expect(await zapier.definition()).toMatchObject({ creates: { act: { operation: { perform: '$func$2$f$' } } } });
    await zapier.close();
    zapier = await startZapier({ app: { ...app, version: 'one' } });
    expect(JSON.stringify(await zapier.validate())).toContain('version');
  });

  test('a step that the app lacks is an error of the caller', async () => {
    const connection = await act(() => ({ id: 1 }));
    await expect(zapier.run(connection, 'creates.nope', {})).rejects.toThrow('The app has no step creates.nope.');
  });
});
