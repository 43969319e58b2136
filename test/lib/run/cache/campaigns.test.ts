import { describe, expect, test } from '@jest/globals';
import { oneCampaign } from '../../../../lib/msgflash/schemas.ts';
import { knownCampaigns, rememberCampaign } from '../../../../lib/run/cache/campaigns.ts';
import { run } from '../../../../lib/run/run.ts';
import type { Run } from '../../../../lib/run/types.ts';
import { onPlatform, platform } from '../platform.ts';

const campaign = (id: string, name: string | null = `Campaign ${id}`) => oneCampaign.parse({ id, name });

interface Entry {
  value: unknown;
  ttl: number | undefined;
  scope: string[] | undefined;
}

/** Runs a body with a cache of this test's own. */
async function withCache<T>(body: (step: Run) => Promise<T>, stored = new Map<string, Entry>()) {
  const toolbox = await platform();
  const cache = {
    ...toolbox.cache,
    get: async (key: string) => stored.get(key)?.value ?? null,
    set: async (key: string, value: unknown, ttl?: number, scope?: string[]) => {
      stored.set(key, { value, ttl, scope });
      return true;
    },
  };
  const result = await onPlatform((_z, bundle) => run({ ...toolbox, cache }, bundle, body));
  return { result, stored };
}

const ids = (known: readonly { id: string }[]) => known.map(({ id }) => id);

describe('the campaigns that this connection created', () => {
  test('none at first', async () => {
    expect((await withCache(knownCampaigns)).result).toEqual([]);
  });

  test('newest first, each once and by its latest name', async () => {
    const { result, stored } = await withCache(async (step) => {
      for (const each of [campaign('a'), campaign('b'), campaign('c'), campaign('a', 'Renamed')]) {
        await rememberCampaign(step, each);
      }
      return knownCampaigns(step);
    });
    expect(result).toEqual([
      { id: 'a', name: 'Renamed' },
      { id: 'c', name: 'Campaign c' },
      { id: 'b', name: 'Campaign b' },
    ]);
    expect([...stored.values()]).toMatchObject([{ ttl: 30 * 86_400, scope: ['auth'] }]);
  });

  test('the last hundred', async () => {
    const { result } = await withCache(async (step) => {
      for (let n = 1; n <= 102; n++) await rememberCampaign(step, campaign(String(n)));
      return knownCampaigns(step);
    });
    expect(ids(result)).toEqual(Array.from({ length: 100 }, (_, n) => String(102 - n)));
  });

  test('one without a name can still be picked', async () => {
    const { result } = await withCache(async (step) => {
      await rememberCampaign(step, campaign('a', null));
      return knownCampaigns(step);
    });
    expect(result).toEqual([{ id: 'a', name: 'Campaign without a name' }]);
  });

  test.each([
    ['text', 'oops'],
    ['entries of another form', [{ id: 1 }]],
    ['an object', { a: 1 }],
  ])('%s in the cache is none, and is written over', async (_name, value) => {
    const stored = new Map<string, Entry>();
    await withCache((step) => rememberCampaign(step, campaign('x')), stored);
    for (const entry of stored.values()) entry.value = value;
    expect((await withCache(knownCampaigns, stored)).result).toEqual([]);
    const { result } = await withCache(async (step) => {
      await rememberCampaign(step, campaign('b'));
      return knownCampaigns(step);
    }, stored);
    expect(ids(result)).toEqual(['b']);
  });
});

describe('a cache that fails', () => {
  const failing = async (fault: { get?: boolean; set?: boolean }) => {
    const toolbox = await platform();
    const gone = async () => {
      throw new Error('gone');
    };
    const cache = {
      ...toolbox.cache,
      get: fault.get ? gone : async () => null,
      set: fault.set ? gone : async () => true,
    };
    return onPlatform((_z, bundle) =>
      run({ ...toolbox, cache }, bundle, async (step) => {
        await rememberCampaign(step, campaign('a'));
        return knownCampaigns(step);
      }),
    );
  };

  test.each([[{ get: true }], [{ set: true }], [{ get: true, set: true }]])(
    '%j: no list, and no failure',
    async (fault) => {
      expect(await failing(fault)).toEqual([]);
    },
  );
});
