import { afterEach, describe, expect, test } from '@jest/globals';
import { type Connection, startZapier, type Zapier, type ZapierOptions } from '../../../dev/zapier/index.ts';
import { type Perform, smallApp } from './small-app.ts';

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
  test('keeps JSON, deletes, and tells whether there was something', async () => {
    const { connect, inStep } = await start();
    const ann = await connect('ann');
    expect(await inStep(ann, (z) => z.cache.set('a', { deep: [1] }))).toBe(true);
    expect(await inStep(ann, (z) => z.cache.get('a'))).toEqual({ deep: [1] });
    expect(await inStep(ann, (z) => z.cache.get('b'))).toBeNull();
    expect(await inStep(ann, (z) => z.cache.delete('a'))).toBe(true);
    expect(await inStep(ann, (z) => z.cache.delete('a'))).toBe(false);
    expect(zapier.cache.entries()).toEqual([]);
  });

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

  test('sets only what is absent when told so, and again after expiry', async () => {
    const { connect, inStep } = await start();
    const ann = await connect('ann');
    const claim: Perform = (z) => z.cache.set('a', 'mine', 60, null, true);
    expect(await inStep(ann, claim)).toBe(true);
    expect(await inStep(ann, (z) => z.cache.set('a', 'theirs', 60, null, true))).not.toBe(true);
    expect(await inStep(ann, (z) => z.cache.get('a'))).toBe('mine');
    zapier.clock.advance(60_000);
    expect(await inStep(ann, claim)).toBe(true);
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

  test('of two claims at the same moment exactly one wins', async () => {
    zapier = await startZapier({
      app: smallApp({ act: async (z) => ({ id: 1, won: await z.cache.set('c', 1, 60, ['auth'], true) }) }),
    });
    const ann = await zapier.connect({ api_key: 'key' });
    const runs = await Promise.all(Array.from({ length: 20 }, () => zapier.run(ann, 'creates.act', {})));
    expect(runs.filter((run) => (run.output as { won: unknown }).won === true)).toHaveLength(1);
  });
});

describe('a cache in trouble', () => {
  test('full: nothing is stored, and what is there can be read', async () => {
    const { connect, inStep } = await start();
    const ann = await connect('ann');
    await inStep(ann, (z) => z.cache.set('old', 1));
    zapier.cache.misbehave('full');
    expect(await inStep(ann, (z) => z.cache.set('new', 2))).toBeNull();
    expect(await inStep(ann, (z) => z.cache.get('old'))).toBe(1);
    zapier.cache.misbehave(null);
    expect(await inStep(ann, (z) => z.cache.set('new', 2))).toBe(true);
  });

  test('gone: every call fails after the retries of core', async () => {
    const { connect, inStep } = await start();
    const ann = await connect('ann');
    zapier.cache.misbehave('gone');
    expect(await inStep(ann, (z) => z.cache.get('a'))).toContain('RPC request failed after 3 attempts');
    zapier.cache.misbehave(null);
    expect(await inStep(ann, (z) => z.cache.get('a'))).toBeNull();
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
