import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { STARTS_AT, scheduled } from '../creates/campaigns.ts';
import {
  CAMPAIGN_NAMES,
  campaignIn,
  NO_CAMPAIGN,
  noCampaign,
  STATES,
  text,
  twoCampaigns,
  UNTIL_START,
} from '../creates/running.ts';
import { startFrozen } from '../lib/sending/frozen.ts';
import {
  accountRefusals,
  blank,
  empty,
  ending,
  endOf,
  expectRefused,
  filling,
  type Refused,
  readTroubles,
  unknownId,
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
    const nothing = { total: null, audience_size: null, audience_limit: null, created_at: null, updated_at: null };
    const unsafe = { safety_decision: null, safety_risk_level: null, safety_score: null };
    expect((await find(world, id)).output).toEqual([{ ...record, id, ...nothing, ...unsafe }]);
  });
});

describe('by the name it was created with', () => {
  test.each(CAMPAIGN_NAMES)('%j costs no more than its id', async (name, written) => {
    const world = await startFrozen();
    const id = await campaignIn(world, { name });
    await campaignIn(world, { name: `${name} 2` });
    expect(await find(world, mapped(written))).toMatchObject({ outcome: 'success', output: [{ id, name }] });
    expect(world.requests()).toEqual(TWO);
  });
});

describe('what is not there is not found, and that is no error', () => {
  test('a campaign that was deleted', async () => {
    const world = await startFrozen();
    const run = await find(world, mapped(unknownId(6)));
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
  const cases: Refused[] = [
    { name: 'no campaign', input: { campaign_id: empty }, outcome: 'errored', message: filling('Campaign') },
    { name: 'a blank campaign', input: { campaign_id: blank }, outcome: 'errored', message: filling('Campaign') },
  ];
  test.each(cases)('$name', async (each) => {
    await expectRefused('searches.find_campaign', {}, each);
  });

  test.each(NO_CAMPAIGN)('%j is no campaign of this connection: a sentence, and no request', async (written) => {
    const world = await startFrozen();
    await campaignIn(world);
    expect(endOf(await find(world, mapped(written)))).toEqual(ending('errored', noCampaign(written)));
    expect(world.requests()).toEqual({});
  });

  test('a name that two campaigns have: a sentence, and no request', async () => {
    const world = await startFrozen();
    await campaignIn(world);
    await campaignIn(world, { name: 'april NEWS' });
    expect(endOf(await find(world, 'April news'))).toEqual(ending('errored', twoCampaigns('April news')));
    expect(world.requests()).toEqual({});
  });

  test.each(
    [READ, STATS].flatMap((operation) =>
      [...accountRefusals(operation), ...readTroubles(operation)]
        .filter(({ name }) => operation === READ || name !== 'wrong_types')
        .map((each) => ({ ...each, operation })),
    ),
  )('$operation: $name', async ({ given, outcome, message }) => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    await given?.(world);
    expect(endOf(await find(world, id))).toEqual(ending(outcome, message));
  });

  test('counters that cannot be read are unknown, not 0', async () => {
    const world = await startFrozen();
    const id = await campaignIn(world);
    world.control.fault({ operation: STATS, kind: 'wrong_types' });
    expect(await find(world, id)).toMatchObject({
      outcome: 'success',
      output: [
        { status: 'scheduled', total: null, sent: null, failed: null, progress_percent: null, started_at: null },
      ],
    });
  });
});
