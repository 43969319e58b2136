import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import {
  campaignIn,
  noCampaign,
  STARTS_AT,
  STATES,
  scheduled,
  text,
  twoCampaigns,
  UNTIL_START,
  unweighed,
} from '../creates/campaigns.ts';
import { sharedFrozen, startFrozen } from '../lib/sending/frozen.ts';
import {
  accountRefusals,
  ending,
  endOf,
  errored,
  expectRefused,
  type Refused,
  readTroubles,
  unknownId,
  withoutValue,
} from '../support/refused.ts';
import type { World } from '../support/world.ts';

const READ = 'GET /campaigns/{id}';
const STATS = 'GET /campaigns/{id}/stats';
const TWO = { [READ]: 1, [STATS]: 1 };

const find = ({ zapier, connection }: World, id: unknown) =>
  zapier.run(connection, 'searches.find_campaign', { campaign_id: id });

const record = { ...scheduled, type: 'text', text, total: 0, progress_percent: 0 };
const fromStart = (ms: number) => new Date(Date.parse(STARTS_AT) + ms).toISOString();

describe('a campaign, with its counters and its progress', () => {
  test('before it begins', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    const run = await find(world, mapped(` ${id} `));
    expect(run).toMatchObject({ outcome: 'success', message: '' });
    expect(run.output).toEqual([{ ...record, id }]);
    expect(world.requests()).toEqual(TWO);
    expect(
      world
        .wire()
        .map(({ path }) => path)
        .sort(),
    ).toEqual([`/api/v1/campaigns/${id}`, `/api/v1/campaigns/${id}/stats`]);
  });

  test('after it went out', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    await world.pass(UNTIL_START + 700);
    const run = await find(world, id);
    expect(run.output).toEqual([
      {
        ...record,
        id,
        status: 'completed',
        // The list of instances was read more than a day before.
        instance_name: null,
        instance_number: null,
        total: 3,
        planned: 3,
        sent: 3,
        queued: 0,
        progress_percent: 100,
        started_at: fromStart(0),
        completed_at: fromStart(300),
        updated_at: fromStart(300),
      },
    ]);
  });

  test('whose counters are not to be had', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    world.control.fault({ operation: STATS, kind: 'error', status: 404, code: 'NOT_FOUND', message: 'Not found' });
    expect(await find(world, id)).toMatchObject({
      outcome: 'success',
      output: [{ id, status: 'scheduled', total: null, planned: 0, progress_percent: null }],
    });
  });

  test('while messages still wait', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    await STATES.running(world);
    expect(await find(world, id)).toMatchObject({
      output: [
        { status: 'running', total: 3, queued: 2, progress_percent: 33, started_at: fromStart(0), completed_at: null },
      ],
    });
  });

  test('for nobody, before it begins and after', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world, { recipients: 'tags', tags: ['newsletter'] });
    const warnings = 'Nobody gets this campaign: no contact has the tag newsletter.';
    expect(await find(world, id)).toMatchObject({ output: [{ status: 'scheduled', audience_size: 0, warnings }] });
    await world.pass(UNTIL_START + 700);
    expect(await find(world, id)).toMatchObject({ output: [{ status: 'completed', total: 0, sent: 0, warnings }] });
  });

  test('with failures, each recipient counted once', async () => {
    const world = await startFrozen();
    await world.call(`PUT /contacts/${demo.contacts.luc}`, { phone: demo.numbers.failing });
    const id = await campaignIn(world);
    await STATES.completed(world);
    expect(await find(world, id)).toMatchObject({
      output: [{ status: 'completed', total: 3, sent: 2, delivered: 2, read: 2, failed: 1, progress_percent: 100 }],
    });
  });

  test('it names the instance only where its name is known: no request for it', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    const other = await world.connect();
    world.mark();
    const run = await world.zapier.run(other, 'searches.find_campaign', { campaign_id: id });
    expect(run.output).toEqual([{ ...record, id, instance_name: null, instance_number: null }]);
    expect(world.requests()).toEqual(TWO);
  });

  test('what the answers may lack is null', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    world.control.fault({ operation: READ, kind: 'missing_optional' });
    world.control.fault({ operation: STATS, kind: 'missing_optional' });
    const nothing = { ...unweighed, total: null, created_at: null, updated_at: null };
    expect((await find(world, id)).output).toEqual([{ ...record, id, ...nothing }]);
  });
});

describe('by the name it was created with', () => {
  test.each([
    ['April news', ' april NEWS '],
    ['Soldes d’été', 'Soldes d’été'.normalize('NFD')],
    ['Soldes d’été'.normalize('NFD'), 'SOLDES D’ÉTÉ'],
    ['2026-04', '2026-04'],
    ['Promo · 3 contacts', 'Promo · 3 contacts'],
  ])('%j, written %j, costs no more than its id', async (name, written) => {
    const world = await sharedFrozen();
    const id = await campaignIn(world, { name });
    await campaignIn(world, { name: `${name} 2` });
    expect(await find(world, mapped(written))).toMatchObject({ outcome: 'success', output: [{ id, name }] });
    expect(world.requests()).toEqual(TWO);
  });

  test.each(['April', 'April news 2', 'Aprilnews', '60000000-0000', '+33639980001'])(
    '%j is none: a sentence, and no request',
    async (written) => {
      const world = await sharedFrozen();
      await campaignIn(world);
      expect(endOf(await find(world, mapped(written)))).toEqual(ending('errored', noCampaign(written)));
      expect(world.requests()).toEqual({});
    },
  );

  test('a name that two campaigns have: a sentence, and no request', async () => {
    const world = await sharedFrozen();
    await campaignIn(world);
    await campaignIn(world, { name: 'april NEWS' });
    expect(endOf(await find(world, 'April news'))).toEqual(ending('errored', twoCampaigns('April news')));
    expect(world.requests()).toEqual({});
  });
});

describe('what does not exist is not found, and that is no error', () => {
  test('a campaign that was deleted', async () => {
    const run = await find(await sharedFrozen(), mapped(unknownId(6)));
    expect(run).toMatchObject({ outcome: 'success', message: '', output: [] });
  });

  test('a campaign of another account', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    const other = await world.connect({ api_key: demo.otherKey });
    const run = await world.zapier.run(other, 'searches.find_campaign', { campaign_id: id });
    expect(run).toMatchObject({ outcome: 'success', output: [] });
  });
});

describe('what cannot be searched', () => {
  const cases: Refused[] = [...withoutValue('campaign_id', 'Campaign'), errored('April', {}, noCampaign('April'))];
  test.each(cases)('$name', async (each) => {
    await expectRefused('searches.find_campaign', { campaign_id: mapped('April') }, each);
  });

  test.each([
    ...accountRefusals(READ),
    ...readTroubles(READ),
    ...accountRefusals(STATS),
    ...readTroubles(STATS).slice(0, 1),
  ])('$fault.operation: $name', async ({ fault, outcome, message }) => {
    const world = await sharedFrozen();
    const id = await campaignIn(world);
    if (fault) world.control.fault(fault);
    expect(endOf(await find(world, id))).toEqual(ending(outcome, message));
  });

  test('counters that cannot be read are unknown, not 0', async () => {
    const world = await sharedFrozen();
    const id = await campaignIn(world);
    world.control.fault({ operation: STATS, kind: 'wrong_types' });
    const unknown = { total: null, sent: null, failed: null, progress_percent: null, started_at: null };
    expect(await find(world, id)).toMatchObject({ outcome: 'success', output: [{ status: 'scheduled', ...unknown }] });
  });
});
