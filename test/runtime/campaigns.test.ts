import { beforeAll, expect, jest, test } from '@jest/globals';
import type { ZObject } from 'zapier-platform-core';
import * as zod from 'zod/mini';
import { oneCampaign } from '../../msgflash/schemas.ts';
import { knownCampaigns, rememberCampaign } from '../../runtime/campaigns.ts';
import { platform } from './platform.ts';
import { newRun } from './step.ts';

jest.setTimeout(60_000);

let z: ZObject;
beforeAll(async () => {
  z = await platform();
});

const campaign = (id: string, name: string | null = `Campaign ${id}`) => zod.parse(oneCampaign, { id, name });

test('the newest comes first, and one that is made known again is in the list once', async () => {
  const run = newRun(z);
  for (const id of ['a', 'b', 'a']) await rememberCampaign(run, campaign(id));
  expect(await knownCampaigns(newRun(z, { shared: run.standIn }))).toEqual([
    { id: 'a', name: 'Campaign a' },
    { id: 'b', name: 'Campaign b' },
  ]);
});

test('one without a name is called so', async () => {
  const run = newRun(z);
  await rememberCampaign(run, campaign('a', null));
  expect(await knownCampaigns(run)).toEqual([{ id: 'a', name: 'Campaign without a name' }]);
});

test('the last hundred are remembered, for a month', async () => {
  const run = newRun(z);
  for (let n = 0; n < 102; n++) await rememberCampaign(run, campaign(`c${n}`));
  const known = await knownCampaigns(run);
  expect(known).toHaveLength(100);
  expect([known.at(0)?.id, known.at(-1)?.id]).toEqual(['c101', 'c2']);
  expect(run.standIn.calls.at(-2)).toMatchObject({ method: 'set', ttl: 30 * 86_400, scope: ['auth'] });
});

test('without a cache there are none, and nothing fails', async () => {
  const run = newRun(z);
  run.standIn.fault = () => Promise.reject(new Error('unreachable'));
  await expect(rememberCampaign(run, campaign('a'))).resolves.toBeUndefined();
  expect(await knownCampaigns(run)).toEqual([]);
});

test.each([['text'], [{}], [[{ id: 1, name: 'x' }]], [[null]]])(
  'something else in their place is none: %j',
  async (entry) => {
    const run = newRun(z);
    await run.cache.set('campaigns', entry, 60);
    expect(await knownCampaigns(run)).toEqual([]);
  },
);
